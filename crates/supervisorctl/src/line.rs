//! Taking an input line apart (T-1, T-3).

/// What a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    Empty,
    Command {
        name: &'a str,
        argument: &'a str,
    },
    /// A line that does not begin with a command's name.
    Unknown,
}

/// Rewrites the one abbreviation, `?` for `help`, and drops blanks around the line.
pub(crate) fn normalize(line: &str) -> String {
    let line = trim(line);
    match line.strip_prefix('?') {
        Some(topic) => format!("help {topic}"),
        None => line.to_owned(),
    }
}

/// Takes a normalized line apart: the leading letters, digits and underscores are the command, the
/// rest is its argument.
pub(crate) fn parse(line: &str) -> Line<'_> {
    if line.is_empty() {
        return Line::Empty;
    }
    let end = line
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(line.len());
    match line.split_at(end) {
        ("", _) => Line::Unknown,
        (name, argument) => Line::Command {
            name,
            argument: trim(argument),
        },
    }
}

/// Splits an argument into words. There are no quotes and no escapes.
pub(crate) fn words(argument: &str) -> Vec<&str> {
    argument.split(is_blank).filter(|w| !w.is_empty()).collect()
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Tells whether Python counts a character as white space; it knows four more than Unicode.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> Option<(String, String)> {
        match parse(&normalize(line)) {
            Line::Command { name, argument } => Some((name.into(), argument.into())),
            Line::Empty | Line::Unknown => None,
        }
    }

    fn pair(name: &str, argument: &str) -> Option<(String, String)> {
        Some((name.into(), argument.into()))
    }

    #[test]
    fn t_1_the_first_run_of_name_characters_is_the_command() {
        assert_eq!(command("  status  a b "), pair("status", "a b"));
        assert_eq!(command("tail-f web"), pair("tail", "-f web"));
        assert_eq!(command("start_1:x"), pair("start_1", ":x"));
        assert_eq!(command("Status"), pair("Status", ""));
    }

    #[test]
    fn t_1_a_semicolon_separates_nothing() {
        assert_eq!(words("a ; pid"), ["a", ";", "pid"]);
    }

    #[test]
    fn t_1_words_are_split_at_any_white_space_and_quotes_mean_nothing() {
        assert_eq!(words("a\t'b c'\u{a0}d\u{1f}e"), ["a", "'b", "c'", "d", "e"]);
        assert_eq!(words("  "), [""; 0]);
    }

    #[test]
    fn t_3_question_mark_is_help_and_exclamation_mark_is_nothing() {
        assert_eq!(command("?"), pair("help", ""));
        assert_eq!(command("? start"), pair("help", "start"));
        assert_eq!(command("?start"), pair("help", "start"));
        assert_eq!(parse("!ls"), Line::Unknown);
        assert_eq!(parse("ünknown"), Line::Unknown);
        assert_eq!(parse(""), Line::Empty);
    }
}
