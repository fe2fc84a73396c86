//! SIGUSR2 and clearing (C-172, W-1, W-29).

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use supervisor_core::ChildId;
use supervisord::output::Limits;

use crate::rig::{NO_ROTATION, Rig, inode, mode, write};

const CHILD: ChildId = ChildId(1);

#[test]
fn c_172_after_a_reopen_output_goes_to_the_file_of_that_name() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    write(&ends.stdout, b"old\n");
    rig.until_content("out.log", b"old\n");

    fs::rename(rig.path("out.log"), rig.path("moved.log")).unwrap();
    rig.output.reopen_all();
    write(&ends.stdout, b"new\n");

    rig.until_content("out.log", b"new\n");
    assert_eq!(rig.content("moved.log"), b"old\n");
}

#[test]
fn c_172_a_log_that_cannot_be_reopened_goes_on_with_its_old_file() {
    let mut rig = Rig::new();
    fs::create_dir(rig.path("dir")).unwrap();
    let spec = rig.spec("dir/out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    fs::rename(rig.path("dir"), rig.path("moved")).unwrap();
    rig.output.reopen_all();
    write(&ends.stdout, b"kept\n");

    rig.until_content("moved/out.log", b"kept\n");
    assert_eq!(rig.records.len(), 1);
    assert!(rig.texts()[0].starts_with("cannot reopen log path="));
}

#[test]
fn c_172_clearing_makes_a_new_empty_file_and_leaves_the_backups() {
    let mut rig = Rig::new();
    let limits = Limits {
        maxbytes: 4,
        backups: 2,
    };
    let spec = rig.spec("out.log", limits);
    let ends = rig.attach(1, &spec);
    write(&ends.stdout, b"aaaa");
    rig.until_content("out.log.1", b"aaaa");
    write(&ends.stdout, b"b");
    rig.until_content("out.log", b"b");
    fs::hard_link(rig.path("out.log"), rig.path("before")).unwrap();

    rig.output.clear(CHILD).unwrap();

    assert_eq!(rig.content("out.log"), b"");
    assert_ne!(inode(&rig.path("out.log")), inode(&rig.path("before")));
    assert_eq!(rig.content("out.log.1"), b"aaaa");
    write(&ends.stdout, b"c");
    rig.until_content("out.log", b"c");
}

#[test]
fn w_29_reopening_and_clearing_keep_the_mode() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let _ends = rig.attach(1, &spec);
    let path = rig.path("out.log");
    fs::set_permissions(&path, Permissions::from_mode(0o602)).unwrap();

    rig.output.clear(CHILD).unwrap();
    assert_eq!(mode(&path), 0o602);

    fs::remove_file(&path).unwrap();
    rig.output.reopen_all();
    assert_eq!(mode(&path), 0o602);
}

#[test]
fn a_file_that_somebody_else_has_put_there_keeps_its_own_mode() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let _ends = rig.attach(1, &spec);
    let path = rig.path("out.log");

    fs::remove_file(&path).unwrap();
    fs::write(&path, "").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    rig.output.reopen_all();

    assert_eq!(mode(&path), 0o640);
}

#[test]
fn w_1_clearing_leaves_everything_alone_that_is_no_regular_file() {
    let mut rig = Rig::new();
    symlink("/dev/null", rig.path("out.log")).unwrap();
    let spec = rig.spec("out.log", NO_ROTATION);
    let _ends = rig.attach(1, &spec);

    rig.output.clear(CHILD).unwrap();

    assert!(rig.path("out.log").is_symlink());
}

#[test]
fn clearing_an_unknown_child_does_nothing() {
    let mut rig = Rig::new();

    rig.output.clear(CHILD).unwrap();
}

#[test]
fn a_log_that_cannot_be_cleared_is_an_error() {
    let mut rig = Rig::new();
    fs::create_dir(rig.path("dir")).unwrap();
    let spec = rig.spec("dir/out.log", NO_ROTATION);
    let _ends = rig.attach(1, &spec);

    fs::rename(rig.path("dir"), rig.path("moved")).unwrap();

    assert!(rig.output.clear(CHILD).is_err());
}
