//! Lines from standard input, awaited without keeping anything else from happening.

use std::io;
use std::os::fd::AsFd;

use nix::errno::Errno;
use nix::unistd;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Standard input, read line by line.
#[derive(Default)]
pub(crate) struct Input {
    /// What was read beyond the last line.
    ahead: Vec<u8>,
}

impl Input {
    /// Waits for the next line, without its end; `None` at the end of input.
    ///
    /// Giving up the wait loses nothing.
    pub(crate) async fn line(&mut self) -> io::Result<Option<String>> {
        loop {
            if let Some(end) = self.ahead.iter().position(|byte| *byte == b'\n') {
                let rest = self.ahead.split_off(end + 1);
                let line = std::mem::replace(&mut self.ahead, rest);
                return Ok(Some(text(&line)));
            }
            readable(io::stdin()).await?;
            let mut buffer = [0; 4096];
            let count = unistd::read(io::stdin(), &mut buffer)?;
            if count == 0 && self.ahead.is_empty() {
                return Ok(None);
            }
            if count == 0 {
                return Ok(Some(text(&std::mem::take(&mut self.ahead))));
            }
            self.ahead.extend(buffer.iter().take(count));
        }
    }
}

fn text(line: &[u8]) -> String {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    String::from_utf8_lossy(line).into_owned()
}

/// Waits until a descriptor has something to read.
///
/// Making it non-blocking instead would do the same to the user's shell, which shares it. Each wait
/// registers anew, and so learns of what is there already.
pub(crate) async fn readable(source: impl AsFd) -> io::Result<()> {
    let copy = source.as_fd().try_clone_to_owned()?;
    #[expect(
        deprecated,
        reason = "its successor is unsafe to call; an owned descriptor fulfills what it asks"
    )]
    let registered = AsyncFd::with_interest(copy, Interest::READABLE);
    let registered = match registered {
        // Regular files and /dev/null cannot be waited for; they are always readable.
        Err(error) if error.raw_os_error() == Some(Errno::EPERM as i32) => return Ok(()),
        other => other?,
    };
    registered.readable().await?.retain_ready();
    Ok(())
}
