//! A running daemon, as a scenario sees it.

use std::process::{Child, ExitStatus};

use nix::sys::signal::Signal;
use supervisor_api::{ProcessInfo, ProcessState};
use supervisor_client::{ClientError, RemoteFault, Value};

use crate::ctl::{Ctl, Ran};
use crate::implementation::Implementation;
use crate::process::{Pid, Proc};
use crate::rpc::Address;
use crate::sandbox::Sandbox;
use crate::setup::{Setup, write_configuration};
use crate::wait;
use crate::web::{self, WebAnswer, WebStream};

/// A daemon that a scenario has started. It and all its processes are killed at drop.
#[derive(Debug)]
pub struct Daemon {
    setup: Setup,
    pid: Pid,
    /// Only in the foreground the daemon is a child of the test.
    child: Option<Child>,
}

impl Daemon {
    /// Starts the daemon under test in the foreground and waits until it answers.
    #[must_use]
    pub fn start(configuration: &str) -> Self {
        Setup::new(configuration).start()
    }

    pub(crate) fn foreground(setup: Setup, child: Child) -> Self {
        let pid = Pid::try_from(child.id()).expect("pids are small");
        let child = Some(child);
        Self { setup, pid, child }
    }

    pub(crate) fn background(setup: Setup, pid: Pid) -> Self {
        let child = None;
        Self { setup, pid, child }
    }

    /// Returns the directory that the daemon works in.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.setup.sandbox
    }

    /// Returns the daemon as a process.
    #[must_use]
    pub fn process(&self) -> Proc {
        Proc(self.pid)
    }

    /// Returns whose daemon this is.
    #[must_use]
    pub fn implementation(&self) -> Implementation {
        self.setup.implementation
    }

    /// Waits until the daemon answers calls.
    pub fn wait_ready(&self) {
        wait::until_true("the daemon answers", || {
            assert!(
                self.process().is_alive(),
                "the daemon has ended: {}",
                self.complaints()
            );
            self.request("supervisor.getState", &[]).is_ok()
        });
    }

    /// Replaces the scenario's part of the configuration file.
    pub fn configure(&self, configuration: &str) {
        write_configuration(self.sandbox(), configuration);
    }

    /// Calls a method and returns what the daemon answers.
    pub fn call(&self, method: &str, parameters: &[Value]) -> Result<Value, RemoteFault> {
        self.request(method, parameters)
            .unwrap_or_else(|error| panic!("{method}: {error}: {}", self.complaints()))
    }

    /// Starts a process and waits until the daemon says how that went.
    pub fn start_process(&self, name: &str) -> Result<Value, RemoteFault> {
        self.call("supervisor.startProcess", &[name.into(), true.into()])
    }

    /// Stops a process and waits until it has stopped.
    pub fn stop_process(&self, name: &str) -> Result<Value, RemoteFault> {
        self.call("supervisor.stopProcess", &[name.into(), true.into()])
    }

    /// Sends text to a process.
    pub fn send(&self, name: &str, text: &str) -> Result<Value, RemoteFault> {
        self.call("supervisor.sendProcessStdin", &[name.into(), text.into()])
    }

    /// Returns what the daemon knows about a process.
    #[must_use]
    pub fn info(&self, name: &str) -> ProcessInfo {
        self.address()
            .process(name)
            .unwrap_or_else(|error| panic!("{name}: {error}: {}", self.complaints()))
    }

    /// Returns what the daemon knows about all processes.
    #[must_use]
    pub fn all(&self) -> Vec<ProcessInfo> {
        self.address()
            .processes()
            .unwrap_or_else(|error| panic!("{error}: {}", self.complaints()))
    }

    /// Waits until a process is in this state, and returns what is known about it then.
    pub fn wait_state(&self, name: &str, state: ProcessState) -> ProcessInfo {
        let mut last = None;
        wait::within(wait::LIMIT, || {
            let info = self.info(name);
            last = Some(info.state);
            (info.state == state).then_some(info)
        })
        .unwrap_or_else(|| panic!("{name} stays {last:?}, not {state}: {}", self.log()))
    }

    /// Waits until a process is RUNNING, and returns it.
    pub fn wait_running(&self, name: &str) -> Proc {
        Proc::from(&self.wait_state(name, ProcessState::Running))
    }

    /// Waits until a process runs again under another number, and returns it.
    pub fn wait_successor(&self, name: &str, of: Proc) -> Proc {
        wait::until(&format!("{name} runs again"), || {
            let process = Proc::from(&self.info(name));
            (process != of && process != Proc(0)).then_some(process)
        })
    }

    /// Gets a page through the socket, as an old client that is told to see `sv:9001`.
    #[must_use]
    pub fn page(&self, target: &str) -> WebAnswer {
        self.ask(&format!("GET {target} HTTP/1.0\r\nHost: sv:9001\r\n\r\n"))
    }

    /// Sends a request after whose answer the connection is closed.
    #[must_use]
    pub fn ask(&self, request: &str) -> WebAnswer {
        web::ask(&self.address().socket, request)
    }

    /// Sends a request and reads the answer as it comes.
    #[must_use]
    pub fn stream(&self, request: &str) -> WebStream {
        WebStream::open(&self.address().socket, request)
    }

    /// Returns the daemon's own log.
    #[must_use]
    pub fn log(&self) -> String {
        self.sandbox().read("supervisord.log")
    }

    /// Waits until a line of the daemon's log holds this text, and returns the line.
    pub fn wait_log(&self, text: &str) -> String {
        self.wait_line("supervisord.log", text)
    }

    /// Waits until a line of a file holds this text, and returns the line.
    pub fn wait_line(&self, file: &str, text: &str) -> String {
        let found = wait::within(wait::LIMIT, || {
            let mut lines = self.sandbox().lines(file).into_iter();
            lines.find(|line| line.contains(text))
        });
        found.unwrap_or_else(|| {
            let got = self.sandbox().read(file);
            panic!(
                "{text:?} is not in {file}:\n{got}\n--- log:\n{}",
                self.log()
            )
        })
    }

    /// Counts the lines of the daemon's log that hold this text.
    #[must_use]
    pub fn count_log(&self, text: &str) -> usize {
        self.log()
            .lines()
            .filter(|line| line.contains(text))
            .count()
    }

    /// Returns the `supervisorctl` of the same implementation.
    #[must_use]
    pub fn ctl(&self) -> Ctl {
        self.ctl_of(self.implementation())
    }

    /// Returns the `supervisorctl` of an implementation.
    #[must_use]
    pub fn ctl_of(&self, implementation: Implementation) -> Ctl {
        Ctl::new(implementation, self.setup.configuration())
    }

    /// Runs `supervisorctl`.
    #[must_use]
    pub fn run_ctl(&self, words: &[&str]) -> Ran {
        self.ctl().run(self.sandbox(), words)
    }

    /// Sends the daemon a signal.
    pub fn signal(&self, signal: Signal) {
        self.process().signal(signal);
    }

    /// Waits until the daemon in the foreground has ended.
    pub fn wait_exit(&mut self) -> ExitStatus {
        let child = self.child.as_mut().expect("a daemon in the foreground");
        wait::until("the daemon ends", || {
            child.try_wait().expect("a child to wait for")
        })
    }

    /// Ends the daemon as a person would, and waits until it and its programs are gone.
    pub fn shut_down(&mut self) -> ExitStatus {
        self.signal(Signal::SIGTERM);
        self.wait_exit()
    }

    /// Starts the same daemon once more, beside this one or after it.
    #[must_use]
    pub fn run_again(&self) -> Ran {
        self.setup.run()
    }

    /// Waits until the daemon that [`Self::run_again`] has started answers.
    pub fn wait_ready_again(&self) {
        wait::until_true("the next daemon answers", || {
            self.request("supervisor.getState", &[]).is_ok()
        });
    }

    fn request(
        &self,
        method: &str,
        parameters: &[Value],
    ) -> Result<Result<Value, RemoteFault>, ClientError> {
        self.address().call(method, parameters)
    }

    fn address(&self) -> Address<'_> {
        Address {
            socket: self.sandbox().path("supervisor.sock"),
            credentials: self.setup.credentials.as_ref(),
        }
    }

    /// What the daemon says about itself, for the messages of failing tests.
    fn complaints(&self) -> String {
        format!(
            "{}\n--- log:\n{}",
            self.sandbox().read("stderr"),
            self.log()
        )
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.process().signal(Signal::SIGKILL);
        if let Some(child) = &mut self.child {
            let _ = child.wait();
        }
    }
}
