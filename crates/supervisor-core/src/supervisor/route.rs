//! Whom an input is about.

use super::Supervisor;
use crate::id::RequestId;
use crate::input::{DaemonSignal, Input};
use crate::turn::Turn;

impl Supervisor {
    /// Hands an input to whom it is about.
    pub(super) fn route(&mut self, input: Input, turn: &mut Turn<'_>) {
        match input {
            Input::Action { request, action } => self.act(request, action, turn),
            Input::RequestGone { request } => self.leave(request, turn),
            Input::PreflightDone {
                request,
                process,
                verdict,
            } => self.preflight_done(request, process, verdict, turn),
            Input::Spawned { child, pid, at } => self.spawned(child, pid, at, turn),
            Input::SpawnFailed { child, error } => self.spawn_failed(child, &error, turn),
            Input::SocketFailed { socket } => self.socket_failed(socket, turn),
            Input::ChildExited { child, status } => self.exited(child, status, turn),
            Input::Output {
                child,
                channel,
                bytes,
            } => self.heard(child, channel, bytes, turn),
            Input::Captured {
                child,
                channel,
                bytes,
            } => self.captured(child, channel, bytes, turn),
            Input::EventNotSent {
                child,
                serial,
                error,
            } => self.event_not_sent(child, serial, error, turn),
            Input::Killed {
                child,
                purpose,
                result,
            } => self.killed(child, purpose, result, turn),
            Input::Performed {
                request,
                process,
                result,
            } => self.performed(request, process, result, turn),
            Input::AutoLogNamed {
                process,
                channel,
                path,
            } => {
                self.change(process, turn, |process, _| process.name_log(channel, path));
            }
            Input::ConfigLoaded { load, result } => self.config_loaded(load, result, turn),
            Input::Signal(signal) => self.daemon_signal(signal, turn),
        }
    }

    fn daemon_signal(&mut self, signal: DaemonSignal, turn: &mut Turn<'_>) {
        match signal {
            DaemonSignal::Exit(signal) => self.exit_on_signal(signal, turn),
            DaemonSignal::Restart => self.restart_on_signal(turn),
            DaemonSignal::ReopenLogs => Self::reopen_logs(turn),
            DaemonSignal::ChildQuit => Self::note_child_quit(turn),
        }
    }

    fn leave(&mut self, request: RequestId, turn: &mut Turn<'_>) {
        self.waiters.leave(request, turn);
        self.reload.leave(request);
    }
}
