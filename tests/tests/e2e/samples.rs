//! The configurations that people copy must work as they are.

use std::path::{Path, PathBuf};

use supervisor_tests::{
    Implementation, Sandbox, Setup, State, free_port, improves_on, require, run, text_of, tool,
    wait,
};

#[test]
fn c_38_the_sample_is_valid_and_starts_nothing() {
    let sample = text_of(root().join("etc/supervisord.conf"));
    let setup = Setup::new("");
    // The sample's paths are the same for everybody, and tests run side by side.
    let here = setup.sandbox().dir().display().to_string();
    setup.sandbox().write(
        "supervisord.conf",
        &sample.replace("/tmp/", &format!("{here}/")),
    );

    let daemon = setup.start();

    assert_eq!(daemon.all(), []);
    assert_eq!(daemon.run_ctl(&["status"]).ok(), "");
    let log = daemon.log();
    assert!(!log.contains(" WARN ") && !log.contains(" ERRO "), "{log}");
}

#[test]
fn w_67_the_check_has_nothing_to_say_about_the_sample() {
    improves_on!("W-67: nothing checks a configuration");
    let sandbox = Sandbox::new();
    let supervisord = Implementation::Ours.supervisord();
    let sample = root().join("etc/supervisord.conf");

    let ran = run(sandbox
        .command(supervisord)
        .args(["--check", "--strict", "-c"])
        .arg(sample));

    assert_eq!(ran.ok(), "0 errors, 0 warnings\n");
}

#[test]
fn w_67_the_check_tells_all_problems_with_their_places() {
    improves_on!("W-67: nothing checks a configuration");
    let sandbox = Sandbox::new();
    let supervisord = Implementation::Ours.supervisord();
    let config = sandbox.write(
        "bad.conf",
        "
        [supervisord]
        [program:web]
        comand = /bin/true
        autostart = perhaps
        ",
    );

    let ran = run(sandbox
        .command(supervisord)
        .args(["--check", "-c"])
        .arg(&config));

    let place = |line: &str| format!("{}:{line}", config.display());
    for start in [
        place("2:2: error: program section program:web does not specify a command"),
        place("3:1: warning: unknown key 'comand'"),
        place("4:13: error: autostart: not a valid boolean value: 'perhaps'"),
    ] {
        assert!(ran.stdout.contains(&start), "{start}: {ran:#?}");
    }
    assert_eq!(ran.code, Some(2));
    assert!(!sandbox.path("supervisor.sock").exists());
}

#[test]
fn c_38_every_setting_that_the_sample_shows_is_a_setting() {
    let sample = text_of(root().join("etc/supervisord.conf"));
    let setup = Setup::new("");
    let here = setup.sandbox().dir().display().to_string();
    let shown: String = sample.lines().map(|line| uncomment(line) + "\n").collect();
    let shown = shown
        .replace("/tmp", &here)
        .replace("127.0.0.1:9001", &format!("127.0.0.1:{}", free_port()))
        // What only makes sense on the machine that the sample is copied to.
        .lines()
        .filter(|line| {
            let key = line.split(' ').next().unwrap_or_default();
            ![
                "chown",
                "socket_owner",
                "user",
                "stdout_logfile",
                "programs",
                "[group:site]",
                "silent",
            ]
            .contains(&key)
        })
        .map(|line| line.to_owned() + "\n")
        .collect::<String>();
    setup.sandbox().write(
        "supervisord.conf",
        &(shown + "[unix_http_server]\nusername =\npassword =\n"),
    );

    let daemon = setup.start();

    // Its directory does not exist here, or its command is missing: it has been read all the same.
    let names: Vec<_> = daemon
        .all()
        .iter()
        .map(|info| info.name.to_string())
        .collect();
    assert_eq!(names, ["hello", "myapp", "watchdog"]);
}

/// Makes a setting or a section of a comment that shows one.
fn uncomment(line: &str) -> String {
    let Some(text) = line.strip_prefix(';') else {
        return line.to_owned();
    };
    let key = text.split(' ').next().unwrap_or_default();
    let is_key = text.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let is_section = text.starts_with('[') && text.ends_with(']');
    if (is_key && !key.is_empty()) || is_section {
        return text.to_owned();
    }
    line.to_owned()
}

#[test]
fn the_examples_in_conf_d_run() {
    require!(tool("python3").is_some(), "needs Python");
    let setup = Setup::new("[include]\nfiles = conf.d/*.conf\n");
    let port = free_port().to_string();
    for name in ["web.conf", "workers.conf", "once.conf"] {
        let text = text_of(root().join("etc/conf.d").join(name));
        let text = text.replace("8000", &port);
        setup.sandbox().write(&format!("conf.d/{name}"), &text);
    }

    let daemon = setup.start();

    daemon.wait_running("web");
    daemon.wait_running("worker:worker_02");
    daemon.wait_state("once", State::Exited);
    let log = daemon.info("worker:worker_01").stdout_logfile;
    wait::until_true("a worker works", || {
        text_of(&log).contains("worker 1 is busy")
    });
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
