//! What may differ between two runs: a short list of patterns.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;

use crate::client::Outcome;

#[derive(Deserialize)]
pub(crate) struct Masks(BTreeMap<String, Vec<Mask>>);

#[derive(Deserialize)]
struct Mask {
    pattern: String,
    with: String,
    /// `stdout` or `stderr`; without it both.
    stream: Option<String>,
}

impl Masks {
    /// Hides what differs from run to run.
    pub(crate) fn apply(&self, names: &[String], outcome: &Outcome) -> Outcome {
        let always = self.0["always"].iter();
        let named = names.iter().flat_map(|name| &self.0[name]);
        let mut masked = outcome.clone();
        for mask in always.chain(named) {
            mask.hide(&mut masked);
        }
        masked
    }
}

impl Mask {
    fn hide(&self, outcome: &mut Outcome) {
        let pattern = self.pattern.replace("{dir}", &regex::escape(&outcome.dir));
        let pattern = Regex::new(&pattern).expect("a pattern");
        let streams = [
            ("stdout", &mut outcome.stdout),
            ("stderr", &mut outcome.stderr),
        ];
        for (name, text) in streams {
            if self.stream.as_deref().is_none_or(|stream| stream == name) {
                *text = pattern.replace_all(text, &self.with).into_owned();
            }
        }
    }
}
