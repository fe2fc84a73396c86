//! Turns `tracing` events into lines.

use std::fmt::{Debug, Write};
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};

use super::activity::Shared;
use super::level;

/// What events must have as the beginning of their target to become lines.
const TARGET: &str = "supervisord";

/// The subscriber behind [`super::ActivityLog`]. Spans mean nothing to it.
#[derive(Debug)]
pub struct ActivitySubscriber {
    shared: Arc<Shared>,
}

impl ActivitySubscriber {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

impl Subscriber for ActivitySubscriber {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && metadata.target().starts_with(TARGET)
            && self.shared.wants(level::of(metadata))
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(level::filter(self.shared.threshold()))
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        let level = level::of(event.metadata());
        self.shared.sinks().write(level, &text.line());
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The message of an event, then its fields as ` key=value`.
#[derive(Debug, Default)]
struct Text {
    message: String,
    fields: String,
}

impl Text {
    fn line(mut self) -> String {
        self.message.push_str(&self.fields);
        self.message
    }
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a String cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            // These only mark the level.
            "crit" | "blather" => Ok(()),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
