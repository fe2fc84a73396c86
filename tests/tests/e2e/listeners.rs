//! Event listeners: programs that use `childutils` of the original as they are, and bad ones.

use std::fs;

use supervisor_tests::{Daemon, Setup, State, improves_on, oracle, require, wait};

/// A listener that writes each event into a file, as a line of header and one of payload.
///
/// It takes `PAUSE` seconds for each, and dies of events that have a word in them, unless that is `nothing`, but only once.
const RECORDER: &str = "
    import os, sys, time
    from supervisor import childutils

    path, deadly = sys.argv[1:]
    remains = path + '.remains'

    class Input:
        read = sys.stdin.read

        def readline(self):
            self.header = sys.stdin.readline()
            return self.header

    stdin = Input()
    while True:
        _headers, payload = childutils.listener.wait(stdin, sys.stdout)
        with open(path, 'a') as file:
            file.write(stdin.header + payload.replace('\\n', '|') + '\\n')
        if deadly in payload and not os.path.exists(remains):
            open(remains, 'w').close()
            sys.exit(3)
        time.sleep(float(os.environ.get('PAUSE', '0')))
        childutils.listener.ok(sys.stdout)
";

/// A listener that answers the first event without reading it.
const BLIND: &str = "
    import select, sys, time

    sys.stdout.write('READY\\n')
    sys.stdout.flush()
    select.select([sys.stdin], [], [])
    sys.stdout.write('RESULT 2\\nOKREADY\\n')
    sys.stdout.flush()
    time.sleep(1000)
";

/// Starts a daemon with a recorder of these events, and with what else is configured.
fn recording(events: &str, deadly: &str, more: &str) -> Daemon {
    let python = oracle("python").expect("the original's Python");
    let python = python.display();
    let setup = Setup::new(&format!(
        "
        [supervisord]
        identifier = here
        [eventlistener:recorder]
        command = {python} {{dir}}/recorder.py {{dir}}/events {deadly}
        events = {events}
        startsecs = 0
        buffer_size = 100
        {more}
        "
    ));
    setup.sandbox().write("recorder.py", RECORDER);
    setup.start()
}

/// Waits for an event with this in its header or payload; returns both lines of it.
fn wait_event(daemon: &Daemon, text: &str) -> (String, String) {
    daemon.wait_line("events", "len:0");
    wait::until(&format!("{text} is recorded"), || {
        let lines = daemon.sandbox().lines("events");
        let mut events = lines.chunks_exact(2);
        let event = events.find(|event| event.iter().any(|line| line.contains(text)))?;
        Some((event[0].clone(), event[1].clone()))
    })
}

fn remote(daemon: &Daemon, data: &str) {
    let parameters = ["kind".into(), data.into()];
    daemon
        .call("supervisor.sendRemoteCommEvent", &parameters)
        .expect("an event");
}

#[test]
fn e_30_a_listener_sees_the_life_of_a_program_and_of_the_daemon() {
    require!(oracle("python").is_some(), "needs the original");
    let daemon = recording(
        "PROCESS_GROUP,PROCESS_STATE,SUPERVISOR_STATE_CHANGE",
        "nothing",
        "
        [program:web]
        command = {child} sleep
        autostart = false
        startsecs = 0
        ",
    );
    daemon.start_process("web").expect("a start");
    let pid = daemon.info("web").pid;
    daemon.stop_process("web").expect("a stop");
    wait_event(&daemon, "PROCESS_STATE_STOPPED");

    let listener = daemon.info("recorder").pid;
    let expected = [
        ("PROCESS_GROUP_ADDED", "groupname:recorder|".to_owned()),
        ("PROCESS_GROUP_ADDED", "groupname:web|".to_owned()),
        ("SUPERVISOR_STATE_CHANGE_RUNNING", String::new()),
        (
            "PROCESS_STATE_STARTING",
            "processname:recorder groupname:recorder from_state:STOPPED tries:0".to_owned(),
        ),
        (
            "PROCESS_STATE_RUNNING",
            format!("processname:recorder groupname:recorder from_state:STARTING pid:{listener}"),
        ),
        (
            "PROCESS_STATE_STARTING",
            "processname:web groupname:web from_state:STOPPED tries:0".to_owned(),
        ),
        (
            "PROCESS_STATE_RUNNING",
            format!("processname:web groupname:web from_state:STARTING pid:{pid}"),
        ),
        (
            "PROCESS_STATE_STOPPING",
            format!("processname:web groupname:web from_state:RUNNING pid:{pid}"),
        ),
        (
            "PROCESS_STATE_STOPPED",
            format!("processname:web groupname:web from_state:STOPPING pid:{pid}"),
        ),
    ];
    let lines = daemon.sandbox().lines("events");
    for (serial, (event, (name, payload))) in lines.chunks_exact(2).zip(&expected).enumerate() {
        let len = payload.len();
        let header = format!(
            "ver:3.0 server:here serial:{serial} pool:recorder poolserial:{serial} \
             eventname:{name} len:{len}"
        );
        assert_eq!(event, [header.as_str(), payload], "{lines:#?}");
    }
}

#[test]
fn e_49_a_listener_hears_of_the_end_of_all_others() {
    require!(oracle("python").is_some(), "needs the original");
    improves_on!("W-4: it is told to stop before the last death is sent to it");
    let mut daemon = recording(
        "SUPERVISOR_STATE_CHANGE,PROCESS_STATE_STOPPED",
        "nothing",
        "
        # It is not killed by this.
        stopsignal = WINCH
        stopwaitsecs = 2
        [program:web]
        command = {child} ignore-term sleep
        stopwaitsecs = 1
        startsecs = 0
        ",
    );
    daemon.wait_running("web");
    wait_event(&daemon, "SUPERVISOR_STATE_CHANGE_RUNNING");

    daemon.shut_down();

    let lines = daemon.sandbox().lines("events");
    assert_eq!(lines.len(), 6, "{lines:#?}");
    assert!(
        lines[2].contains("SUPERVISOR_STATE_CHANGE_STOPPING"),
        "{lines:#?}"
    );
    assert!(lines[5].starts_with("processname:web groupname:web from_state:STOPPING"));
}

#[test]
fn e_27_remote_events_reach_listeners_and_w_14_count_bytes() {
    require!(oracle("python").is_some(), "needs the original");
    let daemon = recording(
        "REMOTE_COMMUNICATION,SUPERVISOR_STATE_CHANGE",
        "nothing",
        "",
    );
    daemon.wait_line("events", "SUPERVISOR_STATE_CHANGE_RUNNING");

    remote(&daemon, "hello");

    let (header, payload) = wait_event(&daemon, "REMOTE_COMMUNICATION");
    assert!(header.ends_with(" len:15"), "{header}");
    assert_eq!(payload, "type:kind|hello");
}

/// `childutils` reads text, so it has to take each byte for a character to count as we do.
#[test]
fn w_14_childutils_reads_bytes_once_it_is_told_that_characters_are_bytes() {
    improves_on!("W-14");
    require!(oracle("python").is_some(), "needs the original");
    let daemon = recording(
        "REMOTE_COMMUNICATION,SUPERVISOR_STATE_CHANGE",
        "nothing",
        "environment = PYTHONIOENCODING=\"latin-1\"",
    );
    daemon.wait_line("events", "SUPERVISOR_STATE_CHANGE_RUNNING");

    remote(&daemon, "grün ☃");
    remote(&daemon, "after it");

    let (header, _) = wait_event(&daemon, "REMOTE_COMMUNICATION");
    assert!(header.ends_with(" len:19"), "{header}");
    let (_, payload) = wait_event(&daemon, "after it");
    assert_eq!(payload, "type:kind|after it");
}

#[test]
fn e_29_ticks_come_with_the_wall_clock() {
    require!(oracle("python").is_some(), "needs the original");
    let daemon = recording("TICK_5,SUPERVISOR_STATE_CHANGE", "nothing", "");

    let (_, first) = wait_event(&daemon, "TICK_5");

    let when: u64 = first
        .strip_prefix("when:")
        .and_then(|when| when.parse().ok())
        .expect("a time");
    assert_eq!(when % 5, 0);
    wait_event(&daemon, &format!("when:{}", when + 5));
}

#[test]
fn e_32_a_restart_starts_the_numbers_of_a_pool_anew_but_not_those_of_all() {
    require!(oracle("python").is_some(), "needs the original");
    let daemon = recording("SUPERVISOR_STATE_CHANGE", "nothing", "");
    wait_event(&daemon, "SUPERVISOR_STATE_CHANGE_RUNNING");

    daemon.call("supervisor.restart", &[]).expect("a restart");

    let (header, _) = wait_event(&daemon, "serial:2 ");
    assert_eq!(
        header,
        "ver:3.0 server:here serial:2 pool:recorder poolserial:0 \
         eventname:SUPERVISOR_STATE_CHANGE_RUNNING len:0"
    );
}

#[test]
fn e_36_an_event_is_sent_again_when_its_listener_dies_of_it() {
    require!(oracle("python").is_some(), "needs the original");
    let daemon = recording(
        "REMOTE_COMMUNICATION,SUPERVISOR_STATE_CHANGE",
        "poison",
        "autorestart = true",
    );
    daemon.wait_line("events", "SUPERVISOR_STATE_CHANGE_RUNNING");

    remote(&daemon, "poison");
    remote(&daemon, "next");
    wait_event(&daemon, "next");

    let lines = daemon.sandbox().lines("events");
    let payloads: Vec<_> = lines
        .iter()
        .skip(1)
        .step_by(2)
        .map(String::as_str)
        .collect();
    assert_eq!(
        payloads,
        ["", "type:kind|poison", "type:kind|poison", "type:kind|next"]
    );
    assert_eq!(lines[2], lines[4], "E-32: it keeps its numbers");
    daemon.wait_log("rebuffering event 1 for pool recorder");
}

#[test]
fn e_34_a_listener_that_babbles_gets_nothing_and_the_rest_works() {
    let daemon = Daemon::start(
        "
        [eventlistener:babbler]
        command = {child} out hello! sleep
        events = EVENT
        startsecs = 0
        [program:web]
        command = {child} sleep
        startsecs = 0
        ",
    );

    daemon.wait_log("babbler: ACKNOWLEDGED -> UNKNOWN");

    daemon.wait_log(
        "babbler: has entered the UNKNOWN state and will no longer receive events, this usually \
         indicates the process violated the eventlistener protocol",
    );
    daemon.wait_running("web");
    assert_eq!(daemon.info("babbler").state, State::Running);
}

#[test]
fn e_38_events_that_nobody_takes_give_way_to_later_ones() {
    let daemon = Daemon::start(
        "
        [eventlistener:idle]
        command = {child} sleep
        events = REMOTE_COMMUNICATION
        buffer_size = 2
        startsecs = 0
        ",
    );

    for number in 0..5 {
        remote(&daemon, &number.to_string());
    }

    daemon.wait_log("pool idle event buffer overflowed, discarding event 2");
    assert_eq!(daemon.count_log("event buffer overflowed"), 3);
}

#[test]
fn e_38_what_a_slow_listener_misses_is_counted_exactly() {
    require!(oracle("python").is_some(), "needs the original");
    let daemon = recording(
        "PROCESS_LOG,SUPERVISOR_STATE_CHANGE",
        "nothing",
        "
        environment = PAUSE=0.05
        [supervisord]
        loglevel = info
        [program:chatty]
        command = {child} tick 1
        process_name = %(program_name)s_%(process_num)d
        numprocs = 10
        stdout_events_enabled = true
        stdout_logfile = NONE
        startsecs = 0
        ",
    );
    daemon.wait_log(&format!("{OVERFLOWED}9999"));

    for number in 0..10 {
        let name = format!("chatty:chatty_{number}");
        daemon.stop_process(&name).expect("a stop");
    }

    let memory = daemon.process().status("VmRSS").expect("its memory");
    let memory = memory
        .split(' ')
        .next()
        .and_then(|kb| kb.parse::<u32>().ok());
    assert!(memory.is_some_and(|kb| kb < 100_000), "{memory:?}");
    let missed = numbers(&daemon.log(), OVERFLOWED);
    // What the buffer still holds goes out now: then each event was either seen or missed.
    wait::until_true("each event is seen or missed", || {
        let mut numbers = numbers(&daemon.sandbox().read("events"), " serial:");
        let last = numbers.last().copied();
        let all = last.map(|last| (0..=last).collect::<Vec<_>>());
        numbers.extend(&missed);
        numbers.sort_unstable();
        last > missed.last().copied() && Some(numbers) == all
    });
}

/// What the log says of an event that was lost.
const OVERFLOWED: &str = "pool recorder event buffer overflowed, discarding event ";

/// Returns the numbers that follow this text, in order.
fn numbers(text: &str, before: &str) -> Vec<u64> {
    let words = text.split(before).skip(1);
    let digits = words.map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    digits
        .map(|digits| {
            digits
                .and_then(|digits| digits.parse().ok())
                .expect("a number")
        })
        .collect()
}

#[test]
fn w_18_a_listener_that_does_not_read_harms_nobody() {
    require!(oracle("python").is_some(), "needs Python");
    improves_on!("W-18");
    let python = oracle("python").expect("Python");
    let setup = Setup::new(&format!(
        "
        [eventlistener:blind]
        command = {} {{dir}}/blind.py
        events = REMOTE_COMMUNICATION
        startsecs = 0
        ",
        python.display()
    ));
    setup.sandbox().write("blind.py", BLIND);
    let daemon = setup.start();
    let much = "x".repeat(800_000);

    remote(&daemon, &much);
    daemon.wait_log("blind: event was processed");
    remote(&daemon, &much);

    daemon.wait_log("blind: has entered the UNKNOWN state");
    daemon.wait_ready();
}

#[test]
fn e_57_w_18_a_listener_without_standard_input_harms_nobody() {
    require!(oracle("python").is_some(), "needs Python");
    let python = oracle("python").expect("Python");
    let setup = Setup::new(&format!(
        "
        [eventlistener:deaf]
        command = {} -c \"import os, time; os.close(0); os.write(1, b'READY\\n'); time.sleep(99)\"
        events = REMOTE_COMMUNICATION
        startsecs = 0
        ",
        python.display()
    ));
    let daemon = setup.start();
    daemon.wait_log("deaf: ACKNOWLEDGED -> READY");

    remote(&daemon, "hello");

    daemon.wait_log(
        "epipe occurred while sending event 0 to listener deaf, listener state unchanged",
    );
    daemon.wait_ready();
}

#[test]
fn c_183_a_pool_with_a_handler_in_python_is_fatal_and_the_rest_works() {
    improves_on!("handlers in Python, which it can load");
    let daemon = Daemon::start(
        "
        [eventlistener:own]
        command = {child} sleep
        events = EVENT
        result_handler = my.own:handler
        [program:web]
        command = {child} sleep
        startsecs = 0
        ",
    );

    let info = daemon.wait_state("own", State::Fatal);

    assert_eq!(
        info.spawnerr,
        "result_handler my.own:handler is a Python function, which cannot be loaded"
    );
    daemon.wait_running("web");
    let log = fs::read_to_string(daemon.sandbox().path("supervisord.log")).expect("the log");
    assert!(!log.contains("overflowed"), "{log}");
}
