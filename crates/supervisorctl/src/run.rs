//! From the process's arguments to its exit status.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::rc::Rc;

use supervisor_config::HostFiles;
use supervisor_config::getopt::usage_error;
use supervisor_config::search::invoked_path;
use tokio::runtime::{Builder, Runtime};

use crate::cli::{self, Invocation};
use crate::console::Console;
use crate::error::CommandError;
use crate::execute::execute;
use crate::exit::ExitStatus;
use crate::format::Format;
use crate::problem;
use crate::session::Session;
use crate::settings::Settings;
use crate::shell;

/// What a shell reports for a program that SIGINT ended.
const INTERRUPTED: u8 = 130;

/// Does what the command line says.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let (program, args) = match args.split_first() {
        Some((program, args)) => (program.as_str(), args),
        None => ("supervisorctl", args),
    };
    let search_path = std::env::var("PATH").ok();
    let program = invoked_path(&HostFiles, program, search_path.as_deref());
    let line = match cli::parse(args) {
        Ok(Invocation::Run(line)) => line,
        Ok(Invocation::Help) => return print_help(&program),
        Err(error) => return refuse(&program, &error.to_string()),
    };
    let format = line.format.unwrap_or_default();
    let settings = match Settings::resolve(line, &program) {
        Ok(settings) => settings,
        Err(error) => return refuse_in(format, &program, &error.to_string()),
    };
    match Builder::new_current_thread().enable_io().build() {
        Ok(runtime) if settings.words.is_empty() => shell::run(Rc::new(runtime), settings),
        Ok(runtime) => run_once(&runtime, settings),
        Err(error) => {
            complain(&format!("error: cannot start: {error}\n"));
            ExitStatus::Generic.code().into()
        }
    }
}

fn run_once(runtime: &Runtime, settings: Settings) -> ExitCode {
    let line = settings.words.join(" ");
    let console = Console::default();
    let mut session =
        Session::new(settings.target, settings.interactive, console).in_format(settings.format);
    let code = match runtime.block_on(execute(&mut session, &line)) {
        Err(CommandError::Interrupted) => INTERRUPTED,
        Err(_) => ExitStatus::Generic.code(),
        Ok(()) => session.status.code(),
    };
    code.into()
}

fn print_help(program: &str) -> ExitCode {
    // Nobody reads it: not a reason to fail.
    let _ = io::stdout().write_all(cli::help(program).as_bytes());
    ExitCode::SUCCESS
}

/// Refuses a command line or a configuration file (C-3).
fn refuse(program: &str, message: &str) -> ExitCode {
    complain(&usage_error(program, message));
    ExitStatus::InvalidArguments.code().into()
}

/// The same, with a document if documents are asked for.
fn refuse_in(format: Format, program: &str, message: &str) -> ExitCode {
    if format == Format::Json
        && let Ok(document) = serde_json::to_string(&problem::of_words(message))
    {
        // Nobody reads it: the exit status says the same.
        let _ = writeln!(io::stdout(), "{document}");
    }
    refuse(program, message)
}

fn complain(text: &str) {
    // There is nobody else to tell.
    let _ = io::stderr().write_all(text.as_bytes());
}
