//! What the program says on its standard streams before there is a log.

use std::io::Write;

/// Writes to a standard stream; one that is closed has no reader to miss anything.
pub(crate) fn say(stream: &mut impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes());
}
