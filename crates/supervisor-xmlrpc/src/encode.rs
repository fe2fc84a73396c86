//! From calls and answers to XML text, byte for byte as Python's marshaller writes it.

use std::fmt::Write as _;

use crate::pull::is_xml_char;
use crate::value::Value;

const DECLARATION: &str = "<?xml version='1.0'?>\n";

/// Writes a call.
#[must_use]
pub fn encode_call(method: &str, params: &[Value]) -> String {
    let mut writer = Writer::with_capacity(256);
    writer.raw("<methodCall>\n<methodName>");
    writer.escaped(method);
    writer.raw("</methodName>\n<params>\n");
    for param in params {
        writer.raw("<param>\n");
        writer.value(param);
        writer.raw("</param>\n");
    }
    writer.raw("</params>\n</methodCall>\n");
    writer.out
}

/// Writes an answer whose value is written by `fill`.
#[must_use]
pub fn encode_response(fill: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::for_response();
    fill(&mut writer);
    writer.finish_response()
}

/// Writes a fault.
#[must_use]
pub fn encode_fault(number: i32, text: &str) -> String {
    let mut writer = Writer::with_capacity(512);
    writer.raw("<methodResponse>\n<fault>\n");
    writer.fault(number, text);
    writer.raw("</fault>\n</methodResponse>\n");
    writer.out
}

/// Writes values one after the other into one text, without a tree in between.
///
/// Whoever writes an answer piece by piece begins with [`Writer::for_response`], writes exactly one
/// value and ends with [`Writer::finish_response`].
#[derive(Debug)]
pub struct Writer {
    out: String,
}

impl Writer {
    fn with_capacity(capacity: usize) -> Self {
        let mut out = String::with_capacity(capacity);
        out.push_str(DECLARATION);
        Self { out }
    }

    /// Begins an answer that carries a value.
    #[must_use]
    pub fn for_response() -> Self {
        let mut writer = Self::with_capacity(256);
        writer.raw("<methodResponse>\n<params>\n<param>\n");
        writer
    }

    /// Ends an answer.
    #[must_use]
    pub fn finish_response(mut self) -> String {
        self.raw("</param>\n</params>\n</methodResponse>\n");
        self.out
    }

    /// Makes room for a large value.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.out.reserve(bytes);
    }

    /// Writes an integer, kept within the 32 bits that clients can read (X-10, W-43).
    pub fn int(&mut self, number: i64) {
        let capped = number.clamp(i32::MIN.into(), i32::MAX.into());
        self.raw("<value><int>");
        // Writing into a String cannot fail.
        let _ = write!(self.out, "{capped}");
        self.raw("</int></value>\n");
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, truth: bool) {
        self.raw(if truth {
            "<value><boolean>1</boolean></value>\n"
        } else {
            "<value><boolean>0</boolean></value>\n"
        });
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        self.raw("<value><string>");
        self.escaped(text);
        self.raw("</string></value>\n");
    }

    /// Writes an array whose elements are written by `fill`.
    pub fn array(&mut self, fill: impl FnOnce(&mut Self)) {
        self.begin_array();
        fill(self);
        self.end_array();
    }

    /// Begins an array; its elements and then [`Writer::end_array`] must follow.
    pub fn begin_array(&mut self) {
        self.raw("<value><array><data>\n");
    }

    /// Ends the array that was begun last.
    pub fn end_array(&mut self) {
        self.raw("</data></array></value>\n");
    }

    /// Writes a struct whose members are written by `fill`.
    pub fn structure(&mut self, fill: impl FnOnce(&mut Members<'_>)) {
        self.raw("<value><struct>\n");
        fill(&mut Members { writer: self });
        self.raw("</struct></value>\n");
    }

    /// Writes the struct that stands for a fault.
    pub fn fault(&mut self, number: i32, text: &str) {
        self.structure(|members| {
            members.int("faultCode", number.into());
            members.string("faultString", text);
        });
    }

    /// Writes any value.
    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Nil => self.raw("<value><nil/></value>"),
            Value::Bool(truth) => self.boolean(*truth),
            Value::Int(number) => self.int(*number),
            Value::Double(number) => {
                // Writing into a String cannot fail; the debug form always has a point or an exponent, as Python's has.
                let _ = writeln!(self.out, "<value><double>{number:?}</double></value>");
            }
            Value::String(text) => self.string(text),
            Value::DateTime(text) => {
                self.raw("<value><dateTime.iso8601>");
                self.escaped(text);
                self.raw("</dateTime.iso8601></value>\n");
            }
            Value::Array(elements) => self.array(|writer| {
                for element in elements {
                    writer.value(element);
                }
            }),
            Value::Struct(members) => self.structure(|writer| {
                for (name, value) in members {
                    writer.value(name, value);
                }
            }),
        }
    }

    fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes text with its markup escaped; what XML cannot carry becomes U+FFFD, and a carriage
    /// return survives as a reference (W-40).
    fn escaped(&mut self, text: &str) {
        // Nearly every text is free of all this, and looking at bytes is much faster.
        if text.bytes().all(is_plain) {
            self.raw(text);
            return;
        }
        for character in text.chars() {
            match replacement(character) {
                Some(replacement) => self.raw(replacement),
                None => self.out.push(character),
            }
        }
    }
}

const fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'>')
}

const fn replacement(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#13;"),
        other if !is_xml_char(other) => Some("\u{fffd}"),
        _ => None,
    }
}

/// Writes the members of one struct.
#[derive(Debug)]
pub struct Members<'a> {
    writer: &'a mut Writer,
}

impl Members<'_> {
    /// Writes a member whose value is written by `fill`.
    pub fn member(&mut self, name: &str, fill: impl FnOnce(&mut Writer)) {
        self.writer.raw("<member>\n<name>");
        self.writer.escaped(name);
        self.writer.raw("</name>\n");
        fill(self.writer);
        self.writer.raw("</member>\n");
    }

    /// Writes an integer member.
    pub fn int(&mut self, name: &str, number: i64) {
        self.member(name, |writer| writer.int(number));
    }

    /// Writes a boolean member.
    pub fn boolean(&mut self, name: &str, truth: bool) {
        self.member(name, |writer| writer.boolean(truth));
    }

    /// Writes a string member.
    pub fn string(&mut self, name: &str, text: &str) {
        self.member(name, |writer| writer.string(text));
    }

    /// Writes a member of any type.
    pub fn value(&mut self, name: &str, value: &Value) {
        self.member(name, |writer| writer.value(value));
    }
}
