//! Whether what was given is the secret, without telling by the time it takes how much was right.

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};
use supervisor_api::config::Credentials;
use supervisor_api::http_access::Secret;

use super::key::hex;

/// Compares with the credentials of a server (H-12).
pub(crate) fn matches_server(expected: &Credentials, user: &str, password: &str) -> bool {
    let password_matches = match expected.password.strip_prefix("{SHA}") {
        // compat: the digits are compared as they are written.
        Some(digits) => hex(&Sha1::digest(password))
            .as_bytes()
            .ct_eq(digits.as_bytes()),
        None => same(&expected.password, password),
    };
    bool::from(same(&expected.username, user) & password_matches)
}

/// Compares with a secret that needs no work; `None` if it does.
pub(crate) fn matches_quickly(secret: &Secret, given: &str) -> Option<bool> {
    let is_same = match secret {
        Secret::Plain(plain) => same(plain, given),
        Secret::Sha1(digest) => Sha1::digest(given).as_slice().ct_eq(digest),
        Secret::Sha256(digest) => Sha256::digest(given).as_slice().ct_eq(digest),
        Secret::Argon2(_) => return None,
    };
    Some(is_same.into())
}

/// Compares with an argon2 hash, which takes time and memory.
pub(crate) fn matches_slowly(phc: &str, given: &str) -> bool {
    // The parameters are those of the hash.
    Argon2::default()
        .verify_password(given.as_bytes(), phc)
        .is_ok()
}

/// Compares two texts by digests, which have the same length whatever the texts are.
pub(crate) fn same(expected: &str, given: &str) -> Choice {
    let expected = Sha256::digest(expected);
    expected.as_slice().ct_eq(Sha256::digest(given).as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(password: &str) -> Credentials {
        Credentials {
            username: "user".to_owned(),
            password: password.to_owned(),
        }
    }

    #[test]
    fn h_11_wrong_names_and_passwords_are_refused() {
        assert!(matches_server(&server("pass"), "user", "pass"));
        for (user, password) in [
            ("user", ""),
            ("user", "passx"),
            ("user", "pas"),
            ("other", "pass"),
            ("", "pass"),
            ("user", "pass "),
        ] {
            assert!(
                !matches_server(&server("pass"), user, password),
                "{user}:{password}"
            );
        }
    }

    #[test]
    fn h_12_a_password_may_be_given_as_its_sha_1_in_lower_case() {
        let hash = "{SHA}9d4e1e23bd5b727046a9e3b4b7db57bd8d6ee684";

        assert!(matches_server(&server(hash), "user", "pass"));
        assert!(!matches_server(&server(hash), "user", "Pass"));
        assert!(!matches_server(&server(hash), "user", hash));
        let upper = "{SHA}9D4E1E23BD5B727046A9E3B4B7DB57BD8D6EE684";
        assert!(!matches_server(&server(upper), "user", "pass"));
    }

    #[test]
    fn digests_are_compared_with_the_digest_of_what_is_given() {
        for secret in [
            Secret::Plain("pass".to_owned()),
            Secret::Sha1(Sha1::digest("pass").into()),
            Secret::Sha256(Sha256::digest("pass").into()),
        ] {
            assert_eq!(matches_quickly(&secret, "pass"), Some(true), "{secret:?}");
            assert_eq!(matches_quickly(&secret, "Pass"), Some(false), "{secret:?}");
        }
    }

    #[test]
    fn an_argon2_hash_is_verified_with_its_own_parameters() {
        let phc = crate::access::testing::argon2("pass");

        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
        assert!(matches_slowly(&phc, "pass"));
        assert!(!matches_slowly(&phc, "Pass"));
        assert!(!matches_slowly("$argon2id$nonsense", "pass"));
    }
}
