//! Every way to act, for every role. What there is, the server says itself, so that nothing new is
//! forgotten here.

use std::os::unix::fs::MetadataExt as _;

use serde_json::Value;
use supervisor_api::Role;
use supervisor_api::http_access::HttpAccess;
use supervisor_http::ServerSettings;

use crate::api::{document, get};
use crate::harness::{Server, call, guard, post, protected, settings};
use crate::page::{self, Browser};

/// A server where the user of this process has a role.
fn server_for(role: Role) -> Server {
    let uid = std::fs::metadata("/proc/self").unwrap().uid();
    let access = HttpAccess {
        unix_users: [(uid, role)].into(),
        ..HttpAccess::default()
    };
    Server::with(ServerSettings {
        guard: guard(access),
        ..settings()
    })
}

/// Says who may use an operation, as docs/access.md does.
fn needed(method: &str, path: &str) -> Role {
    let resource = path.split('/').nth(1).unwrap_or_default();
    match (method, resource) {
        ("get", _) => Role::View,
        ("post", "processes") => Role::Operate,
        ("post", "daemon" | "groups") => Role::Admin,
        _ => panic!("nobody has said who may {method} {path}"),
    }
}

/// Reads all operations off the document: method and path, with names in their places.
async fn operations() -> Vec<(String, String)> {
    let described = document(&get(&Server::start(), "/openapi.json").await);
    let paths = described["paths"].as_object().unwrap();
    let of_path = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().unwrap().keys();
        let path = path.replace("{channel}", "stdout");
        let path = ["{id}", "{selector}", "{name}"]
            .iter()
            .fold(path, |path, place| path.replace(place, "web"));
        methods
            .map(move |method| (method.clone(), path.clone()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

async fn ask(server: &Server, method: &str, path: &str) -> u16 {
    let method = method.to_uppercase();
    let request = format!("{method} /api/v1{path} HTTP/1.0\r\nHost: sv\r\n\r\n");
    let mut client = server.connect().await;
    client.send(&request).await;
    let head = client.until("\r\n").await;
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn every_operation_of_the_api_is_for_its_role_and_those_above() {
    let operations = operations().await;
    assert!(operations.len() > 20, "{operations:?}");

    for role in Role::ALL {
        for (method, path) in &operations {
            let server = server_for(role);
            let status = ask(&server, method, path).await;

            let is_refused = role < needed(method, path);
            assert_eq!(
                status == 403,
                is_refused,
                "{role} {method} {path}: {status}"
            );
            assert!(!is_refused || server.daemon.actions().is_empty());
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn no_operation_of_the_api_is_for_strangers() {
    let server = Server::with(protected("user", "secret"));

    for (method, path) in operations().await {
        assert_eq!(ask(&server, &method, &path).await, 401, "{method} {path}");
    }
    for path in ["/events", "/nothing"] {
        assert_eq!(ask(&server, "GET", path).await, 401, "{path}");
    }

    assert!(server.daemon.actions().is_empty());
}

/// Reads all that the buttons of a page ask for.
fn buttons(page: &str) -> Vec<String> {
    let values = page.split("name=\"do\" value=\"").skip(1);
    let mut asked: Vec<_> = values
        .filter_map(|rest| rest.split('"').next())
        .filter(|asked| *asked != "nothing")
        .map(str::to_owned)
        .collect();
    asked.sort();
    asked.dedup();
    asked
}

#[tokio::test(flavor = "current_thread")]
async fn every_form_of_the_page_is_for_its_role_and_those_above() {
    let admin = server_for(Role::Admin);
    let list = page::get(&admin, "/").await.body;
    let program = page::get(&admin, "/p/web").await.body;
    let asked = buttons(&(list + &program));
    assert!(asked.len() > 10, "{asked:?}");

    for role in Role::ALL {
        for asked in asked.iter().filter(|asked| !asked.contains("slow")) {
            let server = server_for(role);
            server.daemon.remove_group(&"slow".into()).unwrap();
            let browser = Browser::open(&server).await;
            let fields = format!("do={}&id=web&signal=HUP", asked.replace(' ', "+"));
            let status = browser.post(&server, &fields).await.status;

            let needed = match asked.ends_with(" daemon") {
                true => Role::Admin,
                false => Role::Operate,
            };
            assert_eq!(status == 403, role < needed, "{role} {asked}: {status}");
            assert!(role >= needed || server.daemon.actions().is_empty());
        }
    }
}

/// Reads the strings of an answer to a call.
fn strings(answer: &str) -> Vec<&str> {
    let parts = answer.split("<string>").skip(1);
    parts
        .filter_map(|rest| rest.split("</string>").next())
        .collect()
}

/// Writes parameters of these types.
fn parameters(types: &[&str]) -> Vec<&'static str> {
    let parameter = |kind: &&str| match *kind {
        "string" => "<value><string>web</string></value>",
        "int" => "<value><int>1</int></value>",
        "boolean" => "<value><boolean>1</boolean></value>",
        "array" => "<value><array><data></data></array></value>",
        other => panic!("no parameter of the type {other}"),
    };
    types.iter().map(parameter).collect()
}

/// Reads off the server which methods there are, and writes a call of each.
async fn calls() -> Vec<(String, Vec<&'static str>)> {
    let server = Server::start();
    let methods = server.call("system.listMethods", "").await;
    let mut calls = Vec::new();
    for method in strings(&methods) {
        let name = format!("<param><value><string>{method}</string></value></param>");
        let signature = server.call("system.methodSignature", &name).await;
        // The first is the type of the answer.
        let types = strings(&signature);
        calls.push((method.to_owned(), parameters(types.get(1..).unwrap())));
    }
    calls
}

fn entry((method, values): &(String, Vec<&'static str>)) -> String {
    let values: String = values.concat();
    format!(
        "<value><struct><member><name>methodName</name><value><string>{method}</string></value>\
         </member><member><name>params</name><value><array><data>{values}</data></array></value>\
         </member></struct></value>"
    )
}

async fn make(server: &Server, (method, values): &(String, Vec<&'static str>)) {
    let wrap = |value: &&str| format!("<param>{value}</param>");
    let params: String = values.iter().map(wrap).collect();
    let answer = server.ask(&post(&call(method, &params))).await;
    assert_eq!(answer.status, 200, "{method}: {answer:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn x_40_no_method_acts_for_who_may_look_only() {
    let calls = calls().await;
    assert_eq!(calls.len(), 41);
    let entries: String = calls.iter().map(entry).collect();
    let together = call(
        "system.multicall",
        &format!("<param><value><array><data>{entries}</data></array></value></param>"),
    );

    for role in [Role::View, Role::Admin] {
        let server = server_for(role);
        for call in &calls {
            make(&server, call).await;
        }
        let alone = server.daemon.actions().len();
        server.ask(&post(&together)).await;
        let all = server.daemon.actions().len();

        match role {
            Role::View => assert_eq!((alone, all), (0, 0)),
            _ => assert!(alone > 15 && all >= 2 * alone, "{alone} {all}"),
        }
    }
}
