//! Removes ANSI color and cursor sequences from output (`strip_ansi`, C-175).

const BEGIN: &[u8] = b"\x1b[";
const TERMINATORS: &[u8] = b"HfABCDRsuJKhlpm";

/// Removes every `ESC [` up to and including its terminator; returns how many bytes are left at
/// the front of `chunk`.
///
/// compat: the state is per chunk. A sequence that a read has split loses its first part and
/// leaves its tail, and one that never ends swallows the rest of its chunk.
pub(super) fn strip(chunk: &mut [u8]) -> usize {
    let mut kept = 0;
    let mut at = 0;
    while at < chunk.len() {
        let rest = chunk.get(at..).unwrap_or_default();
        let plain = find(rest).unwrap_or(rest.len());
        let skipped = rest.get(plain..).map_or(0, sequence_length);
        chunk.copy_within(at..at + plain, kept);
        kept += plain;
        at += plain + skipped;
    }
    kept
}

fn find(bytes: &[u8]) -> Option<usize> {
    bytes.windows(BEGIN.len()).position(|pair| pair == BEGIN)
}

fn sequence_length(sequence: &[u8]) -> usize {
    sequence
        .iter()
        .position(|byte| TERMINATORS.contains(byte))
        .map_or(sequence.len(), |terminator| terminator + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &[u8]) -> Vec<u8> {
        let mut chunk = text.to_vec();
        let left = strip(&mut chunk);
        chunk.truncate(left);
        chunk
    }

    #[test]
    fn c_175_whole_sequences_go_and_the_rest_stays() {
        assert_eq!(stripped(b"\x1b[1;31mred\x1b[0m\n"), b"red\n");
        assert_eq!(stripped(b"a\x1b[2Jb\x1b[10;20Hc\x1b[?25ld"), b"abcd");
        assert_eq!(stripped(b"plain"), b"plain");
        assert_eq!(stripped(b""), b"");
    }

    #[test]
    fn c_175_other_escapes_stay() {
        assert_eq!(stripped(b"\x1b]0;title\x07x"), b"\x1b]0;title\x07x");
        assert_eq!(stripped(b"\x1b"), b"\x1b");
        assert_eq!(stripped(b"\x1b\x1b[mx"), b"\x1bx");
    }

    #[test]
    fn c_175_a_split_sequence_loses_its_head_and_leaves_its_tail() {
        assert_eq!(stripped(b"a\x1b[1;3"), b"a");
        assert_eq!(stripped(b"1mred"), b"1mred");
    }

    #[test]
    fn c_175_a_terminator_that_is_not_listed_does_not_end_a_sequence() {
        assert_eq!(stripped(b"a\x1b[3Gbcdmx"), b"ax");
    }
}
