//! The process table of the system, as `/proc` shows it (proc(5)).

use std::fs::{self, File};
use std::io::{self, Read};

/// One line of the process table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) pid: u32,
    pub(super) parent: u32,
    pub(super) group: u32,
    /// Whether it has ended and only waits to be waited for.
    pub(super) is_zombie: bool,
    /// Clock ticks of its own and of all descendants it has waited for.
    pub(super) ticks: u64,
    pub(super) threads: u32,
    /// Ticks after the boot; with the pid it names a process for good.
    pub(super) started: u64,
    pub(super) resident_pages: u64,
}

/// Reads the whole table. Processes that end meanwhile are left out.
pub(super) fn read_table() -> io::Result<Vec<Entry>> {
    let mut buffer = String::with_capacity(1024);
    let mut entries = Vec::new();
    for directory in fs::read_dir("/proc")? {
        let name = directory?.file_name();
        let pid = name.to_str().and_then(|name| name.parse().ok());
        if let Some(pid) = pid {
            entries.extend(read_entry(pid, &mut buffer));
        }
    }
    Ok(entries)
}

fn read_entry(pid: u32, buffer: &mut String) -> Option<Entry> {
    buffer.clear();
    let mut file = File::open(format!("/proc/{pid}/stat")).ok()?;
    file.read_to_string(buffer).ok()?;
    parse(pid, buffer)
}

/// Reads a `stat` line. The command's name may hold anything, so counting begins after its last
/// parenthesis.
fn parse(pid: u32, line: &str) -> Option<Entry> {
    let (_, rest) = line.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    // The manual counts from 1 and the rest begins with field 3, the state.
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    let small = |field: usize| u32::try_from(number(field)?).ok();
    let ticks = [14, 15, 16, 17].map(number);
    Some(Entry {
        pid,
        parent: small(4)?,
        group: small(5)?,
        is_zombie: matches!(*fields.first()?, "Z" | "X"),
        ticks: ticks.into_iter().sum::<Option<u64>>()?,
        threads: small(20)?,
        started: number(22)?,
        resident_pages: number(24)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_cannot_feign_fields() {
        let line = "7 (a) R 9 9) S 1 5 5 0 -1 4194560 100 0 0 0 30 12 5 3 20 0 4 0 12345 9000000 \
                    256 18446744073709551615";
        let expected = Entry {
            pid: 7,
            parent: 1,
            group: 5,
            is_zombie: false,
            ticks: 50,
            threads: 4,
            started: 12_345,
            resident_pages: 256,
        };
        assert_eq!(parse(7, line), Some(expected));
    }

    #[test]
    fn a_zombie_is_told_from_the_living() {
        let rest = "1 5 5 0 -1 4194560 0 0 0 0 30 12 5 3 20 0 1 0 12345 0 0 0";
        let is_zombie = |state| {
            parse(7, &format!("7 (a) {state} {rest}"))
                .unwrap()
                .is_zombie
        };
        assert!(is_zombie("Z"));
        assert!(!is_zombie("S"));
    }

    #[test]
    fn the_table_has_this_process() {
        let table = read_table().unwrap();
        let own = table.iter().find(|entry| entry.pid == std::process::id());
        assert!(own.is_some_and(|own| own.resident_pages > 0 && own.threads > 0));
    }
}
