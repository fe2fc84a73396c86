//! The codec against texts that Python's marshaller wrote, and against itself.
#![expect(clippy::unwrap_used, reason = "a failed helper fails its test")]

use proptest::prelude::*;
use supervisor_xmlrpc::{
    Call, DEPTH_LIMIT, Problem, RemoteFault, Response, Value, decode_call, decode_response,
    encode_call, encode_fault, encode_response,
};

/// A call around the text of one parameter's value.
fn call_with(value: &str) -> String {
    format!(
        "<?xml version='1.0'?><methodCall><methodName>m</methodName>\
         <params><param>{value}</param></params></methodCall>"
    )
}

fn param(value: &str) -> Value {
    let mut call = decode_call(call_with(value).as_bytes()).unwrap();
    assert_eq!(call.params.len(), 1, "{value}");
    call.params.remove(0)
}

fn problem(body: &str) -> Problem {
    decode_call(body.as_bytes()).unwrap_err().problem
}

#[test]
fn x_7_a_call_is_written_as_python_writes_it() {
    let members = vec![
        ("a".to_owned(), Value::Int(1)),
        ("b".to_owned(), Value::from("x<&>\"")),
    ];
    let params = [
        Value::Struct(members),
        Value::Array(vec![Value::Int(1), Value::Bool(true), Value::Double(2.0)]),
        Value::Array(vec![]),
    ];

    let text = encode_call("m.n", &params);

    assert_eq!(
        text,
        "<?xml version='1.0'?>\n<methodCall>\n<methodName>m.n</methodName>\n<params>\n<param>\n\
         <value><struct>\n<member>\n<name>a</name>\n<value><int>1</int></value>\n</member>\n\
         <member>\n<name>b</name>\n<value><string>x&lt;&amp;&gt;\"</string></value>\n</member>\n\
         </struct></value>\n</param>\n<param>\n<value><array><data>\n<value><int>1</int></value>\n\
         <value><boolean>1</boolean></value>\n<value><double>2.0</double></value>\n\
         </data></array></value>\n</param>\n<param>\n<value><array><data>\n\
         </data></array></value>\n</param>\n</params>\n</methodCall>\n"
    );
}

#[test]
fn x_7_an_answer_and_a_fault_have_exactly_the_shape_of_the_original() {
    assert_eq!(
        encode_response(|writer| writer.string("3.0")),
        "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n\
         <value><string>3.0</string></value>\n</param>\n</params>\n</methodResponse>\n"
    );
    assert_eq!(
        encode_fault(10, "BAD_NAME: x"),
        "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n\
         <name>faultCode</name>\n<value><int>10</int></value>\n</member>\n<member>\n\
         <name>faultString</name>\n<value><string>BAD_NAME: x</string></value>\n</member>\n\
         </struct></value>\n</fault>\n</methodResponse>\n"
    );
}

#[test]
fn w_40_what_xml_cannot_carry_is_replaced_and_carriage_returns_survive() {
    let text = encode_response(|writer| writer.string("a\u{1b}[0m\0\r\n\t\u{fffe}é"));

    assert!(text.contains("<string>a\u{fffd}[0m\u{fffd}&#13;\n\t\u{fffd}é</string>"));
    let Response::Value(value) = decode_response(text.as_bytes()).unwrap() else {
        panic!("a value was sent");
    };
    assert_eq!(value, Value::from("a\u{fffd}[0m\u{fffd}\r\n\t\u{fffd}é"));
}

#[test]
fn w_43_integers_stay_within_32_bits() {
    let text = encode_response(|writer| {
        writer.array(|writer| {
            writer.int(4_294_967_296);
            writer.int(-4_294_967_296);
        });
    });

    assert!(text.contains("<int>2147483647</int>") && text.contains("<int>-2147483648</int>"));
}

#[test]
fn x_9_every_accepted_type_is_read() {
    let table = [
        ("<value><int> -5 </int></value>", Value::Int(-5)),
        ("<value><i4>7</i4></value>", Value::Int(7)),
        ("<value><boolean>1</boolean></value>", Value::Bool(true)),
        ("<value><boolean>true</boolean></value>", Value::Bool(false)),
        ("<value><string>a b</string></value>", Value::from("a b")),
        ("<value><string/></value>", Value::from("")),
        ("<value> plain </value>", Value::from(" plain ")),
        ("<value/>", Value::from("")),
        ("<value><double>1.5</double></value>", Value::Double(1.5)),
        (
            "<value><base64>\n w6k= \n</base64></value>",
            Value::from("é"),
        ),
        ("<value>\n <int>1</int>\n </value>", Value::Int(1)),
        ("<value><i8>9</i8></value>", Value::from("9")),
        ("<value><nil/></value>", Value::Nil),
        (
            "<value><dateTime.iso8601>20260102T03:04:05</dateTime.iso8601></value>",
            Value::DateTime("20260102T03:04:05".to_owned()),
        ),
        (
            "<value><array><data/></array></value>",
            Value::Array(vec![]),
        ),
        ("<value><struct></struct></value>", Value::Struct(vec![])),
    ];
    for (text, value) in table {
        assert_eq!(param(text), value, "{text}");
    }
}

#[test]
fn x_9_entities_references_and_cdata_are_one_text() {
    let text =
        "<value><string>a&amp;b<![CDATA[<c>&amp;]]>&#100;&lt;<!-- no -->e&#x66;</string></value>";

    assert_eq!(param(text), Value::from("a&b<c>&amp;d<ef"));
}

#[test]
fn x_9_params_may_be_missing_and_the_method_name_is_not_trimmed() {
    let body = b"<methodCall><methodName> m </methodName></methodCall>\n";

    assert_eq!(
        decode_call(body),
        Ok(Call {
            method: " m ".to_owned(),
            params: vec![]
        })
    );
}

#[test]
fn w_42_an_integer_over_63_bits_is_left_to_the_method() {
    assert_eq!(
        param("<value><int>99999999999999999999</int></value>"),
        Value::from("99999999999999999999")
    );
}

#[test]
fn x_4_bad_literals_are_refused() {
    for text in [
        "<int>x</int>",
        "<int/>",
        "<double>x</double>",
        "<base64>?</base64>",
        "<base64>/w==</base64>",
        "<dateTime.iso8601>2026-01-02</dateTime.iso8601>",
    ] {
        let body = call_with(&format!("<value>{text}</value>"));
        assert!(
            matches!(problem(&body), Problem::BadLiteral { .. }),
            "{text}"
        );
    }
}

#[test]
fn x_4_a_call_needs_a_method_name() {
    let empty = "<methodCall><methodName/><params/></methodCall>";

    assert_eq!(problem(empty), Problem::NoMethodName);
    assert_eq!(problem("<methodCall/>"), Problem::NoMethodName);
}

#[test]
fn x_4_what_is_not_well_formed_is_refused() {
    for body in [
        "",
        "hello",
        "<methodCall>",
        "<methodCall><methodName>m</methodName></methodcall>",
        "<methodCall><methodName>m</methodName></methodCall><again/>",
        "<methodCall><methodName>m&unknown;</methodName></methodCall>",
        "<methodCall><methodName>m</methodName><params><param/></params></methodCall>",
    ] {
        assert!(decode_call(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn x_4_control_characters_are_refused_raw_and_as_references() {
    assert_eq!(
        problem(&call_with("<value>\u{3}</value>")),
        Problem::IllegalCharacter
    );
    assert_eq!(
        problem(&call_with("<value>&#3;</value>")),
        Problem::IllegalCharacter
    );
}

#[test]
fn x_11_control_characters_in_answers_of_the_original_are_let_through() {
    let text = "<methodResponse><params><param><value><string>a\u{1b}[0m</string></value></param>\
                </params></methodResponse>";

    assert_eq!(
        decode_response(text.as_bytes()),
        Ok(Response::Value(Value::from("a\u{1b}[0m")))
    );
}

#[test]
fn document_types_are_refused() {
    let body = "<!DOCTYPE m [<!ENTITY a 'b'>]><methodCall><methodName>m</methodName></methodCall>";

    assert_eq!(problem(body), Problem::Doctype);
}

#[test]
fn values_nested_too_deeply_are_refused() {
    let nested = |depth: u32| {
        let depth = usize::try_from(depth).unwrap();
        let open = "<value><array><data>".repeat(depth);
        let close = "</data></array></value>".repeat(depth);
        call_with(&format!("{open}<value>x</value>{close}"))
    };

    assert!(decode_call(nested(DEPTH_LIMIT).as_bytes()).is_ok());
    assert_eq!(problem(&nested(DEPTH_LIMIT + 1)), Problem::TooDeep);
    assert_eq!(problem(&nested(100_000)), Problem::TooDeep);
}

#[test]
fn errors_tell_the_byte() {
    let error = decode_call(b"<methodCall>\xff").unwrap_err();

    assert_eq!((error.position, &error.problem), (12, &Problem::NotUtf8));
    assert_eq!(error.to_string(), "text that is not UTF-8 at byte 12");
}

#[test]
fn a_fault_is_read_with_its_number_and_text() {
    assert_eq!(
        decode_response(encode_fault(50, "SPAWN_ERROR: a<b").as_bytes()),
        Ok(Response::Fault(RemoteFault {
            number: 50,
            text: "SPAWN_ERROR: a<b".to_owned()
        }))
    );
}

/// Text that XML can carry.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => prop::char::range(' ', '~'),
        1 => prop::char::range('\u{a0}', '\u{d7ff}'),
        1 => prop::sample::select(vec!['\t', '\n', '\r', '\u{7f}', '\u{fffd}', '\u{10ffff}']),
    ];
    prop::collection::vec(character, 0..12).prop_map(String::from_iter)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Nil),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(Value::from),
        (-1e300..1e300).prop_map(Value::Double),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((text(), inner), 0..5).prop_map(Value::Struct),
        ]
    })
}

proptest! {
    #[test]
    fn what_was_written_is_read_back(method in "[a-zA-Z.]{1,12}", params in prop::collection::vec(value(), 0..4)) {
        let call = decode_call(encode_call(&method, &params).as_bytes());
        prop_assert_eq!(call, Ok(Call { method, params }));
    }

    #[test]
    fn an_answer_is_read_back(value in value()) {
        let text = encode_response(|writer| writer.value(&value));
        prop_assert_eq!(decode_response(text.as_bytes()), Ok(Response::Value(value)));
    }

    #[test]
    fn the_decoder_survives_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode_call(&bytes);
        let _ = decode_response(&bytes);
    }

    #[test]
    fn the_decoder_survives_damaged_messages(value in value(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = encode_call("m", std::slice::from_ref(&value)).into_bytes();
        let at = at.index(bytes.len());
        let whole = bytes[at];
        bytes[at] = byte;
        let _ = decode_call(&bytes);
        bytes[at] = whole;
        bytes.truncate(at);
        let has_its_end = bytes.ends_with(b"</methodCall>");
        prop_assert_eq!(decode_call(&bytes).is_ok(), has_its_end);
    }
}
