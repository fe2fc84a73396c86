//! Splitting a command line into words, exactly as Python's `shlex.split` does (C-160).

use std::str::Chars;

/// Why a command line cannot be split; the texts are part of `spawnerr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SplitError {
    #[error("No closing quotation")]
    OpenQuote,
    #[error("No escaped character")]
    OpenEscape,
}

impl SplitError {
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::OpenQuote => "No closing quotation",
            Self::OpenEscape => "No escaped character",
        }
    }
}

/// Splits a command line into words.
pub(super) fn split(line: &str) -> Result<Vec<String>, SplitError> {
    let mut chars = line.chars();
    let mut words = Vec::new();
    while let Some(word) = next_word(&mut chars)? {
        words.push(word);
    }
    Ok(words)
}

fn next_word(chars: &mut Chars<'_>) -> Result<Option<String>, SplitError> {
    let Some(mut next) = chars.find(|c| !is_blank(*c)) else {
        return Ok(None);
    };
    let mut word = String::new();
    loop {
        match next {
            '\\' => word.push(chars.next().ok_or(SplitError::OpenEscape)?),
            '\'' => single_quoted(chars, &mut word)?,
            '"' => double_quoted(chars, &mut word)?,
            c if is_blank(c) => break,
            c => word.push(c),
        }
        match chars.next() {
            Some(c) => next = c,
            None => break,
        }
    }
    Ok(Some(word))
}

fn single_quoted(chars: &mut Chars<'_>, word: &mut String) -> Result<(), SplitError> {
    loop {
        match chars.next().ok_or(SplitError::OpenQuote)? {
            '\'' => return Ok(()),
            c => word.push(c),
        }
    }
}

fn double_quoted(chars: &mut Chars<'_>, word: &mut String) -> Result<(), SplitError> {
    loop {
        match chars.next().ok_or(SplitError::OpenQuote)? {
            '"' => return Ok(()),
            '\\' => match chars.next().ok_or(SplitError::OpenEscape)? {
                c @ ('"' | '\\') => word.push(c),
                // compat: unlike a shell, a backslash before `$`, a backquote or a line end stays.
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_160_words_are_those_of_pythons_shlex() {
        for (line, words) in [
            ("", &[][..]),
            (" \t\r\n", &[]),
            ("a b\tc\rd\ne", &["a", "b", "c", "d", "e"]),
            (r"'a b'c", &["a bc"]),
            (r#"sh -c "a;b #c""#, &["sh", "-c", "a;b #c"]),
            (r#"a "" '' b"#, &["a", "", "", "b"]),
            (r#""\$\`\"\\\n""#, &[r#"\$\`"\\n"#]),
            (r"\a\ b\\", &[r"a b\"]),
            (r"'\'", &[r"\"]),
            ("a\\\nb", &["a\nb"]),
            ("\"a\\\nb\"", &["a\\\nb"]),
            ("a#b #c", &["a#b", "#c"]),
            ("$HOME ~ *", &["$HOME", "~", "*"]),
            ("FOO=1 cmd", &["FOO=1", "cmd"]),
            ("a\u{a0}b\u{b}c", &["a\u{a0}b\u{b}c"]),
        ] {
            assert_eq!(
                split(line).as_deref(),
                Ok(&words.iter().map(ToString::to_string).collect::<Vec<_>>()[..]),
                "{line:?}"
            );
        }
    }

    #[test]
    fn c_160_faults_have_pythons_words() {
        for (line, text) in [
            ("a 'b", "No closing quotation"),
            (r#"a "b"#, "No closing quotation"),
            (r#"""""#, "No closing quotation"),
            (r"a \", "No escaped character"),
            (r#"a "b\"#, "No escaped character"),
        ] {
            let error = split(line).unwrap_err();
            assert_eq!(error.to_string(), text, "{line:?}");
            assert_eq!(error.reason(), text, "{line:?}");
        }
    }
}
