//! Where a daemon listens, as clients write it.

use std::path::PathBuf;

use crate::error::ClientError;

/// The address behind a server URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    Unix(PathBuf),
    Tcp { host: String, port: u16 },
}

impl Endpoint {
    /// Reads a server URL, `http://host:port` or `unix:///path`; a path of the former is ignored
    ///
    ///
    /// # Errors
    /// The scheme is another one, or the port is no port.
    pub fn parse(url: &str) -> Result<Self, ClientError> {
        if let Some(path) = url.strip_prefix("unix://") {
            return Ok(Self::Unix(path.into()));
        }
        match url.strip_prefix("http://") {
            Some(rest) => parse_authority(rest).ok_or_else(|| ClientError::BadUrl(url.into())),
            None => Err(ClientError::UnknownProtocol(url.into())),
        }
    }

    /// Returns what goes into the `Host` header of a log request, which is empty for a Unix socket
    /// (T-70).
    pub(crate) fn host(&self) -> String {
        match self {
            Self::Unix(_) => String::new(),
            Self::Tcp { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Self::Tcp { host, port } => format!("{host}:{port}"),
        }
    }
}

fn parse_authority(rest: &str) -> Option<Endpoint> {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let address = authority
        .rsplit_once('@')
        .map_or(authority, |(_, address)| address);
    let (host, port) = split_port(address)?;
    let port = match port {
        None | Some("") => 80,
        Some(digits) => digits.parse().ok()?,
    };
    Some(Endpoint::Tcp {
        host: host.to_lowercase(),
        port,
    })
}

/// Splits host and port; an IPv6 address stands in brackets.
fn split_port(address: &str) -> Option<(&str, Option<&str>)> {
    let Some(bracketed) = address.strip_prefix('[') else {
        return Some(match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        });
    };
    let (host, rest) = bracketed.split_once(']')?;
    match rest.strip_prefix(':') {
        Some(port) => Some((host, Some(port))),
        None if rest.is_empty() => Some((host, None)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(url: &str) -> Option<(String, u16)> {
        match Endpoint::parse(url) {
            Ok(Endpoint::Tcp { host, port }) => Some((host, port)),
            Ok(Endpoint::Unix(_)) | Err(_) => None,
        }
    }

    #[test]
    fn x_5_everything_after_the_unix_scheme_is_the_path() {
        for path in ["/run/supervisor.sock", "relative.sock", "/a b#c"] {
            let endpoint = Endpoint::parse(&format!("unix://{path}"));

            assert!(matches!(endpoint, Ok(Endpoint::Unix(p)) if p.as_os_str() == path));
        }
    }

    #[test]
    fn x_5_path_and_user_of_an_http_url_are_ignored() {
        let localhost = Some(("localhost".to_owned(), 9001));

        assert_eq!(tcp("http://localhost:9001"), localhost);
        assert_eq!(tcp("http://LOCALHOST:9001/"), localhost);
        assert_eq!(tcp("http://localhost:9001/RPC2?x#y"), localhost);
        assert_eq!(tcp("http://me:secret@localhost:9001"), localhost);
    }

    #[test]
    fn x_5_the_port_is_80_unless_given() {
        assert_eq!(tcp("http://example.org"), Some(("example.org".into(), 80)));
        assert_eq!(tcp("http://[::1]:9001"), Some(("::1".into(), 9001)));
        assert_eq!(tcp("http://[::1]"), Some(("::1".into(), 80)));
        assert_eq!(tcp("http://host:port"), None);
    }

    #[test]
    fn t_7_other_schemes_are_refused_with_the_words_of_the_original() {
        let error = Endpoint::parse("https://localhost:9001").map_err(|e| e.to_string());

        assert_eq!(
            error,
            Err("Unknown protocol for serverurl https://localhost:9001".into())
        );
    }
}
