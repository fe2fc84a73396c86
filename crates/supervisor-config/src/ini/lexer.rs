//! Lines to headers and entries (C-49 to C-61).

use super::line::{Kind, Line};
use crate::error::BadLine;

/// Where something stands in its file: line and column, in characters, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// One line of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValueLine<'t> {
    pub(crate) text: &'t str,
    pub(crate) at: Spot,
    pub(crate) comment: Option<&'t str>,
}

/// A header or a key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item<'t> {
    Header {
        name: &'t str,
        at: Spot,
    },
    Entry {
        key: String,
        at: Spot,
        lines: Vec<ValueLine<'t>>,
    },
}

/// A line that breaks the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Text before any header: the file is not read any further (C-61).
    NoHeader(BadLine),
    /// Neither header nor key, or an empty key (C-60).
    NoKey(BadLine),
}

/// A file in items, with everything that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lexed<'t> {
    pub(crate) items: Vec<Item<'t>>,
    pub(crate) faults: Vec<Fault>,
}

/// Reads a file's text, whose line ends are all `\n`.
pub(crate) fn lex(text: &str) -> Lexed<'_> {
    let mut lexer = Lexer::default();
    let mut number = 0;
    for raw in text.split_inclusive('\n') {
        number += 1;
        let has_section = lexer.line(number, raw);
        if !has_section {
            break;
        }
    }
    lexer.lexed
}

#[derive(Default)]
struct Lexer<'t> {
    lexed: Lexed<'t>,
    in_section: bool,
    /// Whether a deeper line continues the last entry.
    open: bool,
    /// How deep the last line was that continued nothing.
    indent: usize,
}

impl<'t> Lexer<'t> {
    /// Takes a line; `false` if it stands before any header.
    fn line(&mut self, number: u32, raw: &'t str) -> bool {
        let line = Line::of(raw);
        if line.text.is_empty() {
            if line.comment.is_none() {
                self.continue_value(number, raw, line);
            }
            return true;
        }
        if self.open && line.indent > self.indent {
            self.continue_value(number, raw, line);
            return true;
        }
        self.indent = line.indent;
        match line.kind() {
            Kind::Header(name) => self.header(number, raw, name),
            _ if !self.in_section => {
                let fault = Fault::NoHeader(bad(number, raw));
                self.lexed.faults.push(fault);
                return false;
            }
            Kind::Entry {
                key,
                value,
                value_at,
            } => self.entry(number, raw, line, (key, value, value_at)),
            Kind::Neither => self.lexed.faults.push(Fault::NoKey(bad(number, raw))),
        }
        true
    }

    fn header(&mut self, number: u32, raw: &str, name: &'t str) {
        self.in_section = true;
        self.open = false;
        let at = spot(number, raw, name);
        self.lexed.items.push(Item::Header { name, at });
    }

    fn entry(&mut self, number: u32, raw: &str, line: Line<'t>, entry: (&str, &'t str, usize)) {
        let (key, value, value_at) = entry;
        self.open = !key.is_empty();
        if key.is_empty() {
            self.lexed.faults.push(Fault::NoKey(bad(number, raw)));
            return;
        }
        let value_line = ValueLine {
            text: value,
            at: spot(number, raw, line.text.get(value_at..).unwrap_or_default()),
            comment: line.comment,
        };
        self.lexed.items.push(Item::Entry {
            key: key.to_lowercase(),
            at: spot(number, raw, line.text),
            lines: vec![value_line],
        });
    }

    fn continue_value(&mut self, number: u32, raw: &'t str, line: Line<'t>) {
        if !self.open {
            return;
        }
        let Some(Item::Entry { lines, .. }) = self.lexed.items.last_mut() else {
            return;
        };
        lines.push(ValueLine {
            text: line.text,
            at: spot(number, raw, line.text),
            comment: line.comment,
        });
    }
}

/// Finds where a part of a line begins.
fn spot(line: u32, raw: &str, part: &str) -> Spot {
    // The part is a slice of the line, so the distance of their addresses is its offset.
    let offset = part.as_ptr().addr().wrapping_sub(raw.as_ptr().addr());
    let before = raw.get(..offset).unwrap_or_default();
    let column = u32::try_from(before.chars().count()).map_or(1, |count| count.saturating_add(1));
    Spot { line, column }
}

fn bad(number: u32, raw: &str) -> BadLine {
    BadLine {
        number,
        text: raw.to_owned(),
    }
}
