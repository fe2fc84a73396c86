//! The text that a scrape gets, in the format that it asks for.

use std::fmt::{self, Display, Write as _};

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use supervisor_api::Durations;

/// The two formats that Prometheus reads; every agent reads one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    OpenMetrics,
    /// The older one, for whoever does not ask for the other.
    Text,
}

impl Format {
    /// Returns what a client takes.
    pub(crate) fn wanted_by(headers: &HeaderMap) -> Self {
        let mut accepted = headers.get_all(ACCEPT).iter();
        let is_open = accepted.any(|value| {
            let value = value.to_str().unwrap_or_default();
            value.contains("application/openmetrics-text")
        });
        match is_open {
            true => Self::OpenMetrics,
            false => Self::Text,
        }
    }

    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
        }
    }
}

/// What the values of a family are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Gauge,
    /// Its samples end in `_total`.
    Counter,
    Histogram,
}

/// A family of metrics.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Family {
    /// Without the ending that its kind has.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) help: &'static str,
}

/// A label and its value.
pub(crate) type Label<'a> = (&'static str, &'a str);

/// A value: whole numbers stay exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Whole(i128),
    Real(f64),
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Whole(value.into())
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Whole(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Whole(value.into())
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Whole(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(value) => Display::fmt(value, f),
            Self::Real(value) => Display::fmt(value, f),
        }
    }
}

/// The text as far as it is written.
#[derive(Debug)]
pub(crate) struct Exposition {
    format: Format,
    text: String,
}

impl Exposition {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            text: String::new(),
        }
    }

    /// Begins a family and lets `fill` write its samples.
    pub(crate) fn family(&mut self, family: &Family, fill: impl FnOnce(&mut Samples<'_>)) {
        let total = match (family.kind, self.format) {
            (Kind::Counter, Format::Text) => "_total",
            (Kind::Counter | Kind::Gauge | Kind::Histogram, _) => "",
        };
        let kind = match family.kind {
            Kind::Gauge => "gauge",
            Kind::Counter => "counter",
            Kind::Histogram => "histogram",
        };
        let (name, help) = (family.name, family.help);
        let head = format!("# HELP {name}{total} {help}\n# TYPE {name}{total} {kind}\n");
        self.text.push_str(&head);
        fill(&mut Samples {
            text: &mut self.text,
            family: *family,
        });
    }

    pub(crate) fn finish(mut self) -> String {
        if self.format == Format::OpenMetrics {
            self.text.push_str("# EOF\n");
        }
        self.text
    }
}

/// The samples of one family.
pub(crate) struct Samples<'a> {
    text: &'a mut String,
    family: Family,
}

impl Samples<'_> {
    /// Writes one value of a gauge or counter.
    pub(crate) fn add(&mut self, labels: &[Label<'_>], value: impl Into<Value>) {
        let ending = match self.family.kind {
            Kind::Counter => "_total",
            Kind::Gauge | Kind::Histogram => "",
        };
        self.line(ending, labels, value.into());
    }

    /// Writes all of a histogram.
    pub(crate) fn add_durations(&mut self, durations: &Durations) {
        for (bound, count) in durations.up_to() {
            // Bounds are real numbers, `1.0`, in both formats.
            let bound = format!("{:?}", bound.as_secs_f64());
            self.line("_bucket", &[("le", &bound)], count.into());
        }
        let count = durations.count();
        self.line("_bucket", &[("le", "+Inf")], count.into());
        self.line("_sum", &[], durations.sum().as_secs_f64().into());
        self.line("_count", &[], count.into());
    }

    fn line(&mut self, ending: &str, labels: &[Label<'_>], value: Value) {
        self.text.push_str(self.family.name);
        self.text.push_str(ending);
        let mut before = '{';
        for (name, value) in labels {
            // Writing into a String cannot fail.
            let _ = write!(self.text, "{before}{name}=\"{}\"", Escaped(value));
            before = ',';
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }
}

/// A label's value between its quotes.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '\\' => f.write_str("\\\\"),
            '"' => f.write_str("\\\""),
            '\n' => f.write_str("\\n"),
            other => f.write_char(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const READ: Family = Family {
        name: "read_bytes",
        kind: Kind::Counter,
        help: "What was read.",
    };

    fn written(format: Format) -> String {
        let mut exposition = Exposition::new(format);
        exposition.family(&READ, |samples| {
            samples.add(&[("name", "a\"b\\c\nd"), ("group", "ä")], 7_u64);
            samples.add(&[], 0.5);
        });
        exposition.finish()
    }

    #[test]
    fn a_counter_is_named_as_each_format_wants_it() {
        let samples =
            "read_bytes_total{name=\"a\\\"b\\\\c\\nd\",group=\"ä\"} 7\nread_bytes_total 0.5\n";
        let head = |ending| {
            format!("# HELP read_bytes{ending} What was read.\n# TYPE read_bytes{ending} counter\n")
        };

        assert_eq!(written(Format::Text), head("_total") + samples);
        assert_eq!(written(Format::OpenMetrics), head("") + samples + "# EOF\n");
    }

    #[test]
    fn a_histogram_counts_up_to_each_bound() {
        let mut durations = Durations::default();
        durations.note(Duration::from_millis(3));
        durations.note(Duration::from_millis(2_500));
        let mut exposition = Exposition::new(Format::Text);
        let family = Family {
            name: "wait_seconds",
            kind: Kind::Histogram,
            help: "Waits.",
        };

        exposition.family(&family, |samples| samples.add_durations(&durations));

        let text = exposition.finish();
        for line in [
            "wait_seconds_bucket{le=\"0.0001\"} 0\n",
            "wait_seconds_bucket{le=\"0.005\"} 1\n",
            "wait_seconds_bucket{le=\"1.0\"} 1\n",
            "wait_seconds_bucket{le=\"+Inf\"} 2\n",
            "wait_seconds_sum 2.503\n",
            "wait_seconds_count 2\n",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }

    #[test]
    fn open_metrics_are_for_those_who_ask_for_them() {
        let format = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            Format::wanted_by(&headers)
        };
        let prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2";

        assert_eq!(format(prometheus), Format::OpenMetrics);
        assert_eq!(format("text/plain;version=0.0.4"), Format::Text);
        assert_eq!(Format::wanted_by(&HeaderMap::new()), Format::Text);
    }
}
