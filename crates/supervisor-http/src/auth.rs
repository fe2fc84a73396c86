//! The one gate: who may use the server, and as whom (H-10..H-13).

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt as _, Limited};
use sha1::{Digest as _, Sha1};
use subtle::{Choice, ConstantTimeEq as _};
use supervisor_api::Backend;
use supervisor_api::config::Credentials;
use supervisor_api::{Caller, Role, Transport};
use tokio::time::timeout;

use crate::access::{Access, ClassicAccess};
use crate::app::App;
use crate::error_page::error_page;
use crate::listener::Peer;
use crate::settings::Limits;

/// How much of a refused request is read, so that its client gets to see the answer.
const REFUSED_BYTES: usize = 64 * 1024;

/// What the credentials of a request are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Nobody,
    User(String),
    Refused,
    Unreadable,
}

/// Lets a request through as its caller, or answers it.
pub(crate) async fn gate<B: Backend>(
    State(app): State<App<B>>,
    mut request: Request,
    next: Next,
) -> Response {
    let verdict = match &app.settings.credentials {
        None => Verdict::Nobody,
        Some(credentials) => judge(credentials, request.headers()),
    };
    let user = match verdict {
        Verdict::Nobody => None,
        Verdict::User(name) => Some(name),
        Verdict::Refused => return refuse(request, &app.settings.limits).await,
        Verdict::Unreadable => return error_page(StatusCode::BAD_REQUEST),
    };
    let Some(peer) = request.extensions().get::<Peer>() else {
        return error_page(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let transport = peer.transport();
    let classic = access(transport.clone(), user.clone(), Role::Admin);
    let role = match (&transport, &user) {
        (Transport::Tcp { .. }, None) => Role::View,
        _ => Role::Admin,
    };
    request
        .extensions_mut()
        .insert(access(transport, user, role));
    request.extensions_mut().insert(ClassicAccess(classic));
    next.run(request).await
}

fn access(transport: Transport, user: Option<String>, role: Role) -> Access {
    let caller = Caller {
        transport,
        user,
        role,
    };
    Access { caller }
}

async fn refuse(request: Request, limits: &Limits) -> Response {
    // A client that finds the connection closed while it still sends may lose the answer. But who
    // may not use the server does not get to hold one of its connections for long either.
    let body = Limited::new(request.into_body(), REFUSED_BYTES);
    let _ = timeout(limits.linger, body.collect()).await;
    let mut response = error_page(StatusCode::UNAUTHORIZED);
    let headers = response.headers_mut();
    let challenge = HeaderValue::from_static("Basic realm=\"default\"");
    headers.insert(header::WWW_AUTHENTICATE, challenge);
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn judge(expected: &Credentials, headers: &HeaderMap) -> Verdict {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Verdict::Refused;
    };
    let Some((scheme, value)) = value.to_str().ok().and_then(|text| text.split_once(' ')) else {
        return Verdict::Refused;
    };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Verdict::Refused;
    }
    let decoded = STANDARD
        .decode(value.trim())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let Some((user, password)) = decoded.as_deref().and_then(|text| text.split_once(':')) else {
        return Verdict::Unreadable;
    };
    if bool::from(matches(expected, user, password)) {
        return Verdict::User(user.to_owned());
    }
    Verdict::Refused
}

/// Compares without telling by the time it takes how much was right.
fn matches(expected: &Credentials, user: &str, password: &str) -> Choice {
    let password_matches = match expected.password.strip_prefix("{SHA}") {
        Some(hex) => hex_sha1(password).as_bytes().ct_eq(hex.as_bytes()),
        None => same(&expected.password, password),
    };
    same(&expected.username, user) & password_matches
}

/// Compares digests, which have the same length whatever the texts are.
fn same(expected: &str, given: &str) -> Choice {
    let expected = Sha1::digest(expected.as_bytes());
    expected
        .as_slice()
        .ct_eq(Sha1::digest(given.as_bytes()).as_slice())
}

fn hex_sha1(text: &str) -> String {
    use std::fmt::Write as _;

    let mut hex = String::with_capacity(40);
    for byte in Sha1::digest(text.as_bytes()) {
        // Writing into a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(password: &str, header: Option<&str>) -> Verdict {
        let credentials = Credentials {
            username: "user".to_owned(),
            password: password.to_owned(),
        };
        let mut headers = HeaderMap::new();
        if let Some(value) = header {
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        }
        judge(&credentials, &headers)
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    fn user() -> Verdict {
        Verdict::User("user".to_owned())
    }

    #[test]
    fn h_11_the_scheme_is_basic_in_any_case() {
        let given = basic("user:pass");

        assert_eq!(verdict("pass", Some(&given)), user());
        assert_eq!(
            verdict("pass", Some(&given.replace("Basic", "bAsIc"))),
            user()
        );
        assert_eq!(
            verdict("pass", Some(&given.replace("Basic", "Digest"))),
            Verdict::Refused
        );
        assert_eq!(verdict("pass", Some("Basic")), Verdict::Refused);
        assert_eq!(verdict("pass", None), Verdict::Refused);
    }

    #[test]
    fn h_11_passwords_may_contain_colons() {
        assert_eq!(verdict("pa:ss", Some(&basic("user:pa:ss"))), user());
    }

    #[test]
    fn h_11_wrong_names_and_passwords_are_refused() {
        for given in [
            "user:",
            "user:passx",
            "user:pas",
            "other:pass",
            ":pass",
            "user:pass ",
        ] {
            assert_eq!(
                verdict("pass", Some(&basic(given))),
                Verdict::Refused,
                "{given}"
            );
        }
    }

    #[test]
    fn h_11_what_is_no_base64_of_a_pair_is_a_bad_request() {
        for value in [
            "Basic !!!",
            "Basic dTpwOnc",
            "Basic /w==",
            "Basic ",
            "Basic bm8=",
        ] {
            assert_eq!(verdict("pass", Some(value)), Verdict::Unreadable, "{value}");
        }
    }

    #[test]
    fn h_12_a_password_may_be_given_as_its_sha_1_in_lower_case() {
        let hash = "{SHA}9d4e1e23bd5b727046a9e3b4b7db57bd8d6ee684";

        assert_eq!(verdict(hash, Some(&basic("user:pass"))), user());
        assert_eq!(verdict(hash, Some(&basic("user:Pass"))), Verdict::Refused);
        assert_eq!(
            verdict(hash, Some(&basic(&format!("user:{hash}")))),
            Verdict::Refused
        );
        let upper = "{SHA}9D4E1E23BD5B727046A9E3B4B7DB57BD8D6EE684";
        assert_eq!(verdict(upper, Some(&basic("user:pass"))), Verdict::Refused);
    }
}
