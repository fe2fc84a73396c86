//! The parameters of a call, converted as Supervisor converts them.

use bytes::Bytes;
use supervisor_api::log::ReadRule;
use supervisor_api::{Channel, Fault, FaultCode, GroupName, LogRead, LogRef, Namespec, Target};

use crate::quote::quote;
use crate::request::{Refusal, Request};
use crate::value::Value;

/// The parameters of one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Args<'a> {
    values: &'a [Value],
    pub(crate) namespaces: &'a [String],
}

impl<'a> Args<'a> {
    pub(crate) const fn new(values: &'a [Value], namespaces: &'a [String]) -> Self {
        Self { values, namespaces }
    }

    /// Returns a parameter; one that was left out reads as nothing.
    pub(crate) fn value(&self, index: usize) -> &'a Value {
        self.values.get(index).unwrap_or(&Value::Nil)
    }

    /// Returns a text.
    pub(crate) fn text(&self, index: usize) -> Result<&'a str, Fault> {
        self.value(index).as_str().ok_or_else(incorrect)
    }

    /// Returns anything as text.
    pub(crate) fn any_text(&self, index: usize) -> String {
        quote(self.value(index)).unwrap_or_else(|| "None".to_owned())
    }

    /// Returns text for a standard input, as bytes. What is no text is quoted in the fault.
    pub(crate) fn input(&self, index: usize) -> Result<Bytes, Fault> {
        match self.value(index) {
            Value::String(text) => Ok(Bytes::copy_from_slice(text.as_bytes())),
            other => Err(Fault {
                code: FaultCode::IncorrectParameters,
                detail: quote(other),
            }),
        }
    }

    /// Returns what a process is called by (W-42: what is no text is a wrong parameter).
    pub(crate) fn process(&self, index: usize) -> Result<Namespec, Fault> {
        self.text(index).map(Namespec::parse)
    }

    /// Returns the target of an action on a process, or on a group written as `group:*`.
    pub(crate) fn target(&self, index: usize) -> Result<Target, Fault> {
        self.process(index).map(Target::Named)
    }

    /// Returns the name of a group. Numbers and nothing name no group; lists cannot be looked up
    /// at all.
    pub(crate) fn group(&self, index: usize) -> Result<GroupName, Fault> {
        match self.value(index) {
            Value::Array(_) | Value::Struct(_) => Err(incorrect()),
            _ => self.group_among(index),
        }
    }

    /// Returns the name of a group that is compared with others rather than looked up, so that
    /// anything else is no wrong parameter but a name that does not exist.
    pub(crate) fn group_among(&self, index: usize) -> Result<GroupName, Fault> {
        match self.value(index) {
            Value::String(name) => Ok(name.as_str().into()),
            other => Err(Fault {
                code: FaultCode::BadName,
                detail: quote(other),
            }),
        }
    }

    /// Returns a switch that is on unless it is given as off; any type is judged as Python does.
    pub(crate) fn on_by_default(&self, index: usize) -> bool {
        self.values.get(index).is_none_or(is_truthy)
    }

    /// Returns a signal in words, to be judged after the target.
    pub(crate) fn signal(&self, index: usize) -> Result<String, Fault> {
        match self.value(index) {
            Value::String(text) => Ok(text.clone()),
            value => whole_number(value).map(|number| number.to_string()),
        }
    }

    /// Asks for the part of the main log that two parameters describe.
    pub(crate) fn read_main_log(&self) -> Result<Request, Fault> {
        self.read(LogRef::Main, ReadRule::Read, 0)
    }

    /// Asks for the part of a process's log that three parameters describe. An unknown process is
    /// reported before an unusable number.
    pub(crate) fn read_process_log(
        &self,
        channel: Channel,
        rule: ReadRule,
    ) -> Result<Request, Fault> {
        let name = self.process(0)?;
        let log = LogRef::Process {
            name: name.clone(),
            channel,
        };
        self.read(log, rule, 1).or_else(|fault| {
            let process = Some(name);
            Ok(Request::Refused(Refusal { process, fault }))
        })
    }

    /// Reads the offset and, after it, the length.
    fn read(&self, log: LogRef, rule: ReadRule, first: usize) -> Result<Request, Fault> {
        Ok(Request::Read(LogRead {
            log,
            offset: whole_number(self.value(first))?,
            length: whole_number(self.value(first + 1))?,
            rule,
        }))
    }
}

fn incorrect() -> Fault {
    Fault::new(FaultCode::IncorrectParameters)
}

/// Converts a value as Python's `int` does: numbers are truncated, numeric text is read.
fn whole_number(value: &Value) -> Result<i64, Fault> {
    let unusable = || Fault::new(FaultCode::BadArguments);
    match value {
        Value::Int(number) => Ok(*number),
        Value::Bool(truth) => Ok((*truth).into()),
        Value::Double(number) => truncated(*number).ok_or_else(unusable),
        Value::String(text) => text.trim().parse().map_err(|_| unusable()),
        Value::Nil | Value::DateTime(_) | Value::Array(_) | Value::Struct(_) => Err(incorrect()),
    }
}

fn truncated(number: f64) -> Option<i64> {
    // Every whole number in this range, whose ends are exact, fits; NaN is in no range.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (-LIMIT..=LIMIT).contains(&number).then_some(number as i64)
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Nil => false,
        Value::Bool(truth) => *truth,
        Value::Int(number) => *number != 0,
        Value::Double(number) => *number != 0.0,
        Value::String(text) => !text.is_empty(),
        Value::DateTime(_) => true,
        Value::Array(elements) => !elements.is_empty(),
        Value::Struct(members) => !members.is_empty(),
    }
}
