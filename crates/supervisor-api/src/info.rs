//! One process as `getProcessInfo` and `status` show it.

use alloc::format;
use alloc::string::{String, ToString};

use crate::calendar::Date;
use crate::log::Channel;
use crate::name::{GroupName, ProcessName};
use crate::snapshot::ProcessView;
use crate::state::ProcessState;
use crate::time::Wall;

/// What clients learn about a process; times are seconds since the epoch, 0 for never.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessInfo {
    pub name: ProcessName,
    pub group: GroupName,
    pub start: i64,
    pub stop: i64,
    pub now: i64,
    pub state: ProcessState,
    pub spawnerr: String,
    pub exitstatus: i32,
    pub stdout_logfile: String,
    pub stderr_logfile: String,
    pub pid: u32,
    pub description: String,
}

/// Local time: the seconds east of UTC at a point in time.
pub trait LocalTime {
    /// Returns the offset that is in force at this time.
    fn offset_at(&self, time: Wall) -> i64;
}

impl ProcessInfo {
    /// Describes a process at the time `now`.
    #[must_use]
    pub fn of(process: &ProcessView, now: Wall, zone: &impl LocalTime) -> Self {
        let path = |channel| process.logfile(channel).unwrap_or_default().to_string();
        Self {
            name: process.config.name.clone(),
            group: process.group.clone(),
            start: process.start.seconds(),
            stop: process.stop.seconds(),
            now: now.seconds(),
            state: process.state,
            spawnerr: process
                .spawn_error
                .as_deref()
                .unwrap_or_default()
                .to_string(),
            exitstatus: process.exit_code.unwrap_or(0),
            stdout_logfile: path(Channel::Stdout),
            stderr_logfile: path(Channel::Stderr),
            pid: process.pid.unwrap_or(0),
            description: describe(process, now, zone),
        }
    }
}

fn describe(process: &ProcessView, now: Wall, zone: &impl LocalTime) -> String {
    match process.state {
        ProcessState::Running => {
            let uptime = now.seconds() - process.start.seconds();
            format!(
                "pid {}, uptime {}",
                process.pid.unwrap_or(0),
                duration(uptime)
            )
        }
        ProcessState::Fatal | ProcessState::Backoff => match &process.spawn_error {
            Some(error) => error.to_string(),
            None => format!("unknown error (try \"tail {}\")", process.config.name),
        },
        ProcessState::Stopped | ProcessState::Exited if process.start == Wall::NEVER => {
            "Not started".to_string()
        }
        ProcessState::Stopped | ProcessState::Exited => {
            moment(process.stop.seconds() + zone.offset_at(process.stop))
        }
        ProcessState::Starting | ProcessState::Stopping | ProcessState::Unknown => String::new(),
    }
}

/// Writes seconds as `H:MM:SS`, with days in front from one day on; negative ones as zero.
fn duration(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    match days {
        0 => clock,
        1 => format!("1 day, {clock}"),
        _ => format!("{days} days, {clock}"),
    }
}

/// Writes a local time as `Nov 22 08:38 AM`.
fn moment(local_seconds: i64) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let Date { month, day, .. } = Date::of(local_seconds.div_euclid(86_400));
    let minutes = local_seconds.rem_euclid(86_400) / 60;
    let (hour, minute) = (minutes / 60, minutes % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    let month = MONTHS[month - 1];
    format!("{month} {day:02} {hour:02}:{minute:02} {half}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_52_uptime_counts_days() {
        assert_eq!(duration(-5), "0:00:00");
        assert_eq!(duration(3_661), "1:01:01");
        assert_eq!(duration(86_400 + 3_661), "1 day, 1:01:01");
        assert_eq!(duration(2 * 86_400), "2 days, 0:00:00");
    }

    #[test]
    fn x_52_stop_time_is_month_day_and_twelve_hour_clock() {
        assert_eq!(moment(0), "Jan 01 12:00 AM");
        assert_eq!(moment(1_795_336_691), "Nov 22 08:38 AM");
        assert_eq!(moment(951_827_400), "Feb 29 12:30 PM");
    }
}
