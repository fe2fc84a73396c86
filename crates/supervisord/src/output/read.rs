//! Cuts parts out of logs.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use nix::fcntl::OFlag;
use supervisor_api::log::ReadRule;
use supervisor_api::{Fault, FaultCode, LogRead, LogSlice};

/// The most that one answer carries: a log of the usual limit in one piece, and some more.
pub const READ_MAX: u64 = 64 * 1024 * 1024;

/// Reads the part that `read` asks for from the log at `path`, which may not be configured. This may
/// take its time.
///
/// A part of more than [`READ_MAX`] is cut as if the log ended there; the last bytes of a log are
/// cut at their beginning.
///
/// # Errors
/// The faults of the rule: NO_FILE, BAD_ARGUMENTS, FAILED.
pub fn read(path: Option<&Path>, read: &LogRead) -> Result<LogSlice, Fault> {
    match (read.rule, path.filter(|path| path.exists())) {
        (ReadRule::Read, Some(present)) => read_slice(present, read.offset, read.length),
        (ReadRule::Read, None) => Err(no_file(path)),
        (ReadRule::Tail, Some(present)) => Ok(tail_slice(present, read.offset, read.length)),
        (ReadRule::Tail, None) => Ok(LogSlice::default()),
    }
}

/// Returns how large a log is; `None` if it is missing or no regular file.
#[must_use]
pub fn size_of(path: &Path) -> Option<u64> {
    let metadata = path.metadata().ok()?;
    metadata.is_file().then_some(metadata.len())
}

pub(super) fn no_file(path: Option<&Path>) -> Fault {
    path.map_or(Fault::new(FaultCode::NoFile), |path| {
        Fault::with(FaultCode::NoFile, path.display().to_string())
    })
}

fn read_slice(path: &Path, offset: i64, length: i64) -> Result<LogSlice, Fault> {
    let file = open(path).map_err(|_| Fault::new(FaultCode::Failed))?;
    if length < 0 || (offset < 0 && length != 0) {
        return Err(Fault::new(FaultCode::BadArguments));
    }
    read_open(file, offset, length).map_err(|_| Fault::new(FaultCode::Failed))
}

fn read_open(file: File, offset: i64, length: i64) -> io::Result<LogSlice> {
    let begin = match u64::try_from(offset) {
        Ok(offset) => offset,
        Err(_) => {
            let wanted = offset.unsigned_abs().min(READ_MAX);
            file.metadata()?.len().saturating_sub(wanted)
        }
    };
    let most = match length {
        0 => READ_MAX,
        length => length.unsigned_abs(),
    };
    let bytes = cut(file, begin, most)?;
    let end = begin.saturating_add(u64::try_from(bytes.len()).unwrap_or_default());
    Ok(LogSlice {
        bytes: bytes.into(),
        offset: i64::try_from(end).unwrap_or(i64::MAX),
        overflow: false,
    })
}

fn tail_slice(path: &Path, offset: i64, length: i64) -> LogSlice {
    let unreadable = LogSlice {
        offset,
        ..LogSlice::default()
    };
    open(path)
        .and_then(|file| tail_open(file, offset, length))
        .unwrap_or(unreadable)
}

fn tail_open(file: File, offset: i64, length: i64) -> io::Result<LogSlice> {
    let size = i64::try_from(file.metadata()?.len()).unwrap_or(i64::MAX);
    let window = tail_window(size, offset, length).bounded(READ_MAX);
    let bytes = cut(file, window.begin, window.length)?;
    Ok(LogSlice {
        bytes: bytes.into(),
        offset: size,
        overflow: window.overflow,
    })
}

#[derive(Debug, PartialEq, Eq)]
struct Window {
    begin: u64,
    length: u64,
    overflow: bool,
}

impl Window {
    /// Leaves the beginning out if the window is longer than `most`.
    const fn bounded(self, most: u64) -> Self {
        let excess = self.length.saturating_sub(most);
        Self {
            begin: self.begin.saturating_add(excess),
            length: self.length - excess,
            overflow: self.overflow || excess > 0,
        }
    }
}

/// compat: the steps of X-61 one by one; their net effect has odd corners that clients see.
fn tail_window(size: i64, offset: i64, length: i64) -> Window {
    let (mut offset, mut length) = (offset, length);
    let overflow = size > offset.saturating_add(length);
    if overflow {
        offset = size - 1;
    }
    if offset.saturating_add(length) > size {
        if offset > size - 1 {
            length = 0;
        }
        offset = size.saturating_sub(length);
    }
    Window {
        begin: u64::try_from(offset).unwrap_or(0),
        length: u64::try_from(length).unwrap_or(0),
        overflow,
    }
}

fn cut(mut file: File, begin: u64, most: u64) -> io::Result<Vec<u8>> {
    let present = file.metadata()?.len().saturating_sub(begin);
    let wanted = present.min(most).min(READ_MAX);
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
    file.seek(SeekFrom::Start(begin))?;
    file.take(wanted).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a regular file; anything else cannot be read from a place.
fn open(path: &Path) -> io::Result<File> {
    // Without O_NONBLOCK, opening a FIFO would wait for a writer.
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(OFlag::O_NONBLOCK.bits())
        .open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::ErrorKind::NotSeekable.into())
    }
}
