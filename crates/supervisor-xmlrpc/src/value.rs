//! The values that XML-RPC messages carry.

/// One value. Base64 data is not among them: Supervisor reads it as UTF-8 text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `<nil/>`, which Supervisor reads but never writes.
    Nil,
    Bool(bool),
    Int(i64),
    Double(f64),
    String(String),
    /// `YYYYMMDDTHH:MM:SS`, as it was written.
    DateTime(String),
    Array(Vec<Self>),
    /// The members in the order of the message.
    Struct(Vec<(String, Self)>),
}

impl Value {
    /// Returns the text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the number of an integer.
    #[must_use]
    pub const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the truth of a boolean.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Returns the elements of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// Returns a member of a struct; of two with the same name the last one counts.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        let Self::Struct(members) = self else {
            return None;
        };
        members
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
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

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(number.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Vec<Self>> for Value {
    fn from(elements: Vec<Self>) -> Self {
        Self::Array(elements)
    }
}

/// A call: the method's name and its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub method: String,
    pub params: Vec<Value>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    Value(Value),
    Fault(RemoteFault),
}

/// A fault as it came over the wire; its number may be one that this side does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteFault {
    pub number: i64,
    pub text: String,
}
