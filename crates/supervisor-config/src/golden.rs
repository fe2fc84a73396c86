//! What the Python original makes of texts and values, as data (`tests/data/generate.py`).

use serde::de::DeserializeOwned;

/// Reads a golden file, or the one of the same name in the directory that SUPERVISOR_GOLDEN names:
/// the generator can make any number of random cases.
pub(crate) fn cases<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");
    let directory = std::env::var("SUPERVISOR_GOLDEN").unwrap_or_else(|_| own.to_owned());
    let text = std::fs::read(format!("{directory}/{name}")).expect("the golden file is there");
    serde_json::from_slice(&text).expect("the golden file is right")
}
