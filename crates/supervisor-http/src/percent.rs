//! `%41` and the like.

/// Decodes every escape; what only looks like one stays as it is.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, after) = escape(rest).unwrap_or((*first, tail));
        bytes.push(byte);
        rest = after;
    }
    bytes
}

/// Reads the escape at the beginning of a text, if there is one.
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'%', high, low, after @ ..] = text else {
        return None;
    };
    Some((hex(*high)? * 16 + hex(*low)?, after))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| value.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_looks_like_an_escape_stays() {
        assert_eq!(decode("%41%c3%A9"), "Aé".as_bytes());
        assert_eq!(decode("100%&%4&%zz%"), b"100%&%4&%zz%");
        assert_eq!(decode("%é1"), "%é1".as_bytes());
    }
}
