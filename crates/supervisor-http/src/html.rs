//! Text on its way into a page: as its content, or as a part of a link.

use std::fmt::{Display, Formatter, Result, Write as _};

/// Text that cannot become markup, in an element or in a quoted attribute.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;"),
                '<' => f.write_str("&lt;"),
                '>' => f.write_str("&gt;"),
                '"' => f.write_str("&quot;"),
                '\'' => f.write_str("&#39;"),
                // No reader of pages takes it.
                '\0' => f.write_char(char::REPLACEMENT_CHARACTER),
                other => f.write_char(other),
            }?;
        }
        Ok(())
    }
}

/// Text as a part of a URI. What is left of it needs no escaping in an attribute.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for byte in self.0.bytes() {
            match byte {
                // compat: a slash stays, as everywhere in the links of the original.
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' | b'/' => {
                    f.write_char(char::from(byte))
                }
                other => write!(f, "%{other:02X}"),
            }?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h_72_text_cannot_leave_its_element_or_attribute() {
        let text = "<script src='x'>&\"</script>\0";

        assert_eq!(
            Escaped(text).to_string(),
            "&lt;script src=&#39;x&#39;&gt;&amp;&quot;&lt;/script&gt;\u{fffd}"
        );
    }

    #[test]
    fn h_72_text_is_shown_as_it_is_even_if_it_looks_escaped() {
        assert_eq!(Escaped("&lt;").to_string(), "&amp;lt;");
    }

    #[test]
    fn h_71_names_are_quoted_in_links_as_the_original_does() {
        assert_eq!(Quoted("g:web_1.x-y~z/").to_string(), "g%3Aweb_1.x-y~z/");
        assert_eq!(
            Quoted("a b&c=\"é\"+").to_string(),
            "a%20b%26c%3D%22%C3%A9%22%2B"
        );
    }
}
