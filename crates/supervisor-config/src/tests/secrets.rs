//! What errors and warnings do not show: they go to logs and to clients.

use super::*;

#[test]
fn c_105_a_refused_environment_is_placed_and_not_shown() {
    assert_eq!(
        refusal("[program:x]\ncommand=/bin/x\nenvironment=PASSWORD=secret@word"),
        "Unexpected end of key/value pairs in value '<hidden>' (environment at x.conf:4) in \
         section 'program:x' (file: 'x.conf')"
    );
    assert_eq!(
        refusal("environment=PASSWORD=secret@word"),
        "Unexpected end of key/value pairs in value '<hidden>' (environment at x.conf:2)"
    );
}

#[test]
fn c_71_no_expansion_error_shows_a_value_that_may_be_a_password() {
    for lines in [
        "environment=PASSWORD='secret%'",
        "environment=PASSWORD='secret%(nope)s'",
        "[program:x]\ncommand=/bin/x\nenvironment=PASSWORD='secret%'",
        "[inet_http_server]\nport=1\nusername=u\npassword=secret%",
        "[unix_http_server]\nfile=/tmp/s\nusername=u\npassword=secret%(nope)s",
        "[http_access]\nusers=bob view secret%",
        "[http_access]\ntokens=bob view secret%(nope)s",
        "[rpcinterface:x]\nsupervisor.rpcinterface_factory=a:b\ntoken=secret%",
    ] {
        let text = refusal(lines);
        assert!(text.starts_with("Format string '<hidden>' for '"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }
}

#[test]
fn w_57_what_was_cut_from_a_value_is_not_shown() {
    let loaded = loaded("[program:x]\ncommand=/bin/x\nenvironment=PASSWORD=half secret");
    let warnings = warnings(&loaded);

    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(!warnings[0].contains("secret"), "{warnings:?}");
}

#[test]
fn no_error_about_a_role_shows_what_may_be_a_password() {
    for lines in [
        "users=alice swordfish",
        "users=bob view {SSHA}swordfish",
        "tokens=swordfish",
    ] {
        let text = refusal(&format!("[http_access]\n{lines}"));
        assert!(!text.contains("swordfish"), "{text}");
    }
}

#[test]
fn c_71_other_values_are_shown() {
    assert!(refusal("identifier=%(nope)s").starts_with("Format string '%(nope)s' for "));
}
