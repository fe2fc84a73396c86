//! Where a piece of a log is from.

use serde::{Deserialize, Serialize};

/// Where in a log the bytes of an answer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogPosition {
    /// The offset of the first byte in the file.
    pub offset: u64,
    pub length: u64,
    /// The size of the file.
    pub size: u64,
}
