//! Basic authentication.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use supervisor_api::config::Credentials;

/// Returns the value of the `Authorization` header.
pub(crate) fn basic(credentials: &Credentials) -> String {
    let plain = format!("{}:{}", credentials.username, credentials.password);
    format!("Basic {}", STANDARD.encode(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h_11_user_and_password_are_joined_with_a_colon() {
        let credentials = Credentials {
            username: "user".into(),
            password: "pa:ss".into(),
        };

        assert_eq!(basic(&credentials), "Basic dXNlcjpwYTpzcw==");
    }
}
