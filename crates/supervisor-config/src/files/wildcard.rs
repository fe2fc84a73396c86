//! File name patterns as Python's `glob` reads them (C-85).
//!
//! Only one path component is matched at a time, by the `glob` crate's pattern; what stands around
//! it in the pattern is kept as written, since the log and error texts show it.

use glob::{MatchOptions, Pattern};

use super::Files;
use crate::paths;

const WILDCARDS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// Returns the paths that match a pattern, sorted.
pub(crate) fn matching(files: &dyn Files, pattern: &str) -> Vec<String> {
    let mut found = expand(files, pattern);
    found.sort_unstable();
    found
}

fn expand(files: &dyn Files, pattern: &str) -> Vec<String> {
    let name_at = pattern.rfind('/').map_or(0, |slash| slash + 1);
    let (_, name) = pattern.split_at(name_at);
    let directory = paths::parent(pattern);
    if !has_wildcard(pattern) {
        let exists = files.exists(pattern);
        return exists.then(|| pattern.to_owned()).into_iter().collect();
    }
    let directories = if has_wildcard(directory) {
        expand(files, directory)
    } else {
        vec![directory.to_owned()]
    };
    let mut found = Vec::new();
    for directory in directories {
        let names = names_in(files, &directory, name);
        found.extend(names.iter().map(|name| paths::join(&directory, name)));
    }
    found
}

fn names_in(files: &dyn Files, directory: &str, name: &str) -> Vec<String> {
    if !has_wildcard(name) {
        let exists = files.exists(&paths::join(directory, name));
        return exists.then(|| name.to_owned()).into_iter().collect();
    }
    let Some(pattern) = component(name) else {
        return Vec::new();
    };
    let mut names = files.names_in(directory);
    names.retain(|name| pattern.matches_with(name, WILDCARDS));
    names
}

fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Two stars mean what one means, and a bracket that is never closed is an ordinary character.
fn component(name: &str) -> Option<Pattern> {
    let mut single = name.to_owned();
    while single.contains("**") {
        single = single.replace("**", "*");
    }
    Pattern::new(&single)
        .or_else(|_| Pattern::new(&single.replace('[', "[[]")))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::FakeFiles;

    fn found(pattern: &str) -> Vec<String> {
        let files = [
            "/e/a.conf",
            "/e/b.conf",
            "/e/.h.conf",
            "/e/x[1.conf",
            "/e/d/c.conf",
            "/e/d/e/f.conf",
        ]
        .into_iter()
        .fold(FakeFiles::default(), |files, path| files.file(path, ""));
        matching(&files, pattern)
    }

    #[test]
    fn c_85_the_pattern_grammar() {
        for (pattern, expected) in [
            ("/e/*.conf", &["/e/a.conf", "/e/b.conf", "/e/x[1.conf"][..]),
            ("/e/?.conf", &["/e/a.conf", "/e/b.conf"]),
            ("/e/[a]*", &["/e/a.conf"]),
            ("/e/[!a].conf", &["/e/b.conf"]),
            ("/e/.*", &["/e/.h.conf"]),
            ("/e/**/c.conf", &["/e/d/c.conf"]),
            ("/e/**.conf", &["/e/a.conf", "/e/b.conf", "/e/x[1.conf"]),
            ("/e/{a,b}.conf", &[]),
            ("/e/x[1*", &["/e/x[1.conf"]),
            ("/e/a.conf", &["/e/a.conf"]),
            ("/e/nope", &[]),
            ("/e/./d/../*a.conf", &[]),
        ] {
            assert_eq!(found(pattern), expected, "{pattern}");
        }
    }
}
