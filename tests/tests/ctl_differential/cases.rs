//! The data: scenarios, cases and masks.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::masks::Masks;

#[derive(Deserialize)]
pub(crate) struct Cases {
    pub(crate) masks: Masks,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) scenarios: BTreeMap<String, Scenario>,
    pub(crate) cases: Vec<Case>,
}

#[derive(Deserialize)]
pub(crate) struct Scenario {
    pub(crate) config: Vec<String>,
    #[serde(default)]
    pub(crate) wait: Vec<(String, String)>,
    #[serde(default)]
    pub(crate) variants: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(crate) shut_down: bool,
}

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) args: Vec<String>,
    #[serde(default)]
    pub(crate) options: Option<Vec<String>>,
    #[serde(default = "main")]
    pub(crate) scenario: String,
    #[serde(default)]
    pub(crate) masks: Vec<String>,
    #[serde(default)]
    pub(crate) setup: Vec<Step>,
    #[serde(default)]
    pub(crate) stdin: String,
    #[serde(default)]
    pub(crate) until: Option<String>,
    #[serde(default)]
    pub(crate) then: String,
    #[serde(default)]
    pub(crate) fresh: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Step {
    Rpc(String, Vec<serde_json::Value>),
    Wait(String, String),
    Log(String, String, String),
    Configure(String),
    Update(bool),
}

fn main() -> String {
    "main".to_owned()
}

impl Cases {
    pub(crate) fn load() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/ctl_cases.json");
        let text = fs::read_to_string(path).expect("the cases");
        serde_json::from_str(&text).expect("cases of the right shape")
    }

    pub(crate) fn of(&self, scenario: &str) -> impl Iterator<Item = &Case> {
        self.cases
            .iter()
            .filter(move |case| case.scenario == scenario)
    }
}

impl Case {
    /// The case as a person would type it.
    pub(crate) fn title(&self) -> String {
        format!(
            "{} [{}] {:?} {:?}",
            self.id, self.scenario, self.options, self.args
        )
    }
}
