//! A secret of this run, and hashes that nobody can make without it.

use std::io;

use blake2::Blake2sMac256;
use blake2::digest::{KeyInit as _, Mac as _};

/// What a keyed hash comes to.
pub(crate) type Digest = [u8; 32];

/// Random bytes that live as long as the daemon's run.
#[derive(Clone)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// Draws a key.
    pub(crate) fn random() -> io::Result<Self> {
        random_bytes().map(Self)
    }

    /// Hashes some texts for a purpose. Neither two purposes nor two divisions of the same bytes into
    /// texts come to the same.
    pub(crate) fn hash(&self, purpose: &str, parts: &[&[u8]]) -> Digest {
        let mut mac = Blake2sMac256::new(&self.0.into());
        for part in [purpose.as_bytes()].iter().chain(parts) {
            mac.update(&part.len().to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Draws random bytes.
pub(crate) fn random_bytes<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Writes bytes as hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing into a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_key_purpose_and_every_part() {
        let (key, other) = (Key([1; 32]), Key([2; 32]));
        let hash = key.hash("login", &[b"ab", b"c"]);

        assert_eq!(key.hash("login", &[b"ab", b"c"]), hash);
        assert_ne!(key.hash("login", &[b"a", b"bc"]), hash);
        assert_ne!(key.hash("form", &[b"ab", b"c"]), hash);
        assert_ne!(other.hash("login", &[b"ab", b"c"]), hash);
    }

    #[test]
    fn keys_differ() {
        assert_ne!(Key::random().unwrap().0, Key::random().unwrap().0);
    }
}
