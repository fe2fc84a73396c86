//! What a process has used lately.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::sample::UsagePoint;

/// What a process and everything it has started have used during the last hour, as far as it was
/// sampled: nothing is sampled while nobody watches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageHistory {
    pub id: String,
    /// Oldest first.
    pub points: Vec<UsageMoment>,
}

/// One point of a history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageMoment {
    pub at: String,
    /// Processor time as a share of one processor: 1.0 is one that is fully busy.
    pub cpu: f32,
    pub resident_bytes: u64,
}

impl UsageHistory {
    /// Writes down the past of the process with this id.
    #[must_use]
    pub fn of(id: String, points: &[UsagePoint]) -> Self {
        let moment = |point: &UsagePoint| UsageMoment {
            at: point.at.rfc3339().unwrap_or_default(),
            cpu: point.cpu,
            resident_bytes: point.resident_bytes,
        };
        let points = points.iter().map(moment).collect();
        Self { id, points }
    }
}
