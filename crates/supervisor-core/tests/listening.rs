//! Events on their way to listeners: what is written, who gets it, and what becomes of it.

mod delivery;
mod payloads;
mod protocol;

use supervisor_api::{Action, EventType};

use crate::world::{World, groups, pool, program};

/// A pool with these listeners, all in RUNNING and none READY; of what was said before nothing is
/// left, and nothing waits.
fn listening(kind: EventType, names: &[&str]) -> World {
    let listeners = pool("pool", [kind], names.iter().map(|name| program(name)));
    let mut world = World::new(groups([listeners]));
    world.settle();
    world.said.clear();
    world
}

/// A pool for remote events with one listener that is READY.
fn ready() -> World {
    let mut world = listening(EventType::RemoteCommunication, &["l"]);
    world.says("pool:l", "READY\n");
    world.said.clear();
    world
}

fn remote(world: &mut World, data: &str) {
    world.act(Action::SendRemoteEvent {
        kind: "t".into(),
        data: data.into(),
    });
}

fn header(serial: u64, kind: &str, payload: &str) -> String {
    format!(
        "ver:3.0 server:supervisor serial:{serial} pool:pool poolserial:{serial} \
         eventname:{kind} len:{}\n{payload}",
        payload.len()
    )
}

/// What a listener gets for the remote event of this serial.
fn sent(serial: u64, data: &str) -> String {
    header(serial, "REMOTE_COMMUNICATION", &format!("type:t\n{data}"))
}
