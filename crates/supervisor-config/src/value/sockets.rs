//! Network addresses: ports, FastCGI sockets, URLs (C-32, C-102, C-181).

use supervisor_api::config::FcgiAddress;

use super::ValueError;
use super::numbers::integer;
use crate::paths;
use crate::python::is_space;
use crate::world::World;

/// Reads `port`, `:port`, `*:port` or `host:port`; an empty host means every interface (C-102).
pub(crate) fn port(text: &str) -> Result<(String, u16), ValueError> {
    let Some((host, number)) = text.rsplit_once(':') else {
        let number = port_number(text).map_err(|_| ValueError::Port(text.into()))?;
        return Ok((String::new(), number));
    };
    if number.is_empty() {
        return Err(ValueError::NoPort);
    }
    let number = port_number(number)?;
    let host = if host == "*" { "" } else { host };
    Ok((host.to_lowercase(), number))
}

/// Reads the `socket` of a FastCGI program (C-181).
pub(crate) fn fcgi_address(world: World<'_>, text: &str) -> Result<FcgiAddress, ValueError> {
    if let Some(path) = text.strip_prefix("unix://") {
        if !path.starts_with('/') {
            return Err(ValueError::SocketPath(path.into()));
        }
        return Ok(FcgiAddress::Unix(paths::absolute(world.start_dir, path)));
    }
    let malformed = || ValueError::SocketFormat(text.into());
    let (host, number) = text
        .strip_prefix("tcp://")
        .and_then(|address| address.split_once(':'))
        .filter(|(host, _)| !host.is_empty() && !host.contains(is_space))
        .filter(|(_, number)| number.chars().all(char::is_numeric) && !number.is_empty())
        .ok_or_else(malformed)?;
    Ok(FcgiAddress::Tcp {
        host: host.to_lowercase(),
        port: port_number(number)?,
    })
}

/// Accepts what has a scheme and says where, as the value of `supervisorctl -s` must (C-32).
///
/// # Errors
/// The text is no URL.
pub fn url(text: &str) -> Result<(), ValueError> {
    let refused = || ValueError::Url(text.into());
    let (scheme, rest) = text.split_once(':').ok_or_else(refused)?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let place = rest.strip_prefix("//").unwrap_or(rest);
    if is_scheme && !place.is_empty() && !place.starts_with(['?', '#']) {
        return Ok(());
    }
    Err(refused())
}

fn port_number(text: &str) -> Result<u16, ValueError> {
    let number = integer(text)?;
    if number < 1 {
        return Err(ValueError::PortTooLow(number));
    }
    u16::try_from(number).map_err(|_| ValueError::PortTooHigh(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::FakeFiles;
    use supervisor_api::config::Environment;

    #[test]
    fn c_102_ports_and_hosts() {
        for (text, host, number) in [
            ("9001", "", 9001),
            (":9001", "", 9001),
            ("*:9001", "", 9001),
            ("Host.Example:1", "host.example", 1),
            ("[::1]:65535", "[::1]", 65535),
        ] {
            assert_eq!(port(text), Ok((host.into(), number)), "{text}");
        }
        for (text, error) in [
            ("", "not a valid port number: '' "),
            ("70000", "not a valid port number: '70000' "),
            ("h:", "no port number specified in ''"),
            ("h:x", "invalid literal for int() with base 10: 'x'"),
            ("h:70000", "70000 is above upper bound (65535)"),
            ("h:0", "0 is below lower bound (1)"),
        ] {
            assert_eq!(port(text).map_err(|e| e.to_string()), Err(error.into()));
        }
    }

    #[test]
    fn c_181_fastcgi_sockets() {
        let files = FakeFiles::default();
        let environment = Environment::new();
        let world = World {
            files: &files,
            environment: &environment,
            start_dir: "/srv",
        };
        assert_eq!(
            fcgi_address(world, "unix:///run/../x.sock"),
            Ok(FcgiAddress::Unix("/x.sock".into()))
        );
        assert_eq!(
            fcgi_address(world, "tcp://LocalHost:9000"),
            Ok(FcgiAddress::Tcp {
                host: "localhost".into(),
                port: 9000
            })
        );
        for (text, error) in [
            ("nope", "('Bad socket format %s', 'nope')"),
            ("tcp://h", "('Bad socket format %s', 'tcp://h')"),
            ("tcp://a b:1", "('Bad socket format %s', 'tcp://a b:1')"),
            ("tcp://a:b:1", "('Bad socket format %s', 'tcp://a:b:1')"),
            ("tcp://h:0", "0 is below lower bound (1)"),
            (
                "unix://x",
                "('Unix socket path %s is not an absolute path', 'x')",
            ),
        ] {
            let result = fcgi_address(world, text).map_err(|e| e.to_string());
            assert_eq!(result, Err(error.into()));
        }
    }

    #[test]
    fn c_32_a_url_has_a_scheme_and_a_place() {
        for text in ["http://localhost:9001", "unix:///tmp/x", "a:b"] {
            assert_eq!(url(text), Ok(()), "{text}");
        }
        for text in ["foo", "http://", "://x", "1a://x", "http:?q"] {
            let error = url(text).expect_err("it is no URL").to_string();
            assert_eq!(error, format!("value '{text}' is not a URL"));
        }
    }
}
