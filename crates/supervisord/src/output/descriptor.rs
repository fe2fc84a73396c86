//! Paths that name a descriptor of the daemon itself: `/dev/stdout` and its like.

use std::path::{Path, PathBuf};

/// As many symbolic links as this are followed to find out what a path names.
const LINKS: usize = 8;

/// Returns the number of the descriptor that `path` names, directly or through symbolic links
/// (images often link `/var/log/x.log` to `/dev/stdout`).
pub(super) fn named(path: &Path) -> Option<u32> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        if let Some(number) = number(&path) {
            return Some(number);
        }
        let target = path.read_link().ok()?;
        path = path.parent().map_or(target.clone(), |dir| dir.join(target));
    }
    None
}

fn number(path: &Path) -> Option<u32> {
    match path.to_str()? {
        "/dev/stdin" => return Some(0),
        "/dev/stdout" => return Some(1),
        "/dev/stderr" => return Some(2),
        _ => {}
    }
    let dir = path.parent()?;
    let own = PathBuf::from(format!("/proc/{}/fd", std::process::id()));
    let listed = [Path::new("/dev/fd"), Path::new("/proc/self/fd"), &own];
    if !listed.contains(&dir) {
        return None;
    }
    path.file_name()?.to_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn w_15_the_usual_names_of_descriptors_are_known() {
        let own = format!("/proc/{}/fd/4", std::process::id());
        for (path, number) in [
            ("/dev/stdout", Some(1)),
            ("/dev/stderr", Some(2)),
            ("/dev/fd/7", Some(7)),
            ("/proc/self/fd/1", Some(1)),
            (&own, Some(4)),
            ("/dev/null", None),
            ("/dev/shm/x.log", None),
            ("/proc/1/status", None),
        ] {
            assert_eq!(named(Path::new(path)), number, "{path}");
        }
    }

    #[test]
    fn w_15_a_link_to_a_descriptor_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("x.log");
        symlink("/dev/stdout", &link).unwrap();
        let second = dir.path().join("y.log");
        symlink("x.log", &second).unwrap();
        let plain = dir.path().join("z.log");
        symlink("elsewhere", &plain).unwrap();

        assert_eq!(named(&second), Some(1));
        assert_eq!(named(&plain), None);
    }
}
