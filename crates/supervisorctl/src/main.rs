//! The control program: commands from the command line, or from a shell.
//!
//! `cli` and `settings` say which daemon and how; a [`session::Session`] is the conversation with
//! it; `execute` finds a line's command in the one registry in `command`, whose rows are the files
//! of `commands`. What a user sees (columns, error lines, exit statuses) is as in Supervisor's
//! own program, since scripts read it.
#![forbid(unsafe_code)]

mod action;
mod cli;
mod command;
mod commands;
mod completion;
mod confirm;
mod console;
mod editor;
mod error;
mod execute;
mod exit;
mod format;
mod help;
mod history;
mod input;
mod interrupt;
mod line;
mod login;
mod outcomes;
mod output;
mod problem;
mod run;
mod session;
mod settings;
mod shell;
mod stream;
mod tail;
mod upcheck;
mod url;

fn main() -> std::process::ExitCode {
    let args = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned());
    run::run(&args.collect::<Vec<_>>())
}
