//! Values that end too early or too late: cut off inside quotes by a comment sign (W-53), or
//! going on over what was meant to be a key (C-58).

use super::Oddity;
use crate::ini::Document;
use crate::keys::SectionSpec;

/// Finds commands that end inside quotes.
pub(super) fn open_quotes(document: &Document) -> Vec<Oddity> {
    let sections = document.sections();
    let with_commands = sections.filter(|section| {
        SectionSpec::of(section).is_some_and(|spec| spec.key("command").is_some())
    });
    with_commands
        .filter_map(|section| open_quote(document, section))
        .collect()
}

fn open_quote(document: &Document, section: &str) -> Option<Oddity> {
    let command = document.get(section, "command")?;
    if words(command).is_some() {
        return None;
    }
    let origin = document.key_origin(section, "command")?;
    let text = match origin.comments.first() {
        Some(comment) => format!(
            "the command ends inside quotes, because `{comment}` counts as a comment: no quotes \
             protect a ';' or '#' after a blank"
        ),
        None => "the command ends inside quotes".to_owned(),
    };
    Some(Oddity {
        text,
        place: origin.lines.first().cloned(),
        meant: None,
    })
}

/// Finds lines that look like a key of their section but go on with a value, since they are
/// indented (C-58).
pub(super) fn swallowed_keys(document: &Document) -> Vec<Oddity> {
    let mut oddities = Vec::new();
    for section in document.sections() {
        let Some(spec) = SectionSpec::of(section) else {
            continue;
        };
        for key in document.keys(section).filter(|key| *key != "environment") {
            oddities.extend(swallowed_by(document, section, key, spec));
        }
    }
    oddities
}

fn swallowed_by(
    document: &Document,
    section: &str,
    key: &str,
    spec: &SectionSpec,
) -> Option<Oddity> {
    let lines = document.get(section, key)?.lines().enumerate().skip(1);
    let (index, swallowed) = lines
        .filter_map(|(index, line)| Some((index, line.split_once('=')?.0.trim())))
        .find(|(_, name)| spec.key(name).is_some())?;
    let origin = document.key_origin(section, key)?;
    Some(Oddity {
        text: format!(
            "'{swallowed}' is not a key here but a part of '{key}', since its line is indented"
        ),
        place: origin.lines.get(index).cloned(),
        meant: None,
    })
}

/// Splits a command line (C-160); `None` if it ends inside quotes or after a backslash.
pub(crate) fn words(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = command.chars();
    while let Some(c) = characters.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().push(characters.next()?),
            '\'' | '"' => quoted(&mut characters, c, word.get_or_insert_default())?,
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

fn quoted(characters: &mut std::str::Chars<'_>, quote: char, word: &mut String) -> Option<()> {
    loop {
        match characters.next()? {
            c if c == quote => return Some(()),
            '\\' if quote == '"' => match characters.next()? {
                escaped @ ('"' | '\\') => word.push(escaped),
                other => word.extend(['\\', other]),
            },
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_160_command_lines_are_split_as_by_a_shell() {
        let split = |command| words(command).expect("the quotes are closed");
        assert_eq!(
            split(r#"a 'b c' "d\"e\f" g\ h """#),
            ["a", "b c", "d\"e\\f", "g h", ""]
        );
        assert_eq!(split("a\n  b # c"), ["a", "b", "#", "c"]);
        assert!(split(" ").is_empty());
        assert_eq!(words("a 'b"), None);
        assert_eq!(words("a \\"), None);
    }
}
