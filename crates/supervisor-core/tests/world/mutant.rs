//! Faults planted into what the machine says or is told, to see that the observer notices.

use supervisor_api::{Event, ProcessState, Signal};
use supervisor_core::{ChildId, Effect, Effects, Input, KillPurpose, Mono, Scope};

use super::invariants::Cause;

/// A fault of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutant {
    SecondChild,
    LostEvent,
    ForgedEvent,
    LostLine,
    KillsTheDead,
    LostReply,
    SecondReply,
    SpawnsWhileStopping,
    NeverEnds,
    LateDeadline,
    RestartsTooEarly,
    StaleHandover,
    /// The machine is never told that a child has ended.
    LostDeaths,
    /// The machine is told another pid than the observer.
    ForgedPid,
    NoSocket,
    ClosesTheSocketInUse,
    LeavesTheSocketOpen,
    LostDelivery,
    SecondDelivery,
    ForgedSerial,
    SilentLoss,
}

impl Mutant {
    pub(crate) const ALL: [Self; 21] = [
        Self::SecondChild,
        Self::LostEvent,
        Self::ForgedEvent,
        Self::LostLine,
        Self::KillsTheDead,
        Self::LostReply,
        Self::SecondReply,
        Self::SpawnsWhileStopping,
        Self::NeverEnds,
        Self::LateDeadline,
        Self::RestartsTooEarly,
        Self::StaleHandover,
        Self::LostDeaths,
        Self::ForgedPid,
        Self::NoSocket,
        Self::ClosesTheSocketInUse,
        Self::LeavesTheSocketOpen,
        Self::LostDelivery,
        Self::SecondDelivery,
        Self::ForgedSerial,
        Self::SilentLoss,
    ];

    /// Returns the invariant that the fault breaks.
    pub(crate) fn breaks(self) -> u8 {
        match self {
            Self::SecondChild | Self::ForgedPid => 1,
            Self::LostEvent | Self::ForgedEvent | Self::LostLine => 2,
            Self::KillsTheDead => 3,
            Self::LostReply | Self::SecondReply => 4,
            Self::SpawnsWhileStopping | Self::NeverEnds | Self::LostDeaths => 5,
            Self::LateDeadline => 6,
            Self::RestartsTooEarly => 7,
            Self::StaleHandover => 8,
            Self::NoSocket | Self::ClosesTheSocketInUse | Self::LeavesTheSocketOpen => 10,
            Self::LostDelivery | Self::SecondDelivery | Self::ForgedSerial | Self::SilentLoss => 9,
        }
    }

    /// Falsifies what the machine says.
    pub(crate) fn falsify(self, effects: &mut Effects, ended: Option<ChildId>) {
        match self {
            Self::SecondChild => repeat(effects, |effect| match effect {
                Effect::Spawn {
                    process,
                    child,
                    socket,
                } => Some(Effect::Spawn {
                    process: *process,
                    child: ghost(*child),
                    socket: *socket,
                }),
                _ => None,
            }),
            Self::LostEvent => effects.retain(|effect| !is_entry(effect, ProcessState::Running)),
            Self::ForgedEvent => forge(effects),
            Self::LostLine => effects.retain(|effect| match effect {
                Effect::Log(record) => !record.text.starts_with("exited: "),
                _ => true,
            }),
            Self::KillsTheDead => effects.extend(ended.map(|child| Effect::Kill {
                child,
                signal: Signal::KILL,
                scope: Scope::Process,
                purpose: KillPurpose::Escalate,
            })),
            Self::LostReply => effects.retain(|effect| !matches!(effect, Effect::Reply { .. })),
            Self::SecondReply => repeat(effects, |effect| match effect {
                Effect::Reply { .. } => Some(effect.clone()),
                _ => None,
            }),
            Self::SpawnsWhileStopping => {
                let stops = |e: &Effect| matches!(e, Effect::Event(Event::SupervisorStopping));
                if let Some(place) = effects.iter().position(stops) {
                    effects.insert(place + 1, spawn_of_a_ghost());
                }
            }
            Self::NeverEnds => effects.retain(|effect| !matches!(effect, Effect::Exit(_))),
            Self::RestartsTooEarly => {
                let ended = effects.iter().any(|e| is_entry(e, ProcessState::Backoff));
                if ended {
                    effects.push(spawn_of_a_ghost());
                }
            }
            Self::NoSocket => effects.retain(|e| !matches!(e, Effect::OpenSocket { .. })),
            Self::ClosesTheSocketInUse => repeat(effects, |effect| match effect {
                Effect::Spawn { socket, .. } => socket.map(|socket| Effect::CloseSocket { socket }),
                _ => None,
            }),
            Self::LeavesTheSocketOpen => {
                effects.retain(|e| !matches!(e, Effect::CloseSocket { .. }));
            }
            Self::LostDelivery => effects.retain(|e| !matches!(e, Effect::SendEvent { .. })),
            Self::SecondDelivery => repeat(effects, |effect| match effect {
                Effect::SendEvent { .. } => Some(effect.clone()),
                _ => None,
            }),
            Self::ForgedSerial => forge_serials(effects),
            Self::SilentLoss => effects.retain(|effect| match effect {
                Effect::Log(record) => !record.text.contains(" event buffer overflowed, "),
                _ => true,
            }),
            Self::LateDeadline | Self::StaleHandover | Self::LostDeaths | Self::ForgedPid => {}
        }
    }

    /// Falsifies what the machine is told; `None` if it is told nothing.
    pub(crate) fn falsify_fact(self, mut cause: Cause) -> Option<Cause> {
        if let Cause::Input(input) = &mut cause {
            match (self, &mut **input) {
                (Self::LostDeaths, Input::ChildExited { .. }) => return None,
                (Self::ForgedPid, Input::Spawned { pid, .. }) => *pid += 1,
                _ => {}
            }
        }
        Some(cause)
    }

    /// Falsifies when the machine wants to be woken.
    pub(crate) fn falsify_deadline(self, next: Option<Mono>) -> Option<Mono> {
        match self {
            Self::LateDeadline => next.map(|_| Mono::from_nanos(0)),
            _ => next,
        }
    }
}

fn repeat(effects: &mut Effects, again: impl Fn(&Effect) -> Option<Effect>) {
    let repeated: Vec<Effect> = effects.iter().filter_map(again).collect();
    effects.extend(repeated);
}

fn forge(effects: &mut Effects) {
    for effect in effects {
        if let Effect::Event(Event::ProcessState { from, .. }) = effect {
            *from = ProcessState::Fatal;
        }
    }
}

fn forge_serials(effects: &mut Effects) {
    for effect in effects {
        if let Effect::SendEvent { serial, .. } = effect {
            *serial += 1;
        }
    }
}

fn is_entry(effect: &Effect, state: ProcessState) -> bool {
    matches!(effect, Effect::Event(Event::ProcessState { to, .. }) if to.state() == state)
}

fn ghost(child: ChildId) -> ChildId {
    ChildId(child.0 + 1_000_000)
}

/// A child for the first process that there ever was.
fn spawn_of_a_ghost() -> Effect {
    Effect::Spawn {
        process: supervisor_core::ProcessId(1),
        child: ghost(ChildId(1)),
        socket: None,
    }
}
