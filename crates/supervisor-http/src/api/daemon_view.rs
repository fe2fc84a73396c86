//! The daemon as the JSON API shows it.

use supervisor_api::resource::{Daemon, Summary};
use supervisor_api::{SUPERVISOR_VERSION, Snapshot, Wall};

/// Our own version.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Describes the daemon, whose run began at `started`.
pub(crate) fn daemon(snapshot: &Snapshot, started: Wall) -> Daemon {
    Daemon {
        identifier: snapshot.identifier.clone(),
        host: host(),
        pid: snapshot.pid,
        state: snapshot.mood,
        version: VERSION.to_owned(),
        supervisor_version: SUPERVISOR_VERSION.to_owned(),
        started_at: started.rfc3339(),
        revision: snapshot.revision,
        summary: Summary::of(snapshot.processes()),
    }
}

/// Returns the name of the machine as it is now; a name server may change it at any time.
fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname");
    name.map(|name| name.trim_end().to_owned())
        .unwrap_or_default()
}
