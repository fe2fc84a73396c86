//! Clients' words as one line of the log can hold them.

use std::fmt::{self, Display, Write};

/// Shows something without line breaks and terminal commands: what controls is escaped.
pub(crate) struct Printable<T>(pub(crate) T);

impl<T: Display> Display for Printable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| {
            if character.is_control() {
                write!(self.0, "{}", character.escape_default())
            } else {
                self.0.write_char(character)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_controls_is_escaped() {
        assert_eq!(Printable("a \\ \"ä\" %").to_string(), "a \\ \"ä\" %");
        assert_eq!(
            Printable("\n\r\u{1b}[0m\u{9b}\0").to_string(),
            r"\n\r\u{1b}[0m\u{9b}\u{0}"
        );
    }
}
