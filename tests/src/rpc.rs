//! A stand-in XML-RPC client for what scenarios ask a daemon.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// An XML-RPC value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Int(i64),
    Bool(bool),
    Text(String),
    Array(Vec<Self>),
    Struct(BTreeMap<String, Self>),
}

/// The fault that a daemon answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: i64,
    pub text: String,
}

/// What a scenario looks at in a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    pub name: String,
    pub group: String,
    pub state: String,
    pub pid: i32,
    pub start: i64,
    pub exit: i64,
    pub spawn_error: String,
    pub stdout_logfile: String,
    pub stderr_logfile: String,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl Value {
    pub(crate) fn int(&self) -> i64 {
        match self {
            Self::Int(number) => *number,
            other => panic!("{other:?} is no number"),
        }
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            other => panic!("{other:?} is no text"),
        }
    }

    pub(crate) fn array(&self) -> &[Self] {
        match self {
            Self::Array(items) => items,
            other => panic!("{other:?} is no array"),
        }
    }

    fn member(&self, name: &str) -> &Self {
        match self {
            Self::Struct(members) => &members[name],
            other => panic!("{other:?} is no struct"),
        }
    }
}

impl From<&Value> for Info {
    fn from(value: &Value) -> Self {
        let text = |name| value.member(name).text().to_owned();
        Self {
            name: text("name"),
            group: text("group"),
            state: text("statename"),
            pid: i32::try_from(value.member("pid").int()).expect("a pid"),
            start: value.member("start").int(),
            exit: value.member("exitstatus").int(),
            spawn_error: text("spawnerr"),
            stdout_logfile: text("stdout_logfile"),
            stderr_logfile: text("stderr_logfile"),
        }
    }
}

pub(crate) fn encode(method: &str, parameters: &[Value]) -> String {
    let mut body = format!("<?xml version='1.0'?><methodCall><methodName>{method}</methodName>");
    body += "<params>";
    for parameter in parameters {
        let value = match parameter {
            Value::Int(number) => format!("<int>{number}</int>"),
            Value::Bool(truth) => format!("<boolean>{}</boolean>", u8::from(*truth)),
            Value::Text(text) => {
                let text = text.replace('&', "&amp;").replace('<', "&lt;");
                format!("<string>{text}</string>")
            }
            Value::Array(_) | Value::Struct(_) => unreachable!("scenarios send plain values"),
        };
        let _ = write!(body, "<param><value>{value}</value></param>");
    }
    body + "</params></methodCall>"
}

pub(crate) fn decode(answer: &str) -> Result<Value, Fault> {
    let mut reader = Reader(answer);
    if answer.contains("<fault>") {
        let value = reader.value();
        return Err(Fault {
            code: value.member("faultCode").int(),
            text: value.member("faultString").text().to_owned(),
        });
    }
    Ok(reader.value())
}

/// Reads the shape that X-7 describes, and no other.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn value(&mut self) -> Value {
        self.skip_past("<value>");
        let tag = self.tag();
        let value = match tag {
            "int" => Value::Int(self.text().parse().expect("a number")),
            "boolean" => Value::Bool(self.text() == "1"),
            "string" => Value::Text(unescape(self.text())),
            "array" => self.items(),
            "struct" => self.members(),
            other => panic!("unknown type {other}"),
        };
        self.skip_past("</value>");
        value
    }

    fn items(&mut self) -> Value {
        self.skip_past("<data>");
        let mut items = Vec::new();
        while self.0.trim_start().starts_with("<value>") {
            items.push(self.value());
        }
        self.skip_past("</array>");
        Value::Array(items)
    }

    fn members(&mut self) -> Value {
        let mut members = BTreeMap::new();
        while self.0.trim_start().starts_with("<member>") {
            self.skip_past("<name>");
            let name = self.text().to_owned();
            members.insert(name, self.value());
            self.skip_past("</member>");
        }
        self.skip_past("</struct>");
        Value::Struct(members)
    }

    fn skip_past(&mut self, tag: &str) {
        let (_, rest) = self
            .0
            .split_once(tag)
            .unwrap_or_else(|| panic!("no {tag} in {}", self.0));
        self.0 = rest;
    }

    fn tag(&mut self) -> &'a str {
        self.skip_past("<");
        let (tag, rest) = self.0.split_once('>').expect("a tag ends");
        self.0 = rest;
        tag
    }

    fn text(&mut self) -> &'a str {
        let (text, rest) = self.0.split_once("</").expect("a text ends");
        self.0 = rest;
        self.skip_past(">");
        text
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#13;", "\r")
        .replace("&amp;", "&")
}
