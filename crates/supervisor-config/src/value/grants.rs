//! Who gets which role in `[http_access]`. No error text shows what could be a secret, not even a
//! word at the place of a role.

use supervisor_api::Role;
use supervisor_api::http_access::{Grant, Secret, UnixOthers};

/// The memory that checking a password may take, in KiB.
const MOST_ARGON2_MEMORY: u32 = 1024 * 1024;

/// The memory in KiB times the passes over it that checking a password may take, which comes to
/// seconds: strangers can have passwords checked, one at a time.
const MOST_ARGON2_WORK: u64 = 4 * 1024 * 1024;

/// What is wrong with a list of roles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    #[error("entry {0} is not of the form 'name role secret', with a role view, operate or admin")]
    Form(usize),
    #[error("entry {0} is not of the form 'name role', with a role view, operate or admin")]
    RoleForm(usize),
    #[error("'{0}' is given twice")]
    Twice(String),
    #[error("the name '{0}' cannot be used, since it has a colon or a control character")]
    Name(String),
    #[error("what '{0}' has to know is neither plain, {{SHA}} or {{SHA256}} with hex, nor argon2")]
    Secret(String),
    #[error("the argon2 hash of '{0}' asks for more than 1 GiB of memory")]
    Memory(String),
    #[error("the argon2 hash of '{0}' asks for more than 4 GiB of work, memory times passes")]
    Work(String),
    #[error("not a role: view, operate, admin or none")]
    Role,
    #[error("Invalid group {0}")]
    Group(String),
    #[error("'{0}' is no host name")]
    Host(String),
}

/// Reads `name role secret` lines.
pub(crate) fn grants(text: &str) -> Result<Vec<Grant>, GrantError> {
    let mut grants: Vec<Grant> = Vec::new();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for (index, line) in lines.enumerate() {
        let grant = grant(line, index + 1)?;
        if grants.iter().any(|known| known.name == grant.name) {
            return Err(GrantError::Twice(grant.name));
        }
        grants.push(grant);
    }
    Ok(grants)
}

fn grant(line: &str, number: usize) -> Result<Grant, GrantError> {
    let malformed = || GrantError::Form(number);
    let (name, rest) = line.split_once(char::is_whitespace).ok_or_else(malformed)?;
    let rest = rest.trim_start();
    let (role, secret) = rest.split_once(char::is_whitespace).ok_or_else(malformed)?;
    let role = Role::parse(role).ok_or_else(malformed)?;
    // Basic authentication cannot carry such a name.
    if name.contains(|c: char| c == ':' || c.is_control()) {
        return Err(GrantError::Name(name.to_owned()));
    }
    Ok(Grant {
        name: name.to_owned(),
        role,
        secret: secret_of(name, secret.trim_start())?,
    })
}

fn secret_of(name: &str, text: &str) -> Result<Secret, GrantError> {
    let unusable = || GrantError::Secret(name.to_owned());
    if let Some(hex) = text.strip_prefix("{SHA}") {
        return bytes_of_hex(hex).map(Secret::Sha1).ok_or_else(unusable);
    }
    if let Some(hex) = text.strip_prefix("{SHA256}") {
        return bytes_of_hex(hex).map(Secret::Sha256).ok_or_else(unusable);
    }
    if text.starts_with("$argon2") {
        let cost = Argon2Cost::of(text).ok_or_else(unusable)?;
        if cost.memory > MOST_ARGON2_MEMORY {
            return Err(GrantError::Memory(name.to_owned()));
        }
        if u64::from(cost.memory) * u64::from(cost.passes) > MOST_ARGON2_WORK {
            return Err(GrantError::Work(name.to_owned()));
        }
        return Ok(Secret::Argon2(text.to_owned()));
    }
    // Another scheme, of which we would take the hash for the password.
    if text.is_empty() || (text.starts_with('{') && text.contains('}')) || text.starts_with('$') {
        return Err(unusable());
    }
    Ok(Secret::Plain(text.to_owned()))
}

fn bytes_of_hex<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if hex.len() != 2 * N || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}

/// What checking a password takes.
struct Argon2Cost {
    /// In KiB.
    memory: u32,
    passes: u32,
}

impl Argon2Cost {
    /// Reads the cost off `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`; `None` if it has another form,
    /// or one that no password could fit.
    fn of(phc: &str) -> Option<Self> {
        let fields: Vec<&str> = phc.split('$').collect();
        let [
            "",
            "argon2id" | "argon2i" | "argon2d",
            "v=19",
            parameters,
            salt,
            hash,
        ] = fields.as_slice()
        else {
            return None;
        };
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || c == '+' || c == '/';
        let is_usable = |text: &str, least| text.len() >= least && text.chars().all(is_base64);
        // Eight bytes of salt and ten of hash are the least that others write and read.
        if !is_usable(salt, 11) || !is_usable(hash, 14) {
            return None;
        }
        Self::of_parameters(parameters)
    }

    fn of_parameters(text: &str) -> Option<Self> {
        let (mut memory, mut passes, mut lanes) = (None, None, None);
        for parameter in text.split(',') {
            let (name, value) = parameter.split_once('=')?;
            let place = match name {
                "m" => &mut memory,
                "t" => &mut passes,
                "p" => &mut lanes,
                _ => return None,
            };
            if place.replace(value.parse::<u32>().ok()?).is_some() {
                return None;
            }
        }
        let (memory, passes, lanes) = (memory?, passes?, lanes?);
        // The least that the algorithm takes: a pass, a lane, and eight blocks for each lane.
        let is_possible = passes > 0 && lanes > 0 && memory / 8 >= lanes;
        is_possible.then_some(Self { memory, passes })
    }
}

/// Reads `name role` pairs, separated by commas or line ends.
pub(crate) fn unix_roles(text: &str) -> Result<Vec<(&str, Role)>, GrantError> {
    let pairs = text.split([',', '\n']).map(str::trim);
    pairs
        .filter(|pair| !pair.is_empty())
        .enumerate()
        .map(|(index, pair)| unix_role(pair).ok_or(GrantError::RoleForm(index + 1)))
        .collect()
}

fn unix_role(pair: &str) -> Option<(&str, Role)> {
    let (name, role) = pair.rsplit_once(char::is_whitespace)?;
    Some((name.trim_end(), Role::parse(role)?))
}

/// Reads a role or `none`.
pub(crate) fn unix_others(text: &str) -> Result<UnixOthers, GrantError> {
    if text == "none" {
        return Ok(UnixOthers::Nothing);
    }
    Role::parse(text)
        .map(UnixOthers::May)
        .ok_or(GrantError::Role)
}

/// Reads host names, without ports.
pub(crate) fn host_names(text: &str) -> Result<Vec<String>, GrantError> {
    let names = text.split([',', '\n']).map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(|name| {
            let is_name = |c: char| c.is_alphanumeric() || "-._".contains(c);
            if name.chars().all(is_name) {
                return Ok(name.to_lowercase());
            }
            Err(GrantError::Host(name.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$Q0NDQ0NDQ0NDQ0NDQw";

    #[test]
    fn a_line_is_a_name_a_role_and_the_rest() {
        let text = format!("\nAlice operate  two words\nbob view {HASH}\n");
        let grants = grants(&text).unwrap();

        assert_eq!(grants.len(), 2);
        assert_eq!(
            (grants[0].name.as_str(), grants[0].role),
            ("Alice", Role::Operate)
        );
        assert_eq!(grants[0].secret, Secret::Plain("two words".into()));
        assert_eq!(grants[1].secret, Secret::Argon2(HASH.into()));
    }

    #[test]
    fn hashes_may_be_in_either_case() {
        let sha = "9D4E1E23BD5B727046A9E3B4B7DB57BD8D6EE684";
        let upper = grants(&format!("a view {{SHA}}{sha}")).unwrap();
        let lower = grants(&format!("a view {{SHA}}{}", sha.to_lowercase())).unwrap();

        assert_eq!(upper, lower);
        assert!(matches!(upper[0].secret, Secret::Sha1([0x9d, 0x4e, ..])));
    }

    #[test]
    fn no_error_shows_a_secret() {
        let costly = HASH.replace("m=8", "m=1048577");
        let endless = HASH.replace("t=1", "t=4294967295");
        for (line, expected) in [
            ("alice", "entry 1 is not of the form"),
            ("alice swordfish", "entry 1 is not of the form"),
            ("alice swordfish view", "entry 1 is not of the form"),
            ("a:b view swordfish", "the name 'a:b' cannot be used"),
            ("alice view {SHA}swordfish", "what 'alice' has to know"),
            ("alice view {SSHA}swordfish", "what 'alice' has to know"),
            ("alice view $2y$swordfish", "what 'alice' has to know"),
            ("alice view $argon2id$swordfish", "what 'alice' has to know"),
            (
                &format!("alice view {costly}"),
                "the argon2 hash of 'alice' asks for more than 1 GiB",
            ),
            (
                &format!("alice view {endless}"),
                "the argon2 hash of 'alice' asks for more than 4 GiB of work",
            ),
            ("bob view x\nbob admin swordfish", "'bob' is given twice"),
        ] {
            let error = grants(line).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
            assert!(!error.contains("swordfish"), "{error}");
        }
    }

    /// They would lock a user out without a word.
    #[test]
    fn argon2_hashes_that_no_password_fits_are_refused() {
        for impossible in [
            HASH.replace("t=1", "t=0"),
            HASH.replace("p=1", "p=0"),
            HASH.replace("p=1", "p=2"),
            HASH.replace(",p=1", ""),
            HASH.replace("m=8", "m=8,m=8"),
        ] {
            let error = grants(&format!("alice view {impossible}")).unwrap_err();
            assert_eq!(error, GrantError::Secret("alice".into()), "{impossible}");
        }
    }

    #[test]
    fn roles_of_users_stand_in_a_row_or_in_a_column() {
        let expected = vec![("www-data", Role::View), ("adm", Role::Admin)];
        assert_eq!(unix_roles("www-data view, adm admin"), Ok(expected.clone()));
        assert_eq!(unix_roles("\nwww-data  view\nadm admin"), Ok(expected));
        assert_eq!(unix_roles("a view, b"), Err(GrantError::RoleForm(2)));
    }

    #[test]
    fn others_have_a_role_or_none() {
        assert_eq!(unix_others("none"), Ok(UnixOthers::Nothing));
        assert_eq!(unix_others("view"), Ok(UnixOthers::May(Role::View)));
        assert_eq!(unix_others("root"), Err(GrantError::Role));
    }

    #[test]
    fn hosts_are_names_without_ports() {
        assert_eq!(
            host_names("A.example, b"),
            Ok(vec!["a.example".into(), "b".into()])
        );
        assert_eq!(host_names("a:80"), Err(GrantError::Host("a:80".into())));
    }
}
