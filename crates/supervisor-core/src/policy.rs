//! The rules that need nothing but a program's configuration: when a child counts as up, when and
//! whether it starts again, how long a stop may take.

use core::time::Duration;

use supervisor_api::config::AutoRestart;
use supervisor_api::{ExitStatus, ProcessConfig};

use crate::effect::Scope;
use crate::time::Mono;

/// Automatic starts of one process are at least this far apart (W-31): with a reaper that does not
/// poll, `startsecs=0` and `autorestart=true` would otherwise be a fork storm.
const RESPAWN_FLOOR: Duration = Duration::from_secs(1);

/// SIGKILL is repeated, but never more often than this, whatever `stopwaitsecs` says (C-143).
const KILL_FLOOR: Duration = Duration::from_secs(1);

/// How long an event waits that was rejected twice; twice as long with each rejection.
const FIRST_RESEND_DELAY: Duration = Duration::from_millis(10);
const LONGEST_RESEND_DELAY: Duration = Duration::from_secs(1);

/// Returns when a child that was made at `born` counts as started (P-24).
pub(crate) fn up_at(config: &ProcessConfig, born: Mono) -> Mono {
    born + seconds(config.startsecs)
}

/// Tells whether this many failed starts in a row are too many (P-28, W-35).
pub(crate) fn is_exhausted(config: &ProcessConfig, failures: u32) -> bool {
    i64::from(failures) > config.startretries
}

/// Returns when to try again after this many failed starts in a row (P-23).
pub(crate) fn retry_at(failures: u32, now: Mono) -> Mono {
    now + Duration::from_secs(u64::from(failures))
}

/// Tells whether the program may end like this by itself (P-27).
pub(crate) fn is_expected(config: &ProcessConfig, status: ExitStatus) -> bool {
    config.exitcodes.contains(&status.code())
}

/// Returns when a process that ended by itself starts again, if it does (P-22).
pub(crate) fn restart_at(
    config: &ProcessConfig,
    expected: bool,
    last_start: Mono,
    now: Mono,
) -> Option<Mono> {
    let again = match config.autorestart {
        AutoRestart::Never => false,
        AutoRestart::Unexpected => !expected,
        AutoRestart::Always => true,
    };
    again.then(|| now.max(last_start + RESPAWN_FLOOR))
}

/// Returns when SIGKILL follows a stop signal sent now (C-143).
pub(crate) fn escalate_at(config: &ProcessConfig, now: Mono) -> Mono {
    now + seconds(config.stopwaitsecs)
}

/// Returns when SIGKILL follows a SIGKILL sent now (P-33).
pub(crate) fn escalate_again_at(config: &ProcessConfig, now: Mono) -> Mono {
    now + seconds(config.stopwaitsecs).max(KILL_FLOOR)
}

/// Returns whom the stop signal reaches (P-40).
pub(crate) fn stop_scope(config: &ProcessConfig) -> Scope {
    scope(config.stopasgroup)
}

/// Returns whom SIGKILL reaches (P-40).
pub(crate) fn kill_scope(config: &ProcessConfig) -> Scope {
    scope(config.killasgroup)
}

fn scope(as_group: bool) -> Scope {
    if as_group {
        Scope::Group
    } else {
        Scope::Process
    }
}

/// Returns when an event goes out again that was rejected, as so many before it in a row: at once,
/// but not for ever (W-47).
pub(crate) fn resend_at(rejections: u32, now: Mono) -> Option<Mono> {
    let doublings = rejections.checked_sub(2)?;
    let delay = FIRST_RESEND_DELAY.saturating_mul(1 << doublings.min(16));
    Some(now + delay.min(LONGEST_RESEND_DELAY))
}

/// Reads a number of seconds, of which a negative one acts as none (C-139, C-143).
fn seconds(count: i64) -> Duration {
    Duration::from_secs(u64::try_from(count).unwrap_or(0))
}
