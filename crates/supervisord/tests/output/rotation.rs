//! Rotation by size (C-170, C-171, W-15, W-29).

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use supervisord::output::{Feeds, Limits, LogFile};

use crate::rig::{NO_ROTATION, inode, mode};

fn open(path: &Path, maxbytes: u64, backups: u32) -> LogFile {
    let limits = Limits { maxbytes, backups };
    LogFile::open(path, limits, None, Feeds::default()).unwrap()
}

fn write(log: &mut LogFile, chunk: &[u8]) {
    let mut records = Vec::new();
    let _ = log.write(chunk, &mut records);
    assert_eq!(records, []);
}

/// Shows a log and its backups as the golden file does.
fn shown(dir: &Path) -> String {
    let mut names: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_by_key(|name| (name.len(), name.clone()));
    let files = names.iter().map(|name| {
        let content = fs::read(dir.join(name)).unwrap();
        let runs: Vec<_> = content
            .chunk_by(|a, b| a == b)
            .map(|run| format!("{}*{}", char::from(run[0]), run.len()))
            .collect();
        match runs.as_slice() {
            [] => format!("{name}=empty"),
            runs => format!("{name}={}", runs.join("+")),
        }
    });
    files.collect::<Vec<_>>().join(" ")
}

#[test]
fn c_170_the_same_chunks_leave_the_same_files_as_with_supervisor() {
    for golden in include_str!("data/rotation.txt").lines().skip(2) {
        let mut columns = golden.splitn(4, ' ');
        let mut column = || columns.next().unwrap();
        let (maxbytes, backups) = (column().parse().unwrap(), column().parse().unwrap());
        let sizes: Vec<usize> = column()
            .split(',')
            .map(|size| size.parse().unwrap())
            .collect();
        let dir = tempfile::tempdir().unwrap();
        let mut log = open(&dir.path().join("x.log"), maxbytes, backups);

        for (letter, size) in (b'a'..).zip(sizes) {
            write(&mut log, &vec![letter; size]);
        }

        assert_eq!(shown(dir.path()), column(), "{golden}");
    }
}

#[test]
fn c_170_a_log_that_is_full_at_the_start_is_rotated_after_the_first_write() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    fs::write(&path, "aaaa").unwrap();
    let mut log = open(&path, 3, 1);

    assert_eq!(shown(dir.path()), "x.log=a*4");
    write(&mut log, b"b");

    assert_eq!(shown(dir.path()), "x.log=empty x.log.1=a*4+b*1");
}

#[test]
fn c_170_gaps_among_the_backups_are_tolerated_and_older_ones_stay() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    for (number, content) in [(1, "a"), (3, "c"), (9, "z")] {
        fs::write(dir.path().join(format!("x.log.{number}")), content).unwrap();
    }
    let mut log = open(&path, 1, 3);

    write(&mut log, b"n");

    assert_eq!(
        shown(dir.path()),
        "x.log=empty x.log.1=n*1 x.log.2=a*1 x.log.3=c*1 x.log.9=z*1"
    );
}

#[test]
fn c_170_a_log_that_was_removed_meanwhile_is_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    let mut log = open(&path, 2, 1);

    fs::remove_file(&path).unwrap();
    write(&mut log, b"aa");
    write(&mut log, b"b");

    assert_eq!(shown(dir.path()), "x.log=b*1");
}

#[test]
fn a_second_writer_counts_for_the_size() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    let mut log = open(&path, 5, 1);
    let mut other = OpenOptions::new().append(true).open(&path).unwrap();

    write(&mut log, b"a");
    other.write_all(b"ooo").unwrap();
    write(&mut log, b"b");

    assert_eq!(shown(dir.path()), "x.log=empty x.log.1=a*1+o*3+b*1");
}

#[test]
fn a_copied_and_truncated_log_begins_at_zero_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    let mut log = open(&path, 5, 1);

    write(&mut log, b"aaaa");
    OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(0)
        .unwrap();
    write(&mut log, b"bb");

    assert_eq!(shown(dir.path()), "x.log=b*2");
}

#[test]
fn w_29_rotation_keeps_the_mode() {
    let dir = tempfile::tempdir().unwrap();
    for (name, backups) in [("with.log", 2), ("without.log", 0)] {
        let path = dir.path().join(name);
        let mut log = open(&path, 1, backups);
        fs::set_permissions(&path, Permissions::from_mode(0o662)).unwrap();

        write(&mut log, b"a");
        write(&mut log, b"b");

        assert_eq!(mode(&path), 0o662, "{name}");
    }
}

#[test]
fn w_29_a_private_log_is_private_from_the_beginning() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");

    LogFile::open(&path, Limits::default(), Some(0o600), Feeds::default()).unwrap();

    assert_eq!(mode(&path), 0o600);
}

/// In a directory for everybody, somebody may lay it there while the log is gone.
#[test]
fn c_166_a_private_log_follows_no_link() {
    let dir = tempfile::tempdir().unwrap();
    let (path, precious) = (dir.path().join("x.log"), dir.path().join("precious"));
    fs::write(&precious, "content").unwrap();
    let mut log = LogFile::open(&path, NO_ROTATION, Some(0o600), Feeds::default()).unwrap();
    fs::remove_file(&path).unwrap();
    symlink(&precious, &path).unwrap();

    let again = LogFile::open(&path, NO_ROTATION, Some(0o600), Feeds::default());
    let mut records = Vec::new();
    log.reopen(&mut records);
    let _ = log.write(b"more", &mut records);

    assert_eq!(again.unwrap_err().raw_os_error(), Some(libc::ELOOP));
    assert_eq!(fs::read_to_string(&precious).unwrap(), "content");
    assert!(
        records[0].text.starts_with("cannot reopen log"),
        "{records:?}"
    );
}

#[test]
fn without_backups_and_followers_the_file_itself_is_emptied() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    let mut log = open(&path, 2, 0);
    let before = inode(&path);

    write(&mut log, b"aa");

    assert_eq!(inode(&path), before);
    assert_eq!(shown(dir.path()), "x.log=empty");
}

#[test]
fn a_rotation_that_fails_is_reported_once_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.log");
    // A file cannot take the place of a directory.
    fs::create_dir_all(dir.path().join("x.log.1/inside")).unwrap();
    let mut log = open(&path, 2, 1);
    let mut records = Vec::new();

    for _ in 0..3 {
        let _ = log.write(b"aa", &mut records);
    }

    assert_eq!(records.len(), 1, "{records:?}");
    assert!(records[0].text.starts_with("cannot rotate log path="));
    assert_eq!(fs::read(&path).unwrap(), b"aaaaaa");
}

#[test]
fn w_15_what_is_no_regular_file_is_never_rotated() {
    for path in ["/dev/null", "/proc/self/fd/2"] {
        let mut log = open(Path::new(path), 1, 3);

        write(&mut log, b"");
        write(&mut log, b"\n");

        assert!(!Path::new(&format!("{path}.1")).exists());
    }
}

#[test]
fn w_15_a_regular_file_behind_a_descriptor_name_is_never_rotated() {
    let dir = tempfile::tempdir().unwrap();
    let file = fs::File::create(dir.path().join("redirected")).unwrap();
    let number = std::os::fd::AsRawFd::as_raw_fd(&file);
    let link = dir.path().join("x.log");
    symlink(format!("/proc/self/fd/{number}"), &link).unwrap();
    let mut log = open(&link, 1, 3);

    write(&mut log, b"aa");
    write(&mut log, b"b");

    assert_eq!(fs::read(dir.path().join("redirected")).unwrap(), b"aab");
    assert!(link.is_symlink());
    assert!(!dir.path().join("x.log.1").exists());
}
