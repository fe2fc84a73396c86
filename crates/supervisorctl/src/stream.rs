//! Following logs on the terminal (T-39, T-70).

use std::borrow::Cow;
use std::io::{self, Write as _};

use supervisor_api::LogRef;
use supervisor_api::python::bytes_repr;
use supervisor_api::resource::LogText;
use supervisor_client::{ClientError, LogStream};

use crate::error::CommandError;
use crate::problem;
use crate::session::{Session, Target};

pub(crate) const GREETING: &str = "==> Press Ctrl-C to exit <==";

/// Prints a log as it grows, until the daemon ends the stream: as text, or a document for each piece
/// that comes.
pub(crate) async fn follow(session: &mut Session, log: &LogRef) -> Result<(), CommandError> {
    session.say(GREETING)?;
    let mut follower = match Follower::try_open(session.target(), log).await {
        Ok(follower) => follower,
        Err(error) => return Ok(session.tell(&problem::of_client(&error))?),
    };
    while let Some(text) = follower.next().await {
        let piece = piece(log, text);
        session.show(&piece, || piece.text.clone())?;
        session.print_document()?;
    }
    Ok(())
}

/// Makes the document of a piece of a log.
fn piece(log: &LogRef, text: String) -> LogText {
    let (id, channel) = match log {
        LogRef::Main => (None, None),
        LogRef::Process { name, channel } => (Some(name.as_given().to_owned()), Some(*channel)),
    };
    LogText { id, channel, text }
}

/// A log that is being followed, or that could not be, which has been said on standard error.
pub(crate) struct Follower {
    stream: Option<LogStream>,
    decoder: Decoder,
}

impl Follower {
    /// Follows a log, or nothing if that cannot be.
    pub(crate) async fn open(target: &Target, log: &LogRef) -> Self {
        Self::try_open(target, log).await.unwrap_or(Self {
            stream: None,
            decoder: Decoder::default(),
        })
    }

    async fn try_open(target: &Target, log: &LogRef) -> Result<Self, ClientError> {
        match open(target, log).await {
            Ok(stream) => Ok(Self {
                stream: Some(stream),
                decoder: Decoder::default(),
            }),
            Err(error) => {
                complain(&format!("{}{}", target.url, LogStream::path(log)), &error);
                Err(error)
            }
        }
    }

    /// Waits for more text; `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<String> {
        let stream = self.stream.as_mut()?;
        // A connection that breaks is an end like any other.
        if let Ok(Some(bytes)) = stream.next().await {
            return Some(self.decoder.decode(&bytes).into_owned());
        }
        self.stream = None;
        self.decoder.finish()
    }

    /// Waits for more text, for ever if there is none.
    pub(crate) async fn next_or_never(&mut self) -> String {
        match self.next().await {
            Some(text) => text,
            None => std::future::pending().await,
        }
    }
}

async fn open(target: &Target, log: &LogRef) -> Result<LogStream, ClientError> {
    let credentials = target.credentials();
    LogStream::open(&target.endpoint()?, credentials.as_ref(), log).await
}

/// Complains about a log that cannot be followed. That is no failure of the command (W-68).
fn complain(url: &str, error: &ClientError) {
    let text = match error {
        ClientError::Status(status) => format!("{url} Cannot read, status code {status}\n"),
        other => format!("{url} Cannot connect, error: {other}\n"),
    };
    // There is nobody else to tell.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Makes text of pieces of a log, which may end in the middle of a character.
#[derive(Default)]
struct Decoder {
    /// The beginning of a character.
    held_back: Vec<u8>,
}

impl Decoder {
    /// Returns a piece as text, or a description of its bytes if it is none (T-70).
    fn decode<'a>(&mut self, piece: &'a [u8]) -> Cow<'a, str> {
        if self.held_back.is_empty()
            && let Ok(text) = std::str::from_utf8(piece)
        {
            return Cow::Borrowed(text);
        }
        self.held_back.extend_from_slice(piece);
        let bytes = std::mem::take(&mut self.held_back);
        let error = match String::from_utf8(bytes) {
            Ok(text) => return Cow::Owned(text),
            Err(error) => error,
        };
        let whole = error.utf8_error().valid_up_to();
        let is_cut_off = error.utf8_error().error_len().is_none();
        let mut bytes = error.into_bytes();
        if !is_cut_off {
            return Cow::Owned(undecodable(&bytes));
        }
        self.held_back = bytes.split_off(whole);
        Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Returns what is left at the end.
    fn finish(&mut self) -> Option<String> {
        let rest = std::mem::take(&mut self.held_back);
        (!rest.is_empty()).then(|| undecodable(&rest))
    }
}

fn undecodable(bytes: &[u8]) -> String {
    format!("Undecodable: {}", bytes_repr(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_70_text_passes_unchanged() {
        assert_eq!(Decoder::default().decode("grün\n".as_bytes()), "grün\n");
    }

    #[test]
    fn t_70_other_bytes_are_described() {
        let mut decoder = Decoder::default();

        assert_eq!(decoder.decode(b"a\xff\n"), "Undecodable: b'a\\xff\\n'");
        assert_eq!(decoder.decode(b"next"), "next");
    }

    #[test]
    fn t_70_a_character_may_come_in_two_pieces() {
        let mut decoder = Decoder::default();

        assert_eq!(decoder.decode(b"gr\xc3"), "gr");
        assert_eq!(decoder.decode(b"\xbcn"), "ün");
        assert_eq!(decoder.finish(), None);
    }

    #[test]
    fn t_70_half_a_character_at_the_end_is_described() {
        let mut decoder = Decoder::default();
        decoder.decode(b"gr\xc3");

        assert_eq!(decoder.finish().as_deref(), Some("Undecodable: b'\\xc3'"));
    }
}
