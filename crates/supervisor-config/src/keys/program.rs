//! The keys of programs, FastCGI programs, event listeners and groups (C-132 to C-157, C-180 to
//! C-183).

use super::kind::KeyDefault::{Computed, None, Required, Value};
use super::kind::{Key, KeyDefault, Kind, Scope};

const fn program(name: &'static str, kind: Kind, default: KeyDefault, doc: &'static str) -> Key {
    Key::new(name, kind, default, Scope::Program, doc)
}

const fn process(name: &'static str, kind: Kind, default: KeyDefault, doc: &'static str) -> Key {
    Key::new(name, kind, default, Scope::Process, doc)
}

const fn here(name: &'static str, kind: Kind, default: KeyDefault, doc: &'static str) -> Key {
    Key::new(name, kind, default, Scope::Here, doc)
}

/// `[program:x]`, and the base of the two others.
pub(crate) mod programs {
    use super::*;

    pub(crate) static COMMAND: Key = process(
        "command",
        Kind::Text,
        Required,
        "The command line, split like a shell does but run without one.",
    );
    pub(crate) static PROCESS_NAME: Key = process(
        "process_name",
        Kind::NameTemplate,
        Value("%(program_name)s"),
        "The name of each process; needs `%(process_num)` where there are several.",
    );
    pub(crate) static NUMPROCS: Key = program(
        "numprocs",
        Kind::Integer,
        Value("1"),
        "How many processes of the program are run.",
    );
    pub(crate) static NUMPROCS_START: Key = program(
        "numprocs_start",
        Kind::Integer,
        Value("0"),
        "The first `process_num`.",
    );
    pub(crate) static PRIORITY: Key = program(
        "priority",
        Kind::Integer,
        Value("999"),
        "Lower ones start first and stop last. Read for the group it forms, the names of \
         `[group:x]` hold.",
    );
    pub(crate) static AUTOSTART: Key = program(
        "autostart",
        Kind::Boolean,
        Value("true"),
        "Start together with the daemon.",
    );
    pub(crate) static AUTORESTART: Key = program(
        "autorestart",
        Kind::AutoRestart,
        Value("unexpected"),
        "Restart after the program has ended; `unexpected`: only if its exit code is not among \
         `exitcodes`.",
    );
    pub(crate) static STARTSECS: Key = program(
        "startsecs",
        Kind::Integer,
        Value("1"),
        "How many seconds the program must stay up to count as started.",
    );
    pub(crate) static STARTRETRIES: Key = program(
        "startretries",
        Kind::Integer,
        Value("3"),
        "How many failed starts are tried again before the program is FATAL.",
    );
    pub(crate) static EXITCODES: Key = program(
        "exitcodes",
        Kind::ExitCodes,
        Value("0"),
        "The exit codes that are expected.",
    );
    pub(crate) static STOPSIGNAL: Key = program(
        "stopsignal",
        Kind::Signal,
        Value("TERM"),
        "The signal that asks the program to stop.",
    );
    pub(crate) static STOPWAITSECS: Key = program(
        "stopwaitsecs",
        Kind::Integer,
        Value("10"),
        "How many seconds a stopping program gets before SIGKILL.",
    );
    pub(crate) static STOPASGROUP: Key = program(
        "stopasgroup",
        Kind::Boolean,
        Value("false"),
        "Send the stop signal to the whole process group.",
    );
    pub(crate) static KILLASGROUP: Key = program(
        "killasgroup",
        Kind::Boolean,
        Computed("the value of `stopasgroup`"),
        "Send SIGKILL to the whole process group.",
    );
    pub(crate) static USER: Key = program("user", Kind::User, None, "The user to run as.");
    pub(crate) static DIRECTORY: Key =
        process("directory", Kind::Text, None, "The directory to run in.");
    pub(crate) static UMASK: Key = program("umask", Kind::Octal, None, "The umask to run with.");
    pub(crate) static REDIRECT_STDERR: Key = program(
        "redirect_stderr",
        Kind::Boolean,
        Value("false"),
        "Send standard error where standard output goes. Not for event listeners.",
    );
    pub(crate) static STDOUT_LOGFILE: Key = process(
        "stdout_logfile",
        Kind::LogFile,
        Value("AUTO"),
        "Where standard output is logged.",
    );
    pub(crate) static STDOUT_LOGFILE_MAXBYTES: Key = process(
        "stdout_logfile_maxbytes",
        Kind::Bytes,
        Value("50MB"),
        "The size at which the log is rotated; 0 means never.",
    );
    pub(crate) static STDOUT_LOGFILE_BACKUPS: Key = process(
        "stdout_logfile_backups",
        Kind::Integer,
        Value("10"),
        "How many rotated logs are kept.",
    );
    pub(crate) static STDOUT_CAPTURE_MAXBYTES: Key = program(
        "stdout_capture_maxbytes",
        Kind::Bytes,
        Value("0"),
        "How much output between capture tags is kept for an event; 0 switches capture off.",
    );
    pub(crate) static STDOUT_EVENTS_ENABLED: Key = program(
        "stdout_events_enabled",
        Kind::Boolean,
        Value("false"),
        "Send PROCESS_LOG events for standard output.",
    );
    pub(crate) static STDOUT_SYSLOG: Key = process(
        "stdout_syslog",
        Kind::Boolean,
        Value("false"),
        "Send standard output to syslog as well.",
    );
    pub(crate) static STDERR_LOGFILE: Key = process(
        "stderr_logfile",
        Kind::LogFile,
        Value("AUTO"),
        "Where standard error is logged.",
    );
    pub(crate) static STDERR_LOGFILE_MAXBYTES: Key = process(
        "stderr_logfile_maxbytes",
        Kind::Bytes,
        Value("50MB"),
        "The size at which the log is rotated; 0 means never.",
    );
    pub(crate) static STDERR_LOGFILE_BACKUPS: Key = process(
        "stderr_logfile_backups",
        Kind::Integer,
        Value("10"),
        "How many rotated logs are kept.",
    );
    pub(crate) static STDERR_CAPTURE_MAXBYTES: Key = program(
        "stderr_capture_maxbytes",
        Kind::Bytes,
        Value("0"),
        "How much output between capture tags is kept for an event; 0 switches capture off.",
    );
    pub(crate) static STDERR_EVENTS_ENABLED: Key = program(
        "stderr_events_enabled",
        Kind::Boolean,
        Value("false"),
        "Send PROCESS_LOG events for standard error.",
    );
    pub(crate) static STDERR_SYSLOG: Key = process(
        "stderr_syslog",
        Kind::Boolean,
        Value("false"),
        "Send standard error to syslog as well.",
    );
    pub(crate) static ENVIRONMENT: Key = process(
        "environment",
        Kind::Environment,
        Value(""),
        "Variables of the program, over those of `[supervisord]`. Its own variables are not known \
         inside this key.",
    );
    pub(crate) static SERVERURL: Key = program(
        "serverurl",
        Kind::Text,
        Value("AUTO"),
        "What the program finds in SUPERVISOR_SERVER_URL; `AUTO` is the address of a server of \
         this daemon.",
    );

    pub(in super::super) static ALL: [&Key; 32] = [
        &COMMAND,
        &PROCESS_NAME,
        &NUMPROCS,
        &NUMPROCS_START,
        &PRIORITY,
        &AUTOSTART,
        &AUTORESTART,
        &STARTSECS,
        &STARTRETRIES,
        &EXITCODES,
        &STOPSIGNAL,
        &STOPWAITSECS,
        &STOPASGROUP,
        &KILLASGROUP,
        &USER,
        &DIRECTORY,
        &UMASK,
        &REDIRECT_STDERR,
        &STDOUT_LOGFILE,
        &STDOUT_LOGFILE_MAXBYTES,
        &STDOUT_LOGFILE_BACKUPS,
        &STDOUT_CAPTURE_MAXBYTES,
        &STDOUT_EVENTS_ENABLED,
        &STDOUT_SYSLOG,
        &STDERR_LOGFILE,
        &STDERR_LOGFILE_MAXBYTES,
        &STDERR_LOGFILE_BACKUPS,
        &STDERR_CAPTURE_MAXBYTES,
        &STDERR_EVENTS_ENABLED,
        &STDERR_SYSLOG,
        &ENVIRONMENT,
        &SERVERURL,
    ];
}

/// What `[fcgi-program:x]` has besides.
pub(crate) mod fcgi_program {
    use super::*;

    pub(crate) static SOCKET: Key = Key::new(
        "socket",
        Kind::FcgiSocket,
        Required,
        Scope::HereAndProgram,
        "The socket that all processes share as standard input: `unix:///path` or \
         `tcp://host:port`.",
    );
    pub(crate) static SOCKET_OWNER: Key = here(
        "socket_owner",
        Kind::UserAndGroup,
        Computed("the user and group of the program"),
        "The owner of a Unix socket.",
    );
    pub(crate) static SOCKET_MODE: Key = here(
        "socket_mode",
        Kind::Octal,
        Computed("0700"),
        "The mode of a Unix socket.",
    );
    pub(crate) static SOCKET_BACKLOG: Key = here(
        "socket_backlog",
        Kind::Integer,
        Computed("the system's limit"),
        "How many connections may wait, from 1 to 65535.",
    );
    pub(crate) static USER: Key = here(
        "user",
        Kind::User,
        None,
        "The user to run as; read a second time for the socket.",
    );

    pub(in super::super) static ALL: [&Key; 4] =
        [&SOCKET, &SOCKET_OWNER, &SOCKET_MODE, &SOCKET_BACKLOG];
}

/// What `[eventlistener:x]` has besides.
pub(crate) mod eventlistener {
    use super::*;

    pub(crate) static PRIORITY: Key = here(
        "priority",
        Kind::Integer,
        Value("-1"),
        "The priority of the pool; its processes have 999 unless it is given.",
    );
    pub(crate) static EVENTS: Key = here(
        "events",
        Kind::Events,
        Required,
        "The event types that the pool gets.",
    );
    pub(crate) static BUFFER_SIZE: Key = here(
        "buffer_size",
        Kind::Integer,
        Value("10"),
        "How many events wait while all listeners are busy.",
    );
    pub(crate) static RESULT_HANDLER: Key = here(
        "result_handler",
        Kind::ImportPath,
        Value("supervisor.dispatchers:default_handler"),
        "What judges an answer. Only the default one can be served.",
    );
    pub(crate) static REDIRECT_STDERR: Key = here(
        "redirect_stderr",
        Kind::Boolean,
        Value("false"),
        "Must not be set: standard output is the listener's protocol.",
    );

    pub(in super::super) static ALL: [&Key; 5] = [
        &PRIORITY,
        &EVENTS,
        &BUFFER_SIZE,
        &RESULT_HANDLER,
        &REDIRECT_STDERR,
    ];
}

/// `[group:x]`.
pub(crate) mod group {
    use super::*;

    pub(crate) static PROGRAMS: Key = here(
        "programs",
        Kind::Names,
        None,
        "The programs and FastCGI programs in the group.",
    );
    pub(crate) static PRIORITY: Key = here(
        "priority",
        Kind::Integer,
        Value("999"),
        "Groups with lower ones start first and stop last.",
    );

    pub(in super::super) static ALL: [&Key; 2] = [&PROGRAMS, &PRIORITY];
}
