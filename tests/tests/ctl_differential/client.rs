//! One run of one `supervisorctl`.

use std::fs::File;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::Signal;
use supervisor_tests::{Daemon, Implementation, Pid, Proc, State, wait};

use crate::cases::Case;

/// What a client printed, how it ended, and the directory that its texts may name.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// Negative for a signal, as Python has it.
    pub(crate) code: i32,
    pub(crate) dir: String,
}

/// Runs a client against a daemon.
pub(crate) fn run(case: &Case, daemon: &Daemon, client: Implementation) -> Outcome {
    let sandbox = daemon.sandbox();
    let output = |name: &str| File::create(sandbox.path(name)).expect("a file");
    let config = sandbox.path("supervisord.conf").display().to_string();
    let default = ["-c".to_owned(), "{conf}".to_owned()];
    let words = case
        .options
        .as_deref()
        .unwrap_or(&default)
        .iter()
        .chain(&case.args);
    let mut child = sandbox
        .command(client.supervisorctl())
        .args(words.map(|word| sandbox.fill(&word.replace("{conf}", &config))))
        // Without -c a client looks for its configuration here.
        .current_dir(sandbox.path("elsewhere"))
        .env("LC_ALL", "C.UTF-8")
        .env("HOME", sandbox.dir())
        .stdin(Stdio::piped())
        .stdout(output("client.stdout"))
        .stderr(output("client.stderr"))
        .spawn()
        .expect("a client");
    let status = converse(case, daemon, &mut child);
    Outcome {
        stdout: sandbox.read("client.stdout"),
        stderr: sandbox.read("client.stderr"),
        code: status
            .code()
            .or(status.signal().map(|signal| -signal))
            .expect("an end"),
        dir: sandbox.dir().display().to_string(),
    }
}

/// A process in the foreground that ends when it hears this line must have ended before the next
/// one is typed: the client finds out only then.
fn wait_heard(case: &Case, daemon: &Daemon, line: &str) {
    if case.args == ["fg", "dies"] && line == "bye\n" {
        daemon.wait_state("dies", State::Exited);
    }
}

/// Tells whether the text has come after the line that says how to leave.
fn has_printed(daemon: &Daemon, text: &str) -> bool {
    let stdout = daemon.sandbox().read("client.stdout");
    let news = stdout.rsplit("<==\n").next().unwrap_or_default();
    news.contains(text)
}

/// Types what the case says, and waits for the end of the client.
fn converse(case: &Case, daemon: &Daemon, child: &mut Child) -> ExitStatus {
    let mut stdin = child.stdin.take();
    if let Some(pipe) = &mut stdin {
        for line in daemon.sandbox().fill(&case.stdin).split_inclusive('\n') {
            // A client that has ended already hears nothing.
            let _ = pipe.write_all(line.as_bytes());
            wait_heard(case, daemon, line);
        }
    }
    if let Some(text) = &case.until {
        wait::until_true(&format!("{} prints {text:?}", case.title()), || {
            has_printed(daemon, text) || child.try_wait().is_ok_and(|status| status.is_some())
        });
    }
    let process = Proc(Pid::try_from(child.id()).expect("pids are small"));
    let interrupts = case.then.contains("interrupt");
    if interrupts {
        process.signal(Signal::SIGINT);
    }
    if !interrupts || case.then.contains("eof") {
        drop(stdin.take());
    }
    wait::until(&format!("{} ends", case.title()), || {
        let ended = wait::within(Duration::from_secs(3), || {
            child.try_wait().expect("a child")
        });
        // W-64: the original often needs a second Ctrl-C.
        if ended.is_none() && interrupts {
            process.signal(Signal::SIGINT);
        }
        ended
    })
}
