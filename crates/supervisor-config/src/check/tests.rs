use super::*;
use crate::files::testing::FakeFiles;
use crate::tests::{machine, request};

fn report(text: &str) -> Report {
    report_on(machine().file("/srv/x.conf", text))
}

fn report_on(files: FakeFiles) -> Report {
    check(&files.executable("/bin/true"), &request())
}

/// Checks a main file with `[supervisord]` and these lines; the first lines of each diagnostic.
fn found(rest: &str) -> Vec<String> {
    let text = report(&format!("[supervisord]\n{rest}\n")).render_text();
    text.lines()
        .filter(|line| line.starts_with("x.conf:"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn w_67_a_clean_configuration_has_no_diagnostics() {
    let report = report("[supervisord]\n[program:x]\ncommand=/bin/true\n");
    assert_eq!(report.render_text(), "0 errors, 0 warnings\n");
    assert_eq!((report.exit_code(false), report.exit_code(true)), (0, 0));
}

#[test]
fn w_67_all_problems_are_shown_at_once_with_line_and_caret() {
    let report = report(
        "[supervisord]\nlogleve = info\n\n[program:x]\ncommand = /bin/true\n\tuser = www\n\
         startsecs =\t0.5\nnumprocs = x\n[program:y]\nstray\n",
    );

    assert_eq!(
        report.render_text(),
        "\
x.conf:2:1: warning: unknown key 'logleve' in [supervisord], which is ignored; did you mean 'loglevel'?
    logleve = info
    ^
x.conf:6:2: warning: 'user' is not a key here but a part of 'command', since its line is indented
    \tuser = www
    \t^
x.conf:7:13: error: startsecs: invalid literal for int() with base 10: '0.5'
    startsecs =\t0.5
               \t^
x.conf:8:12: error: numprocs: invalid literal for int() with base 10: 'x'
    numprocs = x
               ^
x.conf:9:2: error: program section program:y does not specify a command
    [program:y]
     ^
x.conf:10:1: error: this is neither a [section] nor key=value
    stray
    ^
4 errors, 2 warnings
"
    );
    assert_eq!(report.exit_code(false), 2);
}

#[test]
fn w_67_only_strict_checks_mind_warnings() {
    let report = report("[supervisord]\nnonsense=1\n");
    assert_eq!((report.exit_code(false), report.exit_code(true)), (0, 1));
}

#[test]
fn w_67_machines_get_json() {
    let report = report("[supervisord]\nlogflie=x\n");

    let shown: serde_json::Value = serde_json::from_str(&report.render_json()).expect("it is JSON");

    assert_eq!(
        shown,
        serde_json::json!({
            "errors": 0,
            "warnings": 1,
            "diagnostics": [{
                "severity": "warning",
                "place": {"file": "x.conf", "line": 2, "column": 1},
                "text": "unknown key 'logflie' in [supervisord], which is ignored",
                "did_you_mean": "logfile",
            }],
        })
    );
}

#[test]
fn w_67_names_that_were_nearly_right_are_guessed() {
    for (lines, meant) in [
        ("[progrm:x]\ncommand=x", "[program:x]"),
        ("[supervisor]\na=b", "[supervisord]"),
        ("[program]\ncommand=x", "[program:name]"),
        ("identifier=%(ENV_WROD)s", "ENV_WORD"),
        ("loglevel=inof", "info"),
        (
            "[program:web]\ncommand=/bin/true\n[group:g]\nprograms=wbe",
            "web",
        ),
        (
            "[eventlistener:l]\ncommand=/bin/true\nevents=PROCES_STATE",
            "PROCESS_STATE",
        ),
    ] {
        let first = found(lines).swap_remove(0);
        assert!(
            first.ends_with(&format!("did you mean '{meant}'?")),
            "{first}"
        );
    }
}

#[test]
fn w_67_missing_commands_and_directories_are_found() {
    for (lines, text) in [
        (
            "command=/nope",
            "x.conf:3:9: warning: there is no command '/nope'",
        ),
        (
            "command=nope --x",
            "x.conf:3:9: warning: there is no command 'nope'",
        ),
        ("command=", "x.conf:3:9: warning: the command is empty"),
        (
            "command=/logs",
            "x.conf:3:9: warning: '/logs' cannot be executed",
        ),
        (
            "command=/bin/true\ndirectory = /nope",
            "x.conf:4:13: warning: there is no directory '/nope'",
        ),
    ] {
        assert_eq!(found(&format!("[program:x]\n{lines}")), [text]);
    }
}

#[test]
fn w_67_what_will_fail_later_is_shown_beside_what_fails_now() {
    assert_eq!(
        found("[program:x]\ncommand=/nope\n[program:y]\ncommand=/bin/true\npriority=high"),
        [
            "x.conf:3:9: warning: there is no command '/nope'",
            "x.conf:6:10: error: priority: invalid literal for int() with base 10: 'high'",
        ]
    );
}

#[test]
fn c_162_commands_are_looked_up_in_the_path_of_the_program() {
    for path in ["environment=PATH='/bin'", ""] {
        assert!(
            found(&format!("[program:x]\ncommand=true\n{path}")).is_empty(),
            "{path}"
        );
    }
    assert_eq!(
        found("[program:x]\ncommand=true\nenvironment=PATH='/logs'").len(),
        1
    );
}

#[test]
fn w_22_a_relative_command_may_be_in_the_directory() {
    let files = machine()
        .file(
            "/srv/x.conf",
            "[supervisord]\n[program:x]\ncommand=./run\ndirectory=/logs\n",
        )
        .executable("/logs/./run");
    assert!(report_on(files).diagnostics().is_empty());
}

#[test]
fn w_67_open_servers_are_found() {
    let interface = "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=\
                     supervisor.rpcinterface:make_main_rpcinterface\n";
    for (port, who) in [
        ("9001", "everybody who can reach the port"),
        ("127.0.0.1:9001", "every user of this machine"),
    ] {
        assert_eq!(
            found(&format!("{interface}[inet_http_server]\nport={port}")),
            [format!(
                "x.conf:4:2: warning: no username and password: {who} can control the programs"
            )]
        );
    }
    assert!(
        found(&format!(
            "{interface}[inet_http_server]\nport=1\nusername=u\npassword=p"
        ))
        .is_empty()
    );
}

#[test]
fn w_67_a_server_without_the_interface_is_found() {
    assert_eq!(
        found("[unix_http_server]\nfile=/tmp/s"),
        [
            "x.conf:2:2: warning: there is a server but no [rpcinterface:supervisor], so \
             supervisorctl can do nothing"
        ]
    );
}

#[test]
fn w_67_files_that_cannot_be_read_have_a_place_too() {
    assert_eq!(
        report_on(machine()).render_text(),
        "x.conf:1:1: error: could not find config file x.conf\n1 error, 0 warnings\n"
    );
    assert_eq!(
        report_on(machine().file("/srv/x.conf", b"[a]\nb=\xe9\n")).diagnostics()[0]
            .place
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("x.conf:2:3")
    );
}

#[test]
fn w_53_an_error_tells_what_a_comment_sign_has_cut_off() {
    assert_eq!(
        found("[program:x]\ncommand=/bin/true\nenvironment=A='x ;y'"),
        ["x.conf:4:13: error: environment: No closing quotation (`;y'` was cut off as a comment)"]
    );
}

#[test]
fn w_61_duplicate_programs_are_found_in_included_files() {
    let files = machine()
        .file(
            "/srv/x.conf",
            "[supervisord]\n[program:x]\ncommand=/bin/true\n[include]\nfiles=p\n",
        )
        .file("/srv/p", "[program:x]\ncommand=/bin/true\n");
    assert_eq!(
        report_on(files).render_text(),
        "/srv/p:1:2: warning: [program:x] is given a second time; it is merged with the one at \
         x.conf:2\n    [program:x]\n     ^\n0 errors, 1 warning\n"
    );
}

#[test]
fn users_of_http_access_guard_every_tcp_server() {
    let servers = "[inet_http_server]\nport=127.0.0.1:9001\n\
                   [rpcinterface:supervisor]\n\
                   supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n";
    let users = "[http_access]\nusers = bob view builder\n";

    let open = found(servers);
    let guarded = found(&format!("{servers}{users}"));
    let useless = found(&format!("{servers}{users}allow_unauthenticated = true\n"));

    assert!(
        open[0].contains("every user of this machine can control"),
        "{open:?}"
    );
    assert!(guarded.is_empty(), "{guarded:?}");
    assert!(
        useless[0].contains("allow_unauthenticated means nothing"),
        "{useless:?}"
    );
}

#[test]
fn what_is_wrong_with_a_role_is_shown_where_it_stands() {
    let errors = found("[http_access]\nusers =\n  bob view builder\n  alice swordfish\n");

    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].contains("entry 2 is not of the form"),
        "{errors:?}"
    );
}
