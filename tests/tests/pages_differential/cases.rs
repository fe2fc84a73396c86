//! The requests, each with the contract's ID, and the differences on purpose: every one has its
//! row in `docs/compatibility.md`.

use crate::seen::Seen;

/// A request.
#[derive(Debug)]
pub(crate) struct Case {
    #[expect(dead_code, reason = "shown with a difference")]
    id: &'static str,
    method: &'static str,
    target: &'static str,
    /// Lines of the head.
    lines: &'static str,
    body: Option<&'static str>,
    pub(crate) look: Look,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Head,
    Text,
    Page,
    /// The head, and then the status page.
    Action,
    /// An endless answer, until this has come.
    Stream(&'static str),
}

impl Case {
    const fn new(id: &'static str, target: &'static str, look: Look) -> Self {
        Self {
            id,
            method: "GET",
            target,
            lines: "",
            body: None,
            look,
        }
    }

    pub(crate) const fn get(id: &'static str, target: &'static str) -> Self {
        Self::new(id, target, Look::Page)
    }

    const fn act(id: &'static str, target: &'static str) -> Self {
        Self::new(id, target, Look::Action)
    }

    const fn text(id: &'static str, target: &'static str) -> Self {
        Self::new(id, target, Look::Text)
    }

    const fn head(id: &'static str, target: &'static str) -> Self {
        Self::new(id, target, Look::Head)
    }

    const fn stream(id: &'static str, target: &'static str, mark: &'static str) -> Self {
        Self::new(id, target, Look::Stream(mark))
    }

    const fn by(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    const fn with(self, lines: &'static str) -> Self {
        Self { lines, ..self }
    }

    const fn form(self, body: &'static str) -> Self {
        let body = Some(body);
        let method = "POST";
        Self {
            method,
            body,
            ..self
        }
    }

    /// Writes the request. Only streams are for new clients: old ones are not told their length.
    pub(crate) fn request(&self) -> String {
        let version = match self.look {
            Look::Stream(_) => "1.1",
            _ => "1.0",
        };
        let length = match self.body {
            Some(body) => format!("Content-Length: {}\r\n", body.len()),
            None => String::new(),
        };
        format!(
            "{} {} HTTP/{version}\r\nHost: sv:9001\r\n{}{length}\r\n{}",
            self.method,
            self.target,
            self.lines,
            self.body.unwrap_or_default()
        )
    }

    /// Turns what the original answers into what we want to.
    pub(crate) fn wanted(&self, mut original: Seen) -> Seen {
        match (original.status, self.target) {
            // W-46.
            (301, _) if self.look == Look::Action => original.status = 303,
            // H-83: the port is not lost.
            (301, directory) => original.location = Some(format!("{directory}/")),
            // H-83: the original has a file behind the page.
            (200, "/tail.html") if self.method == "HEAD" => original.status = 404,
            // H-80.
            (500, "/?action=nonsense" | "/?action=start" | "/?action=x&processname=cat") => {
                original.status = 400;
            }
            _ => {}
        }
        original
    }
}

pub(crate) const ORDINARY: &[Case] = &[
    Case::get("H-70", "/index.html"),
    Case::get("H-70", "//index.html"),
    Case::get("H-21", "/%69ndex.html?x=y"),
    Case::get("H-72", "/?message=a%3Cb%3E+%26+%22c%27"),
    Case::get("H-72", "/?message=&processname=cat"),
    Case::get("H-72", "/?message=one&message=two"),
    Case::get("H-72", "/?message=one").form("message=two&message=three"),
    Case::act("H-73", "/index.html?action=refresh"),
    Case::act("H-73", "//?action=refresh&processname=nosuch"),
    Case::act("H-75", "/index.html?processname=off&action=start"),
    Case::act("H-75", "/index.html?processname=off&action=start"),
    Case::act("H-76", "/index.html?processname=off&action=stop"),
    Case::act("H-76", "/index.html?processname=off&action=stop"),
    Case::act("H-75", "/index.html?processname=missing&action=start"),
    Case::act("H-75", "/index.html?processname=noexec&action=start"),
    Case::act("H-75", "/index.html?processname=quick&action=start"),
    Case::act("H-75", "/index.html?processname=starting&action=start"),
    Case::act("H-75", "/").form("processname=pair%3Aone&action=start"),
    Case::act("H-72", "/?processname=off&action=stop").form("processname=off&action=start"),
    Case::act("H-77", "/index.html?processname=pair:one&action=restart"),
    Case::act("H-77", "/index.html?processname=missing&action=restart"),
    Case::act("H-77", "/index.html?processname=off&action=restart"),
    Case::act("H-78", "/index.html?processname=cat&action=clearlog"),
    Case::act("H-78", "/index.html?processname=missing&action=clearlog"),
    Case::act("H-79", "/?processname=nosuch&action=start"),
    Case::act("H-79", "/?processname=pair:*&action=stop"),
    Case::act("H-79", "/?processname=pair:&action=clearlog"),
    Case::act("H-79", "/?processname=one&action=x"),
    Case::act("H-79", "/?processname=%3Cb%3E%2F%22&action=start"),
    Case::head("H-80", "/?action=nonsense"),
    Case::head("H-80", "/?action=start"),
    Case::head("H-80", "/?action=x&processname=cat"),
    Case::head("H-21", "/").by("HEAD"),
    Case::head("H-21", "/tail.html").by("HEAD"),
    Case::head("H-21", "/").by("PUT"),
    Case::head("H-21", "/").by("POST"),
    Case::head("H-21", "/tail.html").by("POST"),
    Case::get("H-81", "/tail.html"),
    Case::get("H-81", "/tail.html?processname="),
    Case::get("H-81", "/tail.html?processname=talk"),
    Case::get("H-81", "/tail.html?processname=talk&limit=2000"),
    Case::get("H-81", "/tail.html?processname=talk&limit=7"),
    Case::get("H-81", "/tail.html?processname=talk&limit=-2000"),
    Case::get("H-81", "/tail.html").form("processname=talk&limit=x"),
    Case::get("H-81", "/tail.html?processname=silent"),
    Case::get("H-81", "/tail.html?processname=pair:*"),
    Case::get("H-81", "/tail.html?processname=%3Cnosuch%3E&limit=3000"),
    Case::text("H-82", "/ok.html"),
    Case::text("H-82", "//ok.html?x=y"),
    Case::text("H-82", "/ok.html").form("x=y"),
    Case::head("H-83", "/stylesheets/supervisor.css"),
    Case::head("H-83", "//images/icon.png"),
    Case::head("H-83", "/images/supervisor.gif"),
    Case::head("H-83", "/images/rule.gif"),
    Case::head("H-83", "/images/state0.gif"),
    Case::head("H-83", "/images/state1.gif").by("HEAD"),
    Case::head("H-83", "/images/state2.gif"),
    Case::head("H-83", "/images/state3.gif"),
    Case::head("H-83", "/images/state4.gif"),
    Case::head("H-83", "/images/state3.gif").by("PUT"),
    Case::head("H-83", "/images/icon.png")
        .with("If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n"),
    Case::head("H-83", "/images"),
    Case::head("H-83", "/stylesheets"),
    Case::head("H-83", "/images/"),
    Case::text("H-22", "/nosuch"),
    Case::text("H-22", "/nosuch").by("DELETE"),
    Case::text("H-21", "http://sv:9001/"),
    Case::stream("H-50", "/logtail/talk", "caf\u{e9}"),
    Case::stream("H-50", "/logtail/talk/stdout", "caf\u{e9}"),
    Case::head("H-50", "/logtail/nosuch"),
    Case::head("H-50", "/logtail/pair:*"),
    Case::head("H-50", "/logtail/silent"),
    Case::head("H-50", "/logtail/cat/stdlog"),
    Case::head("H-50", "/logtail/cat").by("HEAD"),
    Case::head("H-50", "/logtail/cat").form(""),
    Case::head("H-53", "/mainlogtail").form(""),
];

/// While a daemon stops.
pub(crate) const STOPPING: &[Case] = &[
    Case::head("H-27", "/index.html"),
    Case::head("H-27", "/?action=refresh"),
    Case::head("H-27", "/?action=start&processname=cat"),
    Case::head("H-27", "/?action=stopall"),
    Case::get("H-27", "/tail.html?processname=talk"),
    Case::get("H-27", "/tail.html?processname=nosuch"),
    Case::text("H-27", "/ok.html"),
    Case::head("H-27", "/stylesheets/supervisor.css"),
    Case::stream("H-27", "/logtail/talk", "caf\u{e9}"),
];

/// Without a password, with a wrong one, and with the right one.
pub(crate) const PROTECTED: &[Case] = &[
    Case::text("H-10", "/"),
    Case::text("H-10", "/?action=stopall"),
    Case::text("H-10", "/images/icon.png"),
    Case::text("H-10", "/nosuch"),
    Case::text("H-10", "/logtail/talk"),
    Case::text("H-10", "/tail.html").by("PUT"),
    Case::text("H-11", "/ok.html").with("Authorization: Basic dXNlcjp3cm9uZw==\r\n"),
    Case::text("H-11", "/ok.html").with("Authorization: bAsIc dXNlcjpwYXNz\r\n"),
    Case::text("H-11", "/ok.html").with("Authorization: Digest dXNlcjpwYXNz\r\n"),
];
