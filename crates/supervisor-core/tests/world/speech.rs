//! How listeners speak: well, badly, or not at all.

use std::time::Duration;

use supervisor_api::{Channel, ExitStatus};
use supervisor_core::{ChildId, Input, Mono, SendError};

use super::simulator::World;

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

impl World {
    /// A listener begins to speak.
    pub(super) fn greet(&mut self, child: ChildId, speech: Speech) {
        let speaker = Speaker::new(speech);
        let greeting = speaker.greeting();
        self.speakers.insert(child, speaker);
        self.speak(child, greeting);
    }

    /// Sends a fact about a child on its way, not to arrive before what the child has said.
    pub(super) fn send_of(&mut self, child: ChildId, delay: u64, input: Input) {
        let delay = Duration::from_millis(delay) + self.latency.draw();
        let mut arrives = self.now.mono + delay;
        if let Some(speaker) = self.speakers.get_mut(&child) {
            arrives = arrives.max(speaker.last_word);
            speaker.last_word = arrives;
        }
        self.facts.send(input, arrives);
    }

    fn speak(&mut self, child: ChildId, words: Words) {
        for (delay, text) in words {
            let input = Input::Output {
                child,
                channel: Channel::Stdout,
                bytes: text.into(),
            };
            self.send_of(child, delay, input);
        }
    }

    /// An event reaches a listener, or does not.
    pub(super) fn deliver(&mut self, child: ChildId, serial: u64) {
        let Some(speaker) = self.speakers.get_mut(&child) else {
            return;
        };
        match speaker.speech {
            Speech::Deaf(error) => self.send(Input::EventNotSent {
                child,
                serial,
                error,
            }),
            Speech::Frail => {
                let end = self.now.mono + Duration::from_millis(10);
                self.kernel.end(child, ExitStatus::Exited(1), end);
            }
            _ => {
                let words = speaker.answer();
                self.speak(child, words);
            }
        }
    }
}
