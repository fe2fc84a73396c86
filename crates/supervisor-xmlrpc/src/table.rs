//! The table of all methods: names, parameters, help, and what each asks for.

use supervisor_api::log::ReadRule;
use supervisor_api::{API_VERSION, Action, Channel, SUPERVISOR_VERSION, Target};

use crate::method::{Kind, Method, Param, Space};
use crate::multicall;
use crate::request::{Query, Request, find_method, method_names};
use crate::value::Value;

const PROCESS: Param = Param {
    name: "name",
    kind: Kind::String,
    doc: "the process: name, or group:name",
    optional: false,
};
const PROCESS_OR_GROUP: Param = Param {
    doc: "the process: name, or group:name; group:* means the whole group",
    ..PROCESS
};
const GROUP: Param = Param {
    doc: "the group",
    ..PROCESS
};
const METHOD_NAME: Param = Param {
    doc: "the method with its namespace",
    ..PROCESS
};
const WAIT: Param = Param {
    name: "wait",
    kind: Kind::Boolean,
    doc: "answer only when it has happened (on unless given as off)",
    optional: true,
};
const SIGNAL: Param = Param {
    name: "signal",
    kind: Kind::String,
    doc: "the signal, as a name (HUP, SIGHUP) or a number",
    optional: false,
};
const OFFSET: Param = Param {
    name: "offset",
    kind: Kind::Int,
    doc: "the byte to begin with; a negative one counts from the end",
    optional: false,
};
const LENGTH: Param = Param {
    name: "length",
    kind: Kind::Int,
    doc: "how many bytes; 0 means all that follow",
    optional: false,
};
const TAIL_OFFSET: Param = Param {
    doc: "where the reader is",
    ..OFFSET
};
const TAIL_LENGTH: Param = Param {
    doc: "how many bytes at most",
    ..LENGTH
};
const CHARS: Param = Param {
    name: "chars",
    kind: Kind::String,
    doc: "the text, sent as UTF-8",
    optional: false,
};
const EVENT_TYPE: Param = Param {
    name: "type",
    kind: Kind::String,
    doc: "the word that becomes the event's type",
    optional: false,
};
const EVENT_DATA: Param = Param {
    name: "data",
    kind: Kind::String,
    doc: "the body of the event",
    optional: false,
};
const CALLS: Param = Param {
    name: "calls",
    kind: Kind::Array,
    doc: "structs with the members methodName and params",
    optional: false,
};

const TAIL_DOC: &str = "Returns the end of a log for a reader who polls: [text, offset to go on \
    with, whether something was left out in between].";

/// Every method (X-20..X-49b, X-70..X-73).
pub(crate) static METHODS: [Method; 36] = [
    Method {
        space: Space::Supervisor,
        name: "getAPIVersion",
        alias: Some("getVersion"),
        returns: Kind::String,
        params: &[],
        doc: "Returns the version of this interface.",
        decode: |_| Ok(Request::Query(Query::Constant(API_VERSION))),
    },
    Method {
        space: Space::Supervisor,
        name: "getSupervisorVersion",
        alias: None,
        returns: Kind::String,
        params: &[],
        doc: "Returns the version of Supervisor that the daemon is compatible with.",
        decode: |_| Ok(Request::Query(Query::Constant(SUPERVISOR_VERSION))),
    },
    Method {
        space: Space::Supervisor,
        name: "getIdentification",
        alias: None,
        returns: Kind::String,
        params: &[],
        doc: "Returns the name that the configuration gives this daemon.",
        decode: |_| Ok(Request::Query(Query::Identification)),
    },
    Method {
        space: Space::Supervisor,
        name: "getState",
        alias: None,
        returns: Kind::Struct,
        params: &[],
        doc: "Returns the daemon's own state: its number (statecode) and its word (statename).",
        decode: |_| Ok(Request::Query(Query::State)),
    },
    Method {
        space: Space::Supervisor,
        name: "getPID",
        alias: None,
        returns: Kind::Int,
        params: &[],
        doc: "Returns the daemon's process id.",
        decode: |_| Ok(Request::Query(Query::Pid)),
    },
    Method {
        space: Space::Supervisor,
        name: "readLog",
        alias: Some("readMainLog"),
        returns: Kind::String,
        params: &[OFFSET, LENGTH],
        doc: "Returns a part of the daemon's own log.",
        decode: |args| args.read_main_log(),
    },
    Method {
        space: Space::Supervisor,
        name: "clearLog",
        alias: None,
        returns: Kind::Boolean,
        params: &[],
        doc: "Empties the daemon's own log.",
        decode: |_| Ok(Request::Act(Action::ClearMainLog)),
    },
    Method {
        space: Space::Supervisor,
        name: "shutdown",
        alias: None,
        returns: Kind::Boolean,
        params: &[],
        doc: "Stops every process and ends the daemon.",
        decode: |_| Ok(Request::Act(Action::Shutdown)),
    },
    Method {
        space: Space::Supervisor,
        name: "restart",
        alias: None,
        returns: Kind::Boolean,
        params: &[],
        doc: "Stops every process and starts anew with a freshly read configuration.",
        decode: |_| Ok(Request::Act(Action::Restart)),
    },
    Method {
        space: Space::Supervisor,
        name: "reloadConfig",
        alias: None,
        returns: Kind::Array,
        params: &[],
        doc: "Reads the configuration again and returns the groups that differ from the active \
            ones: [[added, changed, removed]]. Nothing is started or stopped.",
        decode: |_| Ok(Request::Act(Action::ReloadConfig)),
    },
    Method {
        space: Space::Supervisor,
        name: "addProcessGroup",
        alias: None,
        returns: Kind::Boolean,
        params: &[GROUP],
        doc: "Puts a group of the configuration that was read last to work.",
        decode: |args| Ok(Request::Act(Action::AddGroup(args.group_among(0)?))),
    },
    Method {
        space: Space::Supervisor,
        name: "removeProcessGroup",
        alias: None,
        returns: Kind::Boolean,
        params: &[GROUP],
        doc: "Forgets a group whose processes are all stopped.",
        decode: |args| Ok(Request::Act(Action::RemoveGroup(args.group(0)?))),
    },
    Method {
        space: Space::Supervisor,
        name: "startProcess",
        alias: None,
        returns: Kind::Boolean,
        params: &[PROCESS_OR_GROUP, WAIT],
        doc: "Starts a process.",
        decode: |args| {
            let target = args.target(0)?;
            let wait = args.on_by_default(1);
            Ok(Request::Act(Action::Start { target, wait }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "startProcessGroup",
        alias: None,
        returns: Kind::Array,
        params: &[GROUP, WAIT],
        doc: "Starts the processes of a group that do not run; returns the outcome of each.",
        decode: |args| {
            let target = Target::Group(args.group(0)?);
            let wait = args.on_by_default(1);
            Ok(Request::Act(Action::Start { target, wait }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "startAllProcesses",
        alias: None,
        returns: Kind::Array,
        params: &[WAIT],
        doc: "Starts every process that does not run; returns the outcome of each.",
        decode: |args| {
            let (target, wait) = (Target::All, args.on_by_default(0));
            Ok(Request::Act(Action::Start { target, wait }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "stopProcess",
        alias: None,
        returns: Kind::Boolean,
        params: &[PROCESS_OR_GROUP, WAIT],
        doc: "Stops a process.",
        decode: |args| {
            let target = args.target(0)?;
            let wait = args.on_by_default(1);
            Ok(Request::Act(Action::Stop { target, wait }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "stopProcessGroup",
        alias: None,
        returns: Kind::Array,
        params: &[GROUP, WAIT],
        doc: "Stops the running processes of a group; returns the outcome of each.",
        decode: |args| {
            let target = Target::Group(args.group(0)?);
            let wait = args.on_by_default(1);
            Ok(Request::Act(Action::Stop { target, wait }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "stopAllProcesses",
        alias: None,
        returns: Kind::Array,
        params: &[WAIT],
        doc: "Stops every running process; returns the outcome of each.",
        decode: |args| {
            let (target, wait) = (Target::All, args.on_by_default(0));
            Ok(Request::Act(Action::Stop { target, wait }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "signalProcess",
        alias: None,
        returns: Kind::Boolean,
        params: &[PROCESS_OR_GROUP, SIGNAL],
        doc: "Sends a signal to a process.",
        decode: |args| {
            let target = args.target(0)?;
            let signal = args.signal(1)?;
            Ok(Request::Act(Action::Signal { target, signal }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "signalProcessGroup",
        alias: None,
        returns: Kind::Array,
        params: &[GROUP, SIGNAL],
        doc: "Sends a signal to the processes of a group; returns the outcome of each.",
        decode: |args| {
            let target = Target::Group(args.group(0)?);
            let signal = args.signal(1)?;
            Ok(Request::Act(Action::Signal { target, signal }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "signalAllProcesses",
        alias: None,
        returns: Kind::Array,
        params: &[SIGNAL],
        doc: "Sends a signal to every process; returns the outcome of each.",
        decode: |args| {
            let (target, signal) = (Target::All, args.signal(0)?);
            Ok(Request::Act(Action::Signal { target, signal }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "getProcessInfo",
        alias: None,
        returns: Kind::Struct,
        params: &[PROCESS],
        doc: "Returns what there is to know about a process.",
        decode: |args| Ok(Request::Query(Query::ProcessInfo(args.process(0)?))),
    },
    Method {
        space: Space::Supervisor,
        name: "getAllProcessInfo",
        alias: None,
        returns: Kind::Array,
        params: &[],
        doc: "Returns what there is to know about each process, by group and name.",
        decode: |_| Ok(Request::Query(Query::AllProcessInfo)),
    },
    Method {
        space: Space::Supervisor,
        name: "getAllConfigInfo",
        alias: None,
        returns: Kind::Array,
        params: &[],
        doc: "Returns the settings of each process of the configuration that was read last.",
        decode: |_| Ok(Request::Query(Query::AllConfigInfo)),
    },
    Method {
        space: Space::Supervisor,
        name: "readProcessStdoutLog",
        alias: Some("readProcessLog"),
        returns: Kind::String,
        params: &[PROCESS, OFFSET, LENGTH],
        doc: "Returns a part of the log of a process's standard output.",
        decode: |args| args.read_process_log(Channel::Stdout, ReadRule::Read),
    },
    Method {
        space: Space::Supervisor,
        name: "readProcessStderrLog",
        alias: None,
        returns: Kind::String,
        params: &[PROCESS, OFFSET, LENGTH],
        doc: "Returns a part of the log of a process's standard error.",
        decode: |args| args.read_process_log(Channel::Stderr, ReadRule::Read),
    },
    Method {
        space: Space::Supervisor,
        name: "tailProcessStdoutLog",
        alias: Some("tailProcessLog"),
        returns: Kind::Array,
        params: &[PROCESS, TAIL_OFFSET, TAIL_LENGTH],
        doc: TAIL_DOC,
        decode: |args| args.read_process_log(Channel::Stdout, ReadRule::Tail),
    },
    Method {
        space: Space::Supervisor,
        name: "tailProcessStderrLog",
        alias: None,
        returns: Kind::Array,
        params: &[PROCESS, TAIL_OFFSET, TAIL_LENGTH],
        doc: TAIL_DOC,
        decode: |args| args.read_process_log(Channel::Stderr, ReadRule::Tail),
    },
    Method {
        space: Space::Supervisor,
        name: "clearProcessLogs",
        alias: Some("clearProcessLog"),
        returns: Kind::Boolean,
        params: &[PROCESS],
        doc: "Empties both logs of a process.",
        decode: |args| Ok(Request::Act(Action::ClearProcessLogs(args.target(0)?))),
    },
    Method {
        space: Space::Supervisor,
        name: "clearAllProcessLogs",
        alias: None,
        returns: Kind::Array,
        params: &[],
        doc: "Empties the logs of every process; returns the outcome of each.",
        decode: |_| Ok(Request::Act(Action::ClearProcessLogs(Target::All))),
    },
    Method {
        space: Space::Supervisor,
        name: "sendProcessStdin",
        alias: None,
        returns: Kind::Boolean,
        params: &[PROCESS, CHARS],
        doc: "Writes text to the standard input of a process.",
        decode: |args| {
            let bytes = args.input(1)?;
            let name = args.process(0)?;
            Ok(Request::Act(Action::SendStdin { name, bytes }))
        },
    },
    Method {
        space: Space::Supervisor,
        name: "sendRemoteCommEvent",
        alias: None,
        returns: Kind::Boolean,
        params: &[EVENT_TYPE, EVENT_DATA],
        doc: "Sends an event to the listeners of REMOTE_COMMUNICATION.",
        decode: |args| {
            let (kind, data) = (args.any_text(0), args.any_text(1));
            Ok(Request::Act(Action::SendRemoteEvent { kind, data }))
        },
    },
    Method {
        space: Space::System,
        name: "listMethods",
        alias: None,
        returns: Kind::Array,
        params: &[],
        doc: "Returns the names of all methods.",
        decode: |args| {
            let names = method_names(args.namespaces);
            let names: Vec<Value> = names.into_iter().map(Value::String).collect();
            Ok(Request::Known(names.into()))
        },
    },
    Method {
        space: Space::System,
        name: "methodHelp",
        alias: None,
        returns: Kind::String,
        params: &[METHOD_NAME],
        doc: "Returns this text about a method.",
        decode: |args| {
            let method = find_method(&args.any_text(0), args.namespaces)?;
            Ok(Request::Known(method.help().into()))
        },
    },
    Method {
        space: Space::System,
        name: "methodSignature",
        alias: None,
        returns: Kind::Array,
        params: &[METHOD_NAME],
        doc: "Returns the type of a method's answer and those of its parameters.",
        decode: |args| {
            let method = find_method(&args.any_text(0), args.namespaces)?;
            let kinds: Vec<Value> = method.signature().map(Value::from).collect();
            Ok(Request::Known(kinds.into()))
        },
    },
    Method {
        space: Space::System,
        name: "multicall",
        alias: None,
        returns: Kind::Array,
        params: &[CALLS],
        doc: "Makes several calls in order; a call that fails is answered by a struct with \
            faultCode and faultString.",
        decode: |args| multicall::entries(args.value(0)).map(Request::Multicall),
    },
];
