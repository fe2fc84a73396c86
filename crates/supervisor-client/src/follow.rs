//! Following a log as it grows (H-50, T-70).

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, HOST, USER_AGENT};
use hyper::{Request, StatusCode};
use supervisor_api::config::Credentials;
use supervisor_api::{LogRef, Namespec};

use crate::auth;
use crate::connection::{Connection, lost};
use crate::endpoint::Endpoint;
use crate::error::ClientError;

/// A log that is being followed; dropping it ends that.
pub struct LogStream {
    body: Incoming,
    // The connection's bytes move only as long as it is held.
    _connection: Connection,
}

impl LogStream {
    /// Returns the path that a log has on the daemon's server.
    #[must_use]
    pub fn path(log: &LogRef) -> String {
        match log {
            LogRef::Main => "/mainlogtail".into(),
            LogRef::Process { name, channel } => format!("/logtail/{}/{channel}", given(name)),
        }
    }

    /// Asks for a log, which comes with its end first and then as it grows.
    ///
    /// # Errors
    /// The daemon cannot be reached or answers with another status than 200.
    pub async fn open(
        endpoint: &Endpoint,
        credentials: Option<&Credentials>,
        log: &LogRef,
    ) -> Result<Self, ClientError> {
        let request = request(endpoint, credentials, &Self::path(log))?;
        let mut connection = Connection::open(endpoint).await?;
        let response = connection.send(request).await?;
        match response.status() {
            StatusCode::OK => Ok(Self {
                body: response.into_body(),
                _connection: connection,
            }),
            status => Err(ClientError::Status(status.as_u16())),
        }
    }

    /// Waits for the next piece; `None` means that the server has ended the stream.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ClientError> {
        while let Some(frame) = self.body.frame().await {
            if let Ok(data) = frame.map_err(lost)?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }
}

fn given(name: &Namespec) -> &str {
    name.as_given()
}

fn request(
    endpoint: &Endpoint,
    credentials: Option<&Credentials>,
    path: &str,
) -> Result<Request<Full<Bytes>>, ClientError> {
    let mut request = Request::builder()
        .uri(escape(path))
        .header(HOST, endpoint.host())
        .header(ACCEPT_ENCODING, "chunked")
        .header(ACCEPT, "*/*")
        .header(USER_AGENT, "Supervisor HTTP Client");
    // compat: an empty password counts as none here, unlike in calls (T-10).
    if let Some(credentials) = credentials.filter(|c| !c.password.is_empty()) {
        request = request.header(AUTHORIZATION, auth::basic(credentials));
    }
    request
        .body(Full::default())
        .map_err(|_| ClientError::BadUrl(path.into()))
}

/// Escapes the bytes that a request line cannot carry; all others go as they are (T-70).
fn escape(path: &str) -> String {
    path.chars().fold(String::new(), |mut escaped, character| {
        match character {
            ' ' | '"' | '#' | '<' | '>' | '?' | '`' | '\0'..='\u{1f}' | '\u{7f}' => {
                escaped.push_str(&format!("%{:02X}", u32::from(character)));
            }
            _ => escaped.push(character),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use supervisor_api::Channel;

    use super::*;

    fn log(name: &str, channel: Channel) -> LogRef {
        LogRef::Process {
            name: Namespec::parse(name),
            channel,
        }
    }

    #[test]
    fn h_50_the_path_holds_the_name_as_given() {
        assert_eq!(LogStream::path(&LogRef::Main), "/mainlogtail");
        assert_eq!(
            LogStream::path(&log("web", Channel::Stdout)),
            "/logtail/web/stdout"
        );
        assert_eq!(
            LogStream::path(&log("grp:web", Channel::Stderr)),
            "/logtail/grp:web/stderr"
        );
    }

    #[test]
    fn t_70_only_what_a_request_line_cannot_carry_is_escaped() {
        assert_eq!(escape("/logtail/g:ü%41*/stdout"), "/logtail/g:ü%41*/stdout");
        assert_eq!(escape("/logtail/a?b#c"), "/logtail/a%3Fb%23c");
    }

    #[test]
    fn t_70_the_request_of_a_unix_socket_has_an_empty_host() {
        let request = request(&Endpoint::Unix("/s".into()), None, "/logtail/ü/stdout");

        let request = request.expect("a request");
        assert_eq!(request.uri().path(), "/logtail/ü/stdout");
        assert_eq!(request.headers()[HOST], "");
        assert!(!request.headers().contains_key(AUTHORIZATION));
    }

    #[test]
    fn t_10_streams_are_authenticated_only_with_a_password() {
        let endpoint = Endpoint::Unix("/s".into());
        let with = |password: &str| {
            let credentials = Credentials {
                username: "u".into(),
                password: password.into(),
            };
            let request = request(&endpoint, Some(&credentials), "/mainlogtail");
            request
                .expect("a request")
                .headers()
                .contains_key(AUTHORIZATION)
        };

        assert!(with("p"));
        assert!(!with(""));
    }
}
