//! A changed configuration: `reread`, `update`, `add` and `remove` while programs run.

use supervisor_tests::{Daemon, Proc, State, Value, improves_on};

const TWO: &str = "
    [program:keep]
    command = {child} sleep
    startsecs = 0
    [program:other]
    command = {child} sleep
    startsecs = 0
";

#[test]
fn c_195_a_broken_configuration_is_refused_at_reread_and_changes_nothing() {
    let daemon = Daemon::start(TWO);
    let keep = daemon.wait_running("keep");
    daemon.configure("[program:keep]\ncommand = true\nstartsecs = 0.5\n");

    let fault = daemon
        .call("supervisor.reloadConfig", &[])
        .expect_err("a fault");
    let ran = daemon.run_ctl(&["reread"]);

    let text = "CANT_REREAD: invalid literal for int() with base 10: '0.5' in section \
                'program:keep' (file: ";
    assert_eq!(fault.number, 92);
    assert!(fault.text.starts_with(text), "{fault:?}");
    assert!(ran.stdout.starts_with(&format!("ERROR: {text}")), "{ran:?}");
    assert_eq!(ran.code, Some(1));
    assert_eq!(Proc::from(&daemon.info("keep")), keep);
    assert_eq!(daemon.info("other").state, State::Running);
}

/// W-24, C-198: what a reread finds in `[supervisord]` waits for a restart.
#[test]
fn w_24_a_reread_changes_nothing_about_the_daemon_itself() {
    improves_on!("W-24: the identifier changes at once, logs and servers do not");
    let daemon = Daemon::start(TWO);
    daemon.wait_running("keep");
    let before = daemon.call("supervisor.getIdentification", &[]);
    daemon.configure(&format!(
        "{TWO}    [supervisord]\n    identifier = another\n"
    ));

    let told = daemon.run_ctl(&["reread"]);

    assert_eq!(told.ok(), "No config updates to processes\n");
    assert_eq!(daemon.call("supervisor.getIdentification", &[]), before);
}

/// Nobody who may ask for a reread, and no log, is told a password (decision 17).
#[test]
fn c_105_an_error_in_an_environment_does_not_show_its_values() {
    improves_on!("C-105: the whole value is shown");
    let daemon = Daemon::start(TWO);
    daemon.configure("[program:keep]\ncommand = true\nenvironment = PASSWORD=secret@word\n");

    let fault = daemon
        .call("supervisor.reloadConfig", &[])
        .expect_err("a fault");
    daemon
        .call("supervisor.restart", &[])
        .expect_err("the same fault");

    let text =
        "CANT_REREAD: Unexpected end of key/value pairs in value '<hidden>' (environment at ";
    assert!(fault.text.starts_with(text), "{fault:?}");
    daemon.wait_log("CRIT restart refused: Unexpected end");
    assert_eq!(daemon.count_log("secret"), 0);
}

#[test]
fn c_196_reread_tells_what_update_will_do() {
    let daemon = Daemon::start(TWO);
    daemon.wait_running("other");
    daemon.configure(
        "
        [program:keep]
        command = {child} sleep
        startsecs = 2
        [program:new]
        command = {child} sleep
        ",
    );

    let ran = daemon.run_ctl(&["reread"]);

    assert_eq!(
        ran.ok(),
        "keep: changed\nnew: available\nother: disappeared\n"
    );
    assert_eq!(daemon.info("other").state, State::Running);
}

#[test]
fn c_196_moved_lines_and_comments_are_no_change() {
    let daemon = Daemon::start(TWO);
    daemon.wait_running("keep");
    daemon.configure(
        "
        [program:other]
        ; the other one
        startsecs=0
        command: {child} sleep   ; idles
        unknown_key = 1
        [program:keep]
        startsecs = 0

        command = {child} sleep
        ",
    );

    assert_eq!(
        daemon.run_ctl(&["reread"]).ok(),
        "No config updates to processes\n"
    );
}

#[test]
fn t_46_update_touches_only_what_has_changed() {
    let daemon = Daemon::start(
        "
        [include]
        files = {dir}/conf.d/*.conf
        [program:keep]
        command = {child} sleep
        startsecs = 0
        [program:changed]
        command = {child} sleep
        startsecs = 0
        [program:removed]
        command = {child} sleep
        startsecs = 0
        ",
    );
    let keep = daemon.wait_running("keep");
    let changed = daemon.wait_running("changed");
    let removed = daemon.wait_running("removed");
    daemon.sandbox().write(
        "conf.d/added.conf",
        "
        [program:added]
        command = {child} sleep
        startsecs = 0
        ",
    );
    daemon.configure(
        "
        [include]
        files = {dir}/conf.d/*.conf
        [program:keep]
        command = {child} sleep
        startsecs = 0
        [program:changed]
        command = {child} ignore HUP sleep
        startsecs = 0
        ",
    );

    let ran = daemon.run_ctl(&["update"]);

    let expected = [
        "removed: stopped",
        "removed: removed process group",
        "changed: stopped",
        "changed: updated process group",
        "added: added process group",
    ];
    assert_eq!(ran.ok().lines().collect::<Vec<_>>(), expected);
    assert!(!removed.is_alive());
    assert_eq!(daemon.wait_running("keep"), keep);
    assert_ne!(daemon.wait_running("changed"), changed);
    daemon.wait_running("added");
    let missing = daemon.call("supervisor.getProcessInfo", &["removed".into()]);
    assert_eq!(missing.expect_err("a fault").text, "BAD_NAME: removed");
}

#[test]
fn x_31_a_group_that_runs_is_not_removed() {
    let daemon = Daemon::start(TWO);
    daemon.wait_running("other");

    let fault = daemon
        .call("supervisor.removeProcessGroup", &["other".into()])
        .expect_err("a fault");

    assert_eq!(
        (fault.number, fault.text.as_str()),
        (91, "STILL_RUNNING: other")
    );
}

#[test]
fn x_30_a_removed_group_comes_back_with_add() {
    let daemon = Daemon::start(TWO);
    daemon.wait_running("other");
    daemon.stop_process("other").expect("a stop");

    for method in [
        "supervisor.removeProcessGroup",
        "supervisor.addProcessGroup",
    ] {
        assert_eq!(
            daemon.call(method, &["other".into()]),
            Ok(Value::Bool(true))
        );
    }

    daemon.wait_running("other");
}
