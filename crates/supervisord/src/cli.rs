//! The command line of `supervisord` (C-1 to C-28).

use std::fmt::Write as _;

use supervisor_api::SUPERVISOR_VERSION;
use supervisor_config::Setting;
use supervisor_config::getopt::{
    Argument, CommandLine, Given, OptionError, OptionSpec, Whose, parse,
};

/// What each option is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opt {
    Configuration,
    Setting(Setting),
    Version,
    Help,
    Check,
    Strict,
    BuildInfo,
}

const fn row(
    option: Opt,
    short: Option<char>,
    long: &'static str,
    argument: Argument,
    doc: &'static str,
) -> OptionSpec<Opt> {
    let whose = match option {
        Opt::Check | Opt::Strict | Opt::BuildInfo => Whose::Ours,
        Opt::Configuration | Opt::Setting(_) | Opt::Version | Opt::Help => Whose::Supervisors,
    };
    OptionSpec {
        option,
        short,
        long: Some(long),
        argument,
        whose,
        doc,
    }
}

/// The options, in the order of the help text.
pub(crate) const OPTIONS: [OptionSpec<Opt>; 24] = {
    use Argument::{None as Flag, Optional, Required};
    [
        row(
            Opt::Configuration,
            Some('c'),
            "configuration",
            Required,
            "read this configuration file",
        ),
        row(
            Opt::Setting(Setting::NoDaemon),
            Some('n'),
            "nodaemon",
            Flag,
            "stay in the foreground",
        ),
        row(
            Opt::Setting(Setting::Silent),
            Some('s'),
            "silent",
            Flag,
            "do not copy the log to standard output",
        ),
        row(
            Opt::Setting(Setting::User),
            Some('u'),
            "user",
            Required,
            "become this user (a name or an id)",
        ),
        row(
            Opt::Setting(Setting::Umask),
            Some('m'),
            "umask",
            Required,
            "the umask as a daemon, in octal (022)",
        ),
        row(
            Opt::Setting(Setting::Directory),
            Some('d'),
            "directory",
            Required,
            "go to this directory as a daemon",
        ),
        row(
            Opt::Setting(Setting::Logfile),
            Some('l'),
            "logfile",
            Required,
            "the path of the activity log",
        ),
        row(
            Opt::Setting(Setting::LogfileMaxbytes),
            Some('y'),
            "logfile_maxbytes",
            Required,
            "rotate the activity log at this size (50MB)",
        ),
        row(
            Opt::Setting(Setting::LogfileBackups),
            Some('z'),
            "logfile_backups",
            Required,
            "keep this many old activity logs (10)",
        ),
        row(
            Opt::Setting(Setting::Loglevel),
            Some('e'),
            "loglevel",
            Required,
            "log from this level on: critical, error, warn, info, debug, trace, blather",
        ),
        row(
            Opt::Setting(Setting::Pidfile),
            Some('j'),
            "pidfile",
            Required,
            "the path of the file with our pid",
        ),
        row(
            Opt::Setting(Setting::Identifier),
            Some('i'),
            "identifier",
            Required,
            "the name of this daemon",
        ),
        row(
            Opt::Setting(Setting::ChildLogDir),
            Some('q'),
            "childlogdir",
            Required,
            "where automatic child logs go",
        ),
        row(
            Opt::Setting(Setting::NoCleanup),
            Some('k'),
            "nocleanup",
            Flag,
            "keep old automatic child logs at start",
        ),
        row(
            Opt::Setting(Setting::Minfds),
            Some('a'),
            "minfds",
            Required,
            "the file descriptors needed to start (1024)",
        ),
        row(
            Opt::Setting(Setting::StripAnsi),
            Some('t'),
            "strip_ansi",
            Flag,
            "take escape codes out of child logs",
        ),
        row(
            Opt::Setting(Setting::Minprocs),
            None,
            "minprocs",
            Required,
            "the processes needed to start (200)",
        ),
        row(
            Opt::Setting(Setting::ProfileOptions),
            None,
            "profile_options",
            Required,
            "accepted without effect",
        ),
        row(
            Opt::Version,
            Some('v'),
            "version",
            Flag,
            "print the version of Supervisor we stand in for",
        ),
        row(Opt::Help, Some('h'), "help", Flag, "print this text"),
        OptionSpec {
            option: Opt::Help,
            short: Some('?'),
            long: None,
            argument: Flag,
            whose: Whose::Supervisors,
            doc: "print this text",
        },
        row(
            Opt::Check,
            None,
            "check",
            Optional,
            "report every problem of the configuration and exit; --check=json for machines",
        ),
        row(
            Opt::Strict,
            None,
            "strict",
            Flag,
            "with --check: exit 1 if there are warnings",
        ),
        row(
            Opt::BuildInfo,
            None,
            "build-info",
            Flag,
            "print our own version and build",
        ),
    ]
};

/// Splits the command line; `supervisord` takes options only.
pub(crate) fn parse_arguments(args: &[String]) -> Result<Vec<Given<Opt>>, OptionError> {
    let CommandLine { options, words } = parse(&OPTIONS, args)?;
    if !words.is_empty() {
        return Err(OptionError::StrayWords(words));
    }
    Ok(options)
}

/// Makes the help text.
pub(crate) fn help(program: &str) -> String {
    let mut text = format!("Usage: {program} [options]\n\n");
    for spec in OPTIONS.iter().filter(|spec| spec.long.is_some()) {
        let mut forms = spec
            .short
            .map(|c| format!("-{c}, "))
            .unwrap_or_else(|| "    ".to_owned());
        let _ = write!(forms, "--{}", spec.long.unwrap_or_default());
        forms.push_str(match spec.argument {
            Argument::None => "",
            Argument::Required => "=VALUE",
            Argument::Optional => "[=json]",
        });
        let _ = writeln!(text, "  {forms:<32}{}", spec.doc);
    }
    let _ = write!(text, "\n{}", build_info());
    text
}

/// Names our own version and build.
pub(crate) fn build_info() -> String {
    format!(
        "supervisor-rs {} ({}, {}), standing in for Supervisor {SUPERVISOR_VERSION}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        if cfg!(debug_assertions) {
            "debug build"
        } else {
            "release build"
        },
    )
}
