//! What stands behind the `?`, and how long a client will wait.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Error};

use super::problem::Refusal;

/// The parameters of a request; one that nobody knows is refused, since it would have meant
/// something to whoever wrote it.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(parameters)) => Ok(Self(parameters)),
            Err(error) => Err(Refusal::new(StatusCode::BAD_REQUEST, error.body_text())),
        }
    }
}

/// No parameters at all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// How long a client waits for something to have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Wait(pub(super) Duration);

impl Wait {
    const LONGEST: Duration = Duration::from_secs(3600);

    fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits)?;
        let number: u64 = number.parse().ok()?;
        let millis = match unit {
            "ms" => 1,
            "" | "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return None,
        };
        let wait = Duration::from_millis(number.checked_mul(millis)?);
        (wait <= Self::LONGEST).then_some(Self(wait))
    }
}

impl Default for Wait {
    fn default() -> Self {
        Self(Duration::from_secs(30))
    }
}

impl TryFrom<String> for Wait {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        Self::parse(&text).ok_or("not a time such as 500ms, 10s or 2m, up to 1h")
    }
}

/// The parameters of an action that takes its time.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Waiting {
    /// How long to wait for it to have happened, such as `500ms`, `10s` or `2m`, up to `1h`. When
    /// the time has passed, the answer is 202 and the action goes on.
    #[serde(default)]
    #[param(value_type = String, default = "30s", pattern = r"^[0-9]{1,3}(ms|s)$")]
    pub(super) wait: Wait,
}

/// Reads `true` or `false`, nothing else.
pub(super) fn flag<'de, D: serde::Deserializer<'de>>(given: D) -> Result<bool, D::Error> {
    match String::deserialize(given)?.as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(D::Error::custom("neither true nor false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_a_number_with_a_unit_up_to_an_hour() {
        let millis = |text| Wait::parse(text).map(|wait| wait.0.as_millis());

        assert_eq!(millis("0"), Some(0));
        assert_eq!(millis("10"), Some(10_000));
        assert_eq!(millis("10s"), Some(10_000));
        assert_eq!(millis("500ms"), Some(500));
        assert_eq!(millis("2m"), Some(120_000));
        assert_eq!(millis("1h"), Some(3_600_000));
        for text in [
            "",
            "s",
            "-1",
            "1.5s",
            "61m",
            "2h",
            "10 s",
            "99999999999999999999",
        ] {
            assert_eq!(millis(text), None, "{text:?}");
        }
    }
}
