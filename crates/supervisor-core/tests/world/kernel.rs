//! The kernel's part: it makes children, signals them, and lets them end.

use std::collections::BTreeMap;

use supervisor_api::{ExitStatus, Signal};
use supervisor_core::{ChildId, KillError, Mono};

use super::script::{Life, Reaction};

/// The children that live.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kernel {
    children: BTreeMap<ChildId, Child>,
    last_pid: u32,
}

#[derive(Clone, Debug)]
struct Child {
    ends: Option<(Mono, ExitStatus)>,
    reaction: Reaction,
    is_protected: bool,
}

impl Kernel {
    /// Makes a child; returns its pid.
    pub(crate) fn spawn(&mut self, id: ChildId, life: &Life, now: Mono) -> u32 {
        let child = Child {
            ends: life.ends.map(|(after, status)| (now + after, status)),
            reaction: life.reaction,
            is_protected: life.is_protected,
        };
        self.children.insert(id, child);
        self.last_pid += 1;
        100 + self.last_pid
    }

    pub(crate) fn kill(&mut self, id: ChildId, signal: Signal, now: Mono) -> Result<(), KillError> {
        let child = self.children.get_mut(&id).ok_or(KillError::Gone)?;
        if child.is_protected {
            return Err(KillError::Refused("EPERM"));
        }
        let by_signal = ExitStatus::Signaled {
            signal,
            core_dumped: false,
        };
        let end = match (signal, child.reaction) {
            (Signal::KILL, _) => Some((now, by_signal)),
            (Signal::TERM, Reaction::DiesAfter(delay)) => Some((now + delay, by_signal)),
            (Signal::TERM, Reaction::ExitsAfter(delay, code)) => {
                Some((now + delay, ExitStatus::Exited(code)))
            }
            (_, _) => None,
        };
        let ends = [child.ends, end].into_iter().flatten();
        child.ends = ends.min_by_key(|(at, _)| *at);
        Ok(())
    }

    /// From now on signals to this child are refused.
    pub(crate) fn protect(&mut self, id: ChildId) {
        if let Some(child) = self.children.get_mut(&id) {
            child.is_protected = true;
        }
    }

    /// Lets a child end now.
    pub(crate) fn end(&mut self, id: ChildId, status: ExitStatus, now: Mono) {
        if let Some(child) = self.children.get_mut(&id) {
            child.ends = Some((now, status));
        }
    }

    /// Returns when the next child ends.
    pub(crate) fn next_end(&self) -> Option<Mono> {
        let ends = self.children.values().filter_map(|child| child.ends);
        ends.map(|(at, _)| at).min()
    }

    /// Takes a child that has ended.
    pub(crate) fn reap(&mut self, now: Mono) -> Option<(ChildId, ExitStatus)> {
        let (id, status) = self.children.iter().find_map(|(id, child)| {
            let (at, status) = child.ends?;
            (at <= now).then_some((*id, status))
        })?;
        self.children.remove(&id);
        Some((id, status))
    }

    pub(crate) fn living(&self) -> usize {
        self.children.len()
    }
}
