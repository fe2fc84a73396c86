//! Moves a full log out of the way (C-170).

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Renames `x.N-1` to `x.N` and so on, and `x` to `x.1`; the oldest backup is replaced. Missing
/// files are tolerated, older ones beyond `backups` stay.
pub(super) fn shift(path: &Path, backups: u32) -> io::Result<()> {
    for number in (1..backups).rev() {
        rename(&backup(path, number), &backup(path, number + 1))?;
    }
    if backups > 0 {
        rename(path, &backup(path, 1))?;
    }
    Ok(())
}

/// Removes a log, if it still is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    tolerate_missing(fs::remove_file(path))
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    tolerate_missing(fs::rename(from, to))
}

fn tolerate_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn backup(path: &Path, number: u32) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(format!(".{number}"));
    name.into()
}
