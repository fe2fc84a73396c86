//! Real deployments: gunicorn with Flask, and nginx in front of two of them.

use std::fs;
use std::path::{Path, PathBuf};

use nix::sys::signal::Signal;
use supervisor_tests::{
    Daemon, Sandbox, Setup, State, free_port, http_get, oracle, require, text_of, tool, wait,
};

const APP: &str = r#"
import os
import sys

from flask import Flask

app = Flask(__name__)


@app.get("/")
def master():
    return str(os.getppid())


@app.get("/say/<int:number>")
def say(number):
    print("said", 2 * number, flush=True)
    print("said", 2 * number + 1, file=sys.stderr, flush=True)
    return "ok"
"#;

#[test]
fn p_22_a_killed_gunicorn_master_is_replaced() {
    require!(oracle("gunicorn").is_some(), "needs gunicorn with Flask");
    let (daemon, port) = gunicorn();
    let master = daemon.wait_running("myapp");
    wait::until_true("the app answers", || {
        http_get(port, "/") == Some(master.0.to_string())
    });

    master.signal(Signal::SIGKILL);

    let successor = daemon.wait_successor("myapp", master);
    wait::until_true("the app answers again", || {
        http_get(port, "/") == Some(successor.0.to_string())
    });
    daemon.wait_log("exited: myapp (terminated by SIGKILL; not expected)");
}

#[test]
fn p_40_stop_leaves_no_gunicorn_worker() {
    require!(oracle("gunicorn").is_some(), "needs gunicorn with Flask");
    let (daemon, port) = gunicorn();
    let master = daemon.wait_running("myapp");
    wait::until_true("the app answers", || http_get(port, "/").is_some());
    wait::until_true("all workers are there", || master.children().len() == 4);

    assert_eq!(daemon.run_ctl(&["stop", "myapp"]).ok(), "myapp: stopped\n");

    assert_eq!(daemon.sandbox().processes(), [daemon.process()]);
    assert_eq!(daemon.info("myapp").state, State::Stopped);
    assert_eq!(http_get(port, "/"), None);
}

#[test]
fn c_149_the_log_of_a_gunicorn_app_is_complete_and_in_order() {
    require!(oracle("gunicorn").is_some(), "needs gunicorn with Flask");
    let (daemon, port) = gunicorn();
    wait::until_true("the app answers", || http_get(port, "/").is_some());

    for number in 0..100 {
        assert_eq!(
            http_get(port, &format!("/say/{number}")).as_deref(),
            Some("ok")
        );
    }
    daemon.wait_line("myapp.log", "said 199");

    let lines = daemon.sandbox().lines("myapp.log");
    // A worker may say something in the middle of a line of gunicorn's own.
    let said: Vec<_> = lines
        .iter()
        .filter_map(|line| line.split_once("said "))
        .map(|(_, number)| number)
        .collect();
    let expected: Vec<_> = (0..200).map(|number| number.to_string()).collect();
    assert_eq!(said, expected);
    // gunicorn itself writes to stderr.
    assert!(
        lines.iter().any(|line| line.contains("Listening at: ")),
        "{lines:#?}"
    );
}

/// The deployment that the README shows, on a port of its own.
fn gunicorn() -> (Daemon, u16) {
    let port = free_port();
    let program = oracle("gunicorn").expect("gunicorn").display().to_string();
    let setup = Setup::new(&format!(
        "
        [program:myapp]
        command = {program} app:app -b localhost:{port} -w 4
        directory = {{dir}}
        autostart = true
        autorestart = true
        stdout_logfile = {{dir}}/myapp.log
        redirect_stderr = true
        "
    ));
    setup.sandbox().write("app.py", APP);
    (setup.start(), port)
}

#[test]
fn the_example_with_nginx_routes_by_url() {
    require!(oracle("gunicorn").is_some(), "needs gunicorn with Flask");
    require!(tool("nginx").is_some(), "needs nginx");
    let (daemon, port) = example();
    let get = |path: &str| http_get(port, path);

    wait::until_true("one application answers", || {
        get("/hello/").is_some_and(|page| page.starts_with("hello from process "))
    });
    wait::until_true("the other one answers", || {
        get("/shop/").as_deref() == Some("apple: 2\nbread: 5\ncheese: 9\n")
    });

    assert_eq!(get("/").as_deref(), Some("try /hello/ or /shop/\n"));
    let price = get("/shop/bread").expect("a price");
    assert!(price.starts_with("bread costs 5, says process "), "{price}");
    daemon.wait_line("example/run/nginx.log", "GET /shop/bread");
    daemon.wait_line("example/run/hello.log", "somebody says hello");
}

#[test]
fn the_example_with_nginx_restarts_one_application_alone() {
    require!(oracle("gunicorn").is_some(), "needs gunicorn with Flask");
    require!(tool("nginx").is_some(), "needs nginx");
    let (mut daemon, port) = example();
    wait::until_true("an application answers", || {
        http_get(port, "/shop/").is_some()
    });
    let (hello, nginx) = (daemon.wait_running("hello"), daemon.wait_running("nginx"));

    let restarted = daemon.run_ctl(&["restart", "shop"]).ok();
    wait::until_true("it answers again", || http_get(port, "/shop/").is_some());

    assert_eq!(restarted, "shop: stopped\nshop: started\n");
    assert_eq!(daemon.wait_running("hello"), hello);
    assert_eq!(daemon.wait_running("nginx"), nginx);
    assert_eq!(daemon.shut_down().code(), Some(0));
    assert_eq!(daemon.sandbox().processes(), []);
}

/// Copies `contrib/flask-gunicorn-nginx`, moves it to free ports and starts it.
fn example() -> (Daemon, u16) {
    let setup = Setup::new("[include]\nfiles = example/conf.d/*.conf\n");
    let ports = [free_port(), free_port(), free_port()];
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contrib/flask-gunicorn-nginx");
    let moved = |text: String| {
        let old = ["8080", "8001", "8002"];
        old.iter()
            .zip(ports)
            .fold(text, |text, (old, new)| text.replace(old, &new.to_string()))
    };
    for file in [
        "nginx.conf",
        "conf.d/hello.conf",
        "conf.d/shop.conf",
        "conf.d/nginx.conf",
        "hello/app.py",
        "shop/app.py",
    ] {
        let text = moved(text_of(source.join(file)));
        setup.sandbox().write(&format!("example/{file}"), &text);
    }
    fs::create_dir_all(setup.sandbox().path("example/run/tmp")).expect("a directory");
    std::os::unix::fs::symlink(venv(), setup.sandbox().path("example/venv")).expect("a link");
    (setup.start(), ports[0])
}

fn venv() -> PathBuf {
    let gunicorn = oracle("gunicorn").expect("gunicorn");
    let bin = gunicorn.parent().expect("bin");
    bin.parent().expect("the environment").to_path_buf()
}

#[test]
fn the_examples_configuration_is_valid() {
    let sandbox = Sandbox::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contrib/flask-gunicorn-nginx");
    for name in [
        "supervisord.conf",
        "conf.d/hello.conf",
        "conf.d/shop.conf",
        "conf.d/nginx.conf",
    ] {
        sandbox.write(&format!("example/{name}"), &text_of(source.join(name)));
    }
    fs::create_dir(sandbox.path("example/run")).expect("a directory");
    let supervisord = supervisor_tests::Implementation::under_test().supervisord();
    let config = sandbox.path("example/supervisord.conf");

    // Without gunicorn the programs fail, but every value is read before that.
    let ran = supervisor_tests::run(sandbox.command(supervisord).arg("-c").arg(config));

    assert_eq!(ran.code, Some(0), "{ran:?}");
}
