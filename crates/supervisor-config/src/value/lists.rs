//! Lists with commas.

use std::collections::BTreeSet;

use supervisor_api::EventType;

use super::ValueError;
use super::numbers::integer;
use crate::python::trim;

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

/// Reads event types, in any case: sorted by name, without doubles. The error is the first name
/// that is not known.
pub(crate) fn event_types(text: &str) -> Result<Vec<EventType>, String> {
    let names = strings(text).into_iter().map(str::to_uppercase);
    let types = names.map(|name| EventType::parse(&name).ok_or(name));
    let types: BTreeSet<EventType> = types.collect::<Result<_, _>>()?;
    Ok(types.into_iter().collect())
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
    fn c_183_event_types_in_any_case_and_without_doubles() {
        assert_eq!(
            event_types("tick_5, PROCESS_LOG,TICK_5"),
            Ok(vec![EventType::ProcessLog, EventType::Tick5])
        );
        assert_eq!(event_types("EVENT,nope"), Err("NOPE".into()));
        assert_eq!(event_types(","), Err(String::new()));
    }
}
