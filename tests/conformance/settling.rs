//! When a daemon has nothing left to do by itself.
//!
//! The original looks at its processes once a second, so whoever compares must wait until both
//! daemons have come to rest.

use std::collections::BTreeSet;

use supervisor_tests::{Daemon, State, Value, wait};

/// Waits until every process is where it will stay.
pub(crate) fn settle(daemon: &Daemon) {
    let mut last = Vec::new();
    let settled = wait::within(wait::LIMIT, || {
        let starting = about_to_start(daemon);
        last = daemon.all();
        let rests = last.iter().all(|info| {
            let is_new = info.start == 0
                && starting.contains(&(info.group.to_string(), info.name.to_string()));
            !is_new && rests(info.state)
        });
        rests.then_some(())
    });
    assert!(settled.is_some(), "no rest: {last:#?}\n{}", daemon.log());
}

fn rests(state: State) -> bool {
    match state {
        State::Stopped | State::Running | State::Exited | State::Fatal | State::Unknown => true,
        State::Starting | State::Backoff | State::Stopping => false,
    }
}

/// Groups and names of the processes that start without being asked.
fn about_to_start(daemon: &Daemon) -> BTreeSet<(String, String)> {
    let configured = daemon.call("supervisor.getAllConfigInfo", &[]);
    let configured = configured.expect("the configuration");
    let text = |info: &Value, member| {
        let text = info.member(member).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let is = |info: &Value, member| info.member(member).and_then(Value::as_bool) == Some(true);
    configured
        .as_array()
        .expect("a list")
        .iter()
        .filter(|info| is(info, "inuse") && is(info, "autostart"))
        .map(|info| (text(info, "group"), text(info, "name")))
        .collect()
}
