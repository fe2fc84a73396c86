//! Values as fault texts quote them: the way Python shows them.

use std::fmt::Write as _;

use crate::value::Value;

/// Writes a value as Python's `str` does. `Nil` has no text: a fault that quotes it has no detail.
pub(crate) fn quote(value: &Value) -> Option<String> {
    match value {
        Value::Nil => None,
        Value::String(text) => Some(text.clone()),
        other => Some(nested(other)),
    }
}

/// Writes a value as it looks inside a list.
fn nested(value: &Value) -> String {
    match value {
        Value::Nil => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Double(number) => format!("{number:?}"),
        Value::String(text) => quoted(text),
        Value::DateTime(text) => text.clone(),
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(nested).collect();
            format!("[{}]", elements.join(", "))
        }
        Value::Struct(members) => {
            let member =
                |(name, value): &(String, Value)| format!("{}: {}", quoted(name), nested(value));
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

/// Writes text in quotes, with backslashes, as Python's `repr` does.
#[must_use]
pub fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if character.is_control() => {
                // Writing into a String cannot fail.
                let _ = write!(out, "\\x{:02x}", u32::from(character));
            }
            _ if character == quote => out.extend(['\\', quote]),
            _ => out.push(character),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_13_values_are_quoted_as_python_shows_them() {
        let value = Value::Array(vec![
            Value::from("it's"),
            Value::from("a\n\\"),
            Value::Bool(true),
            Value::Double(2.0),
            Value::Nil,
            Value::Struct(vec![("k".to_owned(), Value::Int(-1))]),
        ]);

        assert_eq!(
            quote(&value).as_deref(),
            Some(r#"["it's", 'a\n\\', True, 2.0, None, {'k': -1}]"#)
        );
        assert_eq!(quote(&Value::from("it's")).as_deref(), Some("it's"));
        assert_eq!(quote(&Value::Nil), None);
        assert_eq!(quoted("\u{1b}\u{9b}\0"), r"'\x1b\x9b\x00'");
    }
}
