//! Addresses of host names, with the error codes that Supervisor shows (H-43).

use std::ffi::{CStr, CString, c_int};
use std::net::Ipv4Addr;
use std::ptr;

/// The resolver's error code, such as -2 for an unknown name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HostError(c_int);

impl HostError {
    /// Shows the error as Python does, such as `[Errno -2] Name or service not known`.
    #[must_use]
    pub fn described(self) -> String {
        // SAFETY: the call returns a string that stays for ever, for every number.
        let text = unsafe { CStr::from_ptr(libc::gai_strerror(self.0)) };
        format!("[Errno {}] {}", self.0, text.to_string_lossy())
    }
}

/// Returns the first IPv4 address of a host name or of an address in text form. May ask the
/// network, so it can take its time.
///
/// # Errors
/// The name has no such address.
pub fn ipv4(host: &str) -> Result<Ipv4Addr, HostError> {
    let name = CString::new(host).map_err(|_| HostError(libc::EAI_NONAME))?;
    // SAFETY: a structure of numbers and pointers, for which zero is a value.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = libc::AF_INET;
    hints.ai_socktype = libc::SOCK_STREAM;
    let mut list = ptr::null_mut();
    // SAFETY: the name is a C string, and hints and list are valid for the call.
    let code =
        unsafe { libc::getaddrinfo(name.as_ptr(), ptr::null(), &raw const hints, &raw mut list) };
    if code != 0 {
        return Err(HostError(code));
    }
    // SAFETY: on success the list has at least one entry, and as asked it is an IPv4 address,
    // whose structure may be read unaligned. The list is freed once and not used afterwards.
    let address = unsafe {
        let address = (*list).ai_addr.cast::<libc::sockaddr_in>().read_unaligned();
        libc::freeaddrinfo(list);
        address
    };
    Ok(u32::from_be(address.sin_addr.s_addr).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_text_form_need_no_network() {
        assert_eq!(ipv4("127.0.0.1"), Ok(Ipv4Addr::LOCALHOST));
        assert_eq!(ipv4("192.0.2.7"), Ok(Ipv4Addr::new(192, 0, 2, 7)));
    }

    #[test]
    fn h_43_errors_are_the_resolvers_codes() {
        let error = ipv4("[::1]").unwrap_err();

        assert_eq!(error.to_string(), "-2");
        assert_eq!(error.described(), "[Errno -2] Name or service not known");
    }
}
