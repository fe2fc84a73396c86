//! The file that tells others our pid (C-114).

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::unistd::geteuid;
use supervisor_api::Level;
use supervisor_core::Record;

/// A pidfile that this process has written.
#[derive(Debug)]
pub struct Pidfile {
    path: PathBuf,
    content: String,
}

/// The pidfile cannot be written; the daemon runs on without one.
#[derive(Debug, thiserror::Error)]
#[error("could not write pidfile {path}")]
pub struct PidfileError {
    path: String,
    source: io::Error,
}

impl Pidfile {
    /// Writes our pid, over whatever was there.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(path: &str) -> Result<Self, PidfileError> {
        let content = format!("{}\n", std::process::id());
        let file = Path::new(path);
        write(file, &content).map_err(|source| PidfileError {
            path: path.into(),
            source,
        })?;
        Ok(Self {
            path: file.into(),
            content,
        })
    }

    /// Removes the file, unless another process has written its own pid there since, or it is no
    /// regular file.
    pub fn remove(&self) {
        let is_regular = fs::metadata(&self.path).is_ok_and(|metadata| metadata.is_file());
        if is_regular && fs::read_to_string(&self.path).is_ok_and(|now| now == self.content) {
            // The run is over: there is nobody to tell.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl PidfileError {
    /// Returns what to log instead of [`started`].
    #[must_use]
    pub fn record(&self) -> Record {
        Record {
            level: Level::Critical,
            text: self.to_string(),
        }
    }
}

/// Returns what to log when the pidfile has been written (P-122).
#[must_use]
pub fn started() -> Record {
    Record {
        level: Level::Info,
        text: format!("supervisord started with pid {}", std::process::id()),
    }
}

/// Writes so that no reader sees half of it, where the file can be replaced: a link or a device
/// such as `/dev/null` is written through, and so is a file in a directory that we may not change.
fn write(path: &Path, content: &str) -> io::Result<()> {
    let replaceable = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => {
            refuse_strangers(&metadata)?;
            return fs::write(path, content);
        }
        Ok(metadata) => metadata.is_file(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if replaceable && replace(path, content).is_ok() {
        return Ok(());
    }
    write_in_place(path, content)
}

/// A link that is neither root's nor ours may lead a daemon of root's to any file, as in a
/// directory where another user may write.
fn refuse_strangers(link: &Metadata) -> io::Result<()> {
    let owner = link.uid();
    if owner == 0 || owner == geteuid().as_raw() {
        return Ok(());
    }
    Err(Errno::ELOOP.into())
}

/// There was no link a moment ago, so one that is there now is not followed.
fn write_in_place(path: &Path, content: &str) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .custom_flags(OFlag::O_NOFOLLOW.bits())
        .open(path)?;
    file.write_all(content.as_bytes())
}

fn replace(path: &Path, content: &str) -> io::Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}", std::process::id()));
    // A left-over of a process that had our pid, or a link that somebody has laid in a directory
    // for everybody to lead us elsewhere.
    let _ = fs::remove_file(&temporary);
    let mut file = File::create_new(&temporary)?;
    let written = file.write_all(content.as_bytes());
    let result = written.and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}
