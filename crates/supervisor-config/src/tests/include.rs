use super::*;

fn load_with(main: &str, parts: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    let files = machine().file("/srv/x.conf", main);
    let files = parts
        .iter()
        .fold(files, |files, (path, text)| files.file(path, text));
    load(&files, &request())
}

fn messages(loaded: &Loaded) -> Vec<(Level, &str)> {
    let messages = loaded.messages.iter();
    messages
        .map(|message| (message.level, message.text.as_str()))
        .collect()
}

#[test]
fn c_84_to_c_86_patterns_in_order_and_matches_sorted() {
    let main = "[supervisord]\n[include]\nfiles=d/*.conf\n  nothing/* d/a.conf\n";
    let part = |name: &str| format!("[program:{name}]\ncommand=%(here)s\n");

    let loaded = load_with(
        main,
        &[
            ("/srv/d/b.conf", &part("b")),
            ("/srv/d/a.conf", &part("a")),
            ("/srv/d/.c.conf", &part("c")),
        ],
    );

    let loaded = loaded.expect("the files are right");
    assert_eq!(
        messages(&loaded),
        [
            (
                Level::Warn,
                "No file matches via include \"/srv/nothing/*\""
            ),
            (
                Level::Info,
                "Included extra file \"/srv/d/a.conf\" during parsing"
            ),
            (
                Level::Info,
                "Included extra file \"/srv/d/b.conf\" during parsing"
            ),
            (
                Level::Info,
                "Included extra file \"/srv/d/a.conf\" during parsing"
            ),
        ]
    );
    let command = |group: usize| loaded.config.groups[group].processes[0].command.clone();
    assert_eq!([command(0), command(1)], ["/srv/d", "/srv/d"]);
}

#[test]
fn c_84_files_must_be_named() {
    let error = load_with("[supervisord]\n[include]\nfile=x\n", &[]);
    assert_eq!(
        error.expect_err("the key is missing").to_string(),
        ".ini file has [include] section, but no files setting"
    );
}

#[test]
fn c_82_patterns_may_use_names() {
    let main = "[supervisord]\n[include]\nfiles=%(here)s/%(host_node_name)s-%(ENV_WORD)s.conf\n";
    let loaded = load_with(main, &[("/srv/host-word.conf", "[program:x]\ncommand=x\n")]);
    assert_eq!(loaded.expect("the file is right").config.groups.len(), 1);
}

#[test]
fn c_73_with_an_include_here_works_in_every_key() {
    let main = "[supervisord]\n[include]\nfiles=d/p\n[inet_http_server]\nport=1\n\
                username=%(here)s\npassword=x\n";
    let part = "[inet_http_server:p]\nport=2\nusername=%(here)s\npassword=x\n";

    let loaded = load_with(main, &[("/srv/d/p", part)]).expect("the files are right");

    let names: Vec<String> = loaded
        .config
        .servers
        .iter()
        .filter_map(|server| Some(server.credentials.as_ref()?.username.clone()))
        .collect();
    assert_eq!(names, ["/srv", "/srv/d"]);
}

#[test]
fn c_73_a_doubled_percent_before_here_fails() {
    let main = "[supervisord]\nidentifier=%%(here)s\n[include]\nfiles=nothing\n";
    let error = load_with(main, &[]).expect_err("the format is bad");
    assert_eq!(
        error.to_string(),
        "Format string '%/srv' for 'supervisord.identifier' is badly formatted: unsupported \
         format character '/' (0x2f) at index 1"
    );
}

#[test]
fn c_87_included_files_override_and_errors_name_the_file_that_came_first() {
    let main = "[include]\nfiles=p q\n[program:x]\ncommand=a\n";
    let parts = [
        (
            "/srv/p",
            "[supervisord]\nidentifier=p\n[program:x]\ncommand=b\n",
        ),
        ("/srv/q", "[program:y]\ncommand=c\n"),
    ];
    let loaded = load_with(main, &parts).expect("the files are right");
    assert_eq!(loaded.config.daemon.identifier, "p");
    assert_eq!(loaded.config.groups[0].processes[0].command, "b");

    let error = |text| {
        let parts = [parts[0], ("/srv/q", text)];
        load_with(main, &parts)
            .expect_err("a value is wrong")
            .to_string()
    };
    assert!(error("[program:x]\nuser=nope\n").ends_with("(file: 'x.conf')"));
    assert!(error("[program:y]\ncommand=y\nuser=nope\n").ends_with("(file: '/srv/q')"));
}

#[test]
fn c_86_syntax_errors_name_the_included_file() {
    let main = "[supervisord]\n[include]\nfiles=p\n";
    let error = |text| {
        let loaded = load_with(main, &[("/srv/p", text)]);
        loaded.expect_err("the file is wrong").to_string()
    };
    assert_eq!(
        error("command=x\n"),
        "File contains no section headers.\nfile: '/srv/p', line: 1\n'command=x\\n'"
    );
    assert_eq!(
        error("[a]\nb\n=c\n"),
        "Source contains parsing errors: '/srv/p'\n\t[line  2]: 'b\\n'\n\t[line  3]: '=c\\n'"
    );
}

#[test]
fn c_86_w_62_unreadable_files_and_nested_includes_are_skipped_and_told() {
    let files = machine()
        .file("/srv/x.conf", "[supervisord]\n[include]\nfiles=p q\n")
        .unreadable("/srv/p")
        .file("/srv/q", "[include]\nfiles=more\n");

    let loaded = load(&files, &request()).expect("nothing is wrong");

    assert_eq!(
        warnings(&loaded),
        [
            "x.conf:3: included file '/srv/p' cannot be read and is skipped: permission denied",
            "/srv/q:1: [include] in an included file is ignored",
            "/srv/q:1: [include] is given a second time; it is merged with the one at x.conf:2",
        ][..2]
    );
}
