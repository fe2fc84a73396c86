//! Which log a client means and which part of it it wants.

use alloc::string::String;
use core::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::name::Namespec;
use crate::time::Wall;

/// One of the two output streams of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Channel {
    Stdout,
    Stderr,
}

impl Channel {
    /// Both streams.
    pub const ALL: [Self; 2] = [Self::Stdout, Self::Stderr];

    /// Returns the stream's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A log that can be read or followed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogRef {
    /// The daemon's own activity log.
    Main,
    /// One stream of one process.
    Process { name: Namespec, channel: Channel },
}

/// A part of a log, in bytes. Offsets and lengths are as clients give them, negative ones included.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogRead {
    pub log: LogRef,
    pub offset: i64,
    pub length: i64,
    pub rule: ReadRule,
}

/// The two ways in which Supervisor cuts a part out of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadRule {
    /// `readLog`, `readProcessStdoutLog`, ..: from the offset on; errors are faults.
    Read,
    /// `tailProcessStdoutLog`, ..: the last bytes; a missing log reads as empty.
    Tail,
}

/// The part of a log that a [`LogRead`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSlice {
    pub bytes: Bytes,
    /// Where to go on reading: the file's size for [`ReadRule::Tail`].
    pub offset: i64,
    /// Whether bytes between the asked offset and the answered ones were left out.
    pub overflow: bool,
}

/// Where in a log a follower begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// So many bytes before the end.
    Back(u64),
    /// At this byte, or at the first one if the log is shorter by now.
    At(u64),
}

impl Begin {
    /// Returns the place in a log of this size.
    #[must_use]
    pub const fn within(self, size: u64) -> u64 {
        match self {
            Self::Back(bytes) => size.saturating_sub(bytes),
            Self::At(place) if place <= size => place,
            Self::At(_) => 0,
        }
    }
}

/// What is known of a log of a process, all of it at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogState {
    /// Its file; `None` for a stream that is not kept.
    pub path: Option<String>,
    /// How large the file is; `None` for what is no regular file.
    pub size: Option<u64>,
    /// What the daemon has written to it; `None` where others write to the same file.
    pub written: Option<Written>,
}

/// How many bytes the daemon has written to a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Since the process is known.
    pub bytes: u64,
    /// Since its last start was tried; `None` before the first one.
    pub since_start: Option<u64>,
}

/// A log that is followed.
#[derive(Debug)]
pub struct Followed<S> {
    /// When it was written last before it was followed.
    pub modified: Wall,
    /// The number of its first byte, if they can be counted: the first one that the daemon has
    /// written is 0, and those that were there before have negative numbers.
    pub begin: Option<i64>,
    /// Its end, and then what is written.
    pub chunks: S,
}
