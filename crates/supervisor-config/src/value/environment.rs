//! The grammar of `environment=`: `KEY=value` pairs in shell-like tokens (C-104 to C-108).

use supervisor_api::config::Environment;

use super::ValueError;

/// What an `environment=` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pairs {
    /// In their order; a later one of the same name wins.
    pub(crate) pairs: Vec<(String, String)>,
    /// Names whose value was probably meant to be longer (W-57).
    pub(crate) cut: Vec<String>,
}

impl Pairs {
    /// Makes an environment; the last of several equal names counts.
    pub(crate) fn into_environment(self) -> Environment {
        let pairs = self.pairs.into_iter();
        pairs
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }
}

/// Reads pairs the way Supervisor 4.3 does. What that refuses is read by the rules of its
/// successor, which knows escaped quotes and quotes inside words (C-108, W-70).
pub(crate) fn environment(text: &str) -> Result<Pairs, ValueError> {
    let refused = match legacy_tokens(text).and_then(|tokens| pairs(text, &tokens)) {
        Ok(pairs) => return Ok(pairs),
        Err(error) => error,
    };
    posix_tokens(text)
        .and_then(|tokens| pairs(text, &tokens))
        .map_err(|_| refused)
}

/// Takes tokens in fours: name, `=`, value, and a separator that nobody looks at (C-105).
fn pairs(text: &str, tokens: &[Token]) -> Result<Pairs, ValueError> {
    let mut found = Pairs::default();
    for four in tokens.chunks(4) {
        let [name, equals, value, separator @ ..] = four else {
            return Err(ValueError::Environment(text.into()));
        };
        if equals.text != "=" || equals.quoted {
            return Err(ValueError::Environment(text.into()));
        }
        let is_odd = |token: &Token| !matches!(token.text.as_str(), "," | ";");
        if separator.first().is_some_and(is_odd) || value.ended_by_comment {
            found.cut.push(name.text.clone());
        }
        found.pairs.push((name.text.clone(), value.value.clone()));
    }
    Ok(found)
}

/// One token, as it counts for a name and as it counts for a value.
#[derive(Clone, Debug, Default)]
struct Token {
    text: String,
    value: String,
    /// Whether quotes made it, so that it cannot be a delimiter.
    quoted: bool,
    ended_by_comment: bool,
}

const QUOTES: [char; 2] = ['\'', '"'];

fn is_word_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_/.+-():".contains(c)
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Splits a text as Python's shlex does in its old, non-POSIX mode (C-104).
fn legacy_tokens(text: &str) -> Result<Vec<Token>, ValueError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_blank);
        let Some(first) = rest.chars().next() else {
            return Ok(tokens);
        };
        if first == '#' {
            rest = after_comment(rest);
            continue;
        }
        let (token, after) = if QUOTES.contains(&first) {
            quoted_string(rest, first)?
        } else if is_word_character(first) {
            legacy_word(rest)
        } else {
            let (single, after) = rest.split_at(first.len_utf8());
            (plain(single), after)
        };
        tokens.push(token);
        rest = after;
    }
}

fn plain(text: &str) -> Token {
    Token {
        text: text.to_owned(),
        value: text.trim_matches(QUOTES).to_owned(),
        quoted: false,
        ended_by_comment: false,
    }
}

fn quoted_string(rest: &str, quote: char) -> Result<(Token, &str), ValueError> {
    let inside = rest.split_at(quote.len_utf8()).1;
    let (body, after) = inside.split_once(quote).ok_or(ValueError::OpenQuote)?;
    let text = format!("{quote}{body}{quote}");
    let token = Token {
        quoted: true,
        ..plain(&text)
    };
    Ok((token, after))
}

/// A comment at the end of a word swallows the line's end, so the word goes on after it.
fn legacy_word(rest: &str) -> (Token, &str) {
    let mut word = String::new();
    let mut ended_by_comment = false;
    let mut rest = rest;
    loop {
        let belongs = |c: char| is_word_character(c) || QUOTES.contains(&c);
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        word.push_str(part);
        if !after.starts_with('#') {
            let token = Token {
                ended_by_comment,
                ..plain(&word)
            };
            return (token, after);
        }
        ended_by_comment = true;
        rest = after_comment(after);
    }
}

fn after_comment(rest: &str) -> &str {
    rest.split_once('\n').map_or("", |(_, after)| after)
}

/// Splits a text as Python's shlex does in POSIX mode: quotes may stand anywhere in a word, and a
/// backslash escapes.
fn posix_tokens(text: &str) -> Result<Vec<Token>, ValueError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_blank);
        let Some(first) = rest.chars().next() else {
            return Ok(tokens);
        };
        if first == '#' {
            rest = after_comment(rest);
            continue;
        }
        let (token, after) = posix_token(rest)?;
        tokens.push(token);
        rest = after;
    }
}

fn posix_token(text: &str) -> Result<(Token, &str), ValueError> {
    let mut word = Token::default();
    let mut rest = text;
    let mut is_word = false;
    while let Some(c) = rest.chars().next() {
        let after = rest.split_at(c.len_utf8()).1;
        if QUOTES.contains(&c) {
            rest = posix_quoted(after, c, &mut word.text)?;
            word.quoted = true;
        } else if c == '\\' {
            let escaped = after.chars().next().ok_or(ValueError::OpenQuote)?;
            word.text.push(escaped);
            rest = after.split_at(escaped.len_utf8()).1;
        } else if is_word_character(c) {
            word.text.push(c);
            rest = after;
        } else if !is_word {
            word.text.push(c);
            rest = after;
            break;
        } else {
            break;
        }
        is_word = true;
    }
    word.value.clone_from(&word.text);
    Ok((word, rest))
}

/// Reads up to the closing quote and returns what follows it.
fn posix_quoted<'a>(text: &'a str, quote: char, out: &mut String) -> Result<&'a str, ValueError> {
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c == quote {
            return Ok(characters.as_str());
        }
        if c != '\\' || quote == '\'' {
            out.push(c);
            continue;
        }
        match characters.next() {
            Some(escaped @ ('"' | '\\')) => out.push(escaped),
            Some(other) => out.extend(['\\', other]),
            None => break,
        }
    }
    Err(ValueError::OpenQuote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        environment(text).expect("the value is right").pairs
    }

    fn value(text: &str) -> String {
        read(text).remove(0).1
    }

    #[test]
    fn c_107_the_table_of_values() {
        for (text, expected) in [
            (r#"A="""#, ""),
            ("A=a b", "a"),
            ("A=$HOME", "$"),
            ("A=*", "*"),
            ("A=~/x", "~"),
            ("A=a!", "a"),
            ("A=a#b", "a"),
            ("A=it's", "it's"),
            (r#"A="x""y""#, "x"),
            (r#"A="a\"b""#, "a\\"),
            ("A=aé", "a"),
            ("A=http://x:1/", "http://x:1/"),
            (r#"A="'a'""#, "a"),
            ("A='x,\n#y'", "x,\n#y"),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn c_105_pairs_and_separators() {
        let both = [("A".to_owned(), "1".to_owned()), ("B".into(), "2".into())];
        for text in ["A=1;B=2", "A=1,B=2", "A=\"1\",\n B='2',", "A = 1 & B = 2"] {
            assert_eq!(read(text), both, "{text}");
        }
        assert_eq!(read(""), []);
        assert_eq!(read("\"A\"=1"), [("\"A\"".into(), "1".into())]);
    }

    #[test]
    fn c_107_the_table_of_errors() {
        for text in [
            r#"A="1" B="2""#,
            "A=1 B=2",
            "A=",
            "A",
            "A=a@b",
            "A=a=b",
            "A=a?b",
            "A={a}",
            "=,=",
        ] {
            let error = environment(text).expect_err("it is refused").to_string();
            assert_eq!(
                error,
                format!("Unexpected end of key/value pairs in value '{text}'")
            );
        }
        assert_eq!(environment("A=\"x"), Err(ValueError::OpenQuote));
    }

    #[test]
    fn c_104_a_comment_ends_a_word_only_until_the_next_line() {
        assert_eq!(
            read("A=a#x\nB,C=2"),
            [("A".into(), "aB".into()), ("C".into(), "2".into())]
        );
    }

    #[test]
    fn c_108_what_4_3_refuses_may_use_quotes_inside_words() {
        assert_eq!(
            read(r#"A=a"b c",B="x"y,C="q\"r"@"#.trim_end_matches('@')),
            [
                ("A".into(), "ab c".into()),
                ("B".into(), "xy".into()),
                ("C".into(), "q\"r".into()),
            ]
        );
    }

    #[test]
    fn w_57_values_that_were_cut_are_told() {
        let cut = |text| environment(text).expect("the value is right").cut;
        assert_eq!(cut("A=$HOME"), ["A"]);
        assert_eq!(cut("A=a b"), ["A"]);
        assert_eq!(cut("A=a#b"), ["A"]);
        assert!(cut("A=1,B='x y';C=3").is_empty());
    }
}
