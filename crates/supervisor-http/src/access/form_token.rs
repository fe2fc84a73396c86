//! Tokens in the forms of the page, against requests that other pages make.
//!
//! A browser that opens the page gets a random session in a cookie that it sends with requests from
//! our own pages only. Each form carries a token that can be made only with the key of this run, for
//! this session and this user. So a page that could send a form with the cookie still lacks the
//! token, and a token that was seen once is of no use to another session.

use std::io;

use axum::http::{HeaderMap, HeaderValue, header};
use subtle::ConstantTimeEq as _;

use super::key::{Key, hex, random_bytes};

/// Letters of a session: sixteen random bytes in hex.
const SESSION_LETTERS: usize = 32;

/// A browser that has opened the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session(String);

impl Session {
    /// Begins a session.
    pub(crate) fn begin() -> io::Result<Self> {
        Ok(Self(hex(&random_bytes::<16>()?)))
    }

    /// Finds the session of a request.
    pub(crate) fn of(headers: &HeaderMap, key: &Key) -> Option<Self> {
        let name = cookie_name(key);
        let cookies = headers.get_all(header::COOKIE).iter();
        let session = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(given, session)| (given == name).then_some(session))?;
        let is_session = session.len() == SESSION_LETTERS
            && session.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_session.then(|| Self(session.to_owned()))
    }

    /// Returns the `Set-Cookie` that begins the session in the browser. It ends with the browser.
    pub(crate) fn cookie(&self, key: &Key) -> Option<HeaderValue> {
        let text = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            cookie_name(key),
            self.0
        );
        HeaderValue::from_str(&text).ok()
    }

    /// Makes the token for the hidden field of a form.
    pub(crate) fn token(&self, key: &Key, user: Option<&str>) -> String {
        // Nobody is somebody else than a user whose name is empty.
        let (kind, user): (&[u8], _) = match user {
            Some(user) => (b"user", user),
            None => (b"nobody", ""),
        };
        hex(&key.hash("form", &[self.0.as_bytes(), kind, user.as_bytes()]))
    }

    /// Tells whether a form carries the token that it was given.
    pub(crate) fn accepts(&self, key: &Key, user: Option<&str>, token: &str) -> bool {
        let expected = self.token(key, user);
        expected.as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// A name of this run's own: browsers do not tell ports apart, and two daemons of one host would
/// keep replacing each other's session.
fn cookie_name(key: &Key) -> String {
    let hash = hex(&key.hash("cookie", &[]));
    format!("supervisor_{}", hash.get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a browser sends back.
    fn returned(cookie: &HeaderValue) -> HeaderMap {
        let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("a=b; {pair}").parse().unwrap());
        headers
    }

    #[test]
    fn a_browser_brings_its_session_back() {
        let key = Key::random().unwrap();
        let session = Session::begin().unwrap();

        let cookie = session.cookie(&key).unwrap();

        let attributes = cookie.to_str().unwrap();
        assert!(attributes.ends_with("; Path=/; HttpOnly; SameSite=Strict"));
        assert_eq!(Session::of(&returned(&cookie), &key), Some(session));
        assert_eq!(
            Session::of(&returned(&cookie), &Key::random().unwrap()),
            None
        );
        assert_eq!(Session::of(&HeaderMap::new(), &key), None);
    }

    #[test]
    fn a_session_that_is_none_is_not_taken() {
        let key = Key::random().unwrap();
        let mut headers = HeaderMap::new();
        let cookie = format!("{}=<script>", cookie_name(&key));
        headers.insert(header::COOKIE, cookie.parse().unwrap());

        assert_eq!(Session::of(&headers, &key), None);
    }

    #[test]
    fn a_token_is_of_one_run_one_session_and_one_user() {
        let (key, other_key) = (Key::random().unwrap(), Key::random().unwrap());
        let (session, other) = (Session::begin().unwrap(), Session::begin().unwrap());
        let token = session.token(&key, Some("alice"));

        assert!(session.accepts(&key, Some("alice"), &token));
        assert!(!session.accepts(&key, Some("bob"), &token));
        assert!(!session.accepts(&key, None, &token));
        assert!(!session.accepts(&other_key, Some("alice"), &token));
        assert!(!other.accepts(&key, Some("alice"), &token));
        assert!(!session.accepts(&key, Some("alice"), ""));
        assert!(!session.accepts(&key, Some("alice"), &token[..63]));
    }

    #[test]
    fn nobody_is_not_a_user_without_a_name() {
        let key = Key::random().unwrap();
        let session = Session::begin().unwrap();

        assert_ne!(session.token(&key, None), session.token(&key, Some("")));
    }
}
