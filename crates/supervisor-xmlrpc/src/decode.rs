//! From XML text to calls and answers.
//!
//! A pull parser with a limit on depth, so that no message can exhaust the stack, and without
//! document types, so that no message can define entities.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::{DecodeError, Problem};
use crate::pull::{Pull, Tag, Token, is_xml_char};
use crate::value::{Call, RemoteFault, Response, Value};

/// How deep arrays and structs may be nested.
pub const DEPTH_LIMIT: u32 = 64;

/// Reads a call.
///
/// # Errors
/// The body is no well-formed call.
pub fn decode_call(body: &[u8]) -> Result<Call, DecodeError> {
    let text = utf8(body)?;
    refuse_illegal_characters(text)?;
    let mut pull = Pull::new(text);
    expect(&mut pull, Tag::MethodCall, "methodCall")?;
    let mut method = String::new();
    let mut params = Vec::new();
    loop {
        match pull.next_element()? {
            Token::Open(Tag::MethodName) => method = text_until_close(&mut pull)?,
            Token::Open(Tag::Params) => params = params_until_close(&mut pull)?,
            Token::Close => break,
            token => return Err(unexpected(&pull, "methodName or params", &token)),
        }
    }
    expect_end(&mut pull)?;
    if method.is_empty() {
        return Err(pull.fail(Problem::NoMethodName));
    }
    Ok(Call { method, params })
}

/// Reads an answer.
///
/// Characters that XML does not allow are let through: Supervisor itself sends them.
///
/// # Errors
/// The body is no well-formed answer.
pub fn decode_response(body: &[u8]) -> Result<Response, DecodeError> {
    let mut pull = Pull::new(utf8(body)?);
    expect(&mut pull, Tag::MethodResponse, "methodResponse")?;
    let response = match pull.next_element()? {
        Token::Open(Tag::Params) => Response::Value(single_param(&mut pull)?),
        Token::Open(Tag::Fault) => Response::Fault(fault_until_close(&mut pull)?),
        token => return Err(unexpected(&pull, "params or fault", &token)),
    };
    expect_close(&mut pull)?;
    expect_end(&mut pull)?;
    Ok(response)
}

fn utf8(body: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(body).map_err(|error| DecodeError {
        position: error.valid_up_to().try_into().unwrap_or(u64::MAX),
        problem: Problem::NotUtf8,
    })
}

fn refuse_illegal_characters(text: &str) -> Result<(), DecodeError> {
    match text.char_indices().find(|(_, c)| !is_xml_char(*c)) {
        None => Ok(()),
        Some((position, _)) => Err(DecodeError {
            position: position.try_into().unwrap_or(u64::MAX),
            problem: Problem::IllegalCharacter,
        }),
    }
}

fn single_param(pull: &mut Pull<'_>) -> Result<Value, DecodeError> {
    expect(pull, Tag::Param, "param")?;
    expect(pull, Tag::Value, "value")?;
    let value = value_until_close(pull, 0)?;
    expect_close(pull)?;
    expect_close(pull)?;
    Ok(value)
}

fn fault_until_close(pull: &mut Pull<'_>) -> Result<RemoteFault, DecodeError> {
    expect(pull, Tag::Value, "value")?;
    let value = value_until_close(pull, 0)?;
    expect_close(pull)?;
    let number = value.member("faultCode").and_then(Value::as_int);
    let text = value.member("faultString").and_then(Value::as_str);
    match (number, text) {
        (Some(number), Some(text)) => Ok(RemoteFault {
            number,
            text: text.to_owned(),
        }),
        _ => Err(pull.fail(Problem::Unexpected {
            wanted: "faultCode and faultString",
            found: "another struct",
        })),
    }
}

fn params_until_close(pull: &mut Pull<'_>) -> Result<Vec<Value>, DecodeError> {
    let mut params = Vec::new();
    loop {
        match pull.next_element()? {
            Token::Open(Tag::Param) => {
                expect(pull, Tag::Value, "value")?;
                params.push(value_until_close(pull, 0)?);
                expect_close(pull)?;
            }
            Token::Close => return Ok(params),
            token => return Err(unexpected(pull, "param", &token)),
        }
    }
}

/// Reads the rest of a value whose start tag has been read.
fn value_until_close(pull: &mut Pull<'_>, depth: u32) -> Result<Value, DecodeError> {
    let mut text = String::new();
    loop {
        match pull.next()? {
            Token::Text(piece) => text.push_str(&piece),
            Token::Close => return Ok(Value::String(text)),
            Token::Open(tag) => {
                let value = typed_until_close(pull, tag, depth)?;
                expect_close(pull)?;
                return Ok(value);
            }
            Token::End => return Err(unexpected(pull, "value", &Token::End)),
        }
    }
}

fn typed_until_close(pull: &mut Pull<'_>, tag: Tag, depth: u32) -> Result<Value, DecodeError> {
    match tag {
        Tag::Array => array_until_close(pull, deeper(pull, depth)?),
        Tag::Struct => struct_until_close(pull, deeper(pull, depth)?),
        _ => {
            let text = text_until_close(pull)?;
            scalar(tag, text).map_err(|problem| pull.fail(problem))
        }
    }
}

fn deeper(pull: &Pull<'_>, depth: u32) -> Result<u32, DecodeError> {
    if depth >= DEPTH_LIMIT {
        return Err(pull.fail(Problem::TooDeep));
    }
    Ok(depth + 1)
}

fn array_until_close(pull: &mut Pull<'_>, depth: u32) -> Result<Value, DecodeError> {
    expect(pull, Tag::Data, "data")?;
    let mut elements = Vec::new();
    loop {
        match pull.next_element()? {
            Token::Open(Tag::Value) => elements.push(value_until_close(pull, depth)?),
            Token::Close => break,
            token => return Err(unexpected(pull, "value", &token)),
        }
    }
    expect_close(pull)?;
    Ok(Value::Array(elements))
}

fn struct_until_close(pull: &mut Pull<'_>, depth: u32) -> Result<Value, DecodeError> {
    let mut members = Vec::new();
    loop {
        match pull.next_element()? {
            Token::Open(Tag::Member) => {
                expect(pull, Tag::Name, "name")?;
                let name = text_until_close(pull)?;
                expect(pull, Tag::Value, "value")?;
                members.push((name, value_until_close(pull, depth)?));
                expect_close(pull)?;
            }
            Token::Close => return Ok(Value::Struct(members)),
            token => return Err(unexpected(pull, "member", &token)),
        }
    }
}

fn scalar(tag: Tag, text: String) -> Result<Value, Problem> {
    match tag {
        Tag::String => Ok(Value::String(text)),
        Tag::Int => integer(text),
        // compat: anything but `1` is false.
        Tag::Boolean => Ok(Value::Bool(text == "1")),
        Tag::Double => match text.trim().parse() {
            Ok(number) => Ok(Value::Double(number)),
            Err(_) => Err(bad_literal("double", text)),
        },
        Tag::DateTime if is_date_time(&text) => Ok(Value::DateTime(text)),
        Tag::DateTime => Err(bad_literal("dateTime.iso8601", text)),
        Tag::Base64 => base64_text(text),
        // compat: a type that Supervisor does not know, `i8` too, is read as text, and one without
        // text, such as `nil`, is nothing.
        _ if text.is_empty() => Ok(Value::Nil),
        _ => Ok(Value::String(text)),
    }
}

/// Reads an integer. One that does not fit stays text, as an `i8` would, so that whoever wants a
/// number refuses it with a fault (W-42).
fn integer(text: String) -> Result<Value, Problem> {
    let trimmed = text.trim();
    if let Ok(number) = trimmed.parse() {
        return Ok(Value::Int(number));
    }
    let digits = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad_literal("int", text));
    }
    Ok(Value::String(text))
}

/// Tells whether a text has the form `YYYYMMDDTHH:MM:SS`.
fn is_date_time(text: &str) -> bool {
    const FORM: &[u8] = b"00000000T00:00:00";
    let fits = |(byte, form): (u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        literal => byte == *literal,
    };
    text.len() == FORM.len() && text.bytes().zip(FORM).all(fits)
}

fn base64_text(text: String) -> Result<Value, Problem> {
    let packed: String = text.split_ascii_whitespace().collect();
    let decoded = STANDARD.decode(packed).ok();
    match decoded.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(decoded) => Ok(Value::String(decoded)),
        None => Err(bad_literal("base64", text)),
    }
}

fn bad_literal(kind: &'static str, text: String) -> Problem {
    Problem::BadLiteral { kind, text }
}

fn text_until_close(pull: &mut Pull<'_>) -> Result<String, DecodeError> {
    let mut text = String::new();
    loop {
        match pull.next()? {
            Token::Text(piece) => text.push_str(&piece),
            Token::Close => return Ok(text),
            token => return Err(unexpected(pull, "text", &token)),
        }
    }
}

fn expect(pull: &mut Pull<'_>, tag: Tag, wanted: &'static str) -> Result<(), DecodeError> {
    match pull.next_element()? {
        Token::Open(found) if found == tag => Ok(()),
        token => Err(unexpected(pull, wanted, &token)),
    }
}

fn expect_close(pull: &mut Pull<'_>) -> Result<(), DecodeError> {
    match pull.next_element()? {
        Token::Close => Ok(()),
        token => Err(unexpected(pull, "end tag", &token)),
    }
}

fn expect_end(pull: &mut Pull<'_>) -> Result<(), DecodeError> {
    match pull.next_element()? {
        Token::End => Ok(()),
        token => Err(unexpected(pull, "end of message", &token)),
    }
}

fn unexpected(pull: &Pull<'_>, wanted: &'static str, found: &Token<'_>) -> DecodeError {
    pull.fail(Problem::Unexpected {
        wanted,
        found: found.kind(),
    })
}
