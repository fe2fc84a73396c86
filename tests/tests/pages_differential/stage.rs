//! The daemons that are asked.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use supervisor_tests::{Daemon, Implementation, Setup, State, wait};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    Ordinary,
    /// The daemon is told to stop, but a process does not.
    Stopping,
    /// The server asks for a password.
    Protected,
}

const PROGRAMS: &str = "
    [program:cat]
    command = /bin/cat
    startsecs = 0
    [program:off]
    command = /bin/cat
    autostart = false
    startsecs = 0
    [program:silent]
    command = /bin/cat
    autostart = false
    startsecs = 0
    stdout_logfile = NONE
    [program:missing]
    command = {dir}/nosuch
    autostart = false
    [program:noexec]
    command = {dir}/noexec
    autostart = false
    [program:quick]
    command = {child} exit 0
    autostart = false
    startsecs = 3600
    startretries = 0
    [program:starting]
    command = /bin/cat
    startsecs = 3600
    [program:stubborn]
    command = {child} ignore TERM sleep
    startsecs = 0
    stopwaitsecs = 3600
    [program:talk]
    command = {child} out '<b>& \"caf\u{e9}\"'
    startsecs = 0
    autorestart = false
    [program:one]
    command = /bin/cat
    startsecs = 0
    [program:two]
    command = /bin/cat
    autostart = false
    [group:pair]
    programs = one,two
";

impl Scenario {
    pub(crate) fn start(self, implementation: Implementation) -> Daemon {
        let setup = Setup::of(implementation, &(PROGRAMS.to_owned() + self.servers()));
        let noexec = setup.sandbox().write("noexec", "");
        fs::set_permissions(noexec, Permissions::from_mode(0o644)).expect("its mode");
        let daemon = setup.credentials("user", "pass").start();
        for name in ["cat", "pair:one", "stubborn"] {
            daemon.wait_running(name);
        }
        daemon.wait_state("talk", State::Exited);
        daemon.wait_state("starting", State::Starting);
        if self == Self::Stopping {
            daemon.call("supervisor.shutdown", &[]).expect("a shutdown");
            wait::until_true("it shuts down", || {
                daemon.call("supervisor.getState", &[]).is_err()
            });
        }
        daemon
    }

    fn servers(self) -> &'static str {
        match self {
            Self::Ordinary | Self::Stopping => "",
            Self::Protected => {
                "
    [unix_http_server]
    username = user
    password = pass
"
            }
        }
    }
}
