//! What calls ask for, and which of them are refused with what.

use bytes::Bytes;
use supervisor_api::log::ReadRule;
use supervisor_api::{
    Action, Channel, Fault, FaultCode, LogRead, LogRef, Mood, Namespec, Snapshot, Target,
};
use supervisor_xmlrpc::{Call, Query, Request, Value, refuse_if_stopping, resolve};

use crate::demo;

fn call(method: &str, params: &[Value]) -> Call {
    Call {
        method: method.to_owned(),
        params: params.to_vec(),
    }
}

fn ask(method: &str, params: &[Value]) -> Result<Request, Fault> {
    ask_in(method, params, Mood::Running)
}

/// Asks a daemon in this mood, as far as that goes without doing anything.
fn ask_in(method: &str, params: &[Value], mood: Mood) -> Result<Request, Fault> {
    let snapshot = Snapshot {
        mood,
        ..demo::demo()
    };
    let request = resolve(&call(method, params), &demo::namespaces())?;
    match request {
        Request::Query(_) | Request::Read(_) => refuse_if_stopping(&snapshot)?,
        Request::Refused(refusal) => return Err(refusal.judge(&snapshot)),
        Request::Known(_) | Request::Act(_) | Request::Multicall(_) => {}
    }
    Ok(request)
}

fn fault(method: &str, params: &[Value]) -> String {
    ask(method, params).unwrap_err().to_string()
}

fn action(method: &str, params: &[Value]) -> Action {
    match ask(method, params) {
        Ok(Request::Act(action)) => action,
        other => panic!("{method}: {other:?}"),
    }
}

fn named(name: &str) -> Target {
    Target::Named(Namespec::parse(name))
}

fn text(text: &str) -> Value {
    Value::from(text)
}

#[test]
fn x_13_unknown_methods() {
    for method in [
        "supervisor.nosuch",
        "getVersion",
        "supervisor._update",
        "supervisor.a.b",
        "a.b.c",
        "other.getVersion",
        "system.getVersion",
        "",
    ] {
        assert_eq!(fault(method, &[]), "UNKNOWN_METHOD", "{method}");
    }
}

#[test]
fn x_13_the_number_of_parameters_is_checked_for_every_method() {
    let Ok(Request::Known(names)) = ask("system.listMethods", &[]) else {
        panic!("a list of names");
    };
    for name in names.as_array().unwrap() {
        let Ok(Request::Known(signature)) =
            ask("system.methodSignature", std::slice::from_ref(name))
        else {
            panic!("{name:?} has a signature");
        };
        let too_many = vec![text("web"); signature.as_array().unwrap().len()];
        let name = name.as_str().unwrap();
        assert_eq!(fault(name, &too_many), "INCORRECT_PARAMETERS", "{name}");
    }
    assert_eq!(
        fault("supervisor.startProcess", &[]),
        "INCORRECT_PARAMETERS"
    );
}

#[test]
fn x_12_a_stopping_daemon_refuses_its_own_methods_after_the_checks_of_the_call() {
    let refused = Err(Fault::new(FaultCode::ShutdownState));

    for mood in [Mood::Shutdown, Mood::Restarting] {
        assert_eq!(ask_in("supervisor.getState", &[], mood), refused);
        assert_eq!(ask_in("supervisor.getVersion", &[], mood), refused);
    }
    assert_eq!(
        ask_in("supervisor.startProcess", &[Value::Int(5)], Mood::Shutdown),
        refused
    );
    assert_eq!(
        ask_in("supervisor.getState", &[Value::Int(5)], Mood::Shutdown),
        Err(Fault::new(FaultCode::IncorrectParameters))
    );
    assert!(ask_in("system.listMethods", &[], Mood::Shutdown).is_ok());
    assert!(
        ask_in(
            "supervisor.sendRemoteCommEvent",
            &[text("a"), text("b")],
            Mood::Shutdown
        )
        .is_ok()
    );
}

#[test]
fn x_32_wait_is_on_unless_given_as_off_in_any_type() {
    let waits = |params: &[Value]| match action("supervisor.startProcess", params) {
        Action::Start { wait, .. } => wait,
        other => panic!("{other:?}"),
    };

    assert!(waits(&[text("web")]));
    for on in [Value::Bool(true), Value::Int(1), text("x")] {
        assert!(waits(&[text("web"), on]));
    }
    for off in [
        Value::Bool(false),
        Value::Int(0),
        text(""),
        Value::Nil,
        Value::Array(vec![]),
    ] {
        assert!(!waits(&[text("web"), off]));
    }
}

#[test]
fn x_32_to_x_40_start_stop_and_signal_name_their_targets() {
    assert_eq!(
        action("supervisor.startProcess", &[text("pair:*")]),
        Action::Start {
            target: named("pair:*"),
            wait: true
        }
    );
    assert_eq!(
        action("supervisor.stopProcessGroup", &[text("pair"), false.into()]),
        Action::Stop {
            target: Target::Group("pair".into()),
            wait: false
        }
    );
    assert_eq!(
        action("supervisor.stopAllProcesses", &[]),
        Action::Stop {
            target: Target::All,
            wait: true
        }
    );
    assert_eq!(
        action("supervisor.signalAllProcesses", &[text("HUP")]),
        Action::Signal {
            target: Target::All,
            signal: "HUP".to_owned()
        }
    );
}

#[test]
fn x_38_a_signal_may_be_a_number() {
    for (value, signal) in [
        (Value::Int(15), "15"),
        (Value::Double(15.5), "15"),
        (Value::Bool(true), "1"),
        (text("term"), "term"),
    ] {
        assert_eq!(
            action("supervisor.signalProcess", &[text("web"), value]),
            Action::Signal {
                target: named("web"),
                signal: signal.to_owned()
            }
        );
    }
}

#[test]
fn w_42_a_process_name_that_is_no_text_is_a_wrong_parameter() {
    for value in [
        Value::Int(5),
        Value::Nil,
        Value::Bool(true),
        Value::Array(vec![]),
    ] {
        let params = [value];
        for method in [
            "supervisor.startProcess",
            "supervisor.stopProcess",
            "supervisor.getProcessInfo",
            "supervisor.clearProcessLogs",
        ] {
            assert_eq!(fault(method, &params), "INCORRECT_PARAMETERS", "{method}");
        }
    }
}

#[test]
fn x_13_group_names_of_other_types() {
    let start = "supervisor.startProcessGroup";
    assert_eq!(fault(start, &[Value::Int(5)]), "BAD_NAME: 5");
    assert_eq!(fault(start, &[Value::Bool(true)]), "BAD_NAME: True");
    assert_eq!(fault(start, &[Value::Double(2.0)]), "BAD_NAME: 2.0");
    assert_eq!(fault(start, &[Value::Nil]), "BAD_NAME");
    let list = || Value::Array(vec![text("x")]);
    assert_eq!(fault(start, &[list()]), "INCORRECT_PARAMETERS");
    assert_eq!(
        fault("supervisor.removeProcessGroup", &[Value::Struct(vec![])]),
        "INCORRECT_PARAMETERS"
    );
    assert_eq!(
        fault("supervisor.addProcessGroup", &[list()]),
        "BAD_NAME: ['x']"
    );
}

#[test]
fn x_14_process_info_needs_one_existing_process() {
    let info = |name: &str| {
        let query = match ask("supervisor.getProcessInfo", &[text(name)]) {
            Ok(Request::Query(query)) => query,
            other => panic!("{other:?}"),
        };
        let mut writer = supervisor_xmlrpc::Writer::for_response();
        query.write(&demo::demo(), demo::NOW, &demo::Utc, &mut writer)
    };

    for good in ["web", "web:web", "pair:one"] {
        assert_eq!(info(good), Ok(()), "{good}");
    }
    for bad in [
        "one",
        "pair",
        "pair:*",
        "pair:",
        "nosuch",
        "",
        "web:web:web",
    ] {
        assert_eq!(
            info(bad),
            Err(Fault::with(FaultCode::BadName, bad)),
            "{bad}"
        );
    }
}

#[test]
fn x_60_numbers_are_converted_as_python_converts_them() {
    let read = |offset: Value, length: Value| {
        ask("supervisor.readProcessLog", &[text("web"), offset, length])
    };

    assert_eq!(
        read(text(" 1 "), Value::Double(-2.9)),
        Ok(Request::Read(LogRead {
            log: LogRef::Process {
                name: Namespec::parse("web"),
                channel: Channel::Stdout
            },
            offset: 1,
            length: -2,
            rule: ReadRule::Read
        }))
    );
    for unusable in [
        text("x"),
        text("1.5"),
        text("99999999999999999999"),
        Value::Double(f64::NAN),
        Value::Double(1e300),
    ] {
        assert_eq!(
            read(unusable, Value::Int(0)),
            Err(Fault::new(FaultCode::BadArguments))
        );
    }
    for wrong in [Value::Nil, Value::Array(vec![]), Value::Struct(vec![])] {
        assert_eq!(
            read(Value::Int(0), wrong),
            Err(Fault::new(FaultCode::IncorrectParameters))
        );
    }
}

#[test]
fn x_44_an_unknown_process_is_told_before_an_unusable_number() {
    assert_eq!(
        fault(
            "supervisor.tailProcessStderrLog",
            &[text("nosuch"), Value::Array(vec![]), Value::Int(0)]
        ),
        "BAD_NAME: nosuch"
    );
}

#[test]
fn x_49_input_that_is_no_text_is_quoted_before_the_name_is_looked_at() {
    let send = |chars| fault("supervisor.sendProcessStdin", &[text("nosuch"), chars]);

    assert_eq!(send(Value::Int(5)), "INCORRECT_PARAMETERS: 5");
    assert_eq!(send(Value::Nil), "INCORRECT_PARAMETERS");
    assert_eq!(
        action("supervisor.sendProcessStdin", &[text("web"), text("é\n")]),
        Action::SendStdin {
            name: Namespec::parse("web"),
            bytes: Bytes::from("é\n")
        }
    );
}

#[test]
fn x_49b_remote_events_take_anything_as_text() {
    assert_eq!(
        action(
            "supervisor.sendRemoteCommEvent",
            &[Value::Int(1), Value::Nil]
        ),
        Action::SendRemoteEvent {
            kind: "1".to_owned(),
            data: "None".to_owned()
        }
    );
}

#[test]
fn x_20_aliases_mean_the_same_methods() {
    let params = [text("web"), Value::Int(0), Value::Int(0)];
    for (alias, name, count) in [
        ("getVersion", "getAPIVersion", 0),
        ("readProcessLog", "readProcessStdoutLog", 3),
        ("tailProcessLog", "tailProcessStdoutLog", 3),
        ("clearProcessLog", "clearProcessLogs", 1),
    ] {
        let ask = |name: &str| ask(&format!("supervisor.{name}"), &params[..count]);
        assert_eq!(ask(alias), ask(name));
        assert!(ask(name).is_ok());
    }
}

#[test]
fn x_71_help_and_signature_of_unknown_methods() {
    for method in ["system.methodHelp", "system.methodSignature"] {
        for name in [text("x"), Value::Int(5), Value::Array(vec![])] {
            assert_eq!(fault(method, &[name]), "SIGNATURE_UNSUPPORTED");
        }
    }
    let Ok(Request::Known(Value::String(help))) =
        ask("system.methodHelp", &[text("supervisor.stopProcess")])
    else {
        panic!("a text");
    };
    assert!(help.contains("@param boolean wait"), "{help}");
}

#[test]
fn c_184_the_methods_are_served_under_the_names_of_the_configured_interfaces() {
    let ask = |method: &str, namespaces: &[&str]| {
        let namespaces: Vec<String> = namespaces.iter().map(ToString::to_string).collect();
        resolve(&call(method, &[]), &namespaces)
    };
    let unknown = Err(Fault::new(FaultCode::UnknownMethod));

    assert_eq!(ask("supervisor.getState", &[]), unknown);
    assert_eq!(ask("supervisor.getState", &["other"]), unknown);
    assert_eq!(
        ask("other.getState", &["other"]),
        Ok(Request::Query(Query::State))
    );
    let Ok(Request::Known(names)) = ask("system.listMethods", &[]) else {
        panic!("a list of names");
    };
    assert_eq!(names.as_array().map(<[Value]>::len), Some(4));
}

#[test]
fn x_74_entries_of_a_multicall_that_are_no_calls_become_faults() {
    let member = |name: &str, value: Value| (name.to_owned(), value);
    let entry = |members: Vec<(String, Value)>| Value::Struct(members);
    let calls = vec![
        entry(vec![member("methodName", text("supervisor.getPID"))]),
        entry(vec![member("params", Value::Array(vec![]))]),
        entry(vec![member("methodName", text("system.multicall"))]),
        entry(vec![
            member("methodName", text("supervisor.getPID")),
            member("params", text("x")),
        ]),
        Value::Int(5),
    ];

    let Ok(Request::Multicall(entries)) = ask("system.multicall", &[calls.into()]) else {
        panic!("several calls");
    };

    let detail = |text: &str| Err(Fault::with(FaultCode::IncorrectParameters, text));
    let plain = || Err(Fault::new(FaultCode::IncorrectParameters));
    assert_eq!(
        entries,
        [
            Ok(call("supervisor.getPID", &[])),
            detail("No methodName"),
            detail("Recursive system.multicall forbidden"),
            plain(),
            plain(),
        ]
    );
}

#[test]
fn x_74_a_multicall_of_something_else() {
    for value in [Value::Int(5), Value::Nil, text("a"), Value::Struct(vec![])] {
        assert_eq!(fault("system.multicall", &[value]), "INCORRECT_PARAMETERS");
    }
    for empty in [text(""), Value::Array(vec![])] {
        assert_eq!(
            ask("system.multicall", &[empty]),
            Ok(Request::Multicall(vec![]))
        );
    }
}
