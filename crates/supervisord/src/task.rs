//! What the command line asks for.

use std::io;
use std::sync::Arc;

use nix::unistd::getuid;
use supervisor_api::SUPERVISOR_VERSION;
use supervisor_api::config::Environment;
use supervisor_config::getopt::{Given, OptionError};
use supervisor_config::{HostFiles, LoadRequest, search};

use crate::cli::{self, Opt};
use crate::stdio::say;

/// One way to use the program.
pub(crate) enum Task {
    Print(String),
    Check {
        request: Box<LoadRequest>,
        format: Format,
        /// Whether warnings count as a failure.
        strict: bool,
    },
    Run(Box<LoadRequest>),
}

/// How the report of a check is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

/// Why the command line cannot be followed; each is a usage error.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TaskError {
    #[error(transparent)]
    Option(#[from] OptionError),
    /// No configuration file was named and none is at the default paths (C-41).
    #[error("{0}")]
    NoFile(String),
    #[error("option --strict is only understood together with --check")]
    StrictAlone,
}

/// Acts on the options from left to right (C-4).
pub(crate) fn understand(program: &str, words: &[String]) -> Result<Task, TaskError> {
    let options = cli::parse_arguments(words)?;
    let mut request = Box::new(LoadRequest::new(&HostFiles, ""));
    let (mut check, mut strict) = (None, false);
    for given in options {
        match given.option {
            Opt::Version => return Ok(Task::Print(format!("{SUPERVISOR_VERSION}\n"))),
            Opt::Help => return Ok(Task::Print(cli::help(program))),
            Opt::BuildInfo => return Ok(Task::Print(cli::build_info())),
            Opt::Configuration => request.path = given.value.unwrap_or_default(),
            Opt::Check => check = Some(format(given)?),
            Opt::Strict => strict = true,
            Opt::Setting(option) => {
                let Given { spelled, value, .. } = given;
                let given = Given {
                    option,
                    spelled,
                    value,
                };
                let environment = Arc::clone(&request.environment);
                request.overrides.set(&HostFiles, &environment, &given)?;
            }
        }
    }
    if request.path.is_empty() {
        request.path = default_path(program, &request.environment)?;
    }
    match check {
        Some(format) => Ok(Task::Check {
            request,
            format,
            strict,
        }),
        None if strict => Err(TaskError::StrictAlone),
        None => Ok(Task::Run(request)),
    }
}

fn format(given: Given<Opt>) -> Result<Format, OptionError> {
    match given.value.as_deref() {
        None | Some("text") => Ok(Format::Text),
        Some("json") => Ok(Format::Json),
        Some(other) => Err(OptionError::InvalidValue {
            value: other.to_owned(),
            spelled: given.spelled,
            reason: "the report is written as text or json".into(),
        }),
    }
}

/// Finds the configuration file where nobody named one (C-40, C-41, C-6).
fn default_path(program: &str, environment: &Environment) -> Result<String, TaskError> {
    let path = environment.get("PATH").map(AsRef::as_ref);
    let program = search::invoked_path(&HostFiles, program, path);
    if getuid().is_root() {
        say(
            &mut io::stderr(),
            "supervisord: UserWarning: Supervisord is running as root and it is searching for its \
             configuration file in default locations; name it with -c to be sure which one is \
             read.\n",
        );
    }
    search::find(&HostFiles, &program).ok_or_else(|| TaskError::NoFile(search::not_found(&program)))
}

#[cfg(test)]
mod tests {
    use supervisor_config::Overrides;

    use super::*;

    fn understood(words: &[&str]) -> Result<Task, String> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        understand("/nowhere/bin/supervisord", &words).map_err(|error| error.to_string())
    }

    #[test]
    fn c_10_to_c_28_every_option_has_its_two_spellings() {
        let settings = |words: &[&str]| match understood(&[&["-c", "/x"], words].concat()) {
            Ok(Task::Run(request)) => request.overrides,
            Ok(_) => panic!("{words:?} is a setting"),
            Err(complaint) => panic!("{words:?}: {complaint}"),
        };
        for (short, long, value) in [
            ("-n", "--nodaemon", ""),
            ("-s", "--silent", ""),
            ("-u", "--user", "root"),
            ("-m", "--umask", "077"),
            ("-d", "--directory", "/"),
            ("-l", "--logfile", "/x.log"),
            ("-y", "--logfile_maxbytes", "1KB"),
            ("-z", "--logfile_backups", "3"),
            ("-e", "--loglevel", "warn"),
            ("-j", "--pidfile", "/x.pid"),
            ("-i", "--identifier", "x"),
            ("-q", "--childlogdir", "/"),
            ("-k", "--nocleanup", ""),
            ("-a", "--minfds", "7"),
            ("-t", "--strip_ansi", ""),
        ] {
            let values: Vec<_> = [value]
                .into_iter()
                .filter(|value| !value.is_empty())
                .collect();
            let shortly = settings(&[&[short], &values[..]].concat());

            assert_ne!(shortly, Overrides::default(), "{short}");
            assert_eq!(
                shortly,
                settings(&[&[long], &values[..]].concat()),
                "{long}"
            );
        }
        assert_eq!(settings(&["--minprocs=7"]).minprocs, Some(7));
        let profile = settings(&["--profile_options", "calls"]).profile_options;
        assert_eq!(profile.as_deref(), Some("calls"));
        assert!(understood(&["--configuration=/x"]).is_ok());
        for word in ["-v", "--version", "-h", "--help", "-?"] {
            assert!(matches!(understood(&[word]), Ok(Task::Print(_))), "{word}");
        }
    }

    #[test]
    fn c_2_the_version_is_the_one_of_the_original() {
        let task = understood(&["-c", "/missing", "-v"]);

        assert!(matches!(task, Ok(Task::Print(text)) if text == "4.3.0\n"));
    }

    #[test]
    fn c_4_syntax_is_checked_before_any_option_acts() {
        for (words, complaint) in [
            (
                vec!["-v", "foo"],
                "positional arguments are not supported: ['foo']",
            ),
            (vec!["-v", "-x"], "option -x not recognized"),
            (vec!["--log", "x"], "option --log not a unique prefix"),
            (vec!["-c"], "option -c requires argument"),
            (
                vec!["--nodaemon=1"],
                "option --nodaemon must not have an argument",
            ),
        ] {
            assert_eq!(understood(&words).err().as_deref(), Some(complaint));
        }
    }

    #[test]
    fn c_4_values_are_taken_from_left_to_right() {
        let complaint = "invalid value for -e 'foo': bad logging level name 'foo'";
        assert_eq!(
            understood(&["-e", "foo", "-v"]).err().as_deref(),
            Some(complaint)
        );
        assert!(matches!(
            understood(&["-v", "-e", "foo"]),
            Ok(Task::Print(_))
        ));
    }

    #[test]
    fn c_1_short_options_are_bundled_and_long_ones_abbreviated() {
        let Ok(Task::Run(request)) = understood(&["-nedebug", "--conf=/x"]) else {
            panic!("these are good options");
        };

        assert_eq!(request.path, "/x");
        assert_eq!(request.overrides.nodaemon, Some(true));
        assert_eq!(
            request.overrides.loglevel,
            Some(supervisor_api::Level::Debug)
        );
    }

    #[test]
    fn a_check_is_written_as_text_or_json() {
        let check = |words: &[&str]| match understood(words) {
            Ok(Task::Check { format, strict, .. }) => (format, strict),
            _ => panic!("{words:?} is a check"),
        };
        assert_eq!(check(&["-c", "/x", "--check"]), (Format::Text, false));
        assert_eq!(
            check(&["-c", "/x", "--check=json", "--strict"]),
            (Format::Json, true)
        );
        assert_eq!(
            understood(&["-c", "/x", "--check=xml"]).err().as_deref(),
            Some("invalid value for --check 'xml': the report is written as text or json")
        );
    }
}
