//! One open log.

/// When a log is rotated and what is kept (C-170).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes; 0 means no rotation.
    pub maxbytes: u64,
    pub backups: u32,
}
