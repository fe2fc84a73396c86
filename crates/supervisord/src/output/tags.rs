//! Finds what a program has written between the tags of process communication (E-40).

const BEGIN: &[u8] = b"<!--XSUPERVISOR:BEGIN-->";
const END: &[u8] = b"<!--XSUPERVISOR:END-->";

/// Where in the output bytes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    #[default]
    Outside,
    /// After a begin tag and before the next end tag.
    Inside,
}

/// The place of the output's end so far.
///
/// A tag may be split between two chunks. The part of it at the end of a chunk is held back, and
/// nothing else is (W-13); the next chunk has to begin with it.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    place: Place,
    /// How many bytes of the awaited tag have come.
    held: usize,
}

/// Bytes between two tags, or between a tag and the end of a chunk.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run<'a> {
    pub(super) bytes: &'a mut [u8],
    pub(super) place: Place,
    /// A tag follows, which belongs to no run.
    pub(super) is_ended: bool,
}

impl Scanner {
    /// Returns what has to stand before the next chunk.
    pub(super) fn held(&self) -> &'static [u8] {
        let tag = self.place.awaited();
        tag.get(..self.held).unwrap_or(tag)
    }

    /// Cuts the next run off a chunk; `None` if nothing of it is left.
    pub(super) fn next<'a>(&mut self, chunk: &mut &'a mut [u8]) -> Option<Run<'a>> {
        let data = std::mem::take(chunk);
        if data.is_empty() {
            return None;
        }
        let place = self.place;
        let tag = place.awaited();
        if let Some(at) = find(data, tag) {
            let (bytes, found) = data.split_at_mut(at);
            *chunk = found.get_mut(tag.len()..).unwrap_or_default();
            self.place = place.other();
            self.held = 0;
            return Some(Run {
                bytes,
                place,
                is_ended: true,
            });
        }
        self.held = begun(data, tag);
        let kept = data.len() - self.held;
        Some(Run {
            bytes: data.get_mut(..kept).unwrap_or_default(),
            place,
            is_ended: false,
        })
    }

    /// Gives up waiting for the rest of a tag: what was held back is output like any other.
    pub(super) fn release(&mut self) -> (&'static [u8], Place) {
        let held = self.held();
        self.held = 0;
        (held, self.place)
    }
}

impl Place {
    /// Returns the tag that leads out of this place.
    const fn awaited(self) -> &'static [u8] {
        match self {
            Self::Outside => BEGIN,
            Self::Inside => END,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Outside => Self::Inside,
            Self::Inside => Self::Outside,
        }
    }
}

/// Finds a tag, which has a `<` at its head and nowhere else.
fn find(data: &[u8], tag: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = data.get(from..)?;
        let at = rest.iter().position(|byte| *byte == b'<')?;
        if rest.get(at..)?.starts_with(tag) {
            return Some(from + at);
        }
        from += at + 1;
    }
}

/// Returns how many bytes of a tag the data ends with.
fn begun(data: &[u8], tag: &[u8]) -> usize {
    let ends = |count: &usize| tag.get(..*count).is_some_and(|part| data.ends_with(part));
    (1..tag.len()).rev().find(ends).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a program has said: outside of the tags, and in each finished pair of them.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct Said {
        outside: Vec<u8>,
        inside: Vec<Vec<u8>>,
        unfinished: Vec<u8>,
    }

    impl Said {
        fn push(&mut self, bytes: &[u8], place: Place) {
            match place {
                Place::Outside => self.outside.extend_from_slice(bytes),
                Place::Inside => self.unfinished.extend_from_slice(bytes),
            }
        }

        fn end(&mut self, place: Place) {
            if place == Place::Inside {
                self.inside.push(std::mem::take(&mut self.unfinished));
            }
        }
    }

    fn scan<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Said {
        let (mut scanner, mut said) = (Scanner::default(), Said::default());
        for chunk in chunks {
            let mut data = [scanner.held(), chunk].concat();
            let mut rest = data.as_mut_slice();
            while let Some(run) = scanner.next(&mut rest) {
                said.push(run.bytes, run.place);
                if run.is_ended {
                    said.end(run.place);
                }
            }
        }
        let (held, place) = scanner.release();
        said.push(held, place);
        said
    }

    /// The same from the whole output, by searching for one tag after the other.
    fn reference(mut output: &[u8]) -> Said {
        let (mut said, mut place) = (Said::default(), Place::Outside);
        loop {
            let tag = place.awaited();
            let Some(at) = output.windows(tag.len()).position(|window| window == tag) else {
                said.push(output, place);
                return said;
            };
            said.push(&output[..at], place);
            said.end(place);
            output = &output[at + tag.len()..];
            place = place.other();
        }
    }

    fn cut<'a>(mut output: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
        let mut chunks = Vec::new();
        for length in lengths {
            let (chunk, rest) = output.split_at((*length).min(output.len()));
            chunks.push(chunk);
            output = rest;
        }
        chunks.push(output);
        chunks
    }

    /// Whole tags, broken ones, and what stands between them.
    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let part = |tag: &'static [u8]| {
            (0..=tag.len(), 0..=tag.len()).prop_map(move |(a, b)| tag[a.min(b)..a.max(b)].to_vec())
        };
        let piece = prop_oneof![
            3 => Just(BEGIN.to_vec()),
            3 => Just(END.to_vec()),
            2 => part(BEGIN),
            2 => part(END),
            2 => proptest::collection::vec(any::<u8>(), 0..40),
            1 => Just(b"<".to_vec()),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn e_40_any_split_of_the_bytes_is_scanned_alike(
            output in pieces(),
            lengths in proptest::collection::vec(0_usize..60, 0..40),
        ) {
            prop_assert_eq!(scan(cut(&output, &lengths)), reference(&output));
        }

        #[test]
        fn e_40_single_bytes_are_scanned_like_the_whole(output in pieces()) {
            prop_assert_eq!(scan(output.chunks(1)), reference(&output));
        }

        #[test]
        fn w_13_only_the_beginning_of_the_awaited_tag_is_held_back(output in pieces()) {
            let mut scanner = Scanner::default();
            let mut data = output.clone();
            let mut rest = data.as_mut_slice();
            while scanner.next(&mut rest).is_some() {}

            prop_assert!(output.ends_with(scanner.held()));
            prop_assert!(scanner.held().len() < scanner.place.awaited().len());
        }
    }

    #[test]
    fn e_40_tags_belong_to_nobody() {
        let said = scan([b"a<!--XSUPERVISOR:BEGIN-->b<!--XSUPERVISOR:END-->c".as_slice()]);

        assert_eq!(said.outside, b"ac");
        assert_eq!(said.inside, [b"b"]);
    }

    #[test]
    fn e_40_only_the_awaited_tag_is_one() {
        let said = scan([
            b"<!--XSUPERVISOR:END-->a<!--XSUPERVISOR:BEGIN-->".as_slice(),
            b"<!--XSUPERVISOR:BEGIN-->b<!--XSUPERVISOR:END-->".as_slice(),
        ]);

        assert_eq!(said.outside, b"<!--XSUPERVISOR:END-->a");
        assert_eq!(said.inside, [b"<!--XSUPERVISOR:BEGIN-->b"]);
    }

    #[test]
    fn w_13_an_ordinary_line_is_never_held_back() {
        let mut scanner = Scanner::default();
        let mut line = *b"ok\n";

        let run = scanner
            .next(&mut line.as_mut_slice())
            .map(|run| run.bytes.to_vec());

        assert_eq!(run.as_deref(), Some(b"ok\n".as_slice()));
        assert_eq!(scanner.held(), b"");
    }
}
