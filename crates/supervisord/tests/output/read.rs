//! Parts of logs (X-44, X-60..X-62).

use std::fs;
use std::path::Path;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use supervisor_api::log::ReadRule;
use supervisor_api::{Fault, FaultCode, LogRead, LogRef, LogSlice};
use supervisord::output::{READ_MAX, read};

fn ask(path: &Path, rule: ReadRule, offset: i64, length: i64) -> Result<LogSlice, Fault> {
    let log = LogRef::Main;
    read(
        Some(path),
        &LogRead {
            log,
            offset,
            length,
            rule,
        },
    )
}

fn with_log(content: &str, test: impl FnOnce(&Path)) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    fs::write(&path, content).unwrap();
    test(&path);
}

#[test]
fn x_60_a_part_is_cut_from_the_offset() {
    with_log("0123456789", |path| {
        for (offset, length, expected) in [
            (0, 0, "0123456789"),
            (3, 0, "3456789"),
            (3, 4, "3456"),
            (8, 100, "89"),
            (10, 0, ""),
            (11, 5, ""),
            (i64::MAX, i64::MAX, ""),
            (-3, 0, "789"),
            (-100, 0, "0123456789"),
            (i64::MIN, 0, "0123456789"),
        ] {
            let slice = ask(path, ReadRule::Read, offset, length).unwrap();
            assert_eq!(slice.bytes, expected, "({offset}, {length})");
        }
    });
}

#[test]
fn x_60_bad_arguments_are_a_fault() {
    with_log("0123456789", |path| {
        for (offset, length) in [(-1, 1), (-1, -1), (0, -1), (5, i64::MIN)] {
            let fault = ask(path, ReadRule::Read, offset, length).unwrap_err();
            assert_eq!(fault, Fault::new(FaultCode::BadArguments));
        }
    });
}

#[test]
fn x_44_a_missing_log_is_a_fault_with_its_path() {
    let missing = ask(Path::new("/nowhere/x.log"), ReadRule::Read, 0, 0);
    let none = read(
        None,
        &LogRead {
            log: LogRef::Main,
            offset: 0,
            length: 0,
            rule: ReadRule::Read,
        },
    );

    assert_eq!(missing.unwrap_err().to_string(), "NO_FILE: /nowhere/x.log");
    assert_eq!(none.unwrap_err().to_string(), "NO_FILE");
}

#[test]
fn x_60_what_cannot_be_read_from_a_place_is_a_fault() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("fifo");
    mkfifo(&fifo, Mode::S_IRUSR).unwrap();

    for path in [dir.path(), &fifo, Path::new("/dev/null")] {
        let fault = ask(path, ReadRule::Read, 0, 0).unwrap_err();
        assert_eq!(fault, Fault::new(FaultCode::Failed), "{path:?}");
    }
}

#[test]
fn x_62_the_examples_of_tail() {
    with_log("hello\n", |path| {
        for (offset, length, bytes, overflow) in [
            (0, 100, "hello\n", false),
            (0, 5, "ello\n", true),
            (0, 0, "", true),
            (3, 3, "lo\n", false),
            (3, 100, "hello\n", false),
            (6, 10, "", false),
            (-3, 1, "\n", true),
            (0, -1, "", true),
        ] {
            let slice = ask(path, ReadRule::Tail, offset, length).unwrap();
            let expected = LogSlice {
                bytes: bytes.into(),
                offset: 6,
                overflow,
            };
            assert_eq!(slice, expected, "({offset}, {length})");
        }
    });
}

#[test]
fn x_61_extreme_numbers_are_no_danger() {
    with_log("hello\n", |path| {
        for offset in [i64::MIN, -1, 0, i64::MAX] {
            for length in [i64::MIN, -1, 0, i64::MAX] {
                let slice = ask(path, ReadRule::Tail, offset, length).unwrap();
                assert_eq!(slice.offset, 6);
            }
        }
    });
}

#[test]
fn x_61_a_missing_log_is_empty_and_an_unreadable_one_keeps_the_offset() {
    let dir = tempfile::tempdir().unwrap();

    let missing = ask(&dir.path().join("x"), ReadRule::Tail, 7, 7).unwrap();
    let unreadable = ask(dir.path(), ReadRule::Tail, 7, 7).unwrap();

    assert_eq!(missing, LogSlice::default());
    assert_eq!(
        unreadable,
        LogSlice {
            offset: 7,
            ..LogSlice::default()
        }
    );
}

/// A log without any blocks on the disk; reading it costs memory only.
fn with_huge_log(test: impl FnOnce(&Path, i64)) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    let size = 3 * READ_MAX;
    fs::File::create(&path).unwrap().set_len(size).unwrap();
    test(&path, size.try_into().unwrap());
}

#[test]
fn x_60_one_answer_is_bounded_and_the_next_can_go_on_where_it_ends() {
    with_huge_log(|path, size| {
        for length in [0, size, i64::MAX] {
            let slice = ask(path, ReadRule::Read, 10, length).unwrap();
            assert_eq!(slice.bytes.len() as u64, READ_MAX);
            assert_eq!(slice.offset, 10 + READ_MAX as i64);
        }
    });
}

#[test]
fn x_60_of_the_last_bytes_the_very_last_are_answered() {
    with_huge_log(|path, size| {
        for offset in [-size, i64::MIN] {
            let slice = ask(path, ReadRule::Read, offset, 0).unwrap();
            assert_eq!(slice.bytes.len() as u64, READ_MAX);
            assert_eq!(slice.offset, size);
        }
    });
}

#[test]
fn x_61_a_tail_is_bounded_and_says_that_something_was_skipped() {
    with_huge_log(|path, size| {
        let slice = ask(path, ReadRule::Tail, 0, size).unwrap();

        assert_eq!(slice.bytes.len() as u64, READ_MAX);
        assert_eq!(slice.offset, size);
        assert!(slice.overflow);
    });
}
