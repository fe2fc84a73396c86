//! The credentials that a request gives.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a request says about who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Nothing,
    Login(Login),
    /// Credentials of a kind that nobody has.
    Useless,
    /// Basic credentials that are none.
    Unreadable,
}

/// Something that a secret can be compared with.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Login {
    Basic { user: String, password: String },
    Bearer { token: String },
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Basic { user, .. } => f.debug_struct("Basic").field("user", user).finish(),
            Self::Bearer { .. } => f.write_str("Bearer"),
        }
    }
}

impl Given {
    /// Reads the header (H-11).
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return Self::Nothing;
        };
        let value = value.to_str().ok();
        let Some((scheme, value)) = value.and_then(|text| text.split_once(' ')) else {
            return Self::Useless;
        };
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => basic(value.trim()),
            "bearer" => Self::Login(Login::Bearer {
                token: value.trim().to_owned(),
            }),
            _ => Self::Useless,
        }
    }
}

fn basic(value: &str) -> Given {
    let decoded = STANDARD
        .decode(value)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let Some((user, password)) = decoded.as_deref().and_then(|text| text.split_once(':')) else {
        return Given::Unreadable;
    };
    Given::Login(Login::Basic {
        user: user.to_owned(),
        password: password.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: &str) -> Given {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        Given::of(&headers)
    }

    fn encoded(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    fn user(user: &str, password: &str) -> Given {
        Given::Login(Login::Basic {
            user: user.to_owned(),
            password: password.to_owned(),
        })
    }

    #[test]
    fn h_11_the_scheme_is_basic_in_any_case() {
        let value = encoded("user:pass");

        assert_eq!(given(&value), user("user", "pass"));
        assert_eq!(
            given(&value.replace("Basic", "bAsIc")),
            user("user", "pass")
        );
        assert_eq!(given(&value.replace("Basic", "Digest")), Given::Useless);
        assert_eq!(given("Basic"), Given::Useless);
        assert_eq!(Given::of(&HeaderMap::new()), Given::Nothing);
    }

    #[test]
    fn h_11_passwords_may_contain_colons() {
        assert_eq!(given(&encoded("user:pa:ss")), user("user", "pa:ss"));
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
            assert_eq!(given(value), Given::Unreadable, "{value}");
        }
    }

    #[test]
    fn a_token_follows_its_scheme() {
        let token = "abc.def".to_owned();
        assert_eq!(
            given("bearer abc.def"),
            Given::Login(Login::Bearer { token })
        );
    }
}
