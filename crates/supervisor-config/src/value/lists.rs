//! Lists with commas.

use super::ValueError;
use super::numbers::integer;
use crate::python::trim;

/// Every event type that listeners can ask for (E-1).
pub(crate) const EVENTS: [&str; 27] = [
    "EVENT",
    "PROCESS_COMMUNICATION",
    "PROCESS_COMMUNICATION_STDERR",
    "PROCESS_COMMUNICATION_STDOUT",
    "PROCESS_GROUP",
    "PROCESS_GROUP_ADDED",
    "PROCESS_GROUP_REMOVED",
    "PROCESS_LOG",
    "PROCESS_LOG_STDERR",
    "PROCESS_LOG_STDOUT",
    "PROCESS_STATE",
    "PROCESS_STATE_BACKOFF",
    "PROCESS_STATE_EXITED",
    "PROCESS_STATE_FATAL",
    "PROCESS_STATE_RUNNING",
    "PROCESS_STATE_STARTING",
    "PROCESS_STATE_STOPPED",
    "PROCESS_STATE_STOPPING",
    "PROCESS_STATE_UNKNOWN",
    "REMOTE_COMMUNICATION",
    "SUPERVISOR_STATE_CHANGE",
    "SUPERVISOR_STATE_CHANGE_RUNNING",
    "SUPERVISOR_STATE_CHANGE_STOPPING",
    "TICK",
    "TICK_3600",
    "TICK_5",
    "TICK_60",
];

/// Splits at commas and trims; empty elements stay, an empty text has none (C-96).
pub(crate) fn strings(text: &str) -> Vec<&str> {
    if text.is_empty() {
        return Vec::new();
    }
    text.split(',').map(trim).collect()
}

/// Reads exit codes (C-95).
pub(crate) fn exit_codes(text: &str) -> Result<Vec<i32>, ValueError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let codes = text.split(',').map(|element| {
        let code = i32::try_from(integer(element).ok()?).ok()?;
        (0..=255).contains(&code).then_some(code)
    });
    let all: Option<Vec<i32>> = codes.collect();
    all.ok_or_else(|| ValueError::ExitCodes(text.into()))
}

/// Reads event type names: upper case, sorted, without doubles. The error is the first name that
/// is not known.
pub(crate) fn event_names(text: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = strings(text)
        .iter()
        .map(|name| name.to_uppercase())
        .collect();
    if let Some(unknown) = names.iter().find(|name| !EVENTS.contains(&name.as_str())) {
        return Err(unknown.clone());
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_96_empty_elements_stay() {
        assert_eq!(strings(" a , b,"), ["a", "b", ""]);
        assert!(strings("").is_empty());
    }

    #[test]
    fn c_95_exit_codes() {
        assert_eq!(exit_codes("0, 2,255"), Ok(vec![0, 2, 255]));
        assert_eq!(exit_codes(""), Ok(vec![]));
        for text in ["0,", "256", "-1", "x", " "] {
            let error = exit_codes(text).expect_err("it is refused").to_string();
            assert_eq!(error, format!("not a valid list of exit codes: '{text}'"));
        }
    }

    #[test]
    fn c_183_event_names_in_any_case_and_without_doubles() {
        assert_eq!(
            event_names("tick_5, PROCESS_LOG,TICK_5"),
            Ok(vec!["PROCESS_LOG".into(), "TICK_5".into()])
        );
        assert_eq!(event_names("EVENT,nope"), Err("NOPE".into()));
        assert_eq!(event_names(","), Err(String::new()));
    }
}
