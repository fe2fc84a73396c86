//! The file of the daemon's own socket goes away, or another comes in its place (W-26).

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use supervisor_tests::{Daemon, Setup, improves_on, wait};

const AGAIN: &str = "WARN the socket of [unix_http_server] was gone, listening on ";
const GONE: &str = "CRIT the socket of [unix_http_server] is gone, nobody can reach it: ";

fn socket(daemon: &Daemon) -> PathBuf {
    daemon.sandbox().path("supervisor.sock")
}

fn is_socket(path: &PathBuf) -> bool {
    fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket())
}

#[test]
fn w_26_a_deleted_socket_is_bound_again_with_its_mode_and_removed_at_the_end() {
    improves_on!("W-26");
    let mut daemon = Daemon::start("[unix_http_server]\nchmod = 0741\n");
    let path = socket(&daemon);

    for times in 1..=3 {
        fs::remove_file(&path).expect("the socket was there");
        daemon.wait_ready();
        assert_eq!(daemon.count_log(AGAIN), times);
    }

    let mode = fs::symlink_metadata(&path).expect("the socket").mode();
    assert_eq!(mode & 0o7777, 0o741);
    assert_eq!(daemon.shut_down().code(), Some(0));
    assert!(!path.exists());
}

#[test]
fn w_26_a_socket_that_was_moved_away_is_bound_again() {
    improves_on!("W-26");
    let daemon = Daemon::start("");
    let path = socket(&daemon);

    fs::rename(&path, daemon.sandbox().path("elsewhere")).expect("the socket was there");

    daemon.wait_ready();
    daemon.wait_log(AGAIN);
}

#[test]
fn w_26_connections_that_were_made_before_live_on() {
    improves_on!("W-26");
    let daemon = Daemon::start("");
    let path = socket(&daemon);
    let mut old = UnixStream::connect(&path).expect("a connection");
    old.set_read_timeout(Some(wait::LIMIT)).expect("a limit");

    fs::remove_file(&path).expect("the socket was there");
    daemon.wait_ready();
    old.write_all(b"GET /mainlogtail HTTP/1.1\r\nHost: x\r\n\r\n")
        .expect("the connection is there");

    let mut answer = [0; 15];
    old.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
}

#[test]
fn w_26_what_somebody_else_has_put_there_stays_until_it_goes() {
    improves_on!("W-26");
    let daemon = Daemon::start("");
    let path = socket(&daemon);

    let file = daemon.sandbox().write("file", "precious");
    fs::rename(&file, &path).expect("takes the place of the socket");
    let line = daemon.wait_log(GONE);

    assert!(line.ends_with("exists and is not a socket"), "{line}");
    assert_eq!(fs::read_to_string(&path).expect("the file"), "precious\n");
    fs::remove_file(&path).expect("the file was there");
    daemon.wait_ready();
    assert!(is_socket(&path));
    assert_eq!(daemon.count_log(GONE), 1);
}

#[test]
fn w_26_a_directory_that_was_removed_is_told_once_and_used_when_it_is_back() {
    improves_on!("W-26");
    let setup = Setup::new("[unix_http_server]\nfile = {dir}/run/app/s.sock\n");
    let directory = setup.sandbox().path("run/app");
    fs::create_dir_all(&directory).expect("the directory");
    symlink("run/app/s.sock", setup.sandbox().path("supervisor.sock")).expect("a link");
    let daemon = setup.start();

    // The daemon may be quick enough to bind the socket again before its directory is gone.
    wait::until_true("the directories are gone", || {
        fs::remove_dir_all(daemon.sandbox().path("run")).is_ok()
    });
    daemon.wait_log(GONE);
    fs::create_dir(daemon.sandbox().path("run")).expect("the upper directory");
    fs::set_permissions(
        daemon.sandbox().path("run"),
        fs::Permissions::from_mode(0o755),
    )
    .expect("its mode");
    fs::create_dir(&directory).expect("the lower one");

    daemon.wait_ready();
    daemon.wait_log(AGAIN);
    assert_eq!(daemon.count_log(GONE), 1);
}
