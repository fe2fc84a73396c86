//! From values to the types that the methods promise.

use supervisor_api::{ConfigDiff, GroupName, ProcessInfo, ProcessState};
use supervisor_xmlrpc::Value;

use crate::error::ClientError;

/// What became of one process in an action on several.
///
/// The status is a number, since a daemon may know more faults than we do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessResult {
    pub group: String,
    pub name: String,
    pub status: i64,
    pub description: String,
}

/// The part of a process's configuration that clients show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigInfo {
    pub group: String,
    pub name: String,
    pub in_use: bool,
    pub autostart: bool,
    pub group_priority: i64,
    pub process_priority: i64,
}

/// The answer of a method, to be taken apart; the method's name is for errors.
pub(crate) struct Answer {
    pub(crate) method: &'static str,
    pub(crate) value: Value,
}

impl Answer {
    pub(crate) fn text(self) -> Result<String, ClientError> {
        match self.value {
            Value::String(text) => Ok(text),
            _ => Err(self.lacks("a string")),
        }
    }

    pub(crate) fn number(self) -> Result<i64, ClientError> {
        self.value.as_int().ok_or_else(|| self.lacks("a number"))
    }

    pub(crate) fn process(self) -> Result<ProcessInfo, ClientError> {
        process_info(Members::of(self.method, self.value)?)
    }

    /// Takes an array of structs apart.
    pub(crate) fn each<T>(
        self,
        read: impl Fn(Members) -> Result<T, ClientError>,
    ) -> Result<Vec<T>, ClientError> {
        let method = self.method;
        self.array()?
            .into_iter()
            .map(|element| read(Members::of(method, element)?))
            .collect()
    }

    /// Takes `[[added, changed, removed]]` apart.
    pub(crate) fn diff(self) -> Result<ConfigDiff, ClientError> {
        let method = self.method;
        let lists = self.array()?.into_iter().next().unwrap_or(Value::Nil);
        let mut lists = Self {
            method,
            value: lists,
        }
        .array()?
        .into_iter();
        let mut next = || {
            let value = lists.next().unwrap_or(Value::Nil);
            Self { method, value }.group_names()
        };
        Ok(ConfigDiff {
            added: next()?,
            changed: next()?,
            removed: next()?,
        })
    }

    fn group_names(self) -> Result<Vec<GroupName>, ClientError> {
        let names: Option<Vec<GroupName>> = self.value.as_array().and_then(|names| {
            let name = |value: &Value| value.as_str().map(GroupName::from);
            names.iter().map(name).collect()
        });
        names.ok_or_else(|| self.lacks("a list of groups"))
    }

    fn array(self) -> Result<Vec<Value>, ClientError> {
        match self.value {
            Value::Array(elements) => Ok(elements),
            _ => Err(self.lacks("an array")),
        }
    }

    fn lacks(&self, wanted: &'static str) -> ClientError {
        ClientError::Unexpected {
            method: self.method,
            wanted,
        }
    }
}

/// The members of one struct of an answer.
pub(crate) struct Members {
    method: &'static str,
    members: Vec<(String, Value)>,
}

impl Members {
    fn of(method: &'static str, value: Value) -> Result<Self, ClientError> {
        match value {
            Value::Struct(members) => Ok(Self { method, members }),
            _ => Err(ClientError::Unexpected {
                method,
                wanted: "a struct",
            }),
        }
    }

    /// Takes a member out, so that its text need not be copied.
    fn take(&mut self, name: &'static str) -> Result<Value, ClientError> {
        match self.members.iter_mut().find(|(key, _)| key == name) {
            Some((_, value)) => Ok(std::mem::replace(value, Value::Nil)),
            None => Err(self.lacks(name)),
        }
    }

    fn text(&mut self, name: &'static str) -> Result<String, ClientError> {
        match self.take(name)? {
            Value::String(text) => Ok(text),
            _ => Err(self.lacks(name)),
        }
    }

    fn number(&mut self, name: &'static str) -> Result<i64, ClientError> {
        self.take(name)?.as_int().ok_or_else(|| self.lacks(name))
    }

    fn truth(&mut self, name: &'static str) -> Result<bool, ClientError> {
        self.take(name)?.as_bool().ok_or_else(|| self.lacks(name))
    }

    /// Takes a number of a narrower type.
    fn small<T: TryFrom<i64>>(&mut self, name: &'static str) -> Result<T, ClientError> {
        T::try_from(self.number(name)?).map_err(|_| self.lacks(name))
    }

    const fn lacks(&self, wanted: &'static str) -> ClientError {
        ClientError::Unexpected {
            method: self.method,
            wanted,
        }
    }
}

pub(crate) fn process_info(mut members: Members) -> Result<ProcessInfo, ClientError> {
    let state = ProcessState::from_code(members.small("state")?);
    Ok(ProcessInfo {
        name: members.text("name")?.as_str().into(),
        group: members.text("group")?.as_str().into(),
        start: members.number("start")?,
        stop: members.number("stop")?,
        now: members.number("now")?,
        state: state.ok_or_else(|| members.lacks("a known state"))?,
        spawnerr: members.text("spawnerr")?,
        exitstatus: members.small("exitstatus")?,
        stdout_logfile: members.text("stdout_logfile")?,
        stderr_logfile: members.text("stderr_logfile")?,
        pid: members.small("pid")?,
        description: members.text("description")?,
    })
}

pub(crate) fn process_result(mut members: Members) -> Result<ProcessResult, ClientError> {
    Ok(ProcessResult {
        group: members.text("group")?,
        name: members.text("name")?,
        status: members.number("status")?,
        description: members.text("description")?,
    })
}

pub(crate) fn config_info(mut members: Members) -> Result<ConfigInfo, ClientError> {
    Ok(ConfigInfo {
        group: members.text("group")?,
        name: members.text("name")?,
        in_use: members.truth("inuse")?,
        autostart: members.truth("autostart")?,
        group_priority: members.number("group_prio")?,
        process_priority: members.number("process_prio")?,
    })
}
