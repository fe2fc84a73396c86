//! The option grammar of Supervisor's programs (C-1 to C-4).
//!
//! The words of a command line are matched against a table of [`OptionSpec`]; the result is the
//! list of options in their order, since Supervisor acts on them from left to right, and the words
//! that are left over. The same table serves help texts and completions.

use supervisor_api::python::{list_repr, repr};

/// Whether an option takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    None,
    Required,
    /// Only in the form `--option=value`.
    Optional,
}

/// Whose an option or key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Supervisors,
    Ours,
}

/// One row of an option table; `T` is what the program calls the option.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec<T> {
    pub option: T,
    pub short: Option<char>,
    /// The long name, without dashes.
    pub long: Option<&'static str>,
    pub argument: Argument,
    pub whose: Whose,
    pub doc: &'static str,
}

/// One option as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<T> {
    pub option: T,
    /// The option's full name as error texts show it: `-n`, `--nodaemon`.
    pub spelled: String,
    pub value: Option<String>,
}

/// A command line, split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine<T> {
    pub options: Vec<Given<T>>,
    pub words: Vec<String>,
}

/// What is wrong with a command line; the text follows `Error: ` (C-4).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    #[error("option {0} not recognized")]
    Unknown(String),
    #[error("option {0} requires argument")]
    MissingValue(String),
    #[error("option {0} not a unique prefix")]
    Ambiguous(String),
    #[error("option {0} must not have an argument")]
    UnwantedValue(String),
    #[error("conflicting command line option '{0}'")]
    Conflicting(String),
    #[error("invalid value for {spelled} {}: {reason}", repr(.value))]
    InvalidValue {
        spelled: String,
        value: String,
        reason: String,
    },
    #[error("positional arguments are not supported: {}", list_repr(.0))]
    StrayWords(Vec<String>),
}

/// Makes the two lines that a usage error prints on standard error (C-3).
#[must_use]
pub fn usage_error(program: &str, message: &str) -> String {
    format!("Error: {message}\nFor help, use {program} -h\n")
}

/// Splits the words after the program's name into options and the rest.
///
/// # Errors
/// The first word that does not fit the table.
pub fn parse<T: Copy>(
    specs: &[OptionSpec<T>],
    args: &[String],
) -> Result<CommandLine<T>, OptionError> {
    let mut args = args.iter();
    let mut options = Vec::new();
    while let Some(word) = args.as_slice().first() {
        let Some(name) = word.strip_prefix('-').filter(|name| !name.is_empty()) else {
            break;
        };
        args.next();
        match name.strip_prefix('-') {
            Some("") => break,
            Some(long) => options.push(long_option(specs, long, &mut args)?),
            None => short_options(specs, name, &mut args, &mut options)?,
        }
    }
    let words = args.cloned().collect();
    Ok(CommandLine { options, words })
}

type Args<'a> = std::slice::Iter<'a, String>;

fn long_option<T: Copy>(
    specs: &[OptionSpec<T>],
    text: &str,
    args: &mut Args<'_>,
) -> Result<Given<T>, OptionError> {
    let (name, attached) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (text, None),
    };
    let (spec, full) = find_long(specs, name)?;
    let spelled = format!("--{full}");
    let value = match (spec.argument, attached) {
        (Argument::None, Some(_)) => return Err(OptionError::UnwantedValue(spelled)),
        (Argument::Required, None) => Some(following(args, &spelled)?),
        (_, attached) => attached,
    };
    Ok(Given {
        option: spec.option,
        spelled,
        value,
    })
}

/// An abbreviation means one of Supervisor's options if it fits any, so that scripts keep working
/// whatever options we add.
fn find_long<'a, T>(
    specs: &'a [OptionSpec<T>],
    name: &str,
) -> Result<(&'a OptionSpec<T>, &'static str), OptionError> {
    let fitting = |whose: Whose| {
        specs
            .iter()
            .filter(move |spec| spec.whose == whose)
            .filter_map(|spec| spec.long.map(|long| (spec, long)))
            .filter(|(_, long)| long.starts_with(name))
            .collect::<Vec<_>>()
    };
    let theirs = fitting(Whose::Supervisors);
    let ours = fitting(Whose::Ours);
    if let Some(exact) = theirs.iter().chain(&ours).find(|(_, long)| *long == name) {
        return Ok(*exact);
    }
    let candidates = if theirs.is_empty() { ours } else { theirs };
    match candidates.as_slice() {
        [] => Err(OptionError::Unknown(format!("--{name}"))),
        [only] => Ok(*only),
        _ => Err(OptionError::Ambiguous(format!("--{name}"))),
    }
}

fn short_options<T: Copy>(
    specs: &[OptionSpec<T>],
    cluster: &str,
    args: &mut Args<'_>,
    options: &mut Vec<Given<T>>,
) -> Result<(), OptionError> {
    let mut rest = cluster.chars();
    while let Some(letter) = rest.next() {
        let spelled = format!("-{letter}");
        let Some(spec) = specs.iter().find(|spec| spec.short == Some(letter)) else {
            return Err(OptionError::Unknown(spelled));
        };
        let value = match spec.argument {
            Argument::None | Argument::Optional => None,
            Argument::Required if rest.as_str().is_empty() => Some(following(args, &spelled)?),
            Argument::Required => Some(rest.by_ref().collect()),
        };
        options.push(Given {
            option: spec.option,
            spelled,
            value,
        });
    }
    Ok(())
}

fn following(args: &mut Args<'_>, spelled: &str) -> Result<String, OptionError> {
    args.next()
        .cloned()
        .ok_or_else(|| OptionError::MissingValue(spelled.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Name {
        Config,
        NoDaemon,
        Logfile,
        LogfileMaxbytes,
        ChildLogDir,
        Check,
        Version,
    }

    const fn row(
        option: Name,
        short: Option<char>,
        long: &'static str,
        argument: Argument,
        whose: Whose,
    ) -> OptionSpec<Name> {
        OptionSpec {
            option,
            short,
            long: Some(long),
            argument,
            whose,
            doc: "",
        }
    }

    const SPECS: [OptionSpec<Name>; 7] = {
        use Argument::{None as Flag, Optional, Required};
        use Whose::{Ours, Supervisors};
        [
            row(
                Name::Config,
                Some('c'),
                "configuration",
                Required,
                Supervisors,
            ),
            row(Name::NoDaemon, Some('n'), "nodaemon", Flag, Supervisors),
            row(Name::Logfile, Some('l'), "logfile", Required, Supervisors),
            row(
                Name::LogfileMaxbytes,
                Some('y'),
                "logfile_maxbytes",
                Required,
                Supervisors,
            ),
            row(
                Name::ChildLogDir,
                Some('q'),
                "childlogdir",
                Required,
                Supervisors,
            ),
            row(Name::Check, None, "check", Optional, Ours),
            row(Name::Version, Some('v'), "version", Flag, Supervisors),
        ]
    };

    fn split(line: &[&str]) -> Result<CommandLine<Name>, OptionError> {
        let args: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
        parse(&SPECS, &args)
    }

    fn options(line: &[&str]) -> Vec<(Name, String, Option<String>)> {
        let parsed = split(line).expect("the line is right");
        parsed
            .options
            .into_iter()
            .map(|given| (given.option, given.spelled, given.value))
            .collect()
    }

    fn refusal(line: &[&str]) -> String {
        split(line).expect_err("the line is wrong").to_string()
    }

    #[test]
    fn c_1_short_options_are_bundled_and_values_attached_or_following() {
        assert_eq!(
            options(&["-nl", "x", "-ly", "-l=z"]),
            [
                (Name::NoDaemon, "-n".into(), None),
                (Name::Logfile, "-l".into(), Some("x".into())),
                (Name::Logfile, "-l".into(), Some("y".into())),
                (Name::Logfile, "-l".into(), Some("=z".into())),
            ]
        );
    }

    #[test]
    fn c_1_long_options_take_values_and_unique_prefixes() {
        assert_eq!(
            options(&["--conf=a=b", "--configuration", "-c", "--logfile=", "--v"]),
            [
                (Name::Config, "--configuration".into(), Some("a=b".into())),
                (Name::Config, "--configuration".into(), Some("-c".into())),
                (Name::Logfile, "--logfile".into(), Some(String::new())),
                (Name::Version, "--version".into(), None),
            ]
        );
    }

    #[test]
    fn c_1_parsing_stops_at_the_first_word_and_at_two_dashes() {
        let parsed = split(&["-n", "-", "-n"]).expect("the line is right");
        assert_eq!(parsed.options.len(), 1);
        assert_eq!(parsed.words, ["-", "-n"]);
        let parsed = split(&["--", "-n"]).expect("the line is right");
        assert_eq!(parsed.words, ["-n"]);
    }

    #[test]
    fn c_4_texts_of_syntax_faults() {
        assert_eq!(refusal(&["-x"]), "option -x not recognized");
        assert_eq!(refusal(&["--foo=1"]), "option --foo not recognized");
        assert_eq!(refusal(&["-nc"]), "option -c requires argument");
        assert_eq!(
            refusal(&["--conf"]),
            "option --configuration requires argument"
        );
        assert_eq!(refusal(&["--log"]), "option --log not a unique prefix");
        assert_eq!(
            refusal(&["--nod=1"]),
            "option --nodaemon must not have an argument"
        );
        assert_eq!(refusal(&["--=1"]), "option -- not a unique prefix");
    }

    #[test]
    fn c_4_texts_of_later_faults() {
        assert_eq!(
            OptionError::Conflicting("-n".into()).to_string(),
            "conflicting command line option '-n'"
        );
        let invalid = OptionError::InvalidValue {
            spelled: "-e".into(),
            value: "foo".into(),
            reason: "why".into(),
        };
        assert_eq!(invalid.to_string(), "invalid value for -e 'foo': why");
        assert_eq!(
            OptionError::StrayWords(vec!["foo".into()]).to_string(),
            "positional arguments are not supported: ['foo']"
        );
    }

    #[test]
    fn c_3_a_usage_error_has_two_lines() {
        assert_eq!(
            usage_error("supervisord", "no"),
            "Error: no\nFor help, use supervisord -h\n"
        );
    }

    #[test]
    fn an_abbreviation_means_supervisors_option_before_ours() {
        assert_eq!(options(&["--ch=x"])[0].0, Name::ChildLogDir);
        assert_eq!(
            options(&["--check=json", "--chec"]),
            [
                (Name::Check, "--check".into(), Some("json".into())),
                (Name::Check, "--check".into(), None),
            ]
        );
    }
}
