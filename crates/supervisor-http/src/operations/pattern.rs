//! Patterns for names: `*` stands for any characters, `?` for one.

/// Tells whether a name has the form of a pattern, in time bounded by the product of their lengths.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.chars(), name.chars());
    // Where to go on if what follows the last star does not fit.
    let mut retry = None;
    loop {
        let at_star = pattern.clone();
        match (pattern.next(), name.clone().next()) {
            (Some('*'), _) => {
                retry = Some((at_star, name.clone()));
                if pattern.as_str().is_empty() {
                    return true;
                }
            }
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
                name.next();
            }
            (None, None) => return true,
            _ => {
                let Some((star, mut skipped)) = retry.take() else {
                    return false;
                };
                if skipped.next().is_none() {
                    return false;
                }
                (pattern, name) = (star, skipped);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_whole_names_only() {
        for (pattern, name) in [
            ("*", ""),
            ("a*", "a"),
            ("*b*c", "abcbc"),
            ("a?c", "abc"),
            ("**a", "ba"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("a*", "ba"),
            ("a?", "a"),
            ("*b", "abc"),
            ("?", ""),
            ("", "a"),
        ] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_longer_than_its_length_times_the_names() {
        let pattern = "*a".repeat(500);
        assert!(!fits(&pattern, &"a".repeat(499)));
        assert!(!fits(&format!("{pattern}b"), &"a".repeat(5_000)));
    }
}
