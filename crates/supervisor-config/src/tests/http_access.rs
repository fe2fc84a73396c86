//! `[http_access]`, which is ours.

use std::sync::Arc;

use supervisor_api::Role;
use supervisor_api::http_access::{HttpAccess, Secret, UnixOthers};

use super::*;

fn access(lines: &str) -> Arc<HttpAccess> {
    loaded(&format!("[http_access]\n{lines}")).config.access
}

#[test]
fn without_the_section_nothing_is_given_to_anybody() {
    assert_eq!(*loaded("").config.access, HttpAccess::default());
    assert_eq!(*access(""), HttpAccess::default());
}

#[test]
fn names_keep_their_case_and_secrets_their_signs() {
    let access = access("users =\n  Alice operate 100%% $sure\n  bob view %(ENV_WORD)s");

    let users = &access.users;
    assert_eq!(
        (users[0].name.as_str(), users[0].role),
        ("Alice", Role::Operate)
    );
    assert_eq!(users[0].secret, Secret::Plain("100% $sure".into()));
    assert_eq!(users[1].secret, Secret::Plain("word".into()));
}

#[test]
fn users_and_groups_of_the_machine_are_looked_up() {
    let access = access("unix_users = www view, 0 admin\nunix_groups = www operate");

    assert_eq!(
        access.unix_users,
        [(33, Role::View), (0, Role::Admin)].into()
    );
    assert_eq!(access.unix_groups, [(34, Role::Operate)].into());
    assert_eq!(access.role_of_others(), None);
    assert_eq!(
        refusal("[http_access]\nunix_users = nobody-here view"),
        "Invalid user name nobody-here"
    );
    assert_eq!(
        refusal("[http_access]\nunix_groups = nobody-here view"),
        "Invalid group nobody-here"
    );
}

#[test]
fn nobody_has_two_roles_under_two_names() {
    for twice in [
        "unix_users = www view, 33 admin",
        "unix_groups = 34 view, www admin",
    ] {
        let error = refusal(&format!("[http_access]\n{twice}"));
        assert!(error.ends_with("is given twice"), "{error}");
    }
}

#[test]
fn the_other_keys_are_words() {
    let access = access("unix_others = view\nallow_unauthenticated = yes\nallowed_hosts = A, b");

    assert_eq!(access.unix_others, Some(UnixOthers::May(Role::View)));
    assert!(access.allow_unauthenticated);
    assert_eq!(access.allowed_hosts, ["a", "b"]);
}
