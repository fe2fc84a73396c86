//! What the method table says about one method.

use supervisor_api::Fault;

use crate::args::Args;
use crate::request::Request;

/// One row of the method table.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) space: Space,
    pub(crate) name: &'static str,
    /// An older name that clients still use.
    pub(crate) alias: Option<&'static str>,
    pub(crate) returns: Kind,
    pub(crate) params: &'static [Param],
    pub(crate) doc: &'static str,
    /// Turns parameters, whose number is right, into what they ask for.
    pub(crate) decode: fn(Args<'_>) -> Result<Request, Fault>,
}

/// One parameter of a method.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) doc: &'static str,
    /// May be left out.
    pub(crate) optional: bool,
}

/// The types that signatures name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Array,
    Boolean,
    Int,
    String,
    Struct,
}

/// Whose method it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// The daemon's own methods, under the name of each built-in `[rpcinterface:x]` (C-184).
    Supervisor,
    /// What every XML-RPC server offers about itself.
    System,
}

impl Space {
    /// Finds the methods that a namespace stands for.
    pub(crate) fn named(namespace: &str, namespaces: &[String]) -> Option<Self> {
        if namespace == "system" {
            return Some(Self::System);
        }
        namespaces
            .iter()
            .any(|name| name == namespace)
            .then_some(Self::Supervisor)
    }
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::String => "string",
            Self::Struct => "struct",
        }
    }
}

impl Method {
    /// Tells whether the name, without its namespace, means this method.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.alias == Some(name)
    }

    /// Tells whether the method can be called with so many parameters.
    pub(crate) fn takes(&self, count: usize) -> bool {
        let required = self.params.iter().filter(|param| !param.optional).count();
        (required..=self.params.len()).contains(&count)
    }

    /// Goes over the names under which clients can call the method.
    pub(crate) fn full_names<'a>(
        &'a self,
        namespaces: &'a [String],
    ) -> impl Iterator<Item = String> + 'a {
        let (system, own) = match self.space {
            Space::System => (Some("system"), &[][..]),
            Space::Supervisor => (None, namespaces),
        };
        let spaces = system.into_iter().chain(own.iter().map(String::as_str));
        spaces.flat_map(move |space| {
            [Some(self.name), self.alias]
                .into_iter()
                .flatten()
                .map(move |name| format!("{space}.{name}"))
        })
    }

    /// Returns the type of the answer and those of the parameters.
    pub(crate) fn signature(&self) -> impl Iterator<Item = &'static str> {
        let params = self.params.iter().map(|param| param.kind.name());
        std::iter::once(self.returns.name()).chain(params)
    }

    /// Explains the method to a person.
    pub(crate) fn help(&self) -> String {
        let mut text = format!("{}\n\n", self.doc);
        for param in self.params {
            let (kind, name) = (param.kind.name(), param.name);
            text.push_str(&format!("@param {kind} {name}  {}\n", param.doc));
        }
        text.push_str(&format!("@return {}\n", self.returns.name()));
        text
    }
}
