//! Events as listeners read them: a header line, then the payload and nothing after it
//! (E-2 to E-30).

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use bytes::Bytes;
use supervisor_api::event::{StateChange, Written};
use supervisor_api::python::text_or_description;
use supervisor_api::{Event, GroupName};

use crate::pool::Pooled;

/// Writes an event for a listener of this pool.
pub(crate) fn envelope<E: AsRef<Event>>(
    identifier: &str,
    pool: &GroupName,
    pooled: &Pooled<E>,
) -> Bytes {
    let event = pooled.event.as_ref();
    let payload = payload(event);
    let header = format!(
        "ver:3.0 server:{identifier} serial:{} pool:{pool} poolserial:{} eventname:{} len:{}\n",
        pooled.serial,
        pooled.pool_serial,
        event.event_type(),
        // Bytes, not characters (W-14, decision 27).
        payload.len()
    );
    Bytes::from(header + &payload)
}

fn payload(event: &Event) -> Cow<'_, str> {
    match event {
        Event::ProcessState {
            group,
            process,
            from,
            to,
        } => {
            let extras = extras(*to);
            format!("processname:{process} groupname:{group} from_state:{from}{extras}").into()
        }
        Event::GroupAdded(group) | Event::GroupRemoved(group) => {
            format!("groupname:{group}\n").into()
        }
        Event::SupervisorRunning | Event::SupervisorStopping => "".into(),
        Event::RemoteCommunication { kind, data } => format!("type:{kind}\n{data}").into(),
        Event::ProcessCommunication(written) => {
            let data = text_or_description(&written.bytes);
            format!("{}\n{data}", author(written)).into()
        }
        Event::ProcessLog(written) => {
            let data = text_or_description(&written.bytes);
            let channel = written.channel;
            format!("{} channel:{channel}\n{data}", author(written)).into()
        }
        Event::Tick { when, .. } => format!("when:{when}").into(),
    }
}

fn author(written: &Written) -> String {
    format!(
        "processname:{} groupname:{} pid:{}",
        written.process, written.group, written.pid
    )
}

fn extras(to: StateChange) -> String {
    match to {
        StateChange::Starting { tries } | StateChange::Backoff { tries } => {
            format!(" tries:{tries}")
        }
        StateChange::Running { pid }
        | StateChange::Stopping { pid }
        | StateChange::Stopped { pid } => format!(" pid:{pid}"),
        StateChange::Exited { expected, pid } => {
            format!(" expected:{} pid:{pid}", u8::from(expected))
        }
        StateChange::Fatal | StateChange::Unknown => String::new(),
    }
}
