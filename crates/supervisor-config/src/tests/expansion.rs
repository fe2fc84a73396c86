use super::*;

#[test]
fn c_72_the_environment_of_the_daemon_is_known_to_later_sections() {
    let loaded =
        loaded("environment=GIVEN='%(ENV_WORD)s'\n[program:x]\ncommand=%(ENV_GIVEN)s %(ENV_WORD)s");
    assert_eq!(loaded.config.groups[0].processes[0].command, "word word");
    assert_eq!(loaded.overlay, variables(&[("GIVEN", "word")]));
}

#[test]
fn c_72_the_overlay_outlives_a_reread() {
    let text = "[supervisord]\nidentifier=%(ENV_OLD)s\n[program:x]\ncommand=%(ENV_OLD)s\n";
    let request = LoadRequest {
        overlay: variables(&[("OLD", "old")]),
        ..request()
    };

    let loaded = load(&machine().file("/srv/x.conf", text), &request);

    let loaded = loaded.expect("the old name is known");
    assert_eq!(loaded.config.daemon.identifier, "old");
    assert_eq!(loaded.config.groups[0].processes[0].command, "old");
    assert_eq!(loaded.overlay, variables(&[("OLD", "old")]));
}

#[test]
fn c_72_substituted_text_is_not_expanded_again() {
    let x = program("environment=A='%%(here)s'\ncommand=%(ENV_A)s");
    assert_eq!(x.command, "%(here)s");
}

#[test]
fn c_73_here_is_known_only_where_the_table_lists_it() {
    assert_eq!(program("command=%(here)s").command, "/srv");
    assert!(
        refusal("[inet_http_server]\nport=%(here)s")
            .starts_with("Format string '%(here)s' for 'inet_http_server.port' contains names")
    );
}

#[test]
fn c_74_names_of_processes_and_the_own_environment() {
    let loaded = loaded(
        "[program:p]\ncommand=%(here)s %(program_name)s %(group_name)s %(host_node_name)s \
         %(process_num)d/%(numprocs)d %(ENV_OWN)s\nenvironment=OWN=own%(process_num)d\n\
         [group:g]\nprograms=p",
    );
    assert_eq!(
        loaded.config.groups[0].processes[0].command,
        "/srv p g host 0/1 own0"
    );
}

#[test]
fn c_74_the_own_environment_is_unknown_inside_itself() {
    assert!(
        program_refusal("environment=A=1,B=%(ENV_A)s")
            .starts_with("Format string '<hidden>' for 'environment' contains names ('ENV_A')")
    );
}

#[test]
fn c_75_common_keys_know_no_process() {
    for line in [
        "startsecs=%(process_num)d",
        "user=%(ENV_OWN)s\nenvironment=OWN=www",
    ] {
        assert!(
            program_refusal(line).contains("which cannot be expanded"),
            "{line}"
        );
    }
}

#[test]
fn c_76_w_55_log_paths_are_expanded_twice_without_choking() {
    let log = |line: &str| {
        let x = program(&format!("stdout_logfile={line}"));
        match &x.stdout.logfile {
            supervisor_api::config::LogTarget::File(path) => path.clone(),
            other => panic!("{other:?} is no file"),
        }
    };
    assert_eq!(log("/logs/%%%%"), "/logs/%");
    assert_eq!(log("/logs/%%"), "/logs/%");
    assert_eq!(log("/logs/%%(process_num)d"), "/logs/0");
    assert_eq!(log("/logs/%(ENV_PERCENT)s_%%"), "/logs/50%_%");
    assert_eq!(log("/logs/%%Y-%%m"), "/logs/%Y-%m");
}

#[test]
fn c_77_w_70_the_environment_of_the_daemon_is_expanded_once_or_twice() {
    let value = |text: &str| {
        let daemon = loaded(&format!("environment=A='{text}'")).config.daemon;
        daemon.environment["A"].to_string()
    };
    assert_eq!(value("100%%%%"), "100%");
    assert_eq!(value("100%%"), "100%");
    assert_eq!(value("%(host_node_name)s"), "host");
    assert_eq!(value("%(ENV_PERCENT)s"), "50%");
}

#[test]
fn c_77_other_keys_of_the_daemon_do_not_know_the_host() {
    assert!(refusal("identifier=%(host_node_name)s").contains("('host_node_name')"));
}

#[test]
fn c_71_an_unknown_name_lists_the_known_ones() {
    assert_eq!(
        refusal("identifier=%(nope)s"),
        "Format string '%(nope)s' for 'supervisord.identifier' contains names ('nope') which \
         cannot be expanded. Available names: ENV_HOME, ENV_PERCENT, ENV_WORD, here"
    );
}

#[test]
fn c_71_a_bad_format_says_why() {
    assert_eq!(
        program_refusal("command=date +%Y"),
        "Format string 'date +%Y' for 'program:x.command' is badly formatted: unsupported format \
         character 'Y' (0x59) at index 7"
    );
}

#[test]
fn w_56_a_format_without_a_name_prints_nothing_of_the_environment() {
    let text = program_refusal("command=echo %s");
    assert!(
        text.ends_with("is badly formatted: %s needs a name in parentheses"),
        "{text}"
    );
}
