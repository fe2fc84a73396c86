//! The keys of `[supervisord]` (C-110 to C-126).

use super::kind::KeyDefault::{Computed, None, Value};
use super::kind::{Key, Kind, Scope};

const fn key(name: &'static str, kind: Kind, default: super::KeyDefault, doc: &'static str) -> Key {
    Key::new(name, kind, default, Scope::Here, doc)
}

pub(crate) static LOGFILE: Key = key(
    "logfile",
    Kind::Path,
    Value("supervisord.log"),
    "The daemon's own log. `syslog`, written exactly so, sends it to syslog.",
);
pub(crate) static LOGFILE_MAXBYTES: Key = key(
    "logfile_maxbytes",
    Kind::Bytes,
    Value("50MB"),
    "The size at which the log is rotated; 0 means never.",
);
pub(crate) static LOGFILE_BACKUPS: Key = key(
    "logfile_backups",
    Kind::Integer,
    Value("10"),
    "How many rotated logs are kept.",
);
pub(crate) static LOGLEVEL: Key = key(
    "loglevel",
    Kind::Level,
    Value("info"),
    "The least important level that is logged. From `debug` on, the output of the programs is \
     copied into the log.",
);
pub(crate) static PIDFILE: Key = key(
    "pidfile",
    Kind::Path,
    Value("supervisord.pid"),
    "The file that holds the daemon's process id.",
);
pub(crate) static UMASK: Key = key(
    "umask",
    Kind::Octal,
    Value("022"),
    "The daemon's umask, set only when it goes to the background.",
);
pub(crate) static NODAEMON: Key = key(
    "nodaemon",
    Kind::Boolean,
    Value("false"),
    "Stay in the foreground.",
);
pub(crate) static SILENT: Key = key(
    "silent",
    Kind::Boolean,
    Value("false"),
    "Do not repeat the log on standard output in the foreground.",
);
pub(crate) static MINFDS: Key = key(
    "minfds",
    Kind::Integer,
    Value("1024"),
    "How many file descriptors the daemon must be able to open; the limit is raised to it.",
);
pub(crate) static MINPROCS: Key = key(
    "minprocs",
    Kind::Integer,
    Value("200"),
    "How many processes the daemon must be able to start; the limit is raised to it.",
);
pub(crate) static NOCLEANUP: Key = key(
    "nocleanup",
    Kind::Boolean,
    Value("false"),
    "Keep the AUTO logs of an earlier run at start.",
);
pub(crate) static CHILDLOGDIR: Key = key(
    "childlogdir",
    Kind::Directory,
    Computed("the directory for temporary files"),
    "Where AUTO logs are made.",
);
pub(crate) static USER: Key = key(
    "user",
    Kind::User,
    None,
    "The user that the daemon becomes before it opens logs and sockets.",
);
pub(crate) static DIRECTORY: Key = key(
    "directory",
    Kind::Directory,
    None,
    "The daemon's directory, entered only when it goes to the background.",
);
pub(crate) static STRIP_ANSI: Key = key(
    "strip_ansi",
    Kind::Boolean,
    Value("false"),
    "Remove ANSI escape sequences from the output of the programs.",
);
pub(crate) static ENVIRONMENT: Key = Key::new(
    "environment",
    Kind::Environment,
    Value(""),
    Scope::HereAndHost,
    "Variables that every program gets, and that `%(ENV_x)s` knows in all later sections.",
);
pub(crate) static IDENTIFIER: Key = key(
    "identifier",
    Kind::Text,
    Value("supervisor"),
    "The name by which clients, event listeners and AUTO logs know this daemon.",
);

pub(super) static ALL: [&Key; 17] = [
    &LOGFILE,
    &LOGFILE_MAXBYTES,
    &LOGFILE_BACKUPS,
    &LOGLEVEL,
    &PIDFILE,
    &UMASK,
    &NODAEMON,
    &SILENT,
    &MINFDS,
    &MINPROCS,
    &NOCLEANUP,
    &CHILDLOGDIR,
    &USER,
    &DIRECTORY,
    &STRIP_ANSI,
    &ENVIRONMENT,
    &IDENTIFIER,
];
