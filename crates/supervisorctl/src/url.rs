//! What counts as a server URL (C-32, T-49).

/// Returns the scheme of a URL in lower case.
pub(crate) fn scheme(url: &str) -> Option<String> {
    let (scheme, _) = url.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Tells whether a text has a scheme and something after it; which scheme shows only when it is
/// used (T-7).
pub(crate) fn is_url(text: &str) -> bool {
    if scheme(text).is_none() {
        return false;
    }
    let rest = text.split_once(':').map_or("", |(_, rest)| rest);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    !rest.is_empty() && !rest.starts_with(['?', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_32_a_url_has_a_scheme_and_a_host_or_a_path() {
        for url in [
            "http://localhost:9001",
            "unix:///run/s.sock",
            "unix://s",
            "localhost:9001",
            "ftp:x",
        ] {
            assert!(is_url(url), "{url}");
        }
        for text in ["foo", "", "unix://", "http:", "/run/s.sock", "1a:b", "x:#y"] {
            assert!(!is_url(text), "{text}");
        }
    }

    #[test]
    fn t_49_schemes_are_compared_without_case() {
        assert_eq!(scheme("HTTP://x").as_deref(), Some("http"));
        assert_eq!(scheme("x/y:z"), None);
    }
}
