//! FastCGI programs: a socket that nginx knows, and the processes behind it (H-60..H-63, C-181).

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;

use nix::sys::signal::Signal;
use supervisor_tests::{
    Daemon, Proc, Setup, dedent, free_port, http_answer, http_get, improves_on, is_root,
    other_user, require, tool, wait,
};

/// Where the programs listen; `nginx` is how nginx names the same place.
struct Place {
    url: String,
    nginx: String,
}

impl Place {
    fn unix(name: &str) -> Self {
        Self {
            url: format!("unix://{{dir}}/{name}"),
            nginx: format!("unix:{{dir}}/{name}"),
        }
    }

    fn tcp() -> Self {
        let place = format!("127.0.0.1:{}", free_port());
        Self {
            url: format!("tcp://{place}"),
            nginx: place,
        }
    }
}

/// A section with four processes that restart at once.
fn section(name: &str, url: &str) -> String {
    dedent(&format!(
        "
        [fcgi-program:{name}]
        command = {{child}} serve-fastcgi {name}
        process_name = %(program_name)s_%(process_num)d
        numprocs = 4
        startsecs = 0
        autorestart = true
        socket = {url}
        "
    ))
}

/// nginx as a program, with one location for each of these; returns its port as well.
fn nginx(setup: &Setup, locations: &[(&str, &str)]) -> (String, u16) {
    let port = free_port();
    let locations: String = locations
        .iter()
        .map(|(path, place)| format!("location {path} {{ fastcgi_pass {place}; }}\n"))
        .collect();
    let user = if is_root() { "user root;" } else { "" };
    setup.sandbox().write(
        "nginx.conf",
        &format!(
            "{user}
            daemon off;
            worker_processes 1;
            pid {{dir}}/nginx.pid;
            error_log {{dir}}/nginx.log;
            events {{ worker_connections 64; }}
            http {{
                access_log off;
                client_body_temp_path {{dir}}/body;
                proxy_temp_path {{dir}}/proxy;
                fastcgi_temp_path {{dir}}/fastcgi;
                uwsgi_temp_path {{dir}}/uwsgi;
                scgi_temp_path {{dir}}/scgi;
                server {{
                    listen 127.0.0.1:{port};
                    {locations}
                }}
            }}"
        ),
    );
    let program = tool("nginx").expect("nginx").display().to_string();
    let section = dedent(&format!(
        "
        [program:nginx]
        command = {program} -p {{dir}} -c {{dir}}/nginx.conf -e {{dir}}/nginx.log
        startsecs = 0
        "
    ));
    (section, port)
}

/// A daemon with nginx and one section behind it.
fn served(place: &Place) -> (Daemon, u16) {
    let setup = Setup::new("");
    let (nginx, port) = nginx(&setup, &[("/", &place.nginx)]);
    setup.configure(&(section("app", &place.url) + &nginx));
    let daemon = setup.start();
    wait::until_true("the application answers", || {
        http_get(port, "/").is_some_and(|page| page.starts_with("app "))
    });
    (daemon, port)
}

fn names() -> impl Iterator<Item = String> {
    (0..4).map(|number| format!("app:app_{number}"))
}

/// Numbers that are the same in every run.
fn arbitrary(seed: u64) -> impl Iterator<Item = usize> {
    let next = |n: &u64| {
        Some(
            n.wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407),
        )
    };
    std::iter::successors(Some(seed), next).map(|n| usize::try_from(n >> 33).expect("31 bits"))
}

/// Kills one process after the other, and now and then all of them, and asks in between.
fn kill_at_random_and_ask(place: &Place, seed: u64) {
    let (daemon, port) = served(place);
    let names: Vec<String> = names().collect();
    let mut servants = BTreeSet::new();
    for (round, number) in arbitrary(seed).take(60).enumerate() {
        let victims = if round % 20 == 19 {
            &names[..]
        } else {
            &names[number % 4..=number % 4]
        };
        for victim in victims {
            let process = Proc::from(&daemon.info(victim));
            // One that is down already and waits for its restart cannot be killed again.
            if process == Proc(0) {
                continue;
            }
            process.signal(Signal::SIGKILL);
            // Until then it may still accept, and take the request with it.
            wait::until_true("it is dead", || !process.is_alive());
        }
        let (status, page) = http_answer(port, "/").expect("nginx answers");
        assert_eq!(status, 200, "round {round}: {page}");
        servants.insert(page);
    }

    assert!(servants.len() > 4, "{servants:?}");
    assert_eq!(daemon.count_log("Closing socket"), checks(1));
    assert_eq!(daemon.count_log("Creating socket"), checks(1) + 1);
}

/// Each socket is made and closed once when the daemon starts (H-61).
fn checks(sockets: usize) -> usize {
    sockets
}

#[test]
fn h_60_nginx_is_served_over_a_unix_socket_while_processes_are_killed() {
    require!(tool("nginx").is_some(), "needs nginx");
    improves_on!("no socket while all processes of a section wait for their restart (H-60)");
    kill_at_random_and_ask(&Place::unix("app.sock"), 1);
}

#[test]
fn h_60_nginx_is_served_over_tcp_while_processes_are_killed() {
    require!(tool("nginx").is_some(), "needs nginx");
    improves_on!("no socket while all processes of a section wait for their restart (H-60)");
    kill_at_random_and_ask(&Place::tcp(), 2);
}

#[test]
fn h_60_when_all_are_stopped_nginx_is_refused_at_once() {
    require!(tool("nginx").is_some(), "needs nginx");
    for place in [Place::unix("app.sock"), Place::tcp()] {
        let (daemon, port) = served(&place);
        let url = daemon.sandbox().fill(&place.url);

        let stopped = daemon.run_ctl(&["stop", "app:*"]).ok();
        assert_eq!(stopped.lines().count(), 4, "{stopped}");

        daemon.wait_log("stopped: app_0");
        wait::until_true("the socket is closed", || {
            daemon.count_log(&format!("INFO Closing socket {url}")) == checks(1) + 1
        });
        assert_eq!(http_answer(port, "/").map(|(status, _)| status), Some(502));

        let _ = daemon.run_ctl(&["start", "app:app_2"]).ok();
        wait::until_true("it answers again", || http_get(port, "/").is_some());
        assert_eq!(
            daemon.count_log(&format!("INFO Creating socket {url}")),
            checks(1) + 2
        );
    }
}

#[test]
fn h_60_one_process_that_lives_keeps_the_socket() {
    require!(tool("nginx").is_some(), "needs nginx");
    let (daemon, port) = served(&Place::unix("app.sock"));
    let last = daemon.wait_running("app:app_3");

    for name in names().take(3) {
        daemon.stop_process(&name).expect("it runs");
    }

    let page = format!("app {}\n", last.0);
    assert_eq!(http_get(port, "/"), Some(page));
    assert_eq!(daemon.count_log("Closing socket"), checks(1));
}

#[test]
fn w_12_two_programs_in_a_group_have_a_socket_each() {
    require!(tool("nginx").is_some(), "needs nginx");
    improves_on!("W-12");
    let setup = Setup::new("");
    let (one, two) = (Place::unix("one.sock"), Place::tcp());
    let (nginx, port) = nginx(&setup, &[("/one", &one.nginx), ("/two", &two.nginx)]);
    let sections = section("one", &one.url) + &section("two", &two.url);
    let group = "[group:web]\nprograms = one,two\n";
    setup.configure(&(sections + group + &nginx));
    let daemon = setup.start();
    let says = |path: &str, start: &str| {
        let page = http_get(port, path);
        page.is_some_and(|page| page.starts_with(start))
    };

    wait::until_true("one answers", || says("/one", "one "));
    wait::until_true("two answers", || says("/two", "two "));
    for number in 0..4 {
        let name = format!("web:two_{number}");
        daemon.stop_process(&name).expect("it runs");
    }

    assert!(says("/one", "one "));
    let status = http_answer(port, "/two").map(|(status, _)| status);
    assert_eq!(status, Some(502));
}

#[test]
fn h_62_the_file_has_its_owner_and_mode_and_stays() {
    require!(is_root(), "needs root");
    let owner = other_user();
    let options = format!("socket_owner = {}\nsocket_mode = 0620\n", owner.name);
    let mut daemon = Daemon::start(&(section("app", "unix://{dir}/app.sock") + &options));
    daemon.wait_running("app:app_0");

    let file = fs::symlink_metadata(daemon.sandbox().path("app.sock")).expect("the socket");
    assert_eq!(file.mode() & 0o7777, 0o620);
    assert_eq!((file.uid(), file.gid()), (owner.uid.as_raw(), 0));

    daemon.shut_down();
    assert!(daemon.sandbox().path("app.sock").exists());
}

#[test]
fn h_62_without_options_the_file_is_the_programs_users() {
    require!(is_root(), "needs root");
    let user = other_user();
    let setup = Setup::new("");
    setup.sandbox().copy_child();
    setup.configure(
        &section("app", "unix://{dir}/app.sock")
            .replace("{child}", "{dir}/child")
            .replace("numprocs", &format!("user = {}\nnumprocs", user.name)),
    );
    let daemon = setup.start();
    daemon.wait_running("app:app_0");

    let file = fs::symlink_metadata(daemon.sandbox().path("app.sock")).expect("the socket");
    assert_eq!(file.mode() & 0o7777, 0o700);
    assert_eq!(
        (file.uid(), file.gid()),
        (user.uid.as_raw(), user.gid.as_raw())
    );
}

#[test]
fn h_62_the_socket_of_a_daemon_that_was_killed_is_replaced() {
    let daemon = Daemon::start(&section("app", "unix://{dir}/app.sock"));
    daemon.wait_running("app:app_0");
    let inode = || {
        let file = fs::symlink_metadata(daemon.sandbox().path("app.sock"));
        file.map(|file| file.ino()).ok()
    };
    let before = inode();
    daemon.signal(Signal::SIGKILL);
    wait::until_true("the daemon is gone", || !daemon.process().is_alive());

    let next = daemon.run_again();

    assert_eq!(next.code, Some(0), "{next:?}");
    daemon.wait_ready_again();
    daemon.wait_running("app:app_0");
    assert_ne!(inode(), before);
}

#[test]
fn p_122_creating_comes_before_the_spawn_and_closing_after_the_stop() {
    let mut daemon = Daemon::start(
        "
        [fcgi-program:app]
        command = {child} serve-fastcgi app
        socket = unix://{dir}/app.sock
        ",
    );
    daemon.wait_running("app");
    daemon.shut_down();

    let url = daemon.sandbox().fill("unix://{dir}/app.sock");
    let log = daemon.log();
    let lines = log.lines().filter_map(|line| {
        let text = line.splitn(3, ' ').nth(2)?;
        let words = [
            "INFO Creating",
            "INFO Closing",
            "INFO spawned",
            "WARN stopped",
        ];
        let text = text.split(" with pid").next()?.replace(&url, "URL");
        words
            .iter()
            .any(|word| text.starts_with(word))
            .then_some(text)
    });
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            "INFO Creating socket URL",
            "INFO Closing socket URL",
            "INFO Creating socket URL",
            "INFO spawned: 'app'",
            "WARN stopped: app (terminated by SIGTERM)",
            "INFO Closing socket URL",
        ]
    );
}

#[test]
fn h_60_the_child_has_the_socket_and_no_other_descriptor() {
    let daemon = Daemon::start(
        "
        [fcgi-program:app]
        command = {child} print-fds print-env sleep
        socket = unix://{dir}/app.sock
        stdout_logfile = {dir}/app.log
        [fcgi-program:other]
        command = {child} sleep
        socket = unix://{dir}/other.sock
        ",
    );

    daemon.wait_line("app.log", "env end");

    let lines = daemon.sandbox().lines("app.log");
    let of = |start: &str| -> Vec<&String> {
        let found = lines.iter().filter(|line| line.starts_with(start));
        found.collect()
    };
    let descriptors = of("fd ");
    assert_eq!(descriptors.len(), 4, "0, 1, 2 and the end: {descriptors:?}");
    assert!(
        descriptors[0].starts_with("fd 0 socket:"),
        "{descriptors:?}"
    );
    let named = of("env SUPERVISOR_");
    assert!(
        named.contains(&&"env SUPERVISOR_PROCESS_NAME=app".to_owned()),
        "{named:?}"
    );
    assert_eq!(of("env FCGI"), Vec::<&String>::new());
}

#[test]
fn h_63_standard_input_takes_nothing() {
    let daemon = Daemon::start(&section("app", "unix://{dir}/app.sock"));
    daemon.wait_running("app:app_0");

    let fault = daemon.send("app:app_0", "text").expect_err("no pipe");

    assert_eq!(
        (fault.number, fault.text.as_str()),
        (20, "NO_FILE: app:app_0")
    );
}

#[test]
fn h_61_a_socket_that_cannot_be_made_keeps_the_daemon_from_starting() {
    let setup = Setup::new(&section("app", "unix://{dir}/nowhere/app.sock"));
    let url = setup.sandbox().fill("unix://{dir}/nowhere/app.sock");

    let ran = setup.run();

    assert_eq!(ran.code, Some(1), "{ran:?}");
    let text =
        format!("Could not create FastCGI socket {url}: [Errno 2] No such file or directory");
    assert!(ran.stderr.contains(&text), "{ran:?}");
    assert!(!setup.sandbox().path("supervisord.pid").exists());
}

#[test]
fn h_61_a_socket_that_cannot_be_made_later_is_a_spawn_error() {
    improves_on!("an HTTP 500 at a group whose socket cannot be made (H-61)");
    let daemon = Daemon::start("");
    daemon.configure(&section("app", "unix://{dir}/later/app.sock"));

    assert_eq!(
        daemon.run_ctl(&["update"]).ok(),
        "app: added process group\n"
    );

    let url = daemon.sandbox().fill("unix://{dir}/later/app.sock");
    let error = format!(
        "spawnerr: Could not create FastCGI socket {url}: [Errno 2] No such file or directory"
    );
    daemon.wait_log(&error);
    fs::create_dir(daemon.sandbox().path("later")).expect("the directory");
    daemon.wait_running("app:app_0");
}

#[test]
fn c_196_a_changed_socket_is_a_changed_group_and_takes_the_place_of_the_old_one() {
    require!(tool("nginx").is_some(), "needs nginx");
    let setup = Setup::new("");
    let (old, new) = (Place::unix("old.sock"), Place::unix("new.sock"));
    let (nginx, port) = nginx(&setup, &[("/old", &old.nginx), ("/new", &new.nginx)]);
    setup.configure(&(section("app", &old.url) + &nginx));
    let daemon = setup.start();
    wait::until_true("the old place answers", || http_get(port, "/old").is_some());

    daemon.configure(&(section("app", &new.url) + &nginx));
    assert_eq!(daemon.run_ctl(&["reread"]).ok(), "app: changed\n");
    let updated = daemon.run_ctl(&["update"]).ok();

    assert_eq!(updated, "app: stopped\napp: updated process group\n");
    wait::until_true("the new place answers", || http_get(port, "/new").is_some());
    let status = http_answer(port, "/old").map(|(status, _)| status);
    assert_eq!(status, Some(502));
}
