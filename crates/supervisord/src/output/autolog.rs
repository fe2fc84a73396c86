//! The logs whose names the daemon chooses (C-166) and their removal at the next start (C-167).

use std::collections::hash_map::RandomState;
use std::fs::{self, OpenOptions};
use std::hash::BuildHasher;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use supervisor_api::{Channel, Level};
use supervisor_core::Record;

use super::notice::record;

/// The mode of an automatic log.
pub const AUTO_MODE: u32 = 0o600;

const ALPHABET: &[u8; 37] = b"abcdefghijklmnopqrstuvwxyz0123456789_";
const RANDOM: usize = 8;

/// Creates an empty log for one stream of a process and returns its path.
///
/// # Errors
/// The directory does not exist or is not writable.
pub fn create(
    dir: &Path,
    process: &str,
    channel: Channel,
    identifier: &str,
) -> io::Result<PathBuf> {
    loop {
        let name = format!("{process}-{channel}---{identifier}-{}.log", random_part());
        let path = dir.join(name);
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(AUTO_MODE)
            .open(&path)
        {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// Removes the automatic logs that an earlier run with this identifier has left, with their
/// backups (W-16), and returns what is to be logged.
///
/// compat: W-17, only names of exactly the shape that [`create`] and rotation give.
#[must_use]
pub fn remove_old(dir: &Path, identifier: &str) -> Vec<Record> {
    let Ok(entries) = fs::read_dir(dir) else {
        return vec![record(Level::Warn, "Could not clear childlog dir".into())];
    };
    entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            name.to_str()
                .is_some_and(|name| is_auto_log(name, identifier))
        })
        .filter_map(|entry| remove(&dir.join(entry.file_name())))
        .collect()
}

fn remove(path: &Path) -> Option<Record> {
    let error = fs::remove_file(path).err()?;
    (error.kind() != io::ErrorKind::NotFound).then(|| {
        let text = format!("Failed to clean up '{}'", path.display());
        record(Level::Warn, text)
    })
}

fn is_auto_log(name: &str, identifier: &str) -> bool {
    let Some((log, backup)) = name.rsplit_once(".log") else {
        return false;
    };
    let owned_by = format!("---{identifier}-");
    log.rsplit_once(&owned_by).is_some_and(|(stream, random)| {
        let process = Channel::ALL
            .iter()
            .find_map(|channel| stream.strip_suffix(channel.name())?.strip_suffix('-'));
        process.is_some_and(|process| !process.is_empty())
            && random.len() == RANDOM
            && random.bytes().all(|byte| ALPHABET.contains(&byte))
    }) && is_backup_suffix(backup)
}

fn is_backup_suffix(suffix: &str) -> bool {
    suffix.is_empty()
        || suffix.strip_prefix('.').is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Makes a name that is not in use, not a secret one: the standard library's hash keys are random
/// enough for that.
fn random_part() -> String {
    let mut number = RandomState::new().hash_one(std::process::id());
    let letters = ALPHABET.iter().map(|byte| char::from(*byte));
    let mut part = String::with_capacity(RANDOM);
    for _ in 0..RANDOM {
        let index = usize::try_from(number % 37).unwrap_or_default();
        part.extend(letters.clone().nth(index));
        number /= 37;
    }
    part
}
