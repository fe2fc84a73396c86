//! The data of a session.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use supervisor_tests::{Value, oracle};

/// A configuration, and what is done to the daemon that runs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    /// What it is there for.
    pub(crate) about: String,
    /// On top of the base that every daemon of the tests has.
    pub(crate) config: Vec<String>,
    /// Configurations that a step may switch to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) variants: BTreeMap<String, Vec<String>>,
    pub(crate) steps: Vec<Step>,
}

/// One thing that is done; its answer is compared, and afterwards the state of every process.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Step {
    /// A call: the method, then its parameters.
    Rpc(Vec<serde_json::Value>),
    /// The words of a `supervisorctl`.
    Ctl(Vec<String>),
    /// A process gets a signal, and is in this state after that, with another pid if with any.
    Kill(String, String, String),
    /// The daemon gets a signal.
    Signal(String),
    /// The configuration is replaced by a variant.
    Configure(String),
    /// A process has written this to `stdout` or `stderr`.
    Log(String, String, String),
}

impl Session {
    /// Reads a script.
    pub(crate) fn load(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/sessions");
        let text = fs::read_to_string(dir.join(format!("{name}.json"))).expect("a session");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The text of a configuration, with the paths of what the kit brings along.
    pub(crate) fn text(config: &[String]) -> String {
        let python = oracle("python").unwrap_or_default();
        let kit = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
        let text = config.join("\n");
        let text = text.replace("{python}", &python.to_string_lossy());
        text.replace("{kit}", &kit.to_string_lossy())
    }

    /// The session as a script, to be kept if it has found something.
    pub(crate) fn script(&self) -> String {
        serde_json::to_string_pretty(self).expect("a session can be written")
    }
}

impl Step {
    /// The step in one line.
    pub(crate) fn title(&self) -> String {
        serde_json::to_string(self).expect("a step can be written")
    }

    /// Whether several processes take part, who may be done in any order.
    pub(crate) fn has_many_answers(&self) -> bool {
        let is_many = |word: &str| word == "all" || word.ends_with(":*") || word.ends_with(':');
        match self {
            Self::Rpc(words) => {
                let mut words = words.iter().filter_map(serde_json::Value::as_str);
                let method = words.next().unwrap_or_default();
                method.contains("All") || method.ends_with("Group") || words.any(is_many)
            }
            Self::Ctl(words) => {
                let acts = ["start", "stop", "restart", "signal", "update"];
                let acts = words
                    .first()
                    .is_some_and(|word| acts.contains(&word.as_str()));
                acts && (words.len() == 1 || words.iter().any(|word| is_many(word)))
            }
            Self::Kill(..) | Self::Signal(_) | Self::Configure(_) | Self::Log(..) => false,
        }
    }
}

/// A parameter of a call.
pub(crate) fn value(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;

    match json {
        Json::Null => Value::Nil,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => number.as_i64().map_or_else(
            || Value::Double(number.as_f64().expect("a number")),
            Value::Int,
        ),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(elements) => Value::Array(elements.iter().map(value).collect()),
        Json::Object(members) => Value::Struct(
            members
                .iter()
                .map(|(name, member)| (name.clone(), value(member)))
                .collect(),
        ),
    }
}
