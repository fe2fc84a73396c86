//! One process of a program: the keys that may differ from process to process (C-74).

use supervisor_api::Level;
use supervisor_api::config::{Environment, LogTarget, OutputConfig, ProcessConfig};

use super::build::Build;
use super::program::{Program, Stream};
use super::reader::Section;
use crate::error::Problem;
use crate::expand::{Names, expand, expand_again};
use crate::keys::{Key, programs as keys};
use crate::value::{self, LogName};

/// The keys of one output stream.
struct StreamKeys {
    logfile: &'static Key,
    backups: &'static Key,
    maxbytes: &'static Key,
    syslog: &'static Key,
}

static STDOUT: StreamKeys = StreamKeys {
    logfile: &keys::STDOUT_LOGFILE,
    backups: &keys::STDOUT_LOGFILE_BACKUPS,
    maxbytes: &keys::STDOUT_LOGFILE_MAXBYTES,
    syslog: &keys::STDOUT_SYSLOG,
};

static STDERR: StreamKeys = StreamKeys {
    logfile: &keys::STDERR_LOGFILE,
    backups: &keys::STDERR_LOGFILE_BACKUPS,
    maxbytes: &keys::STDERR_LOGFILE_MAXBYTES,
    syslog: &keys::STDERR_SYSLOG,
};

/// Reads the process with this number; `None` if it has no command.
pub(super) fn process(
    build: &mut Build<'_>,
    section: &mut Section<'_>,
    program: &Program<'_>,
    number: i64,
) -> Option<ProcessConfig> {
    let names = program
        .names
        .clone()
        .with_number("process_num", number)
        .with_number("numprocs", program.numprocs);
    let own = own_environment(build, section, program, &names);
    let names = names.with_environment(&own);
    let directory = section.owned_text(&keys::DIRECTORY, &names);
    let stdout = output(build, section, &STDOUT, &program.stdout, &names);
    let mut stderr = output(build, section, &STDERR, &program.stderr, &names);
    if program.redirect_stderr {
        stderr.config.logfile = LogTarget::None;
        if stderr.is_path {
            warn_of_ignored_logfile(build, section.name());
        }
    }
    let command = command(section, &names);
    let name = process_name(section, program, &names);
    Some(ProcessConfig {
        name: name.as_str().into(),
        command: command?,
        directory,
        umask: program.umask,
        user: program.user,
        priority: program.priority,
        autostart: program.autostart,
        autorestart: program.autorestart,
        startsecs: program.startsecs,
        startretries: program.startretries,
        stopsignal: program.stopsignal,
        stopwaitsecs: program.stopwaitsecs,
        stopasgroup: program.stopasgroup,
        killasgroup: program.killasgroup.unwrap_or(program.stopasgroup),
        exitcodes: program.exitcodes.clone(),
        redirect_stderr: program.redirect_stderr,
        stdout: stdout.config,
        stderr: stderr.config,
        environment: build.merged(&own),
        serverurl: program.serverurl.clone(),
        socket: program.socket.clone(),
    })
}

fn own_environment(
    build: &mut Build<'_>,
    section: &mut Section<'_>,
    program: &Program<'_>,
    names: &Names<'_>,
) -> Environment {
    let key = &keys::ENVIRONMENT;
    let pairs = expand(program.environment, key.name, names)
        .map_err(Problem::from)
        .and_then(|text| Ok(value::environment(&text)?));
    match pairs {
        Ok(pairs) => {
            build.warn_of_cut_values(section.name(), key, &pairs.cut);
            pairs.into_environment()
        }
        Err(problem) => {
            section.refuse(Some(key), problem);
            Environment::new()
        }
    }
}

fn command(section: &mut Section<'_>, names: &Names<'_>) -> Option<String> {
    if section.raw(&keys::COMMAND).is_none() {
        section.refuse(None, Problem::NoCommand(section.name().to_owned()));
    }
    section.owned_text(&keys::COMMAND, names)
}

/// compat: Supervisor checks the name before it is expanded only (C-103); now it is checked again,
/// since an expansion can put separators into it (W-59).
fn process_name(section: &mut Section<'_>, program: &Program<'_>, names: &Names<'_>) -> String {
    let key = &keys::PROCESS_NAME;
    let name = match expand(program.process_name, key.name, names) {
        Ok(name) => name.into_owned(),
        Err(error) => {
            section.refuse(Some(key), error);
            return String::new();
        }
    };
    if let Err(error) = value::name(&name) {
        section.refuse(Some(key), error);
    }
    name
}

/// A stream, and whether its log was given as a path.
struct Output {
    config: OutputConfig,
    is_path: bool,
}

fn output(
    build: &mut Build<'_>,
    section: &mut Section<'_>,
    keys: &StreamKeys,
    stream: &Stream,
    names: &Names<'_>,
) -> Output {
    let world = build.world;
    // compat: the value is expanded twice (C-76).
    let log_name = |text: &str| value::log_name(world, &expand_again(text.to_owned(), names));
    let name = section.optional(keys.logfile, names, log_name);
    let name = name.unwrap_or(LogName::None);
    let backups = section.read(keys.backups, names, value::count);
    let maxbytes = section.read(keys.maxbytes, names, value::signed_bytes);
    let syslog = section.read(keys.syslog, names, value::boolean);
    if name == LogName::Syslog {
        warn_of_syslog(build, section.name(), keys);
    }
    if name == LogName::Auto && maxbytes == 0 {
        warn_of_unbounded_log(build, section.name(), keys);
    }
    let config = OutputConfig {
        logfile: target(&name),
        // A negative size means no rotation, as 0 does (W-72).
        maxbytes: maxbytes.try_into().unwrap_or(0),
        backups,
        capture_maxbytes: stream.capture_maxbytes,
        events_enabled: stream.events_enabled,
        syslog: syslog || name == LogName::Syslog,
    };
    let is_path = matches!(name, LogName::Path(_));
    Output { config, is_path }
}

fn target(name: &LogName) -> LogTarget {
    match name {
        LogName::Auto => LogTarget::Auto,
        LogName::Path(path) if !path.is_empty() => LogTarget::File(path.clone()),
        LogName::Path(_) | LogName::None | LogName::Syslog => LogTarget::None,
    }
}

fn warn_of_syslog(build: &mut Build<'_>, section: &str, keys: &StreamKeys) {
    let text = format!(
        "For [{section}], {}=syslog but this is deprecated and will be removed.  Use {}=true to \
         enable syslog instead.",
        keys.logfile.name, keys.syslog.name
    );
    build.message(Level::Warn, section, Some(keys.logfile), text);
}

fn warn_of_unbounded_log(build: &mut Build<'_>, section: &str, keys: &StreamKeys) {
    let text = format!(
        "For [{section}], AUTO logging used for {} without rollover, set maxbytes > 0 to avoid \
         filling up filesystem unintentionally",
        keys.logfile.name
    );
    build.message(Level::Warn, section, Some(keys.logfile), text);
}

fn warn_of_ignored_logfile(build: &mut Build<'_>, section: &str) {
    let text = format!(
        "For [{section}], redirect_stderr=true but stderr_logfile has also been set to a \
         filename, the filename has been ignored"
    );
    build.message(Level::Warn, section, Some(&keys::STDERR_LOGFILE), text);
}
