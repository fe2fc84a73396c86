//! The daemon that the golden files were recorded from, as a snapshot.

use std::sync::Arc;

use supervisor_api::config::{LogTarget, OutputConfig, ServerUrl};
use supervisor_api::info::LocalTime;
use supervisor_api::{
    Course, GroupConfig, GroupView, Mood, ProcessConfig, ProcessState, ProcessView, Revision,
    Signal, Snapshot, Wall,
};

/// When the golden files were recorded.
pub(crate) const NOW: Wall = Wall::from_seconds(1_795_617_464);

const STARTED: Wall = Wall::from_seconds(1_795_617_461);

/// The golden files were recorded in UTC.
pub(crate) struct Utc;

impl LocalTime for Utc {
    fn offset_at(&self, _: Wall) -> i64 {
        0
    }
}

/// Returns the namespaces of an ordinary configuration.
pub(crate) fn namespaces() -> Vec<String> {
    vec!["supervisor".to_owned()]
}

/// Returns the recorded daemon, as it was before the configuration was read again.
pub(crate) fn demo() -> Snapshot {
    let configured = configuration();
    let groups = configured.iter().map(activate).collect();
    Snapshot {
        revision: Revision(1),
        mood: Mood::Running,
        pid: 4242,
        identifier: "demo".to_owned(),
        groups,
        configured,
    }
}

/// Returns the recorded daemon after its configuration was read again with a program more.
pub(crate) fn demo_after_reread() -> Snapshot {
    let mut configured = configuration();
    configured.push(group("late", 999, vec![program("late")]));
    Snapshot {
        configured,
        ..demo()
    }
}

fn configuration() -> Vec<Arc<GroupConfig>> {
    vec![
        group("pair", 5, vec![silent("one"), silent("two")]),
        group("web", 7, vec![web()]),
        group("auto", 999, vec![auto()]),
        group("bad", 999, vec![bad()]),
        group("quiet", 999, vec![quiet()]),
    ]
}

fn group(name: &str, priority: i64, processes: Vec<ProcessConfig>) -> Arc<GroupConfig> {
    Arc::new(GroupConfig {
        name: name.into(),
        priority,
        processes: processes.into_iter().map(Arc::new).collect(),
        pool: None,
    })
}

fn program(name: &str) -> ProcessConfig {
    ProcessConfig::new(name, "/bin/cat")
}

fn silent(name: &str) -> ProcessConfig {
    ProcessConfig {
        command: "/bin/sleep 1000".to_owned(),
        autostart: false,
        stdout: OutputConfig::new(LogTarget::None),
        stderr: OutputConfig::new(LogTarget::None),
        ..program(name)
    }
}

fn web() -> ProcessConfig {
    ProcessConfig {
        command: "/bin/sleep 1000".to_owned(),
        directory: Some("/tmp".to_owned()),
        user: Some(0),
        priority: 7,
        stdout: OutputConfig {
            maxbytes: 1024 * 1024 * 1024,
            ..OutputConfig::new(LogTarget::File("/tmp/demo/logs/web.log".to_owned()))
        },
        stderr: OutputConfig::new(LogTarget::None),
        ..program("web")
    }
}

fn auto() -> ProcessConfig {
    ProcessConfig {
        autostart: false,
        serverurl: ServerUrl::Given("http://localhost:1".to_owned()),
        ..program("auto")
    }
}

fn bad() -> ProcessConfig {
    ProcessConfig {
        command: "/nonexistent/<&>".to_owned(),
        startretries: 0,
        stdout: OutputConfig::new(LogTarget::File("/tmp/demo/logs/bad.log".to_owned())),
        stderr: OutputConfig::new(LogTarget::None),
        ..program("bad")
    }
}

fn quiet() -> ProcessConfig {
    ProcessConfig {
        command: "/bin/sh -c \"exit 3\"".to_owned(),
        redirect_stderr: true,
        stopsignal: Signal::HUP,
        exitcodes: vec![0, 2, 3],
        startsecs: 0,
        startretries: 1,
        stopwaitsecs: 4,
        killasgroup: true,
        stopasgroup: true,
        stdout: OutputConfig {
            capture_maxbytes: 1024 * 1024,
            events_enabled: true,
            ..OutputConfig::new(LogTarget::None)
        },
        stderr: OutputConfig {
            syslog: true,
            ..OutputConfig::new(LogTarget::None)
        },
        ..program("quiet")
    }
}

fn activate(group: &Arc<GroupConfig>) -> GroupView {
    let processes = group
        .processes
        .iter()
        .map(|config| view(group, config))
        .collect();
    GroupView {
        config: Arc::clone(group),
        processes,
        pool: None,
    }
}

fn view(group: &GroupConfig, config: &Arc<ProcessConfig>) -> ProcessView {
    let logfile = |output: &OutputConfig, named: &str| match &output.logfile {
        LogTarget::None => None,
        LogTarget::Auto => Some(named.into()),
        LogTarget::File(path) => Some(path.as_str().into()),
    };
    let idle = ProcessView {
        group: group.name.clone(),
        config: Arc::clone(config),
        state: ProcessState::Stopped,
        start: Wall::NEVER,
        stop: Wall::NEVER,
        pid: None,
        exit_code: None,
        spawn_error: None,
        stdout_logfile: logfile(
            &config.stdout,
            "/tmp/demo/logs/auto-stdout---demo-0fd0hnfu.log",
        ),
        stderr_logfile: logfile(
            &config.stderr,
            "/tmp/demo/logs/auto-stderr---demo-zevqhihg.log",
        ),
        course: Course::default(),
    };
    match config.name.as_str() {
        "web" => ProcessView {
            state: ProcessState::Running,
            start: STARTED,
            pid: Some(19014),
            ..idle
        },
        "bad" => ProcessView {
            state: ProcessState::Fatal,
            start: STARTED,
            spawn_error: Some("can't find command '/nonexistent/<&>'".into()),
            ..idle
        },
        "quiet" => ProcessView {
            state: ProcessState::Exited,
            start: STARTED,
            stop: STARTED,
            exit_code: Some(3),
            ..idle
        },
        _ => idle,
    }
}
