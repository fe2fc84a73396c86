//! The `%` operator itself.

use std::borrow::Cow;

use supervisor_api::python::{ascii, repr};

use super::names::{Named, Names};
use super::number::{self, Style};
use super::{ExpandError, FormatFault};

/// Widths and precisions beyond this are refused rather than filled with blanks.
const LIMIT: u32 = 1 << 20;

/// Expands a value; `label` is how errors name the key.
pub(crate) fn expand<'t>(
    text: &'t str,
    label: &str,
    names: &Names<'_>,
) -> Result<Cow<'t, str>, ExpandError> {
    if !text.contains('%') {
        return Ok(Cow::Borrowed(text));
    }
    let mut formatter = Formatter::new(text, names);
    match formatter.run() {
        Ok(()) => Ok(Cow::Owned(formatter.out)),
        Err(Stop::UnknownName(name)) => Err(ExpandError::UnknownName {
            value: text.to_owned(),
            label: label.to_owned(),
            name,
            available: names.available(),
        }),
        Err(Stop::Fault(fault)) => Err(ExpandError::BadFormat {
            value: text.to_owned(),
            label: label.to_owned(),
            fault,
        }),
    }
}

/// Expands a value for the second time, as Supervisor does for a few keys (C-76, C-77).
///
/// compat: a literal `%` had to be written `%%%%` there; now `%%` is enough and a variable may hold
/// one, since whatever the second pass cannot read stays as it is (W-55, W-70).
pub(crate) fn expand_again(text: String, names: &Names<'_>) -> String {
    if !text.contains('%') {
        return text;
    }
    let mut formatter = Formatter::new(&text, names);
    while formatter.run().is_err() {
        // What came before the fault is out already; its sign is passed over as it stands.
        formatter.out.push('%');
        formatter.rest = text.get(formatter.start + 1..).unwrap_or_default();
    }
    formatter.out
}

enum Stop {
    UnknownName(String),
    Fault(FormatFault),
}

impl From<FormatFault> for Stop {
    fn from(fault: FormatFault) -> Self {
        Self::Fault(fault)
    }
}

struct Formatter<'t, 'n> {
    whole: &'t str,
    rest: &'t str,
    names: &'n Names<'n>,
    named_before: bool,
    /// Where the conversion now being read begins, in bytes.
    start: usize,
    out: String,
}

impl<'t, 'n> Formatter<'t, 'n> {
    fn new(whole: &'t str, names: &'n Names<'n>) -> Self {
        Self {
            whole,
            rest: whole,
            names,
            named_before: false,
            start: 0,
            out: String::with_capacity(whole.len()),
        }
    }

    fn run(&mut self) -> Result<(), Stop> {
        while let Some((literal, rest)) = self.rest.split_once('%') {
            self.out.push_str(literal);
            self.start = self.whole.len() - rest.len() - 1;
            self.rest = rest;
            match rest.strip_prefix('%') {
                Some(after) => {
                    self.out.push('%');
                    self.rest = after;
                }
                None => self.conversion()?,
            }
        }
        self.out.push_str(self.rest);
        self.rest = "";
        Ok(())
    }

    fn conversion(&mut self) -> Result<(), Stop> {
        let mut value = self.name()?;
        let mut style = Style::default();
        while let Some(flag) = self.next_if(|c| "-+ #0".contains(c)) {
            style.set(flag);
        }
        style.width = self
            .size(&mut value, FormatFault::WidthTooBig)?
            .unwrap_or_default();
        if self.next_if(|c| c == '.').is_some() {
            let precision = self.size(&mut value, FormatFault::PrecisionTooBig)?;
            style.precision = Some(precision.unwrap_or_default());
        }
        self.next_if(|c| "hlL".contains(c));
        let read = self.whole.len() - self.rest.len();
        let index = self
            .whole
            .get(..read)
            .map_or(0, |read| read.chars().count());
        let conversion = self.next().ok_or(FormatFault::Incomplete)?;
        let rendered = self.render(conversion, value, &style, index)?;
        self.out.push_str(&rendered);
        Ok(())
    }

    /// Reads `(name)`, in which parentheses may be nested, and looks it up.
    fn name(&mut self) -> Result<Option<Named<'n>>, Stop> {
        let Some(inside) = self.rest.strip_prefix('(') else {
            return Ok(None);
        };
        let mut depth = 1_u32;
        let closing = inside.char_indices().find(|(_, c)| {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let (end, _) = closing.ok_or(FormatFault::IncompleteKey)?;
        let (name, after) = inside.split_at(end);
        self.rest = after.strip_prefix(')').unwrap_or(after);
        self.named_before = true;
        match self.names.find(name) {
            Some(value) => Ok(Some(value)),
            None => Err(Stop::UnknownName(name.to_owned())),
        }
    }

    fn size(
        &mut self,
        value: &mut Option<Named<'_>>,
        too_big: FormatFault,
    ) -> Result<Option<usize>, FormatFault> {
        if self.next_if(|c| c == '*').is_some() {
            // The star takes the value itself, so none is left for the conversion.
            return match value.take() {
                Some(Named::Number(size)) => Ok(usize::try_from(size).ok()),
                None if self.named_before => Err(FormatFault::NotEnoughArguments),
                Some(Named::Text(_)) | None => Err(FormatFault::StarWantsInteger),
            };
        }
        let mut size = None;
        while let Some(digit) = self.next_if(|c| c.is_ascii_digit()) {
            let larger = size.unwrap_or(0) * 10 + digit.to_digit(10).unwrap_or_default();
            if larger > LIMIT {
                return Err(too_big);
            }
            size = Some(larger);
        }
        Ok(size.and_then(|size| usize::try_from(size).ok()))
    }

    fn render(
        &self,
        conversion: char,
        value: Option<Named<'_>>,
        style: &Style,
        index: usize,
    ) -> Result<String, FormatFault> {
        if value.is_none() && self.named_before {
            return Err(FormatFault::NotEnoughArguments);
        }
        if !"sracdiuoxXeEfFgG".contains(conversion) {
            let character = conversion;
            return Err(FormatFault::Unsupported { character, index });
        }
        let found = if value.is_none() { "dict" } else { "str" };
        match (conversion, value) {
            ('s' | 'r' | 'a', None) => Err(FormatFault::NameRequired(conversion)),
            ('s', Some(Named::Text(text))) => Ok(style.text(text)),
            ('r', Some(Named::Text(text))) => Ok(style.text(&repr(text))),
            ('a', Some(Named::Text(text))) => Ok(style.text(&ascii(text))),
            ('s' | 'r' | 'a', Some(Named::Number(number))) => Ok(style.text(&number.to_string())),
            ('c', value) => character(value, style),
            (_, Some(Named::Number(number))) => Ok(number::render(conversion, number, style)),
            ('d' | 'i' | 'u', _) => Err(FormatFault::NumberRequired { conversion, found }),
            ('o' | 'x' | 'X', _) => Err(FormatFault::IntegerRequired { conversion, found }),
            _ => Err(FormatFault::RealNumberRequired(found)),
        }
    }

    fn next(&mut self) -> Option<char> {
        self.next_if(|_| true)
    }

    fn next_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| wanted(*c))?;
        self.rest = self.rest.split_at(c.len_utf8()).1;
        Some(c)
    }
}

fn character(value: Option<Named<'_>>, style: &Style) -> Result<String, FormatFault> {
    let shown = match value {
        Some(Named::Number(code)) => u32::try_from(code)
            .ok()
            .and_then(char::from_u32)
            .ok_or(FormatFault::CharacterRange)?
            .to_string(),
        Some(Named::Text(text)) if text.chars().count() == 1 => text.to_owned(),
        Some(Named::Text(_)) | None => return Err(FormatFault::CharacterRequired),
    };
    Ok(style.padded(&shown))
}
