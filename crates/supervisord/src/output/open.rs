//! Opens a log by its name, whatever stands there: a file, a FIFO, a terminal, `/dev/stdout`.

use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{OFlag, open as open_fd};
use nix::sys::stat::Mode;

use super::descriptor;
use super::regular::Regular;
use super::stream::Stream;
use crate::kernel::fd::duplicate;

/// An open log, by what can be done with it.
#[derive(Debug)]
pub(super) enum Target {
    /// Has a position, can be rotated and read.
    Regular(Regular),
    /// Can only be written, and may refuse.
    Stream(Stream),
}

/// What to do with the present content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Keep,
    Truncate,
}

/// Whether the name of a log may be a symbolic link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    Follow,
    /// The daemon has chosen the name, maybe in a directory for everybody: a link there is
    /// somebody else's, and leads where only the daemon may write.
    Refuse,
}

/// Opens `path` for appending. A file that has to be created gets `mode`, or 0666 without umask.
///
/// Nothing here waits: a FIFO without a reader is ENXIO (W-73).
pub(super) fn open(
    path: &Path,
    content: Content,
    mode: Option<u32>,
    links: Links,
) -> io::Result<Target> {
    if links == Links::Follow
        && let Some(number) = descriptor::named(path)
    {
        return open_descriptor(path, number).map(Target::Stream);
    }
    let file = open_file(path, content, mode, links)?;
    if file.metadata()?.is_file() {
        Regular::new(file).map(Target::Regular)
    } else {
        Ok(Target::Stream(Stream::private(file)))
    }
}

/// Opens what a descriptor of the daemon refers to, never to be rotated (W-15).
///
/// Opening it anew gives pipes and terminals flags of their own, so that making them non-blocking
/// does not change the original for everybody who has it. A regular file is used through a
/// duplicate instead, since two offsets into it would overwrite each other; so is whatever cannot
/// be opened anew, such as a socket or another user's terminal.
fn open_descriptor(path: &Path, number: u32) -> io::Result<Stream> {
    let own = duplicate(number).map(File::from).ok();
    if let Some(own) = &own
        && own.metadata()?.is_file()
    {
        return own.try_clone().and_then(Stream::shared);
    }
    match open_fd(path, FLAGS, Mode::empty()) {
        Ok(fd) => Ok(Stream::private(File::from(fd))),
        Err(errno) => own.ok_or_else(|| errno.into()).and_then(Stream::shared),
    }
}

const FLAGS: OFlag = OFlag::O_WRONLY
    .union(OFlag::O_APPEND)
    .union(OFlag::O_CLOEXEC)
    .union(OFlag::O_NOCTTY)
    .union(OFlag::O_NONBLOCK);

fn open_file(path: &Path, content: Content, mode: Option<u32>, links: Links) -> io::Result<File> {
    let mut flags = FLAGS;
    flags.set(OFlag::O_TRUNC, content == Content::Truncate);
    flags.set(OFlag::O_NOFOLLOW, links == Links::Refuse);
    match open_fd(path, flags, Mode::empty()) {
        Err(Errno::ENOENT) => create(path, flags, mode),
        opened => Ok(File::from(opened?)),
    }
}

fn create(path: &Path, flags: OFlag, mode: Option<u32>) -> io::Result<File> {
    let created = Mode::from_bits_truncate(mode.unwrap_or(0o666));
    let file = File::from(open_fd(path, flags | OFlag::O_CREAT, created)?);
    if let Some(mode) = mode {
        // The umask has taken part of the mode away. Keeping it is a wish (W-29), not a condition:
        // file systems without modes refuse.
        let _ = file.set_permissions(Permissions::from_mode(mode));
    }
    Ok(file)
}
