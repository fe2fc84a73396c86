//! What is compared of an answer.

use supervisor_tests::{Daemon, WebAnswer};

use crate::cases::{Case, Look};
use crate::page::{self, Page, without_times};

/// An answer without what may differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    /// The headers that clients and caches look at.
    headers: Vec<(&'static str, Option<String>)>,
    pub(crate) text: Option<String>,
    pub(crate) page: Option<Page>,
    /// The table after the request, if that was an action.
    after: Option<Page>,
}

const HEADERS: [&str; 9] = [
    "Server",
    "Content-Type",
    "Pragma",
    "Cache-Control",
    "Expires",
    "WWW-Authenticate",
    "X-Accel-Buffering",
    "Transfer-Encoding",
    "Connection",
];

impl Seen {
    pub(crate) fn of(daemon: &Daemon, case: &Case) -> Self {
        let answer = match case.look {
            Look::Stream(mark) => stream(daemon, &case.request(), mark),
            _ => daemon.ask(&case.request()),
        };
        let text = match case.look {
            Look::Text | Look::Stream(_) => Some(answer.text()),
            Look::Head | Look::Page | Look::Action => None,
        };
        let is_action = case.look == Look::Action;
        Self {
            status: answer.status,
            location: answer.header("Location").map(decoded),
            headers: headers(&answer, case.look),
            text,
            page: (case.look == Look::Page).then(|| page::read(&answer.text())),
            after: is_action.then(|| page::read(&daemon.page("/index.html").text())),
        }
    }
}

fn headers(answer: &WebAnswer, look: Look) -> Vec<(&'static str, Option<String>)> {
    let values = HEADERS.map(|name| (name, answer.header(name).map(str::to_owned)));
    let is_kept = |name: &str| match name {
        // Old clients are told nothing new by it, and the original does not always say it.
        "Connection" => answer.status == 401,
        // Ours says that files are to be asked for again (decision 25).
        "Cache-Control" => look != Look::Head,
        _ => true,
    };
    let kept = values.into_iter().filter(|(name, _)| is_kept(name));
    kept.collect()
}

/// Reads an endless answer until this has come.
fn stream(daemon: &Daemon, request: &str, mark: &str) -> WebAnswer {
    let mut stream = daemon.stream(request);
    let head = stream.until("\r\n\r\n");
    let status = head.split(' ').nth(1).expect("a status");
    // The size of the chunk, in figures of either case.
    stream.until("\r\n");
    WebAnswer {
        status: status.parse().expect("a number"),
        body: stream.until(mark).into_bytes(),
        head,
    }
}

fn decoded(location: &str) -> String {
    without_times(&location.replace("%20", " ").replace("%3A", ":"))
}
