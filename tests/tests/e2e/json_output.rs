//! `supervisorctl -o json`: every command leaves one document on standard output, whatever became of
//! it, and the exit status that it has as text; our daemon and the original's tell the same.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};
use supervisor_tests::{
    Ctl, Daemon, Implementation, Ran, Setup, free_port, improves_on, oracle, require, wait,
};

const SHOP: &str = "
    [program:web]
    command = {child} out hello sleep
    startsecs = 0
    stdout_logfile = {dir}/web.log
    [program:idle]
    command = {child} sleep
    autostart = false
    startsecs = 0
    [program:broken]
    command = {dir}/nosuch
    autostart = false
    [program:cart]
    command = {child} sleep
    startsecs = 0
    [program:till]
    command = {child} sleep
    startsecs = 0
    [group:shop]
    programs = cart,till
";

/// Commands that print no document, and why.
const WITHOUT_DOCUMENT: [(&str, &str); 3] = [
    ("exit", "there is nothing to tell"),
    ("quit", "there is nothing to tell"),
    (
        "fg",
        "a person talks to a program; what goes wrong before is a document",
    ),
];

/// Lines that change nothing, however often they are played, for every command.
const HARMLESS: [&str; 42] = [
    "add",
    "add web nosuch",
    "avail",
    "avail x",
    "clear",
    "clear web nosuch",
    "clear shop:*",
    "fg",
    "fg a b",
    "fg nosuch",
    "fg idle",
    "maintail x",
    "maintail a b",
    "maintail -1",
    "nosuch command",
    "open ftp://x",
    "pid",
    "pid all",
    "pid idle",
    "pid nosuch web",
    "reload x",
    "remove",
    "remove web nosuch",
    "reread",
    "reread x",
    "restart",
    "restart nosuch shop:x",
    "shutdown x",
    "signal HUP",
    "signal NOPE web",
    "signal CONT idle nosuch nosuch:*",
    "start",
    "start web broken nosuch nosuch:*",
    "status",
    "status nosuch web nosuch:*",
    "stop",
    "stop idle nosuch nosuch:*",
    "tail",
    "tail -5 web",
    "tail nosuch",
    "update nosuch",
    "version",
];

fn running(of: Implementation) -> Daemon {
    let daemon = Setup::of(of, SHOP).start();
    for name in ["web", "shop:cart", "shop:till"] {
        daemon.wait_running(name);
    }
    daemon.wait_line("web.log", "hello");
    daemon
}

/// Runs our `supervisorctl` with a line, for text or for documents.
fn play(daemon: &Daemon, format: &str, line: &str) -> Ran {
    let words = ["-o", format].into_iter().chain(line.split(' '));
    let words: Vec<&str> = words.collect();
    daemon
        .ctl_of(Implementation::Ours)
        .run(daemon.sandbox(), &words)
}

#[track_caller]
fn only_document(line: &str, ran: &Ran) -> Value {
    assert!(ran.stdout.ends_with('\n'), "{line}: {ran:?}");
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{line}: {error}: {ran:?}"))
}

#[track_caller]
fn told(daemon: &Daemon, line: &str) -> Value {
    only_document(line, &play(daemon, "json", line))
}

/// The outcomes of a document, by name.
fn outcomes(document: &Value) -> Vec<(String, String)> {
    let results = document["results"].as_array().expect("results");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = |it: &Value| it.get("id").or(it.get("group")).map(text);
    (results.iter())
        .map(|it| (name(it).unwrap_or_default(), text(&it["outcome"])))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, outcome): &(&str, &str)| ((*name).to_owned(), (*outcome).to_owned());
    expected.iter().map(owned).collect()
}

/// Plays a scenario with our daemon and, where it is there, with the original's.
fn with_both(scenario: impl Fn(&Daemon)) {
    scenario(&running(Implementation::Ours));
    require!(oracle("supervisord").is_some(), "needs the Python original");
    scenario(&running(Implementation::Original));
}

#[test]
fn every_command_has_a_line_here() {
    improves_on!("no JSON output");
    let daemon = Daemon::start("");
    let help = daemon.ctl_of(Implementation::Ours);
    let help = help.run(daemon.sandbox(), &["help"]).ok();
    let commands = help.lines().skip(3).flat_map(str::split_whitespace);
    let played: BTreeSet<&str> = HARMLESS
        .iter()
        .filter_map(|line| line.split(' ').next())
        .chain(WITHOUT_DOCUMENT.map(|(command, _)| command))
        .collect();

    let missing: Vec<&str> = commands.filter(|it| !played.contains(it)).collect();

    assert_eq!(missing, [""; 0]);
}

#[test]
fn t_60_every_command_prints_one_document_and_ends_as_it_does_with_text() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        for line in HARMLESS {
            let (text, json) = (play(daemon, "text", line), play(daemon, "json", line));

            only_document(line, &json);
            assert_eq!(json.code, text.code, "{line}: {json:?}");
        }
    });
}

#[test]
fn what_the_words_say_goes_to_standard_error() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        for line in [
            "start web nosuch",
            "add",
            "signal HUP",
            "pid nosuch",
            "tail nosuch",
        ] {
            let (text, json) = (play(daemon, "text", line), play(daemon, "json", line));

            assert_eq!(json.stderr, text.stdout, "{line}");
        }
    });
}

#[test]
fn t_32_an_action_tells_of_each_process_what_became_of_it() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        let start = told(daemon, "start web idle broken nosuch");
        let stop = told(daemon, "stop idle web idle nosuch:*");
        let again = told(daemon, "stop idle");
        let signal = told(daemon, "signal CONT shop:* idle");
        let clear = told(daemon, "clear web shop:*");

        let expected = [
            ("web", "unchanged"),
            ("idle", "changed"),
            ("broken", "failed"),
            ("nosuch", "failed"),
        ];
        assert_eq!(outcomes(&start), pairs(&expected));
        assert_eq!(start["results"][1]["state"], "RUNNING");
        let broken = &start["results"][2]["problem"];
        assert_eq!(broken["type"], "urn:supervisor:fault:NO_FILE");
        assert_eq!(broken["status"], 404);
        assert_eq!(start["results"][3]["state"], Value::Null);
        let expected = [
            ("idle", "changed"),
            ("web", "changed"),
            ("nosuch:*", "failed"),
        ];
        assert_eq!(outcomes(&stop), pairs(&expected));
        assert_eq!(stop["results"][0]["state"], "STOPPED");
        assert_eq!(outcomes(&again), pairs(&[("idle", "unchanged")]));
        let expected = [
            ("shop:cart", "changed"),
            ("shop:till", "changed"),
            ("idle", "failed"),
        ];
        assert_eq!(outcomes(&signal), pairs(&expected));
        assert_eq!(signal["results"][2]["problem"]["title"], "NOT_RUNNING");
        assert_eq!(
            outcomes(&clear),
            pairs(&[("web", "changed"), ("shop:*", "failed")])
        );
    });
}

#[test]
fn t_34_a_restart_tells_once_of_each_process() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        let some = told(daemon, "restart web idle broken");
        let all = told(daemon, "restart all");

        let expected = [
            ("web", "changed"),
            ("idle", "changed"),
            ("broken", "failed"),
        ];
        assert_eq!(outcomes(&some), pairs(&expected));
        assert_eq!(all["results"].as_array().map(Vec::len), Some(5));
        assert_eq!(all["results"][0]["state"], "RUNNING");
    });
}

#[test]
fn t_31_a_name_that_nothing_has_is_an_entry_with_a_problem() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        let status = told(daemon, "status idle nosuch");
        let pids = told(daemon, "pid nosuch web");

        assert_eq!(status[0]["state"], "STOPPED");
        assert_eq!(status[1]["id"], "nosuch");
        assert_eq!(status[1]["problem"]["title"], "BAD_NAME");
        assert_eq!(pids[0]["problem"]["status"], 404);
        assert_eq!(pids[1]["pid"], daemon.info("web").pid);
    });
}

#[test]
fn t_46_an_update_tells_which_groups_it_has_touched() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        let fewer = SHOP.replace("[program:idle]", "[program:late]");
        let fewer = fewer.replace("{child} out hello sleep", "{child} out changed sleep");
        daemon.configure(&fewer);

        let reread = told(daemon, "reread");
        let named = told(daemon, "update nosuch late");
        let update = told(daemon, "update");
        let nothing = told(daemon, "update");

        let lists = |document: &Value| {
            ["added", "changed", "removed"].map(|list| document[list].to_string())
        };
        let expected = [r#"["late"]"#, r#"["web"]"#, r#"["idle"]"#];
        assert_eq!(lists(&reread), expected);
        assert_eq!(lists(&named), [r#"["late"]"#, "[]", "[]"]);
        assert_eq!(named["failed"][0]["group"], "nosuch");
        assert_eq!(lists(&update), ["[]", r#"["web"]"#, r#"["idle"]"#]);
        assert_eq!(update["pending"], false);
        assert_eq!(lists(&nothing), ["[]"; 3]);
    });
}

#[test]
fn t_44_groups_are_added_and_removed_one_by_one() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        let removed = told(daemon, "remove idle web nosuch");
        let added = told(daemon, "add idle web nosuch");

        let expected = [("idle", "changed"), ("web", "failed"), ("nosuch", "failed")];
        assert_eq!(outcomes(&removed), pairs(&expected));
        assert_eq!(removed["results"][1]["problem"]["title"], "STILL_RUNNING");
        let expected = [
            ("idle", "changed"),
            ("web", "unchanged"),
            ("nosuch", "failed"),
        ];
        assert_eq!(outcomes(&added), pairs(&expected));
    });
}

#[test]
fn t_43_a_configuration_that_cannot_be_read_is_a_problem() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        daemon.configure("[program:web]\n");

        for line in ["reread", "update"] {
            let ran = play(daemon, "json", line);

            let problem = only_document(line, &ran);
            assert_eq!(
                problem["type"], "urn:supervisor:fault:CANT_REREAD",
                "{line}"
            );
            assert_eq!(ran.code, Some(1), "{line}");
        }
    });
}

#[test]
fn t_5_without_a_daemon_every_command_is_a_problem() {
    improves_on!("no JSON output");
    let daemon = Daemon::start("");
    let tcp = format!("http://127.0.0.1:{}", free_port());
    let file = format!("unix://{}/nosuch.sock", daemon.sandbox().dir().display());

    for url in [&tcp, &file] {
        for command in [
            "status",
            "avail",
            "start all",
            "add x",
            "update",
            "shutdown",
            "version",
        ] {
            let line = format!("-s {url} {command}");
            let (text, json) = (play(&daemon, "text", &line), play(&daemon, "json", &line));

            let document = only_document(&line, &json);
            let problem = match &document["results"] {
                Value::Null => &document,
                results => &results[0]["problem"],
            };
            assert_eq!(problem["status"], 503, "{line}: {document}");
            assert_eq!(json.code, text.code, "{line}");
        }
    }
}

#[test]
fn t_8_without_the_password_every_command_is_a_problem() {
    improves_on!("no JSON output");
    let setup = Setup::new(
        "
        [unix_http_server]
        username = user
        password = secret
        ",
    );
    let daemon = setup.credentials("user", "secret").start();

    for line in [
        "status",
        "avail",
        "stop all",
        "remove x",
        "reload",
        "tail -f x",
    ] {
        let (text, json) = (play(&daemon, "text", line), play(&daemon, "json", line));

        let document = only_document(line, &json);
        let problem = match &document["results"] {
            Value::Null => &document,
            results => &results[0]["problem"],
        };
        assert_eq!(problem["status"], 401, "{line}: {document}");
        assert_eq!(json.code, text.code, "{line}");
    }
}

#[test]
fn c_3_a_configuration_file_that_is_not_there_is_a_problem() {
    improves_on!("no JSON output");
    let daemon = Daemon::start("");

    let ctl = Ctl::new(Implementation::Ours, "/nosuch/file".into());
    let ran = ctl.run(daemon.sandbox(), &["--json", "status"]);

    assert_eq!(only_document("-c", &ran)["status"], 400);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn t_39_a_log_that_is_followed_is_a_document_for_each_piece() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        let ctl = daemon.ctl_of(Implementation::Ours);
        let words = ["--json", "tail", "-f", "web"];
        let mut tail = ctl.command(daemon.sandbox(), &words);
        let tail = tail.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut tail = tail.expect("a process");
        let mut lines = BufReader::new(tail.stdout.take().expect("a pipe")).lines();

        let piece = lines.next().expect("a line").expect("text");
        tail.kill().expect("a signal");
        tail.wait().expect("an end");
        let missing = told(daemon, "tail -f nosuch");

        let piece: Value = serde_json::from_str(&piece).expect("JSON");
        assert_eq!(
            piece,
            json!({"id": "web", "channel": "stdout", "text": "hello\n"})
        );
        assert!(missing["status"].is_number(), "{missing}");
    });
}

#[test]
fn t_15_the_shell_prints_a_document_for_each_line() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        let ctl = daemon.ctl_of(Implementation::Ours);
        let mut shell = ctl.command(daemon.sandbox(), &["-o", "json"]);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = shell.stderr(Stdio::null()).spawn().expect("a process");
        let mut stdin = shell.stdin.take().expect("a pipe");
        let typed = "stop idle\nnosuch\nshutdown\nn\npid\nquit\n";
        stdin
            .write_all(typed.as_bytes())
            .expect("a shell that reads");

        let ran = shell.wait_with_output().expect("an end");

        let text = String::from_utf8(ran.stdout).expect("text");
        let documents: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(documents.len(), 5, "{text}");
        assert_eq!(
            documents[0][0]["id"], "broken",
            "T-15: the status comes first"
        );
        assert_eq!(outcomes(&documents[1]), pairs(&[("idle", "unchanged")]));
        assert_eq!(documents[2]["status"], 400);
        assert_eq!(
            documents[3],
            json!({"outcome": "unchanged"}),
            "T-19: not confirmed"
        );
        assert!(documents[4]["pid"].is_number());
    });
}

#[test]
fn t_47_the_end_of_the_daemon_is_pending_when_it_is_told() {
    improves_on!("no JSON output");
    with_both(|daemon| {
        let before = daemon.process();
        let reload = told(daemon, "reload");
        // The run that ends still answers for a while.
        let started = format!("supervisord started with pid {}", before.0);
        wait::until_true("it has started twice", || daemon.count_log(&started) == 2);
        daemon.wait_ready();
        daemon.wait_running("web");
        let shutdown = told(daemon, "shutdown");

        assert_eq!(reload, json!({"outcome": "pending"}));
        assert_eq!(shutdown, json!({"outcome": "pending"}));
        assert_eq!(before, daemon.process());
    });
}
