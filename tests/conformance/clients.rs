//! Clients that others have written for Supervisor, unmodified: what they make of our answers is
//! what they make of the original's.

use std::path::{Path, PathBuf};
use std::process::Command;

use supervisor_tests::{
    Daemon, Implementation, Setup, free_port, oracle, package_dir, require, run, tool,
};

use crate::masks::Masks;
use crate::settling::settle;

/// The package of a client, and how it is run with a daemon.
struct Client {
    name: &'static str,
    /// What it says about a process that runs.
    word: &'static str,
    command: fn(&Stage) -> Command,
}

/// A daemon with a Unix socket, and a port that asks for a password.
struct Stage {
    daemon: Daemon,
    port: u16,
}

#[test]
fn the_transport_of_the_python_package_works() {
    drive(&Client {
        name: "supervisor",
        word: "'web', 'RUNNING'",
        command: |stage| python("transport.py", &stage.socket()),
    });
}

#[test]
fn spvisorctl_works() {
    // The package calls its command `sctl`.
    require!(oracle("sctl").is_some(), "needs spvisorctl");
    drive(&Client {
        name: "spvisorctl",
        word: "web True RUNNING",
        command: |stage| python("over_tcp.py", &stage.port.to_string()),
    });
}

#[test]
fn the_check_for_nagios_works() {
    require!(
        oracle("check_supervisord.py").is_some(),
        "needs the check for Nagios"
    );
    drive(&Client {
        name: "nagios-check-supervisord",
        word: "'web': OK",
        command: |stage| {
            let python = oracle("python").expect("Python");
            let check = oracle("check_supervisord.py").expect("the check");
            let mut command = Command::new(python);
            command
                .arg(check)
                .args(["-s", "127.0.0.1", "-u", "me", "-S", "secret"]);
            command.args(["-p", &stage.port.to_string(), "-P", "web,off,bad,nix"]);
            command
        },
    });
}

#[test]
fn the_package_supervisord_for_node_works() {
    require!(
        package_dir("supervisord").is_some(),
        "needs packages for Node"
    );
    drive(&Client {
        name: "supervisord",
        word: "RUNNING",
        command: |stage| node("callbacks.js", &stage.socket()),
    });
}

#[test]
fn the_package_node_supervisord_works() {
    require!(
        package_dir("node-supervisord").is_some(),
        "needs packages for Node"
    );
    drive(&Client {
        name: "node-supervisord",
        word: "RUNNING",
        command: |stage| node("promises.js", &stage.port.to_string()),
    });
}

/// Runs the client with both daemons and compares what it prints.
fn drive(client: &Client) {
    require!(oracle("supervisord").is_some(), "needs the Python original");
    let masks = Masks::load();
    let [wanted, got] = [Implementation::Original, Implementation::Ours].map(|implementation| {
        let stage = Stage::start(implementation);
        let ran = run((client.command)(&stage).current_dir(stage.daemon.sandbox().dir()));
        let told = format!("{}{}exit code {:?}", ran.stdout, ran.stderr, ran.code);
        let told = told.replace(&stage.port.to_string(), "PORT");
        masks.apply(&told, &stage.daemon.sandbox().dir().display().to_string())
    });

    assert_eq!(got, wanted, "{}", client.name);
    assert!(wanted.contains(client.word), "{wanted}");
}

impl Stage {
    fn start(implementation: Implementation) -> Self {
        let port = free_port();
        let config = format!(
            "
            [inet_http_server]
            port = 127.0.0.1:{port}
            username = me
            password = secret
            [program:web]
            command = {{child}} sleep
            [program:echo]
            command = {{child}} out hello echo-stdin
            [program:off]
            command = {{child}} sleep
            autostart = false
            [program:bad]
            command = {{dir}}/missing
            startretries = 0
            "
        );
        let daemon = Setup::of(implementation, &config).start();
        settle(&daemon);
        Self { daemon, port }
    }

    fn socket(&self) -> String {
        self.daemon
            .sandbox()
            .path("supervisor.sock")
            .display()
            .to_string()
    }
}

fn python(script: &str, address: &str) -> Command {
    let mut command = Command::new(oracle("python").expect("Python"));
    command.arg(script_path(script)).arg(address);
    command
}

fn node(script: &str, address: &str) -> Command {
    let mut command = Command::new(tool("node").expect("Node"));
    let packages = package_dir("").expect("packages");
    command
        .env("NODE_PATH", packages)
        .arg(script_path(script))
        .arg(address);
    command
}

fn script_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("conformance/clients")
        .join(name)
}
