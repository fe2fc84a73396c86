//! Names by which a server may be asked, against DNS rebinding.
//!
//! A hostile page can have its own name lead to this machine; then its origin is the host of its
//! requests, and nothing else tells it from our own page. An address has no name that could be
//! led elsewhere, and nobody else can have the names that are known here.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// The names of this machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    /// Collects what the machine calls itself and what the configuration adds.
    pub(crate) fn new(machine: &str, allowed: &[String]) -> Self {
        let machine = machine.to_lowercase();
        let short = machine.split('.').next().unwrap_or_default().to_owned();
        let own = [machine, short].into_iter().filter(|name| !name.is_empty());
        Self(own.chain(allowed.iter().cloned()).collect())
    }

    /// Returns the name that a request asks for, if it is none of this machine.
    ///
    /// A request without a host comes from no browser.
    pub(crate) fn unknown_in(&self, headers: &HeaderMap) -> Option<String> {
        let mut hosts = headers.get_all(header::HOST).iter();
        hosts.find_map(|host| {
            let host = String::from_utf8_lossy(host.as_bytes());
            (!self.knows(&host)).then(|| host.into_owned())
        })
    }

    fn knows(&self, host: &str) -> bool {
        let name = without_port(host).to_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        name.parse::<IpAddr>().is_ok()
            || name == "localhost"
            || name.ends_with(".localhost")
            || self.0.iter().any(|known| known == name)
    }
}

fn without_port(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split_once(']').map_or(host, |(address, _)| address);
    }
    host.rsplit_once(':').map_or(host, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_known(host: &str) -> bool {
        let hosts = Hosts::new("Box.example", &["panel".to_owned()]);
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        hosts.unknown_in(&headers).is_none()
    }

    #[test]
    fn addresses_and_own_names_are_known() {
        for host in [
            "127.0.0.1:9001",
            "[::1]:9001",
            "192.0.2.7",
            "localhost:9001",
            "a.localhost",
            "box.example:80",
            "BOX.example.",
            "box",
            "panel:9001",
        ] {
            assert!(is_known(host), "{host}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for host in [
            "evil.example:9001",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "box.evil.example",
            "xlocalhost",
            "",
            "[evil",
        ] {
            assert!(!is_known(host), "{host}");
        }
    }

    #[test]
    fn no_host_is_no_browser() {
        assert_eq!(Hosts::default().unknown_in(&HeaderMap::new()), None);
    }
}
