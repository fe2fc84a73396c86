//! Logins that were found to be right a while ago.
//!
//! Neither passwords nor plain hashes of them are kept, but hashes with the key of this run.

use std::collections::HashMap;
use std::time::Duration;

use supervisor_api::Role;
use tokio::time::Instant;

use super::key::Digest;

/// How many logins are remembered.
const MOST: usize = 256;

/// How long one is remembered after its last use.
const KEPT: Duration = Duration::from_secs(600);

/// Who a login is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) user: String,
    pub(crate) role: Role,
}

/// The logins that are remembered. Wrong ones are not: they would push the right ones out.
#[derive(Debug, Default)]
pub(crate) struct Verdicts(HashMap<Digest, Entry>);

#[derive(Debug)]
struct Entry {
    known: Known,
    used: Instant,
}

impl Verdicts {
    /// Finds a login, and remembers it a while longer.
    pub(crate) fn find(&mut self, login: &Digest, now: Instant) -> Option<Known> {
        let entry = self.0.get_mut(login)?;
        if now.duration_since(entry.used) > KEPT {
            self.0.remove(login);
            return None;
        }
        entry.used = now;
        Some(entry.known.clone())
    }

    /// Remembers a login. If there is no room, the one that was not used the longest is forgotten.
    pub(crate) fn remember(&mut self, login: Digest, known: Known, now: Instant) {
        if self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, entry)| entry.used);
            if let Some(oldest) = oldest.map(|(login, _)| *login) {
                self.0.remove(&oldest);
            }
        }
        self.0.insert(login, Entry { known, used: now });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alice() -> Known {
        Known {
            user: "alice".to_owned(),
            role: Role::View,
        }
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_login_is_forgotten_when_it_was_not_used_for_a_while() {
        let mut verdicts = Verdicts::default();
        let start = Instant::now();
        verdicts.remember([1; 32], alice(), start);

        assert_eq!(verdicts.find(&[1; 32], start + KEPT), Some(alice()));
        assert_eq!(verdicts.find(&[2; 32], start + KEPT), None);
        assert_eq!(verdicts.find(&[1; 32], start + 2 * KEPT), Some(alice()));
        assert_eq!(verdicts.find(&[1; 32], start + 4 * KEPT), None);
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_full_memory_forgets_what_was_used_the_longest_ago() {
        let mut verdicts = Verdicts::default();
        let start = Instant::now();
        for number in 0..=MOST {
            let mut login = [0; 32];
            login[..8].copy_from_slice(&number.to_le_bytes());
            let now = start + Duration::from_millis(number.try_into().unwrap());
            verdicts.remember(login, alice(), now);
        }

        assert_eq!(verdicts.0.len(), MOST);
        assert_eq!(verdicts.find(&[0; 32], start), None);
    }
}
