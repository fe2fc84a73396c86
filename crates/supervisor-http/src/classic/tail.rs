//! The page with the end of a log (H-81).

use std::fmt::{Display, Formatter, Result};

use supervisor_api::log::ReadRule;
use supervisor_api::{Backend, Channel, Fault, FaultCode, LogRead, LogRef, LogSlice, Namespec};
use supervisor_xmlrpc::refuse_if_stopping;

use crate::app::App;
use crate::classic::form::Form;
use crate::classic::message::unexpected;
use crate::html::{Escaped, Quoted};

/// How many bytes are shown at least.
const LEAST: i64 = 1024;

/// How many bytes are shown at most. A link of any page can ask for this one, and it is made in
/// memory.
const MOST: i64 = 16 * 1024 * 1024;

/// What the page is about.
struct Subject {
    name: String,
    limit: i64,
}

/// The page.
pub(crate) struct Tail {
    subject: Option<Subject>,
    text: String,
}

impl Tail {
    pub(crate) async fn read<B: Backend>(app: &App<B>, form: &Form) -> Self {
        let Some(name) = form.field("processname") else {
            let text = "No process name found".to_owned();
            let subject = None;
            return Self { subject, text };
        };
        let limit = limit(form.field("limit"));
        let text = match app.end_of_log(name, limit).await {
            Ok(slice) => String::from_utf8_lossy(&slice.bytes).into_owned(),
            Err(fault) if fault.code == FaultCode::NoFile => format!("No file for {name}"),
            Err(fault) => format!("ERROR: {}", unexpected(&fault)),
        };
        let name = name.to_owned();
        let subject = Some(Subject { name, limit });
        Self { subject, text }
    }

    pub(crate) fn title(&self) -> String {
        // compat: without a name, Python's word for nothing.
        let name = self
            .subject
            .as_ref()
            .map_or("None", |subject| &subject.name);
        format!("Supervisor tail of process {name}")
    }
}

impl Display for Tail {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let title = self.title();
        writeln!(
            f,
            "<header id=\"header\">\n<h1>{}</h1>\n</header>\n<main>\n<pre>{}</pre>",
            Escaped(&title),
            Escaped(&self.text)
        )?;
        if let Some(Subject { name, limit }) = &self.subject {
            let name = Quoted(name);
            writeln!(
                f,
                "<ul id=\"buttons\">\n<li class=\"action-button\">\
                 <a href=\"tail.html?processname={name}&amp;limit={limit}\">Refresh</a></li>\n</ul>"
            )?;
        }
        f.write_str("</main>\n")
    }
}

/// Reads how many bytes are asked for; what is no number asks for none.
fn limit(given: Option<&str>) -> i64 {
    let digits = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match given.filter(digits).map(str::parse) {
        None => LEAST,
        Some(Ok(limit)) => LEAST.max(MOST.min(limit)),
        // All digits and yet no number: it is too large for one.
        Some(Err(_)) => MOST,
    }
}

impl<B: Backend> App<B> {
    async fn end_of_log(&self, name: &str, limit: i64) -> std::result::Result<LogSlice, Fault> {
        refuse_if_stopping(&*self.backend.snapshot().await)?;
        let log = LogRef::Process {
            name: Namespec::parse(name),
            channel: Channel::Stdout,
        };
        let read = LogRead {
            log,
            offset: -limit,
            length: 0,
            rule: ReadRule::Read,
        };
        self.backend.read(read).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h_81_a_limit_is_a_number_of_at_least_1024() {
        assert_eq!(limit(None), 1024);
        assert_eq!(limit(Some("10")), 1024);
        assert_eq!(limit(Some("5000")), 5000);
        for other in ["x", "-5000", "5000x", "+5000", " 5000", "5_000"] {
            assert_eq!(limit(Some(other)), 1024, "{other:?}");
        }
    }

    #[test]
    fn h_81_no_page_is_larger_than_memory() {
        assert_eq!(limit(Some("16777217")), 16_777_216);
        assert_eq!(limit(Some("99999999999999999999")), 16_777_216);
    }
}
