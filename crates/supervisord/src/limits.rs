//! The limits of the daemon, and those that its children get (C-118, C-119).

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use supervisor_api::Level;
use supervisor_core::Record;

use crate::kernel::DescriptorLimit;

/// A limit below what the configuration asks for cannot be raised; a usage error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    #[error(
        "The minimum number of file descriptors required to run this process is {least} as per \
         the \"minfds\" setting, but the environment allows {hard} only. Lower minfds, or let the \
         process have more (ulimit -n, LimitNOFILE=)."
    )]
    Descriptors { least: u64, hard: u64 },
    #[error(
        "The minimum number of available processes required to run this program is {least} as \
         per the \"minprocs\" setting, but the environment allows {hard} only. Lower minprocs, or \
         let the user have more (ulimit -u, LimitNPROC=)."
    )]
    Processes { least: u64, hard: u64 },
}

/// The limits after they have been settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What children get: the limit as the configuration wants it, not the daemon's own.
    pub children: DescriptorLimit,
    /// What to log once there is a log.
    pub notes: Vec<Record>,
}

/// A soft and a hard limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    soft: u64,
    hard: u64,
}

/// Raises the limits to what the configuration asks for, and then the daemon's own number of
/// descriptors as far as it goes: it needs several for each child.
///
/// # Errors
/// A limit is too low and may not be raised.
pub fn settle(minfds: u64, minprocs: u64) -> Result<Limits, LimitError> {
    let mut notes = Vec::new();
    let descriptors = raise("RLIMIT_NOFILE", Resource::RLIMIT_NOFILE, minfds, &mut notes);
    let descriptors = descriptors
        .map_err(|Pair { soft: least, hard }| LimitError::Descriptors { least, hard })?;
    raise("RLIMIT_NPROC", Resource::RLIMIT_NPROC, minprocs, &mut notes)
        .map_err(|Pair { soft: least, hard }| LimitError::Processes { least, hard })?;
    // Not required for anything, so no harm if it is refused.
    let _ = setrlimit(Resource::RLIMIT_NOFILE, descriptors.hard, descriptors.hard);
    Ok(Limits {
        children: DescriptorLimit {
            soft: descriptors.soft,
            hard: descriptors.hard,
        },
        notes,
    })
}

/// Returns how many descriptors the daemon may have open.
pub(crate) fn descriptors() -> u64 {
    // Who cannot ask is not limited either; everything else deals with what happens then.
    getrlimit(Resource::RLIMIT_NOFILE).map_or(u64::MAX, |(soft, _)| soft)
}

/// Raises one limit if it is below the least that is asked for; the error is what was asked for and
/// the most there is.
fn raise(name: &str, which: Resource, least: u64, notes: &mut Vec<Record>) -> Result<Pair, Pair> {
    let (soft, hard) = getrlimit(which).unwrap_or((u64::MAX, u64::MAX));
    let now = Pair { soft, hard };
    let Some(wanted) = wanted(now, least) else {
        return Ok(now);
    };
    setrlimit(which, wanted.soft, wanted.hard).map_err(|_| Pair {
        soft: wanted.soft,
        hard: now.hard,
    })?;
    notes.push(Record {
        level: Level::Info,
        text: format!("Increased {name} limit to {least}"),
    });
    Ok(wanted)
}

/// Returns the limits to set; `None` if there is enough. "Unlimited" is the greatest number.
fn wanted(now: Pair, least: u64) -> Option<Pair> {
    (now.soft < least).then(|| Pair {
        soft: least,
        hard: now.hard.max(least),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn pair(soft: u64, hard: u64) -> Pair {
        Pair { soft, hard }
    }

    #[test]
    fn c_118_only_what_is_too_low_is_raised() {
        assert_eq!(wanted(pair(1024, 4096), 1024), None);
        assert_eq!(wanted(pair(u64::MAX, u64::MAX), 1024), None);
        assert_eq!(wanted(pair(256, 4096), 1024), Some(pair(1024, 4096)));
        assert_eq!(wanted(pair(256, 512), 1024), Some(pair(1024, 1024)));
    }
}
