//! The one table of every section and key: name, type, default, meaning, and whose it is.
//!
//! Parsing takes its defaults from here, `--check` its list of known names, and `docs/config.md` is
//! written from it.

pub(crate) mod http_access;
mod kind;
mod program;
mod reference;
#[cfg(test)]
mod sample;
mod section;
mod servers;
pub(crate) mod supervisord;

pub use kind::{Key, KeyDefault, Kind, Scope};
pub use reference::reference;
pub use section::{Naming, SECTIONS, SectionKind, SectionSpec};

pub(crate) use program::{eventlistener, fcgi_program, group, programs};
pub(crate) use servers::{
    ctlplugin, inet_http_server, rpcinterface, supervisorctl, unix_http_server,
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_of_a_list_is_there_once() {
        for spec in &SECTIONS {
            for keys in spec.keys {
                let names: BTreeSet<&str> = keys.iter().map(|key| key.name).collect();
                assert_eq!(names.len(), keys.len(), "[{}]", spec.name);
            }
        }
    }

    #[test]
    fn c_188_sections_are_told_by_their_names() {
        let kind = |section| SectionSpec::of(section).map(|spec| spec.kind);
        assert_eq!(kind("program:x"), Some(SectionKind::Program));
        assert_eq!(kind("program"), None);
        assert_eq!(kind("supervisord"), Some(SectionKind::Supervisord));
        assert_eq!(kind("supervisord:x"), None);
        assert_eq!(kind("unix_http_serverX"), Some(SectionKind::UnixHttpServer));
        assert_eq!(kind(" supervisord "), None);
    }

    #[test]
    fn c_183_a_listener_has_its_own_priority_before_that_of_programs() {
        let spec = SectionSpec::of("eventlistener:x").expect("it is known");
        let priority = spec.key("priority").expect("it is known");
        assert_eq!(priority.default_text(), Some("-1"));
        assert!(spec.key("command").is_some());
    }

    #[test]
    fn every_key_is_used_by_the_corpus_of_configurations() {
        let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus");
        let texts: String = std::fs::read_dir(corpus)
            .expect("the corpus is there")
            .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
            .collect();
        for spec in &SECTIONS {
            for key in spec.all_keys() {
                let is_used = texts.lines().any(|line| {
                    line.trim_start()
                        .strip_prefix(key.name)
                        .is_some_and(|rest| rest.trim_start().starts_with('='))
                });
                assert!(is_used, "[{}] {}", spec.name, key.name);
            }
        }
    }
}
