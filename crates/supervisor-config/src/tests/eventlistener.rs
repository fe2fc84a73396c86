use supervisor_api::EventType;

use super::*;

#[test]
fn c_183_a_pool_has_its_own_default_priority() {
    let loaded = loaded("[eventlistener:l]\ncommand=x\nevents=tick_5,PROCESS_STATE");
    let group = &loaded.config.groups[0];
    let pool = group.pool.as_ref().expect("it is a pool");

    assert_eq!((group.priority, group.processes[0].priority), (-1, 999));
    assert_eq!(pool.events, [EventType::ProcessState, EventType::Tick5]);
    assert_eq!(pool.buffer_size, 10);
    assert_eq!(
        pool.result_handler,
        "supervisor.dispatchers:default_handler"
    );
}

#[test]
fn c_183_what_is_refused() {
    for (lines, text) in [
        ("", "[eventlistener:l] section requires an \"events\" line"),
        (
            "events=",
            "[eventlistener:l] section requires an \"events\" line",
        ),
        (
            "events=nope",
            "Unknown event type NOPE in [eventlistener:l] events",
        ),
        (
            "events=TICK\nbuffer_size=0",
            "[eventlistener:l] section sets invalid buffer_size (0)",
        ),
        (
            "events=TICK\nredirect_stderr=true",
            "[eventlistener:l] section sets redirect_stderr=true but this is not allowed because \
             it will interfere with the eventlistener protocol",
        ),
    ] {
        let text_of = refusal(&format!("[eventlistener:l]\ncommand=x\n{lines}"));
        assert_eq!(text_of, text, "{lines}");
    }
}

#[test]
fn c_103_a_bad_name_is_refused_with_the_processes() {
    assert_eq!(
        refusal("[eventlistener:a b]\ncommand=x\nevents=TICK"),
        "Invalid name: 'a b' because of character: ' ' in section 'eventlistener:a b' (file: \
         'x.conf')"
    );
}

#[test]
fn c_184_a_foreign_result_handler_is_told_and_the_rest_works() {
    let loaded = loaded("[eventlistener:l]\ncommand=x\nevents=TICK\nresult_handler=my.own:handler");
    assert_eq!(loaded.config.groups.len(), 1);
    let message = &loaded.messages[0];
    assert_eq!(message.level, Level::Critical);
    assert!(
        message.text.contains("[eventlistener:l]"),
        "{}",
        message.text
    );
}
