//! Includes that come to nothing.

use super::Oddity;
use crate::ini::{Skipped, Source};

pub(super) fn files(source: &Source) -> Vec<Oddity> {
    let skipped = source.skipped.iter();
    skipped.map(|skipped| oddity(source, skipped)).collect()
}

fn oddity(source: &Source, skipped: &Skipped) -> Oddity {
    match skipped {
        Skipped::Unreadable { path, reason } => Oddity {
            text: format!("included file '{path}' cannot be read and is skipped: {reason}"),
            place: source.include_place.clone(),
            meant: None,
        },
        Skipped::NestedInclude(place) => Oddity {
            text: "[include] in an included file is ignored".to_owned(),
            place: Some(place.clone()),
            meant: None,
        },
    }
}
