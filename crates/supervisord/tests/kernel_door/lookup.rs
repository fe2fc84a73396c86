//! From a command to a file (C-160..C-163, P-50).

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use supervisor_core::LaunchError;
use supervisord::kernel::resolve;

use crate::support::{NOBODY, Nursery, passes_alone, program, write};

fn verdict(command: &str, path: &str, directory: Option<&Path>) -> Result<String, LaunchError> {
    let environment = [("PATH".into(), path.into())].into();
    let directory = directory.map(|directory| directory.to_str().unwrap());
    resolve(command, &environment, directory).map(|found| found.file.display().to_string())
}

fn refusal(command: &str, path: &str, directory: Option<&Path>) -> String {
    verdict(command, path, directory).unwrap_err().to_string()
}

#[test]
fn p_50_commands_that_cannot_be_read_have_the_words_of_the_original() {
    assert_eq!(refusal(" ", "", None), "command is empty");
    assert_eq!(
        refusal("cat 'x", "", None),
        "can't parse command \"cat 'x\": No closing quotation"
    );
    assert_eq!(
        refusal("cat \\", "", None),
        "can't parse command 'cat \\\\': No escaped character"
    );
    assert_eq!(
        refusal("FOO=1 cat", "/bin", None),
        "can't find command 'FOO=1'"
    );
    assert_eq!(refusal("''", "", None), "can't find command ''");
}

#[test]
fn c_163_what_is_wrong_with_a_file_has_the_words_of_the_original() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().display().to_string();
    write(&directory.path().join("plain"), "", 0o644);
    fs::create_dir(directory.path().join("dir")).unwrap();

    for command in ["missing", "/no/such/file", "plain/file"] {
        let text = format!("can't find command '{command}'");
        assert_eq!(refusal(command, &path, None), text);
    }
    for (command, given) in [
        ("dir", format!("{path}/dir")),
        ("plain", format!("{path}/plain")),
    ] {
        let text = match command {
            "dir" => format!("command at '{given}' is a directory"),
            _ => format!("command at '{given}' is not executable"),
        };
        assert_eq!(refusal(command, &path, None), text);
        assert_eq!(refusal(&given, &path, None), text);
    }
}

#[test]
fn c_163_a_file_that_is_not_for_us_is_told_apart() {
    passes_alone("alone_a_file_that_is_not_for_us_is_told_apart");
}

#[test]
#[ignore = "started by another test: it gives up being root"]
fn alone_a_file_that_is_not_for_us_is_told_apart() {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
    let file = directory.path().join("private");
    if nix::unistd::geteuid().is_root() {
        write(&file, "", 0o700);
        nix::unistd::setuid(NOBODY.into()).unwrap();
    } else {
        write(&file, "", 0o611);
    }

    let shown = file.display().to_string();
    assert_eq!(
        refusal(&shown, "", None),
        format!("no permission to run command '{shown}'")
    );
}

#[test]
fn c_162_the_first_file_of_the_path_is_taken_and_directories_are_passed_over() {
    let directory = tempfile::tempdir().unwrap();
    let entries = ["a", "b", "c"].map(|entry| directory.path().join(entry));
    for entry in &entries {
        fs::create_dir(entry).unwrap();
    }
    fs::create_dir(entries[0].join("tool")).unwrap();
    write(&entries[1].join("tool"), "", 0o755);
    write(&entries[2].join("tool"), "", 0o755);
    write(&entries[1].join("plain"), "", 0o644);
    write(&entries[2].join("plain"), "", 0o755);
    let path = entries.each_ref().map(|entry| entry.display().to_string());
    let joined = path.join(":");

    // W-21: Supervisor stops at the directory.
    assert_eq!(
        verdict("tool", &joined, None),
        Ok(format!("{}/tool", path[1]))
    );
    let text = format!("command at '{}/plain' is not executable", path[1]);
    assert_eq!(refusal("plain", &joined, None), text);
}

#[test]
fn c_162_without_a_path_of_its_own_the_program_has_the_daemons() {
    let found = resolve("cat", &Default::default(), None).unwrap();

    assert!(found.file.is_absolute());
    assert!(found.file.ends_with("cat"));
}

#[test]
fn c_162_an_empty_entry_is_the_daemons_own_directory() {
    let own = std::env::current_dir().unwrap();
    assert!(own.join("Cargo.toml").is_file());

    let text = "command at 'Cargo.toml' is not executable";
    assert_eq!(refusal("Cargo.toml", "", None), text);
    assert_eq!(refusal("Cargo.toml", "/bin:", None), text);
}

#[test]
fn w_22_a_relative_command_may_lie_in_the_programs_directory() {
    let mut nursery = Nursery::new();
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("bin")).unwrap();
    write(
        &directory.path().join("bin/tool"),
        "#!/bin/sh\necho tool\n",
        0o755,
    );
    let mut config = program("bin/tool");
    config.directory = Some(directory.path().display().to_string());

    assert_eq!(nursery.run(&config).stdout, "tool\n");
    assert_eq!(
        refusal("bin/tool", "", None),
        "can't find command 'bin/tool'"
    );
    write(&directory.path().join("bin/tool"), "", 0o644);
    assert_eq!(
        refusal("bin/tool", "", Some(directory.path())),
        "command at 'bin/tool' is not executable"
    );
}

#[test]
fn w_22_what_the_original_accepts_is_accepted() {
    let directory = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    let own = std::env::current_dir().unwrap();
    let up = "../".repeat(own.components().count());
    let relative = format!("{up}{}", exe.strip_prefix("/").unwrap().display());

    let found = verdict(&relative, "", Some(&directory.path().join("missing")));

    assert_eq!(found, Ok(relative));
}
