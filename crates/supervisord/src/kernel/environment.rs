//! The environment of a child (P-47).

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;

use supervisor_api::config::Environment;

use super::cstrings::{CStrings, NulInside};

/// Lays the daemon's own variables, those that name the process, and the configured ones over one
/// another; later ones win.
pub(super) fn merge(
    inherited: &[(OsString, OsString)],
    naming: &[(&str, &str)],
    configured: &Environment,
) -> Result<CStrings, NulInside> {
    let mut merged = CStrings::default();
    let is_named = |name: &[u8]| naming.iter().any(|(own, _)| own.as_bytes() == name);
    let is_configured =
        |name: &[u8]| str::from_utf8(name).is_ok_and(|name| configured.contains_key(name));
    for (name, value) in inherited {
        let name = name.as_bytes();
        if !is_named(name) && !is_configured(name) {
            merged.push(&[name, b"=", value.as_bytes()])?;
        }
    }
    for (name, value) in naming {
        if !is_configured(name.as_bytes()) {
            merged.push(&[name.as_bytes(), b"=", value.as_bytes()])?;
        }
    }
    for (name, value) in configured {
        merged.push(&[name.as_bytes(), b"=", value.as_bytes()])?;
    }
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(
        inherited: &[(&str, &str)],
        naming: &[(&str, &str)],
        own: &[(&str, &str)],
    ) -> CStrings {
        let inherited: Vec<_> = inherited
            .iter()
            .map(|(n, v)| (n.into(), v.into()))
            .collect();
        let own = own
            .iter()
            .map(|(n, v)| ((*n).into(), (*v).into()))
            .collect();
        merge(&inherited, naming, &own).unwrap()
    }

    fn list(strings: &[&str]) -> CStrings {
        let mut list = CStrings::default();
        for string in strings {
            list.push(&[string.as_bytes()]).unwrap();
        }
        list
    }

    #[test]
    fn p_47_later_layers_win() {
        let environment = merged(
            &[("HOME", "/root"), ("A", "0"), ("SUPERVISOR_ENABLED", "0")],
            &[
                ("SUPERVISOR_ENABLED", "1"),
                ("SUPERVISOR_PROCESS_NAME", "web"),
            ],
            &[("A", "1"), ("SUPERVISOR_PROCESS_NAME", "mine")],
        );

        assert_eq!(
            environment,
            list(&[
                "HOME=/root",
                "SUPERVISOR_ENABLED=1",
                "A=1",
                "SUPERVISOR_PROCESS_NAME=mine"
            ])
        );
    }

    #[test]
    fn p_47_empty_names_and_values_stay() {
        assert_eq!(merged(&[("A", "")], &[], &[("B", "")]), list(&["A=", "B="]));
    }
}
