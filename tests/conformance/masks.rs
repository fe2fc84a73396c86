//! What may differ between two runs: a short list of patterns, each with its reason.

use std::fs;
use std::path::Path;

use regex::Regex;
use serde::Deserialize;

#[derive(Deserialize)]
struct Mask {
    pattern: String,
    with: String,
}

/// The patterns, ready to be used.
pub(crate) struct Masks(Vec<(Regex, String)>);

impl Masks {
    pub(crate) fn load() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/masks.json");
        let text = fs::read_to_string(path).expect("the masks");
        let masks: Vec<Mask> = serde_json::from_str(&text).expect("a list of masks");
        let compile = |mask: Mask| {
            let pattern = Regex::new(&format!("(?m){}", mask.pattern)).expect("a pattern");
            (pattern, mask.with)
        };
        Self(masks.into_iter().map(compile).collect())
    }

    /// Hides what differs from run to run.
    pub(crate) fn apply(&self, text: &str, dir: &str) -> String {
        let mut text = text.replace(dir, "DIR");
        for (pattern, with) in &self.0 {
            text = pattern.replace_all(&text, with).into_owned();
        }
        text
    }
}
