//! XML events reduced to what XML-RPC needs. The only file that knows the XML library.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use crate::error::{DecodeError, Problem};

/// The elements of XML-RPC messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    MethodCall,
    MethodName,
    MethodResponse,
    Fault,
    Params,
    Param,
    Value,
    Array,
    Data,
    Struct,
    Member,
    Name,
    Int,
    Boolean,
    String,
    Double,
    DateTime,
    Base64,
    Other,
}

/// One step through a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Open(Tag),
    Close,
    /// A piece of text; one run of text may come in several pieces.
    Text(Cow<'a, str>),
    End,
}

impl Token<'_> {
    /// Names the token for error texts.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Open(_) => "element",
            Self::Close => "end tag",
            Self::Text(_) => "text",
            Self::End => "end of message",
        }
    }
}

/// A reader of tokens that knows where it is.
pub(crate) struct Pull<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Pull<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader }
    }

    /// Returns the next token; comments, processing instructions and the declaration are skipped.
    pub(crate) fn next(&mut self) -> Result<Token<'a>, DecodeError> {
        loop {
            let event = self.reader.read_event().map_err(|error| DecodeError {
                position: self.reader.error_position(),
                problem: Problem::Syntax(error.to_string()),
            })?;
            return Ok(match event {
                Event::Start(tag) | Event::Empty(tag) => Token::Open(tag_of(tag.name().as_ref())),
                Event::End(_) => Token::Close,
                Event::Text(text) => Token::Text(text.xml10_content()),
                Event::CData(text) => Token::Text(text.xml10_content()),
                Event::GeneralRef(reference) => Token::Text(self.resolve(&reference)?),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::DocType(_) => return Err(self.fail(Problem::Doctype)),
                Event::Eof => Token::End,
            });
        }
    }

    /// Returns the next token that is not blank text between elements.
    pub(crate) fn next_element(&mut self) -> Result<Token<'a>, DecodeError> {
        loop {
            match self.next()? {
                Token::Text(text) if text.trim_ascii().is_empty() => {}
                token => return Ok(token),
            }
        }
    }

    /// Makes an error at the present position.
    pub(crate) fn fail(&self, problem: Problem) -> DecodeError {
        DecodeError {
            position: self.reader.buffer_position(),
            problem,
        }
    }

    fn resolve(&self, reference: &BytesRef<'a>) -> Result<Cow<'a, str>, DecodeError> {
        let unknown = || self.fail(Problem::UnknownEntity(reference.to_string()));
        if !reference.is_char_ref() {
            let text = resolve_predefined_entity(reference).ok_or_else(unknown)?;
            return Ok(Cow::Borrowed(text));
        }
        match reference.resolve_char_ref() {
            Ok(Some(character)) if is_xml_char(character) => Ok(character.to_string().into()),
            Ok(Some(_)) => Err(self.fail(Problem::IllegalCharacter)),
            Ok(None) | Err(_) => Err(unknown()),
        }
    }
}

/// Tells whether XML 1.0 can carry the character at all.
pub(crate) const fn is_xml_char(character: char) -> bool {
    !matches!(
        character,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'
    )
}

fn tag_of(name: &str) -> Tag {
    match name {
        "value" => Tag::Value,
        "member" => Tag::Member,
        "name" => Tag::Name,
        "string" => Tag::String,
        "int" | "i4" => Tag::Int,
        "boolean" => Tag::Boolean,
        "double" => Tag::Double,
        "dateTime.iso8601" => Tag::DateTime,
        "base64" => Tag::Base64,
        "array" => Tag::Array,
        "data" => Tag::Data,
        "struct" => Tag::Struct,
        "methodCall" => Tag::MethodCall,
        "methodName" => Tag::MethodName,
        "methodResponse" => Tag::MethodResponse,
        "fault" => Tag::Fault,
        "params" => Tag::Params,
        "param" => Tag::Param,
        _ => Tag::Other,
    }
}
