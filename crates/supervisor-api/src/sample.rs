//! What programs use: processor time and memory of their whole process trees.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::name::{GroupName, ProcessName};
use crate::time::Wall;

/// What all live programs used at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    pub at: Wall,
    /// In the order of the snapshot; only processes with a child.
    pub programs: Vec<ProgramUsage>,
}

/// What one process of a program used, with everything it has started.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgramUsage {
    pub group: GroupName,
    pub process: ProcessName,
    pub usage: Usage,
}

/// What a process tree uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// Processor time since the sample before, as a share of one processor: 1.0 is one that is
    /// fully busy. Zero in the first sample.
    pub cpu: f64,
    /// Processor time in seconds since the child was made, which never goes back; what members used
    /// that nobody waited for may be missing.
    pub cpu_seconds: f64,
    /// Resident memory in bytes; pages that members share count once for each.
    pub resident_bytes: u64,
    /// Live members of the tree, the child included.
    pub processes: u32,
    /// Threads of all members.
    pub threads: u32,
}

/// One point of a process's past.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct UsagePoint {
    pub at: Wall,
    pub cpu: f32,
    pub resident_bytes: u64,
}
