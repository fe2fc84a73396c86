//! Calls, from bytes to bytes.

use std::net::TcpListener;

use supervisor_api::{Action, Mood, Namespec, Target, Transport};
use supervisor_http::{Listener, ServerSettings, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::fake::FakeDaemon;
use crate::harness::{Server, call, header, post, protected, settings, text};

const NOT_FOUND: &str = "<value><string>BAD_NAME: nosuch</string></value>";

#[tokio::test(flavor = "current_thread")]
async fn x_3_an_answer_is_xml_with_a_length() {
    let server = Server::start();

    let answer = server.ask(&post(&call("supervisor.getVersion", ""))).await;

    assert_eq!(answer.status, 200);
    assert_eq!(header(&answer.head, "Content-Type"), Some("text/xml"));
    assert_eq!(header(&answer.head, "Server"), Some("Medusa/1.12"));
    assert!(header(&answer.head, "Date").unwrap().ends_with(" GMT"));
    assert_eq!(
        answer.body,
        "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n\
         <value><string>3.0</string></value>\n</param>\n</params>\n</methodResponse>\n"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn w_81_a_length_counts_bytes() {
    let server = Server::start();

    let body = server.call("supervisor.startAllProcesses", "").await;

    assert!(body.contains("<string>café</string>"), "{body}");
    assert!(body.ends_with("</methodResponse>\n"), "{body}");
}

#[tokio::test(flavor = "current_thread")]
async fn x_4_unusable_bodies_are_bad_requests() {
    let server = Server::start();

    for body in [
        "",
        "abc",
        "<methodCall/>",
        "<methodCall><methodName/></methodCall>",
    ] {
        assert_eq!(server.ask(&post(body)).await.status, 400, "{body}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn x_2_a_body_needs_a_length_and_the_connection_stays_open_without() {
    let server = Server::start();
    let mut client = server.connect().await;

    client.send("POST /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let refused = client.answer().await;
    client.send(&post(&call("supervisor.getPID", ""))).await;
    let answered = client.answer().await;

    assert_eq!(refused.status, 411);
    assert!(
        refused
            .body
            .contains("<p>Error code 411.\r\n<p>Message: Length Required.\r\n")
    );
    assert!(answered.body.contains("<int>4242</int>"));
}

#[tokio::test(flavor = "current_thread")]
async fn x_2_a_length_needs_no_blank_and_a_chunked_body_is_refused() {
    let server = Server::start();
    let body = call("supervisor.getPID", "");

    let tight = format!(
        "POST /RPC2 HTTP/1.1\r\nContent-Length:{}\r\n\r\n{body}",
        body.len()
    );
    let chunked = format!(
        "POST /RPC2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );

    assert_eq!(server.ask(&tight).await.status, 200);
    assert_eq!(server.ask(&chunked).await.status, 411);
}

#[tokio::test(flavor = "current_thread")]
async fn x_1_other_methods_and_paths_are_bad_requests() {
    let server = Server::start();
    let request = |line: &str| format!("{line} HTTP/1.1\r\nContent-Length: 0\r\n\r\n");

    assert_eq!(server.ask(&request("GET /RPC2")).await.status, 400);
    assert_eq!(server.ask(&request("POST //RPC2")).await.status, 400);
    assert_eq!(server.ask(&request("POST http://x/RPC2")).await.status, 400);
    let good = post(&call("supervisor.getPID", "")).replace("/RPC2", "/%52PC2/any");
    assert_eq!(server.ask(&good).await.status, 200);
}

#[tokio::test(flavor = "current_thread")]
async fn x_12_a_stopping_daemon_answers_with_its_fault() {
    let server = Server::start();
    server.daemon.set_mood(Mood::Shutdown);

    for (method, params) in [
        ("getState", String::new()),
        ("getVersion", String::new()),
        ("getAllProcessInfo", String::new()),
        ("readLog", text("0") + &text("0")),
        ("readProcessLog", text("web") + &text("x") + &text("0")),
    ] {
        let body = server.call(&format!("supervisor.{method}"), &params).await;
        assert!(
            body.contains("<string>SHUTDOWN_STATE</string>"),
            "{method}: {body}"
        );
    }
    let names = server.call("system.listMethods", "").await;
    assert!(names.contains("supervisor.getState"));
}

#[tokio::test(flavor = "current_thread")]
async fn x_14_unknown_names_are_faults() {
    let server = Server::start();

    for method in [
        "getProcessInfo",
        "startProcess",
        "stopProcess",
        "clearProcessLogs",
    ] {
        let body = server
            .call(&format!("supervisor.{method}"), &text("nosuch"))
            .await;
        assert!(body.contains(NOT_FOUND), "{method}: {body}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn x_42_process_infos_follow_the_state() {
    let server = Server::start();

    let before = server.call("supervisor.getAllProcessInfo", "").await;
    server.call("supervisor.startProcess", &text("web")).await;
    let after = server.call("supervisor.getAllProcessInfo", "").await;

    assert_eq!(before.matches("<string>STOPPED</string>").count(), 5);
    assert_eq!(after.matches("<string>RUNNING</string>").count(), 1);
    let order = ["café", "one", "two", "slow", "web"].map(|name| {
        let member = format!("<name>name</name>\n<value><string>{name}</string>");
        after.find(&member).unwrap()
    });
    assert!(order.is_sorted(), "{order:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn w_40_w_41_logs_are_sent_as_text_that_xml_can_carry() {
    let server = Server::start();
    server.daemon.set_log(b"\xe9\x1b[1m<&>\r\n");
    let params = text("web") + &text("0") + &text("0");

    let read = server
        .call("supervisor.readProcessStdoutLog", &params)
        .await;
    let tail = server
        .call("supervisor.tailProcessStdoutLog", &params)
        .await;

    let slice = "<string>\u{fffd}\u{fffd}[1m&lt;&amp;&gt;&#13;\n</string>";
    assert!(read.contains(slice), "{read}");
    assert!(
        tail.contains(slice) && tail.contains("<int>10</int>"),
        "{tail}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_daemon_learns_who_asks() {
    let server = Server::with(protected("user", "pass"));
    let request = post(&call("supervisor.clearLog", ""))
        .replace("Accept: ", "Authorization: Basic dXNlcjpwYXNz\r\nAccept: ");

    server.ask(&request).await;

    assert_eq!(server.daemon.actions(), [Action::ClearMainLog]);
    let caller = server.daemon.callers().remove(0);
    assert_eq!(caller.user.as_deref(), Some("user"));
    let Transport::Unix { uid: Some(_), pid } = caller.transport else {
        panic!("{caller:?}");
    };
    assert_eq!(pid, Some(std::process::id()));
}

#[tokio::test(flavor = "current_thread")]
async fn a_tcp_server_answers_and_tells_the_address_of_its_client() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let daemon = FakeDaemon::new();
    let (_running, stop) = watch::channel(false);
    tokio::spawn(serve(
        Listener::Tcp(listener),
        settings(),
        daemon.clone(),
        stop,
    ));

    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = post(&call("supervisor.clearLog", "")).replace("HTTP/1.1", "HTTP/1.0");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();

    assert!(answer.contains("<boolean>1</boolean>"), "{answer}");
    let peer = stream.local_addr().unwrap().to_string();
    assert_eq!(
        daemon.callers().remove(0).transport,
        Transport::Tcp { peer }
    );
}

#[tokio::test(flavor = "current_thread")]
async fn h_10_every_path_asks_for_credentials() {
    let server = Server::with(protected("user", "pass"));

    for path in ["/RPC2", "/ok.html", "/", "/nosuch", "/logtail/web"] {
        let answer = server.ask(&format!("GET {path} HTTP/1.1\r\n\r\n")).await;
        assert_eq!(answer.status, 401, "{path}");
        let challenge = header(&answer.head, "WWW-Authenticate");
        assert_eq!(challenge, Some("Basic realm=\"default\""));
        assert_eq!(header(&answer.head, "Connection"), Some("close"));
    }
    let answer = server.ask(&post(&call("supervisor.shutdown", ""))).await;
    assert_eq!(answer.status, 401);
    assert_eq!(server.daemon.actions(), []);
}

#[tokio::test(flavor = "current_thread")]
async fn h_11_credentials_that_cannot_be_read_are_a_bad_request() {
    let server = Server::with(protected("user", "pass"));

    let answer = server
        .ask("GET /ok.html HTTP/1.1\r\nAuthorization: Basic !!!\r\n\r\n")
        .await;

    assert_eq!(answer.status, 400);
}

#[tokio::test(flavor = "current_thread")]
async fn c_184_without_an_interface_only_the_system_methods_are_there() {
    let server = Server::with(ServerSettings {
        namespaces: vec![],
        ..settings()
    });

    let body = server.call("supervisor.getState", "").await;

    assert!(body.contains("<string>UNKNOWN_METHOD</string>"), "{body}");
}

#[tokio::test(flavor = "current_thread")]
async fn x_73_a_multicall_holds_bare_values_and_faults_in_order() {
    let server = Server::start();
    let entry = |method: &str, params: &str| {
        format!(
            "<value><struct><member><name>methodName</name><value>{method}</value></member>\
             <member><name>params</name><value><array><data>{params}</data></array></value>\
             </member></struct></value>"
        )
    };
    let calls = [
        entry("supervisor.getPID", ""),
        entry("supervisor.getProcessInfo", "<value>nosuch</value>"),
        entry("system.multicall", "<value><array><data/></array></value>"),
        entry("supervisor.startProcess", "<value>web</value>"),
        "<value><struct></struct></value>".to_owned(),
    ]
    .concat();
    let params = format!("<param><value><array><data>{calls}</data></array></value></param>");

    let body = server.call("system.multicall", &params).await;

    let start = body.find("<data>\n").unwrap() + "<data>\n".len();
    let end = body.find("</data>").unwrap();
    let fault = |number: u8, text: &str| {
        format!(
            "<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>{number}</int></value>\n\
             </member>\n<member>\n<name>faultString</name>\n<value><string>{text}</string></value>\n\
             </member>\n</struct></value>\n"
        )
    };
    let expected = [
        "<value><int>4242</int></value>\n".to_owned(),
        fault(10, "BAD_NAME: nosuch"),
        fault(
            2,
            "INCORRECT_PARAMETERS: Recursive system.multicall forbidden",
        ),
        "<value><boolean>1</boolean></value>\n".to_owned(),
        fault(2, "INCORRECT_PARAMETERS: No methodName"),
    ]
    .concat();
    assert_eq!(&body[start..end], expected);
    let web = Target::Named(Namespec::parse("web"));
    assert_eq!(
        server.daemon.actions(),
        [Action::Start {
            target: web,
            wait: true
        }]
    );
}
