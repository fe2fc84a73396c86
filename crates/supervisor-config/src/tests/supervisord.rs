use supervisor_api::Level;
use supervisor_api::config::MainLog;

use super::*;

fn daemon(lines: &str) -> supervisor_api::config::DaemonConfig {
    loaded(lines).config.daemon
}

#[test]
fn c_110_to_c_126_defaults() {
    let daemon = daemon("");

    assert_eq!(daemon.logfile, MainLog::File("/srv/supervisord.log".into()));
    assert_eq!(daemon.logfile_maxbytes, 50 << 20);
    assert_eq!(daemon.logfile_backups, 10);
    assert_eq!(daemon.loglevel, Level::Info);
    assert_eq!(daemon.pidfile, "/srv/supervisord.pid");
    assert_eq!(daemon.umask, 0o22);
    assert!(!daemon.nodaemon && !daemon.silent && !daemon.nocleanup && !daemon.strip_ansi);
    assert_eq!((daemon.minfds, daemon.minprocs), (1024, 200));
    assert_eq!(daemon.childlogdir, "/tmp");
    assert_eq!((daemon.user, daemon.directory), (None, None));
    assert!(daemon.environment.is_empty());
    assert_eq!(daemon.identifier, "supervisor");
}

#[test]
fn c_110_syslog_is_a_word_in_lower_case_only() {
    assert_eq!(daemon("logfile=syslog").logfile, MainLog::Syslog);
    assert_eq!(
        daemon("logfile=SYSLOG").logfile,
        MainLog::File("/srv/SYSLOG".into())
    );
}

#[test]
fn c_99_c_110_c_114_paths_become_absolute() {
    let daemon = daemon("logfile=/logs/../logs/x.log\npidfile=~/../tmp/x.pid");
    assert_eq!(daemon.logfile, MainLog::File("/logs/x.log".into()));
    assert_eq!(daemon.pidfile, "/tmp/x.pid");
}

#[test]
fn c_127_the_order_of_evaluation_decides_which_error_shows() {
    assert_eq!(
        refusal("strip_ansi=x\nloglevel=bad\nminprocs=y\nuser=nobody-here"),
        "invalid literal for int() with base 10: 'y'"
    );
    assert_eq!(
        refusal("user=nobody-here\n[inet_http_server]"),
        "section [inet_http_server] has no port value",
        "the user is looked up last"
    );
    assert_eq!(refusal("user=nobody-here"), "Invalid user name nobody-here");
}

#[test]
fn c_5_the_command_line_wins_over_the_file() {
    let text = "[supervisord]\nlogfile=/logs/a.log\nidentifier=a\nuser=nobody-here\nnodaemon=0\n";
    let files = machine().file("/srv/x.conf", text);
    let overrides = Overrides {
        logfile: Some("/logs/b.log".into()),
        pidfile: Some(String::new()),
        identifier: Some("b".into()),
        user: Some("www".into()),
        nodaemon: Some(true),
        loglevel: Some(Level::Trace),
        ..Overrides::default()
    };

    let loaded = load(
        &files,
        &LoadRequest {
            overrides,
            ..request()
        },
    );

    let daemon = loaded.expect("the configuration is right").config.daemon;
    assert_eq!(daemon.logfile, MainLog::File("/logs/b.log".into()));
    assert_eq!(
        daemon.pidfile, "/srv/supervisord.pid",
        "an empty -j counts as not given"
    );
    assert_eq!(daemon.identifier, "b");
    assert_eq!(daemon.user, Some(33));
    assert!(daemon.nodaemon);
    assert_eq!(daemon.loglevel, Level::Trace);
}

#[test]
fn c_5_a_value_of_the_file_is_checked_even_if_the_command_line_wins() {
    let files = machine().file("/srv/x.conf", "[supervisord]\nloglevel=bad\n");
    let overrides = Overrides {
        loglevel: Some(Level::Warn),
        ..Overrides::default()
    };

    let error = load(
        &files,
        &LoadRequest {
            overrides,
            ..request()
        },
    );

    assert_eq!(
        error.expect_err("the value is wrong").to_string(),
        "bad logging level name 'bad'"
    );
}

#[test]
fn c_43_a_missing_file_and_one_that_cannot_be_read() {
    let error = |files: &FakeFiles| {
        load(files, &request())
            .expect_err("there is no configuration")
            .to_string()
    };
    assert_eq!(error(&machine()), "could not find config file x.conf");
    assert_eq!(
        error(&machine().unreadable("/srv/x.conf")),
        "could not read config file x.conf"
    );
    assert_eq!(
        error(&machine().directory("/srv/x.conf")),
        "could not read config file x.conf"
    );
}

#[test]
fn c_44_the_section_must_be_there() {
    let files = machine().file("/srv/x.conf", "[program:x]\ncommand=x\n");
    assert_eq!(
        load(&files, &request())
            .expect_err("a section is missing")
            .to_string(),
        ".ini file does not include supervisord section"
    );
}

#[test]
fn c_45_w_3_a_relative_path_is_meant_from_the_first_directory() {
    let files = machine().file("/elsewhere/x.conf", "[supervisord]\nidentifier=%(here)s\n");
    let request = LoadRequest {
        start_dir: "/elsewhere".into(),
        ..request()
    };

    let loaded = load(&files, &request).expect("the file is found");

    assert_eq!(loaded.config.daemon.identifier, "/elsewhere");
}
