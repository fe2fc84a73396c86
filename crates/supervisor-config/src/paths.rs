//! Textual work on paths with the rules of Python's `os.path`.

/// Returns the part before the last slash (`os.path.dirname`).
pub(crate) fn parent(path: &str) -> &str {
    let name_at = path.rfind('/').map_or(0, |slash| slash + 1);
    let (head, _) = path.split_at(name_at);
    let stripped = head.trim_end_matches('/');
    if stripped.is_empty() { head } else { stripped }
}

/// Joins two paths; an absolute second one stands alone (`os.path.join`).
pub(crate) fn join(base: &str, path: &str) -> String {
    if path.starts_with('/') || base.is_empty() {
        return path.to_owned();
    }
    if base.ends_with('/') {
        return format!("{base}{path}");
    }
    format!("{base}/{path}")
}

/// Resolves `.`, `..` and doubled slashes without looking at the disk (`os.path.normpath`).
pub(crate) fn normalize(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    // POSIX leaves the meaning of exactly two leading slashes open, so they stay.
    let root = match path.len() - path.trim_start_matches('/').len() {
        0 => "",
        2 => "//",
        _ => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if !root.is_empty() => {}
            _ => parts.push(part),
        }
    }
    let joined = format!("{root}{}", parts.join("/"));
    if joined.is_empty() {
        return ".".to_owned();
    }
    joined
}

/// Makes a path absolute and normal (`os.path.abspath`).
pub(crate) fn absolute(current_dir: &str, path: &str) -> String {
    normalize(&join(current_dir, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_are_textual() {
        for (path, expected) in [
            ("/a/b", "/a"),
            ("/a", "/"),
            ("a", ""),
            ("a/b/", "a/b"),
            ("//a", "//"),
            ("a//b", "a"),
        ] {
            assert_eq!(parent(path), expected, "{path}");
        }
    }

    #[test]
    fn joining_keeps_an_absolute_second_path() {
        assert_eq!(join("/a", "b"), "/a/b");
        assert_eq!(join("/a/", "b"), "/a/b");
        assert_eq!(join("", "b"), "b");
        assert_eq!(join("/a", "/b"), "/b");
    }

    #[test]
    fn normal_paths_have_no_dots_or_doubled_slashes() {
        for (path, expected) in [
            ("", "."),
            ("/", "/"),
            ("//", "//"),
            ("///a", "/a"),
            ("//a/../..", "//"),
            ("a/..", "."),
            ("../a/../../b", "../../b"),
            ("/../a/./b//c/", "/a/b/c"),
        ] {
            assert_eq!(normalize(path), expected, "{path}");
        }
        assert_eq!(absolute("/w/x", "../y"), "/w/y");
    }
}
