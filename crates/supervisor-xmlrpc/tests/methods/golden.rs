//! Answers byte for byte as Supervisor 4.3.0 gave them (`golden/` holds its recorded texts).

use bytes::Bytes;
use supervisor_api::log::ReadRule;
use supervisor_api::{ConfigDiff, Fault, FaultCode, LogSlice, Outcome, Reply, Snapshot};
use supervisor_xmlrpc::{
    Call, Query, Request, Response, Value, decode_response, encode_response, resolve,
};

use crate::demo;

fn answer(query: &Query, snapshot: &Snapshot) -> String {
    encode_response(|writer| {
        query
            .write(snapshot, demo::NOW, &demo::Utc, writer)
            .unwrap();
    })
}

fn known(method: &str, params: Vec<Value>) -> Value {
    let call = Call {
        method: method.to_owned(),
        params,
    };
    match resolve(&call, &demo::namespaces()) {
        Ok(Request::Known(value)) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn x_51_process_infos() {
    assert_eq!(
        answer(&Query::AllProcessInfo, &demo::demo()),
        include_str!("golden/getAllProcessInfo.xml")
    );
}

#[test]
fn x_53_config_infos_of_active_groups_show_the_names_of_automatic_logs() {
    assert_eq!(
        answer(&Query::AllConfigInfo, &demo::demo()),
        include_str!("golden/getAllConfigInfo.xml")
    );
}

#[test]
fn x_53_config_infos_after_a_reread_say_auto_again() {
    assert_eq!(
        answer(&Query::AllConfigInfo, &demo::demo_after_reread()),
        include_str!("golden/getAllConfigInfo-after-reread.xml")
    );
}

#[test]
fn x_70_the_method_names() {
    let names = known("system.listMethods", vec![]);

    assert_eq!(names.as_array().unwrap().len(), 41);
    assert_eq!(
        encode_response(|writer| writer.value(&names)),
        include_str!("golden/listMethods.xml")
    );
}

#[test]
fn x_72_the_signature_of_every_method() {
    let names = known("system.listMethods", vec![]);
    let signatures: Vec<Value> = names
        .as_array()
        .unwrap()
        .iter()
        .map(|name| known("system.methodSignature", vec![name.clone()]))
        .collect();

    assert_eq!(
        encode_response(|writer| writer.value(&signatures.into())),
        include_str!("golden/methodSignatures.xml")
    );
}

#[test]
fn x_29_the_answer_to_reload_config() {
    let reply = Reply::Diff(ConfigDiff {
        added: vec!["late".into()],
        ..ConfigDiff::default()
    });

    assert_eq!(
        encode_response(|writer| writer.reply(&reply)),
        include_str!("golden/reloadConfig.xml")
    );
}

#[test]
fn x_50_result_structs() {
    let fault = Fault::with(FaultCode::NoFile, "can't find command '/nonexistent/<&>'");
    let reply = Reply::Outcomes(vec![Outcome {
        group: "bad".into(),
        process: "bad".into(),
        result: Err(fault),
    }]);

    assert_eq!(
        encode_response(|writer| writer.reply(&reply)),
        include_str!("golden/startProcessGroup.xml")
    );
}

#[test]
fn x_61_a_tail() {
    let slice = LogSlice {
        bytes: Bytes::from_static(b"ello\n"),
        offset: 6,
        overflow: true,
    };

    assert_eq!(
        encode_response(|writer| writer.log_slice(ReadRule::Tail, &slice)),
        include_str!("golden/tail.xml")
    );
}

#[test]
fn w_41_a_log_that_is_not_utf_8_is_read_with_replacements() {
    let slice = LogSlice {
        bytes: Bytes::from_static(b"\xa9 caf\xe9\n"),
        ..LogSlice::default()
    };

    let text = encode_response(|writer| writer.log_slice(ReadRule::Read, &slice));

    assert_eq!(
        decode_response(text.as_bytes()),
        Ok(Response::Value(Value::from("\u{fffd} caf\u{fffd}\n")))
    );
}
