//! One oddity, and all of them.

use supervisor_api::Level;

use super::{sections, skipped, texts};
use crate::ini::{Place, Source};
use crate::message::Message;

/// Something odd, and what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Oddity {
    pub(crate) text: String,
    pub(crate) place: Option<Place>,
    pub(crate) meant: Option<String>,
}

/// Lists everything odd about the files.
pub(crate) fn oddities(source: &Source) -> Vec<Oddity> {
    let mut oddities = skipped::files(source);
    oddities.extend(sections::unknown_names(&source.document));
    oddities.extend(sections::repeated(&source.document));
    oddities.extend(texts::open_quotes(&source.document));
    oddities.extend(texts::swallowed_keys(&source.document));
    oddities
}

impl Oddity {
    /// Makes a line of the daemon's log.
    pub(crate) fn into_message(self) -> Message {
        let meant = self
            .meant
            .map_or_else(String::new, |meant| format!("; did you mean '{meant}'?"));
        let text = match &self.place {
            Some(place) => format!("{}:{}: {}{meant}", place.file, place.line, self.text),
            None => format!("{}{meant}", self.text),
        };
        Message::new(Level::Warn, text, self.place)
    }
}
