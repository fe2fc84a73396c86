use super::*;
use crate::{CtlConfig, load_ctl};

fn attempt_ctl(text: &str) -> Result<CtlConfig, ConfigError> {
    let files = machine().file("x.conf", text).file("/srv/x.conf", text);
    let environment = variables(&[("HOME", "/root"), ("WORD", "word")]);
    load_ctl(&files, "x.conf", &environment)
}

fn ctl(lines: &str) -> CtlConfig {
    attempt_ctl(&format!("[supervisorctl]\n{lines}\n")).expect("the section is right")
}

fn ctl_refusal(text: &str) -> String {
    attempt_ctl(text)
        .expect_err("the section is wrong")
        .to_string()
}

#[test]
fn c_32_to_c_36_defaults() {
    assert_eq!(ctl(""), CtlConfig::default());
    assert_eq!(CtlConfig::default().serverurl, "http://localhost:9001");
    assert_eq!(CtlConfig::default().prompt, "supervisor");
}

#[test]
fn c_189_every_key() {
    assert_eq!(
        ctl(
            "serverurl=unix://~/%(ENV_WORD)s/../s\nusername=u\npassword=p\nprompt=%(ENV_WORD)s\n\
             history_file=%(here)s/h"
        ),
        CtlConfig {
            serverurl: "unix:///root/s".into(),
            username: Some("u".into()),
            password: Some("p".into()),
            prompt: "word".into(),
            history_file: Some("/srv/h".into()),
            warnings: vec![],
        }
    );
    assert_eq!(ctl("serverurl=foo\nhistory_file=").serverurl, "foo");
}

#[test]
fn c_81_the_prompt_does_not_know_here() {
    let text = ctl_refusal("[supervisorctl]\nprompt=%(here)s\n");
    assert!(
        text.starts_with("Format string '%(here)s' for 'supervisorctl.prompt'"),
        "{text}"
    );
}

#[test]
fn c_44_the_section_must_be_there() {
    assert_eq!(
        ctl_refusal("[supervisord]\n"),
        ".ini file does not include supervisorctl section"
    );
}

#[test]
fn c_46_includes_mean_nothing_and_syntax_errors_are_errors() {
    assert_eq!(ctl("[include]\nfiles=/nope/*"), CtlConfig::default());
    assert!(ctl_refusal("x\n").starts_with("File contains no section headers."));
}

#[test]
fn c_185_plugins_are_told() {
    let config = ctl("[ctlplugin:x]\nsupervisor.ctl_factory=a:b");
    assert_eq!(
        config.warnings,
        [
            "[ctlplugin:x] asks for the Python plugin 'a:b', which cannot be loaded: supervisorctl \
          goes on without its commands"
        ]
    );
    assert_eq!(
        ctl_refusal("[supervisorctl]\n[ctlplugin:x]\n"),
        "section [ctlplugin:x] does not specify a supervisor.ctl_factory"
    );
}
