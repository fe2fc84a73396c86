use proptest::prelude::*;

use super::*;
use crate::check;

/// Lines that mean something, and lines that are nearly right.
fn line() -> impl Strategy<Value = String> {
    let headers = prop::sample::select(vec![
        "[supervisord]",
        "[program:x]",
        "[program:y]",
        "[group:g]",
        "[eventlistener:l]",
        "[fcgi-program:f]",
        "[unix_http_server]",
        "[inet_http_server]",
        "[include]",
        "[DEFAULT]",
        "[rpcinterface:supervisor]",
        "[supervisorctl]",
        "[]",
        "[x",
    ])
    .prop_map(str::to_owned);
    let keys = prop::sample::select(vec![
        "command",
        "process_name",
        "numprocs",
        "environment",
        "stdout_logfile",
        "priority",
        "programs",
        "events",
        "socket",
        "file",
        "files",
        "port",
        "user",
        "umask",
        "identifier",
        "exitcodes",
        "stopsignal",
    ]);
    let values = prop_oneof![
        "[-a-z0-9%(){}'\",;:#/ =_.\\\\]{0,12}",
        prop::sample::select(vec![
            "/bin/x",
            "%(here)s",
            "%(process_num)02d",
            "%(program_name)s",
            "2",
            "x,y",
            "TICK",
            "unix:///tmp/x",
            "tcp://h:1",
            "A=1,B='2'",
            "www",
            "022",
            "/srv/*",
        ])
        .prop_map(str::to_owned),
    ];
    prop_oneof![
        2 => headers,
        5 => (keys, values).prop_map(|(key, value)| format!("{key}={value}")),
        1 => "\\PC{0,20}",
    ]
}

proptest! {
    #[test]
    fn any_text_loads_or_is_refused_and_check_agrees(lines in prop::collection::vec(line(), 0..12)) {
        let files = machine().file("/srv/x.conf", lines.join("\n"));

        let result = load(&files, &request());
        let report = check(&files, &request());

        prop_assert_eq!(result.is_err(), report.exit_code(false) == 2, "{:?}", result);
    }

    #[test]
    fn any_bytes_load_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let files = machine().file("/srv/x.conf", &bytes);

        let result = load(&files, &request());

        if std::str::from_utf8(&bytes).is_err() {
            prop_assert!(result.is_err());
        }
    }

    #[test]
    fn comments_and_blank_lines_between_sections_change_nothing(
        comments in prop::collection::vec("[;#][a-z=\\[\\]]{0,8}", 4),
    ) {
        let sections = ["[program:a]\ncommand=a", "[program:b]\ncommand=b", "[group:g]\nprograms=a"];
        let plain = loaded(&sections.join("\n"));

        let commented: Vec<String> = sections
            .iter()
            .zip(&comments)
            .map(|(section, comment)| format!("{comment}\n\n{section}\n\n"))
            .collect();

        prop_assert_eq!(loaded(&commented.join("")).config, plain.config);
    }
}
