use alloc::sync::Arc;

use super::*;
use crate::config::{
    Credentials, DaemonConfig, GroupConfig, MainLog, ProcessConfig, ServerAddress, ServerConfig,
};
use crate::course::Course;
use crate::level::Level;
use crate::origin::{KeyOrigin, Origins};
use crate::snapshot::ProcessView;
use crate::state::ProcessState;
use crate::time::Wall;

fn configured() -> Configured {
    let mut origins = Origins::default();
    let at = |key, line| KeyOrigin {
        key,
        file: "/etc/s.conf".into(),
        line,
    };
    origins.add_section(
        "program:web",
        Vec::from([at("command", 7), at("environment", 9)]),
    );
    origins.add_process("shop".into(), "web_0".into(), "program:web");
    let credentials = Credentials {
        username: "me".into(),
        password: "hunter2".into(),
    };
    Configured {
        daemon: DaemonConfig {
            logfile: MainLog::Syslog,
            logfile_maxbytes: 0,
            logfile_backups: 0,
            loglevel: Level::Info,
            pidfile: "/run/s.pid".into(),
            umask: 0o22,
            nodaemon: true,
            silent: false,
            minfds: 1024,
            minprocs: 200,
            nocleanup: false,
            childlogdir: "/tmp".into(),
            user: None,
            directory: None,
            strip_ansi: false,
            environment: Arc::default(),
            identifier: "supervisor".into(),
        },
        servers: Vec::from([ServerConfig {
            section: "inet_http_server".into(),
            address: ServerAddress::Inet {
                host: String::new(),
                port: 9001,
            },
            credentials: Some(credentials),
        }]),
        origins: Arc::new(origins),
    }
}

fn shop() -> GroupView {
    let environment = [("TOKEN".into(), "hunter2".into())].into_iter().collect();
    let config = ProcessConfig {
        environment: Arc::new(environment),
        umask: Some(0o7),
        ..ProcessConfig::new("web_0", "/bin/web --port 80")
    };
    let view = ProcessView {
        group: "shop".into(),
        config: Arc::new(config),
        state: ProcessState::Stopped,
        start: Wall::NEVER,
        stop: Wall::NEVER,
        pid: None,
        exit_code: None,
        spawn_error: None,
        stdout_logfile: None,
        stderr_logfile: None,
        course: Course::default(),
    };
    let group = GroupConfig {
        name: "shop".into(),
        priority: 999,
        processes: Vec::new(),
        pool: None,
    };
    GroupView {
        config: Arc::new(group),
        processes: Vec::from([view]),
        pool: None,
    }
}

fn section(number: usize) -> ConfigurationSection {
    let shop = shop();
    let configuration = Configuration::of(&configured(), [&shop].into_iter());
    configuration
        .sections
        .into_iter()
        .nth(number)
        .expect("it is there")
}

fn setting(section: &ConfigurationSection, key: &str) -> Setting {
    let mut settings = section.settings.iter();
    settings
        .find(|setting| setting.key == key)
        .expect("it is there")
        .clone()
}

#[test]
fn a_setting_has_its_value_and_its_line() {
    let web = section(2);
    let command = setting(&web, "command");

    assert_eq!(web.section, "program:web");
    assert_eq!(web.process.as_deref(), Some("shop:web_0"));
    assert_eq!(command.value.as_deref(), Some("/bin/web --port 80"));
    let origin = command.origin.expect("a file sets it");
    assert_eq!((origin.file.as_str(), origin.line), ("/etc/s.conf", 7));
    assert_eq!(setting(&web, "umask").value.as_deref(), Some("007"));
}

#[test]
fn a_default_has_a_value_and_no_line() {
    let startsecs = setting(&section(2), "startsecs");

    assert_eq!(startsecs.value.as_deref(), Some("1"));
    assert_eq!(startsecs.origin, None);
}

#[test]
fn secrets_are_masked_wherever_they_stand() {
    let environment = setting(&section(2), "environment");
    let password = setting(&section(1), "password");

    assert_eq!(environment.value.as_deref(), Some("TOKEN=\"***\""));
    assert!(environment.masked && environment.origin.is_some());
    assert_eq!(password.value.as_deref(), Some("***"));
    let everything = alloc::format!("{:?}", [section(0), section(1), section(2)]);
    assert!(!everything.contains("hunter2"));
}
