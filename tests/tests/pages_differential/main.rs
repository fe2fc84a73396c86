//! Both daemons are asked for every page, every action and every stream, and are compared: status,
//! headers, messages, and what a script reads from the table.

mod cases;
mod page;
mod seen;
mod stage;

use std::fs;

use supervisor_tests::{Implementation, oracle, require, run};

use crate::cases::{Case, ORDINARY, PROTECTED, STOPPING};
use crate::seen::Seen;
use crate::stage::Scenario;

#[test]
fn h_70_h_83_pages_actions_and_files() {
    compare(Scenario::Ordinary, ORDINARY);
}

#[test]
fn h_27_what_answers_while_the_daemon_stops() {
    compare(Scenario::Stopping, STOPPING);
}

#[test]
fn h_10_h_11_every_path_is_protected() {
    compare(Scenario::Protected, PROTECTED);
}

fn compare(scenario: Scenario, cases: &[Case]) {
    require!(
        oracle("supervisord").is_some(),
        "the original cannot be installed"
    );
    let original = scenario.start(Implementation::Original);
    let ours = scenario.start(Implementation::Ours);

    let mut differences = Vec::new();
    for case in cases {
        let wanted = case.wanted(Seen::of(&original, case));
        let got = Seen::of(&ours, case);
        if wanted != got {
            differences.push(format!("{case:?}{}", difference(&wanted, &got)));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn h_70_an_xml_parser_can_read_our_pages() {
    let python = oracle("python");
    require!(python.is_some(), "the original cannot be installed");
    let daemon = Scenario::Ordinary.start(Implementation::Ours);

    for target in [
        "/index.html",
        "/?message=%3C%26%22'%3E",
        "/tail.html",
        "/tail.html?processname=talk",
    ] {
        let page = daemon.sandbox().path("page.html");
        fs::write(&page, daemon.page(target).body).expect("a file");
        let parse = "import sys, xml.dom.minidom as dom; dom.parse(sys.argv[1])";
        let mut command = daemon
            .sandbox()
            .command(python.as_deref().expect("it is there"));
        let ran = run(command.arg("-c").arg(parse).arg(&page));
        assert_eq!(ran.code, Some(0), "{target}: {ran:?}");
    }
}

/// Shows the lines in which two answers differ.
fn difference(wanted: &Seen, got: &Seen) -> String {
    let (wanted, got) = (format!("{wanted:#?}"), format!("{got:#?}"));
    let only = |these: &str, those: &str, sign: &str| {
        let mut lines = these.lines().filter(|line| !those.contains(line));
        lines
            .by_ref()
            .fold(String::new(), |text, line| text + "\n  " + sign + line)
    };
    only(&wanted, &got, "-") + &only(&got, &wanted, "+")
}

#[test]
fn a_planted_difference_is_noticed() {
    require!(
        oracle("supervisord").is_some(),
        "the original cannot be installed"
    );
    let daemon = Scenario::Ordinary.start(Implementation::Original);
    let case = Case::get("H-70", "/index.html");
    let seen = Seen::of(&daemon, &case);

    let page = daemon.page("/index.html").text();
    for (there, planted) in [
        ("action=stop\"", "action=halt\""),
        (">starting<", ">started<"),
        (">Restart All<", ">Restart all<"),
        (
            "tail.html?processname=pair%3Atwo",
            "tail.html?processname=pair",
        ),
        ("target=\"_blank\">cat<", ">cat<"),
    ] {
        assert!(page.contains(there), "{there}");
        let spoilt = page::read(&page.replacen(there, planted, 1));
        assert_ne!(Some(spoilt), seen.page, "{planted}");
    }
}
