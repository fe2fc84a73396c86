//! Names of sections and keys that mean nothing, and sections that are given twice.

use super::{Oddity, nearest};
use crate::ini::{Document, Place};
use crate::keys::{Naming, SECTIONS, SectionKind, SectionSpec};
use crate::python::trim;

/// Finds sections and keys that nobody reads (W-62).
pub(super) fn unknown_names(document: &Document) -> Vec<Oddity> {
    let mut oddities = Vec::new();
    for section in document.sections() {
        match SectionSpec::of(section) {
            Some(spec) => oddities.extend(unknown_keys(document, section, spec)),
            None => oddities.push(unknown_section(document, section)),
        }
    }
    oddities
}

fn unknown_section(document: &Document, section: &str) -> Oddity {
    Oddity {
        text: format!("unknown section [{section}], which is ignored"),
        place: document.header_place(section).cloned(),
        meant: meant_section(section),
    }
}

fn meant_section(section: &str) -> Option<String> {
    let lower = trim(section).to_lowercase();
    let (kind, title) = match lower.split_once(':') {
        Some((kind, _)) => (kind, trim(section).split_once(':').map(|(_, title)| title)),
        None => (lower.as_str(), None),
    };
    let known = nearest(kind, SECTIONS.iter().map(|spec| spec.name))?;
    let naming = SECTIONS.iter().find(|spec| spec.name == known)?.naming;
    match (naming, title) {
        (Naming::Named, None) => Some(format!("[{known}:name]")),
        (Naming::Named | Naming::Prefix, Some(title)) => Some(format!("[{known}:{title}]")),
        (Naming::Exact | Naming::Prefix, None) | (Naming::Exact, Some(_)) => {
            Some(format!("[{known}]"))
        }
    }
}

fn unknown_keys(document: &Document, section: &str, spec: &SectionSpec) -> Vec<Oddity> {
    if spec.open {
        return Vec::new();
    }
    let unknown = document.keys(section).filter(|key| spec.key(key).is_none());
    unknown
        .map(|key| Oddity {
            text: format!("unknown key '{key}' in [{section}], which is ignored"),
            place: document.own_key_place(section, key).cloned(),
            meant: nearest(key, spec.all_keys().map(|key| key.name)).map(str::to_owned),
        })
        // What an included `[DEFAULT]` has put here has no place of its own.
        .filter(|oddity| oddity.place.is_some())
        .collect()
}

/// Finds sections with more than one header: programs and groups anywhere, others in one file
/// (C-52).
pub(super) fn repeated(document: &Document) -> Vec<Oddity> {
    let repeats = document.repeated_headers().iter();
    repeats
        .filter_map(|(section, place)| {
            let first = document.header_place(section)?;
            let kind = SectionSpec::of(section)?.kind;
            // A file that is included twice repeats itself, which is no news.
            let is_news = first != place && (is_program(kind) || first.file == place.file);
            is_news.then(|| twice(section, first, place))
        })
        .collect()
}

const fn is_program(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Program
            | SectionKind::FcgiProgram
            | SectionKind::EventListener
            | SectionKind::Group
    )
}

fn twice(section: &str, first: &Place, second: &Place) -> Oddity {
    Oddity {
        text: format!(
            "[{section}] is given a second time; it is merged with the one at {}:{}",
            first.file, first.line
        ),
        place: Some(second.clone()),
        meant: None,
    }
}
