//! What all servers of a run know together about who may do what.

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use supervisor_api::Role;
use supervisor_api::http_access::{Grant, HttpAccess, Secret};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout};

use super::attempts::{Attempts, News, Origin};
use super::hosts::Hosts;
use super::key::{Digest, Key};
use super::secret::matches_slowly;
use super::verdicts::{Known, Verdicts};

/// Asks the kernel which groups the other end of a Unix socket is in.
pub type PeerGroups = fn(BorrowedFd<'_>) -> io::Result<Vec<u32>>;

/// How many passwords are compared with an argon2 hash at once: each takes megabytes and a core.
const SLOW_AT_ONCE: usize = 1;

/// How long a login may wait for its turn.
const LONGEST_TURN: Duration = Duration::from_secs(5);

/// Who may do what, for all servers of a run: also what they remember of logins.
pub struct Guard {
    pub(super) access: Arc<HttpAccess>,
    pub(super) hosts: Hosts,
    peer_groups: Option<PeerGroups>,
    key: Key,
    slow: Arc<Semaphore>,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    verdicts: Verdicts,
    attempts: Attempts,
}

/// A login could not be judged now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooEarly(pub(super) Duration);

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard")
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

impl Guard {
    /// Makes the guard of a run, with a secret of its own. `machine` is the machine's name.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn new(access: Arc<HttpAccess>, machine: &str) -> io::Result<Self> {
        Ok(Self {
            hosts: Hosts::new(machine, &access.allowed_hosts),
            access,
            peer_groups: None,
            key: Key::random()?,
            slow: Arc::new(Semaphore::new(SLOW_AT_ONCE)),
            memory: Mutex::default(),
        })
    }

    /// Tells how to ask for the groups of peers; without it they are in none but their own.
    #[must_use]
    pub fn with_peer_groups(mut self, peer_groups: PeerGroups) -> Self {
        self.peer_groups = Some(peer_groups);
        self
    }

    /// Returns how to ask for groups, if anybody wants to know them.
    pub(crate) fn peer_groups(&self) -> Option<PeerGroups> {
        self.peer_groups
            .filter(|_| !self.access.unix_groups.is_empty())
    }

    /// Returns the secret of this run.
    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    /// Finds a login that was right before.
    pub(super) fn recall(&self, login: &Digest) -> Option<Known> {
        self.memory().verdicts.find(login, Instant::now())
    }

    /// Begins a login that was not seen before.
    pub(super) fn begin(&self, origin: Origin) -> Result<(), TooEarly> {
        let begun = self.memory().attempts.begin(origin, Instant::now());
        begun.map_err(TooEarly)
    }

    /// Remembers that a login was right.
    pub(super) fn succeeded(&self, origin: Origin, login: Digest, known: &Known) {
        let mut memory = self.memory();
        memory.attempts.succeeded(origin);
        memory
            .verdicts
            .remember(login, known.clone(), Instant::now());
    }

    /// Tells what the failure of a login is to the log.
    pub(super) fn failed(&self, origin: Origin) -> News {
        self.memory().attempts.failed(origin)
    }

    /// Finds the user of a name. For an unknown one there is the secret of another to compare with,
    /// so that the time that is taken does not tell who is known.
    pub(super) fn user(&self, name: &str) -> (Option<&Grant>, Option<&Secret>) {
        let users = &self.access.users;
        let found = users.iter().find(|user| user.name == name);
        let is_slow = |user: &&Grant| matches!(user.secret, Secret::Argon2(_));
        let stand_in = || users.iter().find(is_slow).map(|user| &user.secret);
        (
            found,
            found.map_or_else(stand_in, |user| Some(&user.secret)),
        )
    }

    /// Compares with an argon2 hash on another thread, when it is this login's turn.
    pub(super) async fn verify(&self, phc: &str, given: &str) -> Result<bool, TooEarly> {
        let turn = timeout(LONGEST_TURN, Arc::clone(&self.slow).acquire_owned());
        let Ok(Ok(turn)) = turn.await else {
            return Err(TooEarly(LONGEST_TURN));
        };
        let (phc, given) = (phc.to_owned(), given.to_owned());
        let verified = spawn_blocking(move || {
            // The work cannot be stopped, so the turn lasts until it is done, whoever leaves.
            let _turn = turn;
            matches_slowly(&phc, &given)
        });
        let verified = verified.await;
        Ok(verified.unwrap_or(false))
    }

    /// Returns the role that the configuration gives to a user of this machine or its groups.
    pub(super) fn role_of_peer(&self, uid: u32, groups: &[u32]) -> Option<Role> {
        if let Some(role) = self.access.unix_users.get(&uid) {
            return Some(*role);
        }
        let roles = groups.iter();
        let roles = roles.filter_map(|gid| self.access.unix_groups.get(gid));
        roles.max().copied()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
