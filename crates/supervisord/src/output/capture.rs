//! What a program has written since a begin tag, within its bound (E-41).

use std::collections::VecDeque;

use bytes::Bytes;

use super::tags::Scanner;

/// The process communication of one channel.
#[derive(Debug)]
pub(super) struct Capture {
    pub(super) scanner: Scanner,
    maxbytes: u64,
    kept: VecDeque<u8>,
}

impl Capture {
    /// Begins outside of the tags; `maxbytes` of 0 captures nothing (E-44).
    pub(super) fn new(maxbytes: u64) -> Option<Self> {
        (maxbytes > 0).then(|| Self {
            scanner: Scanner::default(),
            maxbytes,
            kept: VecDeque::new(),
        })
    }

    /// Adds what one read has brought.
    ///
    /// compat: the bound is one of steps. A chunk that would exceed it first drops as many of the
    /// oldest bytes as it is long, and is then kept whole, however long it is.
    pub(super) fn keep(&mut self, chunk: &[u8]) {
        let wanted = self.kept.len().saturating_add(chunk.len());
        if u64::try_from(wanted).is_ok_and(|wanted| wanted > self.maxbytes) {
            self.kept.drain(..chunk.len().min(self.kept.len()));
        }
        self.kept.extend(chunk);
    }

    /// Hands over what was captured, at the end tag.
    pub(super) fn finish(&mut self) -> Bytes {
        Vec::from(std::mem::take(&mut self.kept)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(maxbytes: u64, chunks: &[&str]) -> Bytes {
        let mut capture = Capture::new(maxbytes).expect("a bound above 0 captures");
        chunks
            .iter()
            .for_each(|chunk| capture.keep(chunk.as_bytes()));
        capture.finish()
    }

    #[test]
    fn e_41_what_fits_is_kept() {
        assert_eq!(captured(6, &["abc", "def"]), "abcdef");
    }

    #[test]
    fn e_41_a_chunk_too_many_pushes_its_length_out_at_the_front() {
        assert_eq!(captured(6, &["abcde", "fg"]), "cdefg");
        assert_eq!(captured(6, &["abcdef", "g"]), "bcdefg");
    }

    #[test]
    fn e_41_a_chunk_above_the_bound_is_kept_whole() {
        assert_eq!(captured(3, &["ab", "cdefgh"]), "cdefgh");
    }

    #[test]
    fn e_40_each_capture_begins_empty() {
        let mut capture = Capture::new(10).expect("a bound above 0 captures");
        capture.keep(b"one");

        assert_eq!(capture.finish(), "one");
        assert_eq!(capture.finish(), "");
    }

    #[test]
    fn e_44_without_a_bound_nothing_is_captured() {
        assert!(Capture::new(0).is_none());
    }
}
