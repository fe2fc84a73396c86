//! What a script reads from a page.

use std::sync::LazyLock;

use regex::Regex;

/// A page without what is only for the eye.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    title: String,
    message: Option<String>,
    sentence: bool,
    /// The text of a log.
    log: Option<String>,
    rows: Vec<Row>,
    /// The links that are in no row.
    links: Vec<Link>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    is_shaded: bool,
    /// The class and the text of the state.
    state: Vec<(String, String)>,
    description: Option<String>,
    links: Vec<Link>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Link {
    text: String,
    href: Option<String>,
    name: Option<String>,
    target: Option<String>,
}

/// Reads a page of either daemon.
pub(crate) fn read(html: &str) -> Page {
    // The footers are the business of their authors.
    let html = html.split("id=\"footer\"").next().unwrap_or_default();
    let (top, table) = html.split_once("<tbody>").unwrap_or((html, ""));
    Page {
        title: first(&TITLE, html).unwrap_or_default(),
        message: first(&MESSAGE, html),
        sentence: html.contains("No programs to manage"),
        log: first(&LOG, html),
        rows: table.split("<tr").skip(1).map(row).collect(),
        links: links(top),
    }
}

fn row(html: &str) -> Row {
    let state = STATE
        .captures_iter(html)
        .map(|parts| (parts[1].to_owned(), plain(&parts[2])));
    Row {
        is_shaded: html.starts_with(" class=\"shade\""),
        state: state.collect(),
        description: first(&DESCRIPTION, html).map(|text| without_times(&text)),
        links: links(html),
    }
}

fn links(html: &str) -> Vec<Link> {
    LINK.captures_iter(html)
        .map(|parts| (parts[1].to_owned(), plain(&parts[2])))
        .filter(|(attributes, _)| attribute(attributes, "class").as_deref() != Some("hidden"))
        .map(|(attributes, text)| Link {
            // The original has a button inside the link.
            text: if text.is_empty() {
                "Refresh".to_owned()
            } else {
                text
            },
            href: attribute(&attributes, "href"),
            name: attribute(&attributes, "name"),
            target: attribute(&attributes, "target"),
        })
        .collect()
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let (_, rest) = attributes.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| plain(value))
}

fn first(pattern: &Regex, html: &str) -> Option<String> {
    pattern.captures(html).map(|parts| plain(&parts[1]))
}

/// Takes elements away, and resolves what the text itself may not contain.
fn plain(html: &str) -> String {
    ELEMENT
        .replace_all(html, "")
        .trim()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Hides what differs from run to run.
pub(crate) fn without_times(text: &str) -> String {
    let text = CLOCK.replace_all(text, "(time)");
    RUN.replace_all(&text, "(run)").into_owned()
}

macro_rules! patterns {
    ($($name:ident $pattern:literal)*) => {
        $(static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("a pattern"));)*
    };
}

patterns! {
    TITLE r"<title>([^<]*)</title>"
    MESSAGE r#"<div class="status_msg"[^>]*>([^<]*)</div>"#
    LOG r"(?s)<pre>([^<]*)</pre>"
    STATE r#"<span class="(status\w+)">([^<]*)</span>"#
    DESCRIPTION r"<span>([^<]*)</span>"
    LINK r"(?s)<a( [^>]*)>(.*?)</a>"
    ELEMENT r"(?s)<[^>]*>"
    CLOCK r"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}|\w{3} \d\d \d\d:\d\d [AP]M"
    RUN r"pid \d+, uptime \d+:\d\d:\d\d"
}
