//! Closed lists of words: booleans, autorestart, levels, signals.

use supervisor_api::config::AutoRestart;
use supervisor_api::{Level, Signal};

use super::ValueError;

/// Reads a boolean (C-90).
pub(crate) fn boolean(text: &str) -> Result<bool, ValueError> {
    truth(&text.to_lowercase()).ok_or_else(|| ValueError::Boolean(text.into()))
}

/// Reads when a process restarts by itself (C-91).
pub(crate) fn auto_restart(text: &str) -> Result<AutoRestart, ValueError> {
    let lower = text.to_lowercase();
    match (lower.as_str(), truth(&lower)) {
        ("unexpected", _) => Ok(AutoRestart::Unexpected),
        (_, Some(true)) => Ok(AutoRestart::Always),
        (_, Some(false)) => Ok(AutoRestart::Never),
        (_, None) => Err(ValueError::AutoRestart(lower)),
    }
}

/// Reads the name of a log level (C-97).
pub(crate) fn level(text: &str) -> Result<Level, ValueError> {
    Level::parse(text).ok_or_else(|| ValueError::LogLevel(text.into()))
}

/// Reads a signal (C-94).
pub(crate) fn signal(text: &str) -> Result<Signal, ValueError> {
    Ok(Signal::parse(text)?)
}

fn truth(lower: &str) -> Option<bool> {
    match lower {
        "yes" | "true" | "on" | "1" => Some(true),
        "no" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_90_booleans_in_any_case() {
        for word in ["yes", "True", "ON", "1"] {
            assert_eq!(boolean(word), Ok(true), "{word}");
        }
        for word in ["no", "False", "OFF", "0"] {
            assert_eq!(boolean(word), Ok(false), "{word}");
        }
        for word in ["", "y", "2", " true"] {
            let error = boolean(word).expect_err("it is no boolean").to_string();
            assert_eq!(error, format!("not a valid boolean value: '{word}'"));
        }
    }

    #[test]
    fn c_91_autorestart_has_a_third_word() {
        assert_eq!(auto_restart("Unexpected"), Ok(AutoRestart::Unexpected));
        assert_eq!(auto_restart("1"), Ok(AutoRestart::Always));
        assert_eq!(auto_restart("off"), Ok(AutoRestart::Never));
        assert_eq!(
            auto_restart("Maybe").map_err(|error| error.to_string()),
            Err("invalid 'autorestart' value 'maybe'".into())
        );
    }

    #[test]
    fn c_97_levels_have_seven_names() {
        assert_eq!(level("Blather"), Ok(Level::Blather));
        for word in ["warning", "20", ""] {
            let error = level(word).expect_err("it is no level").to_string();
            assert_eq!(error, format!("bad logging level name '{word}'"));
        }
    }

    #[test]
    fn c_94_signals_by_name_or_number() {
        assert_eq!(signal("quit").map(Signal::number), Ok(3));
        assert_eq!(
            signal("NOPE").map_err(|error| error.to_string()),
            Err("value 'NOPE' is not a valid signal name".into())
        );
    }
}
