//! Asking for credentials (T-9).

use std::fs::File;
use std::io::{self, Read as _, Write as _};

use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

use crate::error::CommandError;
use crate::input::readable;
use crate::session::{Session, Target};

impl Session {
    /// Asks for a user name and a password and uses them from now on.
    pub(crate) async fn log_in(&mut self) -> Result<(), CommandError> {
        let username = self.console.ask("Username:").await?;
        let password = self.ask_password().await?;
        self.say("")?;
        self.retarget(Target {
            username: Some(username),
            password: Some(password),
            ..self.target().clone()
        });
        Ok(())
    }

    async fn ask_password(&mut self) -> Result<String, CommandError> {
        let terminal = File::options().read(true).write(true).open("/dev/tty");
        if let Ok(terminal) = terminal
            && let Ok(silent) = Silent::on(terminal)
        {
            return silent.ask("Password:").await.map_err(CommandError::Input);
        }
        let mut prompt = io::stderr().lock();
        let _ = prompt.write_all(b"Password:");
        drop(prompt);
        let line = self.console.input.line().await;
        line.map_err(CommandError::Input)?
            .ok_or(CommandError::EndOfInput)
    }
}

/// The terminal without echo, which comes back when this is dropped.
struct Silent {
    terminal: File,
    before: Termios,
}

impl Silent {
    fn on(terminal: File) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut silent = before.clone();
        silent.local_flags.remove(LocalFlags::ECHO);
        tcsetattr(&terminal, SetArg::TCSAFLUSH, &silent)?;
        Ok(Self { terminal, before })
    }

    async fn ask(mut self, prompt: &str) -> io::Result<String> {
        self.terminal.write_all(prompt.as_bytes())?;
        let mut line = Vec::new();
        while !line.ends_with(b"\n") {
            readable(&self.terminal).await?;
            let mut buffer = [0; 1024];
            let count = self.terminal.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            line.extend(buffer.iter().take(count));
        }
        self.terminal.write_all(b"\n")?;
        let line = String::from_utf8_lossy(&line);
        Ok(line.trim_end_matches('\n').to_owned())
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        // A terminal that is gone needs no echo.
        let _ = tcsetattr(&self.terminal, SetArg::TCSAFLUSH, &self.before);
    }
}
