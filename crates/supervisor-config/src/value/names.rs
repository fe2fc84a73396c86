//! Names of programs, groups and processes (C-103).

use super::ValueError;
use crate::python::trim;

/// Reads a name: trimmed, without the characters that separate names elsewhere.
pub(crate) fn name(text: &str) -> Result<&str, ValueError> {
    refuse_bad_characters(text, trim(text))?;
    Ok(trim(text))
}

/// Refuses a name with a character that the event protocol or a URL would misread; the error shows
/// it as given.
fn refuse_bad_characters(given: &str, name: &str) -> Result<(), ValueError> {
    let Some(character) = [' ', ':', '/'].into_iter().find(|c| name.contains(*c)) else {
        return Ok(());
    };
    Err(ValueError::Name {
        name: given.into(),
        character,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_103_names_are_trimmed_and_three_characters_refused() {
        assert_eq!(name(" wéb] "), Ok("wéb]"));
        assert_eq!(name(""), Ok(""));
        for (text, character) in [("a b", ' '), ("a:b", ':'), ("a/b", '/')] {
            assert_eq!(
                name(text).map_err(|error| error.to_string()),
                Err(format!(
                    "Invalid name: '{text}' because of character: '{character}'"
                ))
            );
        }
    }
}
