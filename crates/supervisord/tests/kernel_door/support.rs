//! Real children for the tests of the kernel door.

use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use supervisor_api::{ExitStatus, GroupName, ProcessConfig};
use supervisor_core::LaunchError;
use supervisord::kernel::fd::Pipe;
use supervisord::kernel::reap::reap;
use supervisord::kernel::{
    Child, Identity, Inheritance, Launch, LaunchFailure, LaunchPlan, LaunchReport, Pid, SpawnMode,
    Spawner, Stdio,
};

/// Every way of making a child.
pub(crate) const MODES: [SpawnMode; 2] = [SpawnMode::Vfork, SpawnMode::Fork];

/// A user without rights that every system has.
pub(crate) const NOBODY: u32 = 65534;

/// How long a test waits for what it expects.
const LIMIT: Duration = Duration::from_secs(20);

/// The reaper takes every child of the process, so one test at a time has children.
static TURN: Mutex<()> = Mutex::new(());

/// Makes and reaps children.
pub(crate) struct Nursery {
    _turn: MutexGuard<'static, ()>,
    spawner: Spawner,
    pub(crate) inherited: Inheritance,
}

/// A child that still lives, with our ends of its pipes.
pub(crate) struct Alive {
    pub(crate) pid: Pid,
    pub(crate) launch: Launch,
    pub(crate) stdin: OwnedFd,
    pub(crate) stdout: OwnedFd,
    pub(crate) stderr: OwnedFd,
}

/// What is left of a child.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) failure: Option<LaunchFailure>,
}

impl Nursery {
    pub(crate) fn new() -> Self {
        Self {
            _turn: TURN.lock().unwrap_or_else(PoisonError::into_inner),
            spawner: Spawner::new().unwrap(),
            inherited: Inheritance {
                environment: std::env::vars_os().collect(),
                descriptors: None,
            },
        }
    }

    pub(crate) fn plan(&self, config: &ProcessConfig) -> Result<LaunchPlan, LaunchError> {
        let group = GroupName::from("herd");
        let url = Some("unix:///tmp/supervisor.sock");
        LaunchPlan::new(
            &self.inherited,
            config,
            &group,
            url,
            Identity::of(config.user),
        )
    }

    pub(crate) fn spawn(&mut self, plan: &LaunchPlan, stdio: Stdio<'_>) -> Child {
        self.spawner.spawn(plan, stdio).unwrap()
    }

    pub(crate) fn start(&mut self, plan: &LaunchPlan) -> Alive {
        let stdin = Pipe::to_child().unwrap();
        let stdout = Pipe::from_child().unwrap();
        let stderr = Pipe::from_child().unwrap();
        let child = self.spawn(
            plan,
            Stdio {
                stdin: stdin.childs.as_fd(),
                stdout: stdout.childs.as_fd(),
                stderr: stderr.childs.as_fd(),
            },
        );
        Alive {
            pid: child.pid,
            launch: child.launch,
            stdin: stdin.ours,
            stdout: stdout.ours,
            stderr: stderr.ours,
        }
    }

    /// Runs a program to its end.
    pub(crate) fn run(&mut self, config: &ProcessConfig) -> Life {
        let plan = self.plan(config).unwrap();
        self.run_plan(&plan)
    }

    pub(crate) fn run_plan(&mut self, plan: &LaunchPlan) -> Life {
        let child = self.start(plan);
        self.finish(child)
    }

    /// Closes a child's standard input and waits for its end.
    pub(crate) fn finish(&mut self, child: Alive) -> Life {
        drop(child.stdin);
        let stdout = read_all(child.stdout);
        let stderr = read_all(child.stderr);
        let failure = match child.launch {
            Launch::Executed => None,
            Launch::Failed(failure) => Some(failure),
            Launch::Pending(report) => outcome(report),
        };
        let status = self.wait(child.pid);
        Life {
            status,
            stdout,
            stderr,
            failure,
        }
    }

    /// Reaps until this child is there; others of the same test are forgotten.
    pub(crate) fn wait(&mut self, pid: Pid) -> ExitStatus {
        wait_for("the child's death", || {
            let reaped = reap().unwrap()?;
            (reaped.pid == pid).then_some(reaped.status)
        })
    }
}

/// Returns one value of `/proc/<pid>/status`.
pub(crate) fn field<'a>(status: &'a str, name: &str) -> &'a str {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.strip_prefix(':'))
        .unwrap_or_else(|| panic!("{name}: {status}"))
        .trim()
}

/// Writes a file with a mode.
pub(crate) fn write(path: &Path, content: &str, mode: u32) {
    fs::write(path, content).unwrap();
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Waits for what a child on its way tells.
pub(crate) fn outcome(mut report: LaunchReport) -> Option<LaunchFailure> {
    wait_for("the launch report", || unless_blocked(report.read()))
}

/// Reads a pipe of ours until all writers are gone.
pub(crate) fn read_all(pipe: OwnedFd) -> String {
    let mut pipe = File::from(pipe);
    let mut bytes = Vec::new();
    wait_for("the end of a pipe", || {
        unless_blocked(pipe.read_to_end(&mut bytes))
    });
    String::from_utf8(bytes).unwrap()
}

/// Waits for a condition, with a limit.
pub(crate) fn wait_for<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(start.elapsed() < LIMIT, "waited too long for {what}");
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

fn unless_blocked<T>(result: io::Result<T>) -> Option<T> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
        result => Some(result.unwrap()),
    }
}

/// A program section with this command and the defaults for everything else.
pub(crate) fn program(command: &str) -> ProcessConfig {
    ProcessConfig::new("sheep", command)
}

/// Tells whether the test may run, and says so, visibly and on the record, if it may not.
pub(crate) fn is_root() -> bool {
    if nix::unistd::geteuid().is_root() {
        return true;
    }
    report("skipped: needs root");
    if let Some(path) = std::env::var_os("SUPERVISOR_TEST_SKIPS") {
        let test = std::thread::current().name().unwrap_or("?").to_owned();
        let mut record = File::options()
            .create(true)
            .append(true)
            .open(path)
            .unwrap();
        writeln!(record, "{test}: needs root").unwrap();
    }
    false
}

#[expect(
    clippy::print_stdout,
    reason = "who reads the test's output must see it"
)]
fn report(line: &str) {
    println!("{line}");
}

/// The variable by which a test in a process of its own learns of a directory to work in.
pub(crate) const DIRECTORY: &str = "KERNEL_TEST_DIRECTORY";

/// Runs an ignored test of this binary as a process of its own, since it changes what all threads
/// share, and returns how it ended. It has its turn like every other test with children: the reaper
/// of one would take the children of all.
#[expect(
    clippy::disallowed_types,
    reason = "tests may start processes the short way"
)]
pub(crate) fn alone(test: &str, directory: &Path) -> std::process::Output {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    std::process::Command::new(std::env::current_exe().unwrap())
        .args([test, "--ignored", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory)
        .output()
        .unwrap()
}

/// Runs an ignored test of this binary as a process of its own and expects it to pass.
pub(crate) fn passes_alone(test: &str) {
    let output = alone(test, Path::new("/"));
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && stdout.contains("1 passed"),
        "{stdout}{stderr}"
    );
}
