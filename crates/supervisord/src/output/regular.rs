//! A log that is a regular file: it has an identity and a position.

use std::fs::{File, Metadata};
use std::io::{self, Seek, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::Instant;

use super::stream::{Taken, write_while_taken};

/// Which file it is, whatever its name has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
        }
    }
}

/// A regular file open for appending.
#[derive(Debug)]
pub(super) struct Regular {
    file: File,
    pub(super) id: FileId,
    /// Where the last append ended.
    end: u64,
    pub(super) rotation: Rotation,
}

/// What is left to do of a rotation that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rotation {
    Whole,
    /// It failed; it is tried again then.
    WholeAt(Instant),
    /// The file has its new name already, but no new file could be opened so far.
    OpenAt(Instant),
}

/// What an append has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) end: u64,
    /// Somebody has cut the file short since the last append.
    pub(super) truncated: bool,
}

impl Regular {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self {
            file,
            id: FileId::of(&metadata),
            end: metadata.len(),
            rotation: Rotation::Whole,
        })
    }

    pub(super) fn write(&self, bytes: &[u8]) -> Taken {
        write_while_taken(bytes, |rest| (&self.file).write(rest))
    }

    /// Notes that `count` bytes were appended. Only the kernel knows where: others may have
    /// written or truncated the file meanwhile.
    pub(super) fn advance(&mut self, count: usize) -> Position {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let expected = self.end.saturating_add(count);
        self.end = self.file.stream_position().unwrap_or(expected);
        Position {
            end: self.end,
            truncated: self.end < expected,
        }
    }

    pub(super) fn mode(&self) -> Option<u32> {
        let metadata = self.file.metadata().ok()?;
        Some(metadata.permissions().mode() & 0o7777)
    }
}
