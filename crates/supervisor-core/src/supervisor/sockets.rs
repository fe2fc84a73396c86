//! When the sockets of FastCGI programs are there: from before the first start of one of their
//! programs until none of them lives or is due to start. Whoever connects then is refused at once
//! and does not wait for somebody to accept (H-60).

use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

use supervisor_api::config::FcgiSocketConfig;
use supervisor_api::{GroupName, Level, Mood};

use super::Supervisor;
use crate::effect::Effect;
use crate::id::{ProcessId, SocketId};
use crate::process::Process;
use crate::socket::{SharedSocket, SharedSockets};
use crate::turn::Turn;

impl Supervisor {
    /// Sees to it that the socket of a process that is about to start is there.
    pub(super) fn open_socket(&mut self, id: ProcessId, turn: &mut Turn<'_>) -> Option<SocketId> {
        let process = self.registry.process(id).filter(|it| it.can_start())?;
        let (group, config) = socket_of(process)?;
        if let Some(open) = self.shared_socket(&group, &config)?.open() {
            return Some(open);
        }
        let socket = self.registry.next_socket();
        let shared = self.registry.group_mut(&group)?.sockets_mut();
        shared.of_mut(&config)?.begin(socket);
        turn.log(Level::Info, format!("Creating socket {}", config.address));
        turn.effect(Effect::OpenSocket { socket, config });
        Some(socket)
    }

    /// Closes the socket of a process if nobody needs it any more.
    pub(super) fn release_socket(&mut self, id: ProcessId, turn: &mut Turn<'_>) {
        let Some((group, config)) = self.registry.process(id).and_then(socket_of) else {
            return;
        };
        let shared = self.shared_socket(&group, &config);
        if shared.is_some_and(|shared| self.is_needed(shared)) {
            return;
        }
        let shared = self.registry.group_mut(&group);
        if let Some(shared) = shared.and_then(|group| group.sockets_mut().of_mut(&config)) {
            close(shared, turn);
        }
    }

    /// Closes the sockets whose programs were only waiting for a start that will not come now.
    pub(super) fn release_sockets(&mut self, turn: &mut Turn<'_>) {
        let sockets = self.registry.groups().flat_map(|it| it.sockets().iter());
        let owners = sockets.filter_map(|shared| shared.members().first().copied());
        for id in owners.collect::<Vec<_>>() {
            self.release_socket(id, turn);
        }
    }

    /// Closes the sockets of a group that is to be removed.
    pub(super) fn close_sockets_of(&mut self, group: &GroupName, turn: &mut Turn<'_>) {
        if let Some(group) = self.registry.group_mut(group) {
            close_all(group.sockets_mut(), turn);
        }
    }

    /// Closes what is still open at the end of the run, such as the socket of a child that could
    /// not be signaled (P-34).
    pub(super) fn close_all_sockets(&mut self, turn: &mut Turn<'_>) {
        for group in self.registry.groups_mut() {
            close_all(group.sockets_mut(), turn);
        }
    }

    /// Takes note that a socket is not there: the next start tries again.
    pub(super) fn socket_failed(&mut self, socket: SocketId, turn: &mut Turn<'_>) {
        let mut all = self.registry.groups_mut();
        let failed = all.find_map(|group| {
            let mut sockets = group.sockets_mut().iter_mut();
            sockets.find(|shared| shared.open() == Some(socket))
        });
        if let Some(socket) = failed.and_then(SharedSocket::end) {
            turn.effect(Effect::CloseSocket { socket });
        }
    }

    fn shared_socket(&self, group: &GroupName, config: &FcgiSocketConfig) -> Option<&SharedSocket> {
        self.registry.group(group)?.sockets().of(config)
    }

    fn is_needed(&self, shared: &SharedSocket) -> bool {
        let may_start = self.mood == Mood::Running;
        let mut members = shared.members().iter();
        members.any(|id| {
            let process = self.registry.process(*id);
            process.is_some_and(|process| process.needs_socket(may_start))
        })
    }
}

fn socket_of(process: &Process) -> Option<(GroupName, Arc<FcgiSocketConfig>)> {
    let config = process.config().socket.as_ref()?;
    Some((process.group().clone(), Arc::clone(config)))
}

fn close_all(sockets: &mut SharedSockets, turn: &mut Turn<'_>) {
    for shared in sockets.iter_mut() {
        close(shared, turn);
    }
}

fn close(shared: &mut SharedSocket, turn: &mut Turn<'_>) {
    let Some(socket) = shared.end() else {
        return;
    };
    let address = &shared.config().address;
    turn.log(Level::Info, format!("Closing socket {address}"));
    turn.effect(Effect::CloseSocket { socket });
}
