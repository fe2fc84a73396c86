use supervisor_api::Signal;
use supervisor_api::config::{AutoRestart, LogTarget, ServerUrl};

use super::*;

#[test]
fn c_132_to_c_157_defaults() {
    let x = program("");

    assert_eq!(x.name.as_str(), "x");
    assert_eq!(x.command, "/bin/x");
    assert_eq!(x.priority, 999);
    assert!(x.autostart);
    assert_eq!(x.autorestart, AutoRestart::Unexpected);
    assert_eq!((x.startsecs, x.startretries, x.stopwaitsecs), (1, 3, 10));
    assert_eq!(x.exitcodes, [0]);
    assert_eq!(x.stopsignal, Signal::TERM);
    assert!(!x.stopasgroup && !x.killasgroup && !x.redirect_stderr);
    assert_eq!((x.user, x.umask, &x.directory), (None, None, &None));
    assert_eq!(x.stdout.logfile, LogTarget::Auto);
    assert_eq!(x.stdout.maxbytes, 50 << 20);
    assert_eq!(x.stdout.backups, 10);
    assert_eq!(x.stdout.capture_maxbytes, 0);
    assert!(!x.stdout.events_enabled && !x.stdout.syslog);
    assert_eq!(x.stderr, x.stdout);
    assert_eq!(x.serverurl, ServerUrl::Computed);
    assert_eq!(x.socket, None);
}

#[test]
fn c_132_a_command_is_required_but_may_be_empty() {
    assert_eq!(
        refusal("[program:x]"),
        "program section program:x does not specify a command in section 'program:x' (file: \
         'x.conf')"
    );
    assert_eq!(program("command=").command, "");
}

#[test]
fn c_134_several_processes_need_their_number_in_the_name() {
    assert_eq!(
        program_refusal("numprocs=2"),
        "%(process_num) must be present within process_name when numprocs > 1"
    );
}

#[test]
fn c_134_no_processes_no_questions() {
    for numprocs in ["0", "-3"] {
        let loaded = loaded(&format!(
            "[program:x]\nnumprocs={numprocs}\nstdout_logfile=/nope/x"
        ));
        assert!(loaded.config.groups[0].processes.is_empty());
    }
}

#[test]
fn c_135_numbers_begin_at_numprocs_start() {
    let loaded = loaded(
        "[program:x]\ncommand=/bin/x\nnumprocs=2\nnumprocs_start=9\n\
         process_name=p%(process_num)02d",
    );
    let names = loaded.config.groups[0].processes.iter();
    let names: Vec<&str> = names.map(|process| process.name.as_str()).collect();
    assert_eq!(names, ["p09", "p10"]);
}

#[test]
fn c_134_more_processes_than_anybody_means_are_refused() {
    assert_eq!(
        program_refusal("numprocs=200000\nprocess_name=%(process_num)d"),
        "numprocs 200000 is too high (the limit is 100000)"
    );
}

#[test]
fn c_145_killasgroup_follows_stopasgroup() {
    assert!(program("stopasgroup=true").killasgroup);
    assert!(!program("killasgroup=false").killasgroup);
    assert!(program("killasgroup=true").killasgroup);
    assert_eq!(
        program_refusal("stopasgroup=true\nkillasgroup=false"),
        "Cannot set stopasgroup=true and killasgroup=false"
    );
}

#[test]
fn c_130_errors_of_every_key_name_section_and_file() {
    for (line, text) in [
        (
            "startsecs=0.5",
            "invalid literal for int() with base 10: '0.5'",
        ),
        ("autostart=", "not a valid boolean value: ''"),
        ("autorestart=Maybe", "invalid 'autorestart' value 'maybe'"),
        ("stopsignal=NOPE", "value 'NOPE' is not a valid signal name"),
        ("exitcodes=0,", "not a valid list of exit codes: '0,'"),
        ("umask=8", "8 can not be converted to an octal type"),
        ("user=nope", "Invalid user name nope"),
        (
            "process_name=a b",
            "Invalid name: 'a b' because of character: ' '",
        ),
        (
            "environment=A",
            "Unexpected end of key/value pairs in value '<hidden>' (environment at x.conf:4)",
        ),
        ("environment='", "No closing quotation"),
        (
            "stdout_logfile_maxbytes=1G",
            "invalid literal for int() with base 10: '1g'",
        ),
        (
            "stdout_capture_maxbytes=x",
            "invalid literal for int() with base 10: 'x'",
        ),
        (
            "stderr_logfile_backups=x",
            "invalid literal for int() with base 10: 'x'",
        ),
        ("stderr_syslog=x", "not a valid boolean value: 'x'"),
        (
            "stderr_logfile=/nope/x",
            "The directory named as part of the path /nope/x does not exist",
        ),
    ] {
        assert_eq!(program_refusal(line), text, "{line}");
    }
}

#[test]
fn c_103_the_name_of_a_program_is_refused_without_the_suffix() {
    assert_eq!(
        refusal("[program:a b]\ncommand=x"),
        "Invalid name: 'a b' because of character: ' '"
    );
    let trimmed = loaded("[program: x ]\ncommand=x");
    assert_eq!(trimmed.config.groups[0].name.as_str(), "x");
}

#[test]
fn w_59_a_name_is_checked_after_expansion_too() {
    assert_eq!(
        program_refusal("process_name=x%(process_num)3d"),
        "Invalid name: 'x  0' because of character: ' '"
    );
}

#[test]
fn c_165_where_output_goes() {
    let x = program("stdout_logfile=NONE\nstderr_logfile=/logs/x.log\nstderr_logfile_backups=-1");
    assert_eq!(x.stdout.logfile, LogTarget::None);
    assert_eq!(x.stderr.logfile, LogTarget::File("/logs/x.log".into()));
    assert_eq!(x.stderr.backups, 0);

    let x = program("stdout_logfile=syslog\nstderr_logfile=");
    assert_eq!(
        (&x.stdout.logfile, x.stdout.syslog),
        (&LogTarget::None, true)
    );
    assert_eq!(
        (&x.stderr.logfile, x.stderr.syslog),
        (&LogTarget::None, false)
    );
}

#[test]
fn c_149_a_redirected_stream_has_no_log() {
    assert_eq!(
        program("redirect_stderr=true").stderr.logfile,
        LogTarget::None
    );
}

#[test]
fn w_72_a_negative_size_means_no_rotation() {
    assert_eq!(program("stdout_logfile_maxbytes=-1").stdout.maxbytes, 0);
}

#[test]
fn c_157_a_server_url_may_be_given() {
    let serverurl = |line| program(line).serverurl.clone();
    assert_eq!(serverurl("serverurl= auto"), ServerUrl::Computed);
    assert_eq!(serverurl("serverurl="), ServerUrl::Given(String::new()));
    assert_eq!(serverurl("serverurl=x"), ServerUrl::Given("x".into()));
}

#[test]
fn c_156_the_environment_is_merged_over_that_of_the_daemon() {
    let loaded = loaded(
        "environment=A=1,B=1\n[program:x]\ncommand=x\nenvironment=B=2,C=3\n[program:y]\ncommand=y",
    );
    let of = |group: usize| loaded.config.groups[group].processes[0].environment.clone();
    assert_eq!(*of(0), variables(&[("A", "1"), ("B", "2"), ("C", "3")]));
    assert_eq!(*of(1), variables(&[("A", "1"), ("B", "1")]));
}

#[test]
fn equal_environments_are_stored_once() {
    let loaded = loaded(
        "environment=A=1\n[program:w]\ncommand=x\n[program:x]\ncommand=x\nenvironment=B=2\n\
         [program:y]\ncommand=x\nenvironment=B='2'",
    );
    let of = |group: usize| &loaded.config.groups[group].processes[0].environment;
    assert!(Arc::ptr_eq(of(0), &loaded.config.daemon.environment));
    assert!(Arc::ptr_eq(of(1), of(2)));
}

#[test]
fn c_131_c_196_moving_lines_is_no_change() {
    let one = loaded("[program:a]\ncommand=a\npriority=1\n[program:b]\ncommand=b");
    let other = loaded("[program:b]\n\n; moved\ncommand = b\n[program:a]\npriority=1\ncommand=a");
    assert_eq!(one.config, other.config);
}
