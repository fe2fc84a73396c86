//! Recorded traces: what Supervisor 4.3.0 said in scripted lives, against what the machine says.
//!
//! `traces/record.py` made the recordings. The few deliberate differences are listed in
//! [`DIFFERENCES`], each with the row that permits it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use supervisor_api::config::{AutoRestart, Config, ProcessConfig};
use supervisor_api::event::StateChange;
use supervisor_api::{Action, Event, Level, Signal};
use supervisor_core::{DaemonSignal, Effect, LaunchError};

use crate::world::{Life, Reaction, World, group, groups, program, remove};

/// Where the machine deliberately says something else: the scenario, why, the recorded text and
/// ours.
const DIFFERENCES: [(&str, &str, &str, &str); 6] = [
    (
        "shutdown_equal",
        "W-2: equal priorities stop together",
        "DEBG killing b (pid 102) with signal SIGTERM\n\
         INFO waiting for a, b to die\n\
         WARN stopped: b (terminated by SIGTERM)\n\
         DEBG killing a (pid 101) with signal SIGTERM\n\
         WARN stopped: a (terminated by SIGTERM)",
        "DEBG killing b (pid 102) with signal SIGTERM\n\
         DEBG killing a (pid 101) with signal SIGTERM\n\
         INFO waiting for a, b to die\n\
         WARN stopped: a (terminated by SIGTERM)\n\
         WARN stopped: b (terminated by SIGTERM)",
    ),
    (
        "shutdown_equal",
        "W-2: equal priorities stop together",
        "event PROCESS_STATE_STOPPED processname:b groupname:b from_state:STOPPING pid:102\n\
         event PROCESS_STATE_STOPPING processname:a groupname:a from_state:RUNNING pid:101\n\
         event PROCESS_STATE_STOPPED processname:a groupname:a from_state:STOPPING pid:101",
        "event PROCESS_STATE_STOPPING processname:a groupname:a from_state:RUNNING pid:101\n\
         event PROCESS_STATE_STOPPED processname:a groupname:a from_state:STOPPING pid:101\n\
         event PROCESS_STATE_STOPPED processname:b groupname:b from_state:STOPPING pid:102",
    ),
    (
        "stop_in_backoff",
        "W-30: a stop forgets the failed starts",
        "from_state:STOPPED tries:2",
        "from_state:STOPPED tries:0",
    ),
    (
        "stop_in_backoff",
        "W-30: a stop forgets the failed starts",
        "from_state:STARTING tries:3",
        "from_state:STARTING tries:1",
    ),
    (
        "stop_refused",
        "P-34: no traceback, but the errno",
        "(101):<traceback>",
        "(101): EPERM",
    ),
    (
        "signal_refused",
        "P-34: no traceback, but the errno",
        "(101):<traceback>",
        "(101): EPERM",
    ),
];

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces");
    let files = fs::read_dir(folder).expect("the traces are there");
    let mut paths: Vec<PathBuf> = files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> (String, Value) {
    let name = path.file_stem().expect("a file has a name");
    let text = fs::read_to_string(path).expect("a trace can be read");
    let scenario = serde_json::from_str(&text).expect("a trace is JSON");
    (name.to_string_lossy().into_owned(), scenario)
}

#[test]
fn the_machine_says_what_the_original_said() {
    let paths = scenarios();
    assert!(paths.len() > 40);
    for path in paths {
        let (name, scenario) = read(&path);
        let should = expected(&name, &scenario["recorded"]);

        let is = replay(&scenario);

        for (is, should) in is.iter().zip(&should) {
            assert_eq!(is, should, "{name}");
        }
    }
}

/// What is compared: lines, events, answers, and how each process ends up. Lines and events are
/// apart, since their order among each other depends on how many programs start in one turn; that
/// each transition has its line in its place is a property of its own.
type Story = [Vec<String>; 4];

fn story(said: Vec<String>, answers: Vec<String>, finally: Vec<String>) -> Story {
    let (events, lines) = said
        .into_iter()
        .partition(|text| text.starts_with("event "));
    [lines, events, answers, finally]
}

/// Returns what was recorded, with our deliberate differences put in.
fn expected(name: &str, recorded: &Value) -> Story {
    let [said, answers, finally] =
        ["said", "answers", "finally"].map(|part| strings(&recorded[part]));
    let mut parts = story(said, answers, finally);
    for (scenario, why, theirs, ours) in DIFFERENCES {
        if scenario != name {
            continue;
        }
        let joined = parts.clone().map(|lines| lines.join("\n"));
        let hits = joined.iter().filter(|text| text.contains(theirs)).count();
        assert_ne!(hits, 0, "{name}: {why} is no difference any more");
        parts = joined.map(|text| {
            let text = text.replace(theirs, ours);
            text.lines().map(String::from).collect()
        });
    }
    parts
}

fn strings(list: &Value) -> Vec<String> {
    let items = list.as_array().expect("it is a list");
    items.iter().map(text).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("it is a text").into()
}

fn replay(scenario: &Value) -> Story {
    let mut world = World::new(config(&scenario["groups"]));
    let lives = scenario["lives"].as_object().expect("lives by program");
    for (name, script) in lives {
        let script = script.as_array().expect("a list of lives");
        let command = name.rsplit(':').next().unwrap_or(name);
        world = world.script(name, script.iter().map(|row| life(row, command)));
    }
    let mut requests = Vec::new();
    for step in scenario["steps"].as_array().expect("a list of steps") {
        pass_until(&mut world, number(&step[0]));
        requests.extend(take(step, &mut world));
    }
    pass_until(&mut world, number(&scenario["until"]));
    let said = world.said.iter().filter_map(|(_, effect)| said(effect));
    let answers = requests.iter().map(|request| world.answer_to(*request));
    story(said.collect(), answers.collect(), finally(&world))
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("it is a number")
}

fn pass_until(world: &mut World, millis: u64) {
    let passed = u64::try_from(world.now.mono.since(Default::default()).as_millis());
    world.pass(millis - passed.expect("the world is young"));
}

fn config(list: &Value) -> Config {
    let rows = list.as_array().expect("a list of groups").iter();
    groups(rows.map(|row| {
        let programs = row[2].as_array().expect("a list of programs");
        let priority = row[1].as_i64().expect("a priority");
        group(&text(&row[0]), priority, programs.iter().map(process))
    }))
}

fn process(row: &Value) -> ProcessConfig {
    let mut process = program(&text(&row["name"]));
    let fields = row.as_object().expect("a program has fields");
    for (key, value) in fields {
        match key.as_str() {
            "name" => {}
            "priority" => process.priority = value.as_i64().expect(key),
            "startsecs" => process.startsecs = value.as_i64().expect(key),
            "startretries" => process.startretries = value.as_i64().expect(key),
            "stopwaitsecs" => process.stopwaitsecs = value.as_i64().expect(key),
            "autostart" => process.autostart = value.as_bool().expect(key),
            "stopasgroup" => process.stopasgroup = value.as_bool().expect(key),
            "killasgroup" => process.killasgroup = value.as_bool().expect(key),
            "exitcodes" => process.exitcodes = codes(value),
            "autorestart" => {
                process.autorestart = match value.as_str().expect(key) {
                    "never" => AutoRestart::Never,
                    "always" => AutoRestart::Always,
                    _ => AutoRestart::Unexpected,
                }
            }
            _ => unreachable!("{key} is not read"),
        }
    }
    process
}

fn codes(list: &Value) -> Vec<i32> {
    let codes = list.as_array().expect("a list of codes").iter();
    codes.map(code).collect()
}

fn code(value: &Value) -> i32 {
    let code = value.as_i64().expect("a code");
    i32::try_from(code).expect("a small code")
}

fn life(row: &Value, program: &str) -> Life {
    let mut life = match row["fails"].as_str() {
        Some("fork") => Life::fails(LaunchError::TooManyProcesses {
            process: program.into(),
        }),
        Some(_) => Life::fails(not_found(program)),
        None => Life::long(),
    };
    if row["exits"].is_array() {
        life = Life::exits(number(&row["exits"][0]), code(&row["exits"][1]));
    }
    if row["protected"] == true {
        life = life.protected();
    }
    match row["on_term"].as_object() {
        None => life,
        Some(reaction) => life.reacting(self::reaction(reaction)),
    }
}

fn reaction(row: &serde_json::Map<String, Value>) -> Reaction {
    let millis = |value: &Value| Duration::from_millis(number(value));
    match (row.get("dies"), row.get("exits")) {
        (Some(after), _) => Reaction::DiesAfter(millis(after)),
        (None, Some(exit)) => Reaction::ExitsAfter(millis(&exit[0]), code(&exit[1])),
        (None, None) => Reaction::Ignores,
    }
}

fn not_found(program: &str) -> LaunchError {
    LaunchError::NotFound {
        command: format!("/bin/{program}"),
    }
}

/// Does one step; returns the request, if it is one that gets an answer.
fn take(step: &Value, world: &mut World) -> Option<supervisor_core::RequestId> {
    let word = step[2].as_str().unwrap_or_default();
    let waits = step[3].as_bool().unwrap_or(true);
    let request = match step[1].as_str().expect("a verb") {
        "start" if waits => world.start(word),
        "start" => world.start_without_waiting(word),
        "stop" if waits => world.stop(word),
        "stop" => world.stop_without_waiting(word),
        "signal" => world.signal(word, step[3].as_str().expect("a signal")),
        "add" => world.act(Action::AddGroup(word.into())),
        "remove" => world.act(remove(word)),
        "shutdown" => world.act(Action::Shutdown),
        "restart" => world.act(Action::Restart),
        "daemon" => {
            world.daemon_gets(daemon_signal(word));
            return None;
        }
        "flaw" => {
            world.flaws.insert(word.into(), not_found(word));
            return None;
        }
        verb => unreachable!("{verb} is not read"),
    };
    Some(request)
}

fn daemon_signal(name: &str) -> DaemonSignal {
    match name {
        "HUP" => DaemonSignal::Restart,
        "USR2" => DaemonSignal::ReopenLogs,
        "CHLD" => DaemonSignal::ChildQuit,
        name => DaemonSignal::Exit(Signal::parse(name).expect("a signal")),
    }
}

fn said(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Log(record) if record.level >= Level::Debug => {
            Some(format!("{} {}", record.level.tag(), record.text))
        }
        Effect::Event(event) => Some(format!("event {}", event_text(event))),
        _ => None,
    }
}

/// Writes an event with its payload, as listeners get it (E-2 to E-27).
fn event_text(event: &Event) -> String {
    match event {
        Event::ProcessState {
            group,
            process,
            from,
            to,
        } => {
            let state = to.state();
            let head = format!("PROCESS_STATE_{state} processname:{process} groupname:{group}");
            format!("{head} from_state:{from}{}", extras(*to))
        }
        Event::GroupAdded(name) => format!("PROCESS_GROUP_ADDED groupname:{name}"),
        Event::GroupRemoved(name) => format!("PROCESS_GROUP_REMOVED groupname:{name}"),
        Event::SupervisorRunning => "SUPERVISOR_STATE_CHANGE_RUNNING".into(),
        Event::SupervisorStopping => "SUPERVISOR_STATE_CHANGE_STOPPING".into(),
        Event::RemoteCommunication { kind, data } => {
            format!("REMOTE_COMMUNICATION type:{kind}\n{data}")
        }
        Event::ProcessCommunication(_) | Event::ProcessLog(_) | Event::Tick { .. } => {
            unreachable!("the original did not record it")
        }
    }
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

fn finally(world: &World) -> Vec<String> {
    let snapshot = world.core.snapshot();
    let views = snapshot.processes();
    let rows = views.map(|view| {
        format!(
            "{}:{} {} pid={} exit={} error={}",
            view.group,
            view.config.name,
            view.state,
            view.pid.unwrap_or(0),
            view.exit_code.unwrap_or(0),
            view.spawn_error.as_deref().unwrap_or_default()
        )
    });
    rows.collect()
}
