//! Lists of C strings in one piece of memory, as `execve` takes them.

use std::ffi::{CStr, c_char};
use std::ptr;

/// A string holds a NUL byte, which ends a C string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NulInside;

/// C strings one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CStrings {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl CStrings {
    /// Appends the string that these parts make together.
    pub(super) fn push(&mut self, parts: &[&[u8]]) -> Result<(), NulInside> {
        if parts.iter().any(|part| part.contains(&0)) {
            return Err(NulInside);
        }
        self.starts.push(self.bytes.len());
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
        self.bytes.push(0);
        Ok(())
    }

    /// Returns the first string, an empty one if there is none.
    pub(super) fn first(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.bytes).unwrap_or_default()
    }

    /// Returns pointers to the strings and the null pointer that ends such a list. They are valid
    /// as long as this list is not changed.
    pub(super) fn pointers(&self) -> Vec<*const c_char> {
        self.starts
            .iter()
            .filter_map(|start| self.bytes.get(*start..))
            .map(|rest| rest.as_ptr().cast())
            .chain([ptr::null()])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_end_with_null_and_lead_to_the_strings() {
        let mut list = CStrings::default();
        list.push(&[b"A", b"=", b"1"]).unwrap();
        list.push(&[b""]).unwrap();
        list.push(&[b"last"]).unwrap();

        let pointers = list.pointers();

        assert_eq!(list.first(), c"A=1");
        assert_eq!(pointers.len(), 4);
        assert!(pointers[3].is_null());
        let strings = pointers[..3].iter().map(|pointer| {
            // SAFETY: the list is alive and unchanged.
            unsafe { CStr::from_ptr(*pointer) }
        });
        assert!(strings.eq([c"A=1", c"", c"last"]));
    }

    #[test]
    fn a_nul_byte_is_refused() {
        let mut list = CStrings::default();

        assert_eq!(list.push(&[b"a\0b"]), Err(NulInside));
        assert_eq!(list.first(), c"");
        assert_eq!(list.pointers().len(), 1);
    }
}
