//! The kernel's news about socket files that are deleted, moved or replaced (W-26).

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use nix::errno::Errno;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, InotifyEvent, WatchDescriptor};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use crate::kernel;

/// What happens to a file that loses its name: deletion changes its count of links.
const FILE: AddWatchFlags = AddWatchFlags::IN_ATTRIB
    .union(AddWatchFlags::IN_MOVE_SELF)
    .union(AddWatchFlags::IN_DONT_FOLLOW);

/// Events of a directory add up when it is watched for several files; nix has no name for this.
const ADD: AddWatchFlags = AddWatchFlags::from_bits_retain(libc::IN_MASK_ADD);

/// What happens to a directory that takes its files along. Its other files make no news.
const DIRECTORY: AddWatchFlags = AddWatchFlags::IN_MOVE_SELF
    .union(AddWatchFlags::IN_DELETE_SELF)
    .union(AddWatchFlags::IN_ONLYDIR)
    .union(ADD);

/// What happens in a directory where a file or directory is missing, or in the way.
const PLACE: AddWatchFlags = DIRECTORY
    .union(AddWatchFlags::IN_CREATE)
    .union(AddWatchFlags::IN_MOVED_TO)
    .union(AddWatchFlags::IN_DELETE)
    .union(AddWatchFlags::IN_MOVED_FROM);

/// The watch over all socket files.
#[derive(Debug)]
pub struct FileWatch {
    inotify: Inotify,
    /// The same description, known to the runtime.
    readable: AsyncFd<OwnedFd>,
    watched: Vec<WatchDescriptor>,
    /// The names that matter in directories where something is missing.
    missing: Vec<OsString>,
}

impl FileWatch {
    /// Begins to watch nothing; must be called inside the runtime.
    ///
    /// # Errors
    /// The user has too many watches.
    pub fn new() -> io::Result<Self> {
        let inotify = Inotify::init(InitFlags::IN_CLOEXEC | InitFlags::IN_NONBLOCK)?;
        let readable = kernel::watch(inotify.as_fd().try_clone_to_owned()?)?;
        Ok(Self {
            inotify,
            readable,
            watched: Vec::new(),
            missing: Vec::new(),
        })
    }

    /// Forgets everything that is watched.
    pub fn clear(&mut self) {
        for watched in self.watched.drain(..) {
            // A watch on what is gone has ended by itself.
            let _ = self.inotify.rm_watch(watched);
        }
        self.missing.clear();
    }

    /// Watches a file that is in its place, and its directory.
    ///
    /// # Errors
    /// There is no such file, or it cannot be watched.
    pub fn add_file(&mut self, path: &Path) -> io::Result<()> {
        self.add(path, FILE)?;
        path.parent().map_or(Ok(()), |it| self.add(it, DIRECTORY))
    }

    /// Watches the place of a file that is not there, or its nearest directory that is.
    ///
    /// # Errors
    /// No directory above it can be watched.
    pub fn add_place(&mut self, path: &Path) -> io::Result<()> {
        let mut missing = path;
        while let (Some(directory), Some(name)) = (missing.parent(), missing.file_name()) {
            match self.add(directory, PLACE) {
                Ok(()) => {
                    self.missing.push(name.to_owned());
                    return Ok(());
                }
                Err(error) if is_absence(&error) => missing = directory,
                Err(error) => return Err(error),
            }
        }
        Err(Errno::ENOENT.into())
    }

    fn add(&mut self, path: &Path, events: AddWatchFlags) -> io::Result<()> {
        self.watched.push(self.inotify.add_watch(path, events)?);
        Ok(())
    }

    /// Waits until something has happened that may matter.
    ///
    /// # Errors
    /// The kernel tells no news any more.
    pub async fn changed(&mut self) -> io::Result<()> {
        loop {
            let read = |_: &OwnedFd| Ok(self.inotify.read_events()?);
            let events = self.readable.async_io(Interest::READABLE, read).await?;
            if events.iter().any(|event| self.matters(event)) {
                return Ok(());
            }
        }
    }

    fn matters(&self, event: &InotifyEvent) -> bool {
        // The end of a watch that was taken back is no news.
        if event.mask.contains(AddWatchFlags::IN_IGNORED) {
            return false;
        }
        match &event.name {
            None => true,
            Some(name) => self.missing.contains(name),
        }
    }
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
