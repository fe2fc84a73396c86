//! How listeners speak: well, badly, or not at all.

use supervisor_core::{Mono, SendError};

/// The manners of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speech {
    Obedient,
    /// Says what it has to say in pieces.
    InPieces,
    /// Rejects each event so often.
    Rejects(u32),
    /// Speaks without being asked.
    Babbles,
    /// Answers with a bad line.
    Mumbles,
    /// Never answers.
    Mute,
    /// Dies of every event.
    Frail,
    /// Is not reached by events.
    Deaf(SendError),
}

/// What a listener does about an event: after so many milliseconds it says this.
pub(crate) type Words = Vec<(u64, &'static str)>;

/// One life of a listener.
#[derive(Clone, Debug)]
pub(crate) struct Speaker {
    pub(crate) speech: Speech,
    /// When its last word arrives: nothing that it says or does later is known earlier.
    pub(crate) last_word: Mono,
    rejections: u32,
}

impl Speaker {
    pub(crate) fn new(speech: Speech) -> Self {
        Self {
            speech,
            last_word: Mono::default(),
            rejections: 0,
        }
    }

    pub(crate) fn greeting(&self) -> Words {
        match self.speech {
            Speech::InPieces => vec![(0, "REA"), (30, "DY\n")],
            Speech::Babbles => vec![(0, "READY\n"), (2_000, "hello\n")],
            _ => vec![(0, "READY\n")],
        }
    }

    pub(crate) fn answer(&mut self) -> Words {
        match self.speech {
            Speech::Obedient | Speech::Babbles | Speech::Deaf(_) => {
                vec![(50, "RESULT 2\nOKREADY\n")]
            }
            Speech::InPieces => vec![(10, "RES"), (60, "ULT 2\nO"), (90, "KREADY"), (95, "\n")],
            Speech::Rejects(times) if self.rejections < times => {
                self.rejections += 1;
                vec![(50, "RESULT 4\nFAILREADY\n")]
            }
            Speech::Rejects(_) => {
                self.rejections = 0;
                vec![(50, "RESULT 2\nOKREADY\n")]
            }
            Speech::Mumbles => vec![(20, "RESULT two\nOK")],
            Speech::Mute | Speech::Frail => Vec::new(),
        }
    }
}
