//! Which tally tells how much of a log is whose.

use std::path::Path;
use std::sync::Arc;

use supervisor_api::{Channel, GroupName, ProcessName};

use crate::output::Tally;
use crate::process::Process;

/// One log of one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogName {
    pub(crate) group: GroupName,
    pub(crate) process: ProcessName,
    pub(crate) channel: Channel,
}

/// Finds what counts a log. There is nothing to tell of one that others write to as well: a second
/// stream of the same name, or the daemon itself.
pub(crate) fn tally_of<'a>(
    log: &LogName,
    processes: impl Iterator<Item = &'a Process> + Clone,
    main_log: Option<&Path>,
) -> Option<Arc<Tally>> {
    let mut owners = processes.clone();
    let owner = owners.find(|it| it.group == log.group && it.config.name == log.process)?;
    let path = owner.log_path(log.channel)?;
    let streams = processes.flat_map(|process| Channel::ALL.map(|it| process.log_path(it)));
    let writers = streams.filter(|other| *other == Some(path)).count();
    let is_alone = writers == 1 && main_log != Some(path);
    is_alone.then(|| Arc::clone(owner.tally(log.channel)))
}

#[cfg(test)]
mod tests {
    use supervisor_api::ProcessConfig;
    use supervisor_api::config::LogTarget;

    use super::*;

    fn process(name: &str, stdout: &str, stderr: &str) -> Process {
        let mut config = ProcessConfig::new(name, "/bin/cat");
        config.stdout.logfile = LogTarget::File(stdout.into());
        config.stderr.logfile = LogTarget::File(stderr.into());
        Process::new(name.into(), Arc::new(config), false)
    }

    fn is_known(name: &str, channel: Channel, processes: &[Process]) -> bool {
        let log = LogName {
            group: name.into(),
            process: name.into(),
            channel,
        };
        tally_of(&log, processes.iter(), Some(Path::new("/log/main"))).is_some()
    }

    #[test]
    fn a_log_with_several_writers_has_no_tally_of_one_process() {
        let processes = [
            process("a", "/log/a", "/log/shared"),
            process("b", "/log/b", "/log/shared"),
            process("c", "/log/c", "/log/c"),
            process("d", "/log/main", "/log/d"),
        ];

        let known = |name, channel| is_known(name, channel, &processes);
        assert!(known("a", Channel::Stdout));
        assert!(known("d", Channel::Stderr));
        assert!(!known("a", Channel::Stderr), "two processes");
        assert!(!known("c", Channel::Stdout), "two streams");
        assert!(!known("d", Channel::Stdout), "the daemon's own");
        assert!(!known("e", Channel::Stdout), "no such process");
    }

    #[test]
    fn both_streams_in_one_log_are_one_writer() {
        let mut one = process("a", "/log/a", "");
        let config = Arc::make_mut(&mut one.config);
        (config.redirect_stderr, config.stderr.logfile) = (true, LogTarget::None);

        let processes = [one];
        assert!(is_known("a", Channel::Stdout, &processes));
        assert!(!is_known("a", Channel::Stderr, &processes));
    }
}
