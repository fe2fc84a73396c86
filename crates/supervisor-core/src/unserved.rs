//! What this version lists but cannot run yet. To be deleted with its one caller.

use supervisor_api::{GroupConfig, ProcessConfig};

/// Returns why the process cannot run, if so.
pub(crate) fn reason(group: &GroupConfig, process: &ProcessConfig) -> Option<&'static str> {
    if group.pool.is_some() {
        return Some("event listeners are not served yet by this version");
    }
    if process.socket.is_some() {
        return Some("FastCGI programs are not served yet by this version");
    }
    None
}
