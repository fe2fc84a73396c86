//! The command line: one table of options (C-30..C-35).

use supervisor_api::SUPERVISOR_VERSION;
use supervisor_config::getopt::{self, Argument, Given, OptionError, OptionSpec, Whose};

use crate::format::Format;
use crate::url::is_url;

/// What the options of this program are called here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opt {
    Configuration,
    Help,
    Interactive,
    ServerUrl,
    Username,
    Password,
    HistoryFile,
    Output,
    Json,
}

const OPTIONS: [OptionSpec<Opt>; 11] = {
    use Argument::{None as Flag, Required};
    [
        spec(
            Opt::Configuration,
            'c',
            "configuration",
            Required,
            "the configuration file to read",
        ),
        spec(Opt::Help, 'h', "help", Flag, "print this and exit"),
        spec(
            Opt::Interactive,
            'i',
            "interactive",
            Flag,
            "ask for confirmation and credentials, action or not",
        ),
        spec(
            Opt::ServerUrl,
            's',
            "serverurl",
            Required,
            "where supervisord listens (http://localhost:9001)",
        ),
        spec(
            Opt::Username,
            'u',
            "username",
            Required,
            "the user to authenticate as",
        ),
        spec(
            Opt::Password,
            'p',
            "password",
            Required,
            "the password to authenticate with",
        ),
        spec(
            Opt::HistoryFile,
            'r',
            "history_file",
            Required,
            "the file to keep the history of the shell in",
        ),
        // W-66: what the help of the original promises.
        OptionSpec {
            short: None,
            long: Some("history-file"),
            whose: Whose::Ours,
            ..spec(Opt::HistoryFile, 'r', "", Required, "")
        },
        OptionSpec {
            whose: Whose::Ours,
            ..spec(
                Opt::Output,
                'o',
                "output",
                Required,
                "how to print: text, or json (--json)",
            )
        },
        OptionSpec {
            short: None,
            whose: Whose::Ours,
            ..spec(Opt::Json, 'o', "json", Flag, "")
        },
        OptionSpec {
            short: Some('?'),
            long: None,
            ..spec(Opt::Help, '?', "", Flag, "")
        },
    ]
};

const fn spec(
    option: Opt,
    short: char,
    long: &'static str,
    argument: Argument,
    doc: &'static str,
) -> OptionSpec<Opt> {
    OptionSpec {
        option,
        short: Some(short),
        long: Some(long),
        argument,
        whose: Whose::Supervisors,
        doc,
    }
}

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Invocation {
    Help,
    Run(CommandLine),
}

/// The options that were given, and the words of the action.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CommandLine {
    pub(crate) configuration: Option<String>,
    pub(crate) interactive: bool,
    pub(crate) url: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) history_file: Option<String>,
    pub(crate) format: Option<Format>,
    pub(crate) words: Vec<String>,
}

/// Reads the words after the program's name; options count from left to right.
pub(crate) fn parse(args: &[String]) -> Result<Invocation, OptionError> {
    let split = getopt::parse(&OPTIONS, args)?;
    let mut line = CommandLine {
        words: split.words,
        ..CommandLine::default()
    };
    for given in split.options {
        if given.option == Opt::Help {
            return Ok(Invocation::Help);
        }
        line.apply(given)?;
    }
    Ok(Invocation::Run(line))
}

impl CommandLine {
    fn apply(&mut self, given: Given<Opt>) -> Result<(), OptionError> {
        let slot = match given.option {
            Opt::Help => return Ok(()),
            Opt::Interactive if self.interactive => {
                return Err(OptionError::Conflicting(given.spelled));
            }
            Opt::Interactive => {
                self.interactive = true;
                return Ok(());
            }
            Opt::Json => return self.set_format(given.spelled, Format::Json),
            Opt::Output => {
                let value = given.value.unwrap_or_default();
                return match Format::parse(&value) {
                    Some(format) => self.set_format(given.spelled, format),
                    None => Err(no_format(given.spelled, value)),
                };
            }
            Opt::Configuration => &mut self.configuration,
            Opt::ServerUrl => &mut self.url,
            Opt::Username => &mut self.username,
            Opt::Password => &mut self.password,
            Opt::HistoryFile => &mut self.history_file,
        };
        let value = given.value.unwrap_or_default();
        if given.option == Opt::ServerUrl && !is_url(&value) {
            return Err(not_a_url(given.spelled, value));
        }
        if slot.replace(value).is_some() {
            return Err(OptionError::Conflicting(given.spelled));
        }
        Ok(())
    }

    fn set_format(&mut self, spelled: String, format: Format) -> Result<(), OptionError> {
        match self.format.replace(format) {
            None => Ok(()),
            Some(_) => Err(OptionError::Conflicting(spelled)),
        }
    }
}

fn no_format(spelled: String, value: String) -> OptionError {
    OptionError::InvalidValue {
        spelled,
        reason: "neither text nor json".to_owned(),
        value,
    }
}

fn not_a_url(spelled: String, value: String) -> OptionError {
    OptionError::InvalidValue {
        spelled,
        reason: format!(
            "value {} is not a URL",
            supervisor_api::python::repr(&value)
        ),
        value,
    }
}

/// Makes the text of `-h`, whose words are our own (C-2).
pub(crate) fn help(program: &str) -> String {
    let options: String = OPTIONS.iter().filter_map(option_help).collect();
    format!(
        "Usage: {program} [options] [action [arguments]]\n\n{options}\n\
         Without an action a shell starts, which reads actions; `help` lists them.\n\n{}",
        build_info()
    )
}

/// Makes the line about an option that has a short and a long name.
fn option_help(spec: &OptionSpec<Opt>) -> Option<String> {
    let value = match spec.argument {
        Argument::None => "",
        Argument::Required | Argument::Optional => "=VALUE",
    };
    let names = format!("-{}, --{}{value}", spec.short?, spec.long?);
    Some(format!("  {names:32}{}\n", spec.doc))
}

/// Names our own version and build.
fn build_info() -> String {
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    format!(
        "supervisor-rs {} ({}, {build} build), standing in for Supervisor {SUPERVISOR_VERSION}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> Result<CommandLine, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        match parse(&words) {
            Ok(Invocation::Run(line)) => Ok(line),
            Ok(Invocation::Help) => Err("help".into()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn c_1_options_end_at_the_action() {
        let parsed = line(&["-iu", "me", "tail", "-f", "web"]).expect("a right line");

        assert!(parsed.interactive);
        assert_eq!(parsed.username.as_deref(), Some("me"));
        assert_eq!(parsed.words, ["tail", "-f", "web"]);
    }

    #[test]
    fn c_32_a_server_url_needs_a_scheme_and_something_behind_it() {
        assert_eq!(
            line(&["-s", "foo"]),
            Err("invalid value for -s 'foo': value 'foo' is not a URL".into())
        );
        assert_eq!(
            line(&["--server="]),
            Err("invalid value for --serverurl '': value '' is not a URL".into())
        );
        assert!(line(&["-s", "unix:///s"]).is_ok());
    }

    #[test]
    fn c_4_nothing_is_given_twice() {
        for words in [["-u", "a", "-u", "b"], ["-i", "-i", "-c", "x"]] {
            let message = line(&words).expect_err("a conflict");
            assert!(message.starts_with("conflicting command line option '-"));
        }
    }

    #[test]
    fn w_66_the_history_file_has_both_spellings() {
        for words in [
            ["-r", "h"],
            ["--history_file", "h"],
            ["--history-file", "h"],
        ] {
            let parsed = line(&words).expect("a right line");
            assert_eq!(parsed.history_file.as_deref(), Some("h"), "{words:?}");
        }
        assert!(line(&["--hist=h"]).is_ok(), "a prefix means the original's");
    }

    #[test]
    fn data_can_be_had_as_json_in_two_spellings() {
        for words in [&["-o", "json"][..], &["--output=json"], &["--json"]] {
            let parsed = line(words).expect("a right line");
            assert_eq!(parsed.format, Some(Format::Json), "{words:?}");
        }
        assert_eq!(
            line(&["-o", "text"]).expect("right").format,
            Some(Format::Text)
        );
        assert_eq!(
            line(&["-o", "yaml"]),
            Err("invalid value for -o 'yaml': neither text nor json".into())
        );
        assert!(line(&["-o", "text", "--json"]).is_err());
    }

    #[test]
    fn c_2_help_has_three_spellings_and_wins_from_the_left() {
        for option in ["-h", "--help", "-?"] {
            assert_eq!(line(&[option, "-s", "foo"]), Err("help".into()));
        }
        assert!(line(&["-s", "foo", "-h"]).is_err_and(|e| e != "help"));
    }

    #[test]
    fn c_2_help_lists_every_option_once() {
        let text = help("supervisorctl");
        let (before_version, _) = text.split_once("supervisor-rs").expect("our own version");

        insta::assert_snapshot!(before_version);
    }
}
