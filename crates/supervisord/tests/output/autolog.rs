//! Logs whose names the daemon chooses (C-166, C-167, W-16, W-17).

use std::fs;

use supervisor_api::{Channel, Level};
use supervisord::output::{create_auto_log, remove_old_auto_logs};

use crate::rig::mode;

#[test]
fn c_166_an_automatic_log_has_its_shape_and_is_private() {
    let dir = tempfile::tempdir().unwrap();

    let path = create_auto_log(dir.path(), "web_0", Channel::Stderr, "supervisor").unwrap();

    let name = path.file_name().unwrap().to_str().unwrap();
    let random = name
        .strip_prefix("web_0-stderr---supervisor-")
        .and_then(|rest| rest.strip_suffix(".log"))
        .unwrap_or_else(|| panic!("{name}"));
    assert_eq!(random.len(), 8);
    assert!(
        random
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_')
    );
    assert_eq!((mode(&path), fs::read(&path).unwrap()), (0o600, vec![]));
}

#[test]
fn c_166_names_differ() {
    let dir = tempfile::tempdir().unwrap();
    let create = || create_auto_log(dir.path(), "web", Channel::Stdout, "id").unwrap();

    assert_ne!(create(), create());
}

#[test]
fn c_166_a_missing_directory_is_an_error() {
    let dir = tempfile::tempdir().unwrap().path().join("missing");

    assert!(create_auto_log(&dir, "web", Channel::Stdout, "id").is_err());
}

#[test]
fn w_17_only_own_logs_and_their_backups_are_removed() {
    let dir = tempfile::tempdir().unwrap();
    let gone = [
        "web-stdout---my.id-abcd_123.log",
        "web-stdout---my.id-abcd_123.log.1",
        "web-stdout---my.id-abcd_123.log.12",
        "a-b-stderr---my.id-00000000.log",
    ];
    let stay = [
        "web-stdout---myxid-abcd_123.log",
        "web-stdout---my.id-abcd_123.log.bak",
        "web-stdout---my.id-abcd_123.log.",
        "web-stdout---my.id-abcd_1234.log",
        "web-stdout---my.id-ABCD_123.log",
        "web-stdin---my.id-abcd_123.log",
        "-stdout---my.id-abcd_123.log",
        "x.web-stdout---my.id-abcd_123.log.gz",
        "web.log",
    ];
    for name in gone.iter().chain(&stay) {
        fs::write(dir.path().join(name), "").unwrap();
    }

    let records = remove_old_auto_logs(dir.path(), "my.id");

    assert_eq!(records, []);
    for name in gone {
        assert!(!dir.path().join(name).exists(), "{name}");
    }
    for name in stay {
        assert!(dir.path().join(name).exists(), "{name}");
    }
}

#[test]
fn c_167_failures_are_warnings() {
    let dir = tempfile::tempdir().unwrap();
    let stubborn = dir.path().join("web-stdout---id-abcd_123.log");
    fs::create_dir(&stubborn).unwrap();

    let failed = remove_old_auto_logs(dir.path(), "id");
    let missing = remove_old_auto_logs(&dir.path().join("missing"), "id");

    assert_eq!(
        failed[0].text,
        format!("Failed to clean up '{}'", stubborn.display())
    );
    assert_eq!(missing[0].text, "Could not clear childlog dir");
    assert!(
        failed
            .iter()
            .chain(&missing)
            .all(|record| record.level == Level::Warn)
    );
}
