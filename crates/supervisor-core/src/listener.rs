//! One event listener, as its standard output shows it (E-33 to E-36).
//!
//! | state | bytes from the listener | an event |
//! |---|---|---|
//! | ACKNOWLEDGED | `READY\n`: READY; six others: UNKNOWN | waits |
//! | READY | UNKNOWN | BUSY |
//! | BUSY | the answer: ACKNOWLEDGED; a bad one: UNKNOWN | waits |
//! | UNKNOWN | ignored until the next life | waits |

mod answer;

use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;

use supervisor_api::python::text_or_description;
use supervisor_api::{Event, Level, ProcessName};

use crate::effect::Record;
use crate::id::ChildId;
use crate::input::SendError;
use crate::pool::Pooled;
use answer::{Answer, Heard};

/// An event on its way through a pool.
pub(crate) type Delivery = Pooled<Arc<Event>>;

/// What a listener says when it takes events.
const READY: &[u8] = b"READY\n";

/// A process of a pool.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listener {
    name: ProcessName,
    life: Option<Life>,
}

#[derive(Clone, Debug, PartialEq)]
struct Life {
    child: ChildId,
    state: State,
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    /// Holds the part of the token that has come.
    Acknowledged(Vec<u8>),
    Ready,
    /// READY for those who look, but its standard input is closed: nothing reaches it any more.
    Deaf,
    Busy {
        event: Delivery,
        answer: Answer,
    },
    Unknown,
}

/// What comes of the words of a listener, in order.
#[derive(Debug)]
pub(crate) enum Outcome {
    Log(Record),
    Processed,
    /// It does not want the event.
    Rejected(Delivery),
    /// It can do nothing with the event any more.
    Returned(Delivery),
}

impl State {
    const fn name(&self) -> &'static str {
        match self {
            Self::Acknowledged(_) => "ACKNOWLEDGED",
            Self::Ready | Self::Deaf => "READY",
            Self::Busy { .. } => "BUSY",
            Self::Unknown => "UNKNOWN",
        }
    }
}

impl Listener {
    pub(crate) const fn new(name: ProcessName) -> Self {
        Self { name, life: None }
    }

    /// Takes note that a life begins.
    pub(crate) fn begin(&mut self, child: ChildId) {
        let state = State::Acknowledged(Vec::new());
        self.life = Some(Life { child, state });
    }

    /// Takes note that a life has ended; returns the event that it was busy with (E-36).
    pub(crate) fn end(&mut self, child: ChildId) -> Option<Delivery> {
        let life = self.life.take_if(|life| life.child == child)?;
        match life.state {
            State::Busy { event, .. } => Some(event),
            State::Acknowledged(_) | State::Ready | State::Deaf | State::Unknown => None,
        }
    }

    pub(crate) fn is_ready(&self) -> bool {
        let life = self.life.as_ref();
        life.is_some_and(|life| matches!(life.state, State::Ready))
    }

    /// Makes a ready listener busy with an event; returns the child that is to get it.
    pub(crate) fn take(&mut self, event: Delivery) -> Option<ChildId> {
        let life = self.life.as_mut()?;
        let answer = Answer::default();
        life.state = State::Busy { event, answer };
        Some(life.child)
    }

    /// Makes the line about an event that was sent.
    pub(crate) fn sent(&self, serial: u64) -> Record {
        let text = format!("event {serial} sent to listener {}", self.name);
        let level = Level::Debug;
        Record { level, text }
    }

    /// Takes note that an event did not reach the child.
    pub(crate) fn not_sent(
        &mut self,
        child: ChildId,
        serial: u64,
        error: SendError,
    ) -> Vec<Outcome> {
        let mut turn = Hearing::new(&self.name);
        if let Some(life) = self.life.as_mut().filter(|life| life.child == child) {
            turn.not_sent(&mut life.state, serial, error);
        }
        turn.outcomes
    }

    /// Takes in what the child has written.
    pub(crate) fn hear(&mut self, child: ChildId, bytes: &[u8]) -> Vec<Outcome> {
        let mut turn = Hearing::new(&self.name);
        if let Some(life) = self.life.as_mut().filter(|life| life.child == child) {
            let mut rest = bytes;
            while !rest.is_empty() {
                rest = turn.hear(&mut life.state, rest);
            }
        }
        turn.outcomes
    }
}

/// One look at a listener.
struct Hearing<'a> {
    name: &'a ProcessName,
    outcomes: Vec<Outcome>,
}

impl<'a> Hearing<'a> {
    const fn new(name: &'a ProcessName) -> Self {
        Self {
            name,
            outcomes: Vec::new(),
        }
    }

    /// Goes one step; returns the bytes that the new state is to look at.
    fn hear<'b>(&mut self, state: &mut State, bytes: &'b [u8]) -> &'b [u8] {
        match mem::replace(state, State::Unknown) {
            State::Acknowledged(token) => self.greet(state, token, bytes),
            State::Ready | State::Deaf => {
                self.enter(state, State::Ready, State::Unknown);
                &[]
            }
            State::Busy { event, answer } => self.listen(state, event, answer, bytes),
            State::Unknown => &[],
        }
    }

    fn greet<'b>(&mut self, state: &mut State, mut token: Vec<u8>, bytes: &'b [u8]) -> &'b [u8] {
        let missing = READY.len().saturating_sub(token.len());
        let (part, rest) = bytes.split_at(missing.min(bytes.len()));
        token.extend(part);
        if token.len() < READY.len() {
            *state = State::Acknowledged(token);
            return rest;
        }
        let next = if token == READY {
            State::Ready
        } else {
            State::Unknown
        };
        self.enter(state, State::Acknowledged(token), next);
        rest
    }

    fn listen<'b>(
        &mut self,
        state: &mut State,
        event: Delivery,
        mut answer: Answer,
        bytes: &'b [u8],
    ) -> &'b [u8] {
        let (heard, rest) = answer.hear(bytes);
        let busy = State::Busy {
            event: event.clone(),
            answer,
        };
        match heard {
            Heard::Part => *state = busy,
            Heard::Ok => {
                self.log(Level::Debug, "event was processed");
                self.finish(state, busy, Outcome::Processed);
            }
            Heard::Rejection => {
                self.log(Level::Warn, "event was rejected");
                self.finish(state, busy, Outcome::Rejected(event));
            }
            Heard::BadLine(line) => {
                let line = text_or_description(&line);
                self.log(Level::Warn, &format!("bad result line: '{line}'"));
                self.enter(state, busy, State::Unknown);
                self.outcomes.push(Outcome::Returned(event));
            }
        }
        rest
    }

    fn finish(&mut self, state: &mut State, busy: State, outcome: Outcome) {
        self.enter(state, busy, State::Acknowledged(Vec::new()));
        self.outcomes.push(outcome);
    }

    fn not_sent(&mut self, state: &mut State, serial: u64, error: SendError) {
        let before = mem::replace(state, State::Ready);
        let event = match before {
            State::Busy { event, .. } if event.serial == serial => event,
            other => {
                *state = other;
                return;
            }
        };
        match error {
            SendError::Closed => {
                let text = format!(
                    "epipe occurred while sending event {serial} to listener {}, listener state \
                     unchanged",
                    self.name
                );
                let level = Level::Debug;
                self.outcomes.push(Outcome::Log(Record { level, text }));
                *state = State::Deaf;
            }
            // It has answered events that it cannot have read (W-18).
            SendError::Full => self.enter(state, State::Ready, State::Unknown),
        }
        self.outcomes.push(Outcome::Returned(event));
    }

    fn enter(&mut self, state: &mut State, before: State, next: State) {
        let text = format!("{} -> {}", before.name(), next.name());
        self.log(Level::Debug, &text);
        if next == State::Unknown {
            self.log(
                Level::Warn,
                "has entered the UNKNOWN state and will no longer receive events, this usually \
                 indicates the process violated the eventlistener protocol",
            );
        }
        *state = next;
    }

    fn log(&mut self, level: Level, text: &str) {
        let text = format!("{}: {text}", self.name);
        self.outcomes.push(Outcome::Log(Record { level, text }));
    }
}
