//! Failed logins slow the next ones down, for each address and user name by themselves.
//!
//! Names share a few hundred lots, which nobody can foretell. With a count for each name, somebody
//! who makes up names could have his own failures pushed out of a memory that is bounded, and fill
//! the log with first failures; with counts for known names only, the answers would tell which
//! those are.
//!
//! A login counts as failed from its beginning until it has turned out right, so that many at once
//! are no way around. Nobody is kept waiting here: who comes too early is told when to come again.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::key::Digest;
use crate::listener::Peer;

/// How many logins may fail before the next one has to wait. A browser makes six connections at
/// once, and people mistype.
const FREE: u32 = 10;

/// The wait after the first failure that is not free; each further one doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(1);

const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// When failures are forgotten.
const FORGOTTEN: Duration = Duration::from_secs(600);

/// How many lots there are for the names that come from one address: what a byte can tell apart.
const LOTS: usize = 256;

/// How many pairs of address and lot are remembered; nobody at one address can push them all out.
const MOST: usize = 4 * LOTS;

/// Whose attempts are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    place: Place,
    /// The lot of the name.
    lot: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Address(IpAddr),
    /// Whoever has one address of such a network can have all of them.
    Network([u16; 4]),
    LocalUser(Option<u32>),
}

impl Origin {
    /// `user` is a hash with the key of this run, so that nobody can choose a lot.
    pub(crate) fn new(peer: &Peer, user: Digest) -> Self {
        let [lot, ..] = user;
        let place = match peer {
            Peer::Unix { uid, .. } => Place::LocalUser(*uid),
            Peer::Tcp(address) => match address.ip().to_canonical() {
                IpAddr::V6(address) if !address.is_loopback() => {
                    let [a, b, c, d, ..] = address.segments();
                    Place::Network([a, b, c, d])
                }
                address => Place::Address(address),
            },
        };
        Self { place, lot }
    }
}

/// What a failure is to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// The first one of a bout.
    First,
    /// From now on there is a wait.
    Slowed,
    /// More of the same.
    None,
}

/// The attempts of late.
#[derive(Debug, Default)]
pub(crate) struct Attempts(HashMap<Origin, Bout>);

#[derive(Debug)]
struct Bout {
    failures: u32,
    last: Instant,
    next: Instant,
}

impl Attempts {
    /// Begins a login, or tells how long it is too early.
    pub(crate) fn begin(&mut self, origin: Origin, now: Instant) -> Result<(), Duration> {
        self.make_room(origin, now);
        let bout = self.0.entry(origin).or_insert(Bout {
            failures: 0,
            last: now,
            next: now,
        });
        if now.duration_since(bout.last) >= FORGOTTEN {
            bout.failures = 0;
        }
        if now < bout.next {
            return Err(bout.next - now);
        }
        bout.failures = bout.failures.saturating_add(1);
        bout.last = now;
        bout.next = now + wait_after(bout.failures);
        Ok(())
    }

    /// Tells what the failure of a login that was begun is to the log.
    pub(crate) fn failed(&self, origin: Origin) -> News {
        match self.0.get(&origin).map(|bout| bout.failures) {
            Some(1) => News::First,
            Some(FREE) => News::Slowed,
            Some(_) | None => News::None,
        }
    }

    /// Forgets all failures, since the login was right.
    pub(crate) fn succeeded(&mut self, origin: Origin) {
        self.0.remove(&origin);
    }

    fn make_room(&mut self, newcomer: Origin, now: Instant) {
        if self.0.len() < MOST || self.0.contains_key(&newcomer) {
            return;
        }
        self.0
            .retain(|_, bout| now.duration_since(bout.last) < FORGOTTEN);
        if self.0.len() < MOST {
            return;
        }
        let oldest = self.0.iter().min_by_key(|(_, bout)| bout.last);
        if let Some(oldest) = oldest.map(|(origin, _)| *origin) {
            self.0.remove(&oldest);
        }
    }
}

fn wait_after(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE) else {
        return Duration::ZERO;
    };
    let factor = 2_u32.saturating_pow(doublings);
    FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(address: &str, user: u8) -> Origin {
        Origin::new(&Peer::Tcp(address.parse().unwrap()), [user; 32])
    }

    fn fail(attempts: &mut Attempts, origin: Origin, times: u32, now: Instant) {
        for _ in 0..times {
            attempts.begin(origin, now).unwrap();
        }
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn failures_beyond_the_free_ones_have_to_wait_ever_longer() {
        let mut attempts = Attempts::default();
        let (bob, mut now) = (origin("192.0.2.1:1", 1), Instant::now());
        fail(&mut attempts, bob, FREE, now);

        let waits: Vec<u64> = (0..7)
            .map(|_| {
                let wait = attempts.begin(bob, now).unwrap_err();
                now += wait;
                attempts.begin(bob, now).unwrap();
                wait.as_secs()
            })
            .collect();

        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn nobody_is_slowed_down_by_the_failures_of_another() {
        let mut attempts = Attempts::default();
        let now = Instant::now();
        fail(&mut attempts, origin("192.0.2.1:1", 1), FREE, now);

        assert!(attempts.begin(origin("192.0.2.1:2", 1), now).is_err());
        assert!(attempts.begin(origin("192.0.2.1:1", 2), now).is_ok());
        assert!(attempts.begin(origin("192.0.2.2:1", 1), now).is_ok());
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn the_addresses_of_a_network_count_together() {
        let mut attempts = Attempts::default();
        let now = Instant::now();
        fail(&mut attempts, origin("[2001:db8:1:2::1]:1", 1), FREE, now);

        assert!(
            attempts
                .begin(origin("[2001:db8:1:2:3::9]:1", 1), now)
                .is_err()
        );
        assert!(
            attempts
                .begin(origin("[2001:db8:1:3::1]:1", 1), now)
                .is_ok()
        );
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_good_login_and_a_long_pause_make_good() {
        let mut attempts = Attempts::default();
        let (bob, now) = (origin("192.0.2.1:1", 1), Instant::now());
        fail(&mut attempts, bob, FREE - 1, now);
        attempts.succeeded(bob);
        fail(&mut attempts, bob, FREE, now);
        assert!(attempts.begin(bob, now).is_err());

        fail(&mut attempts, bob, FREE, now + FORGOTTEN);
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_bout_is_news_twice() {
        let mut attempts = Attempts::default();
        let (bob, now) = (origin("192.0.2.1:1", 1), Instant::now());
        let mut news = Vec::new();
        for _ in 0..FREE {
            attempts.begin(bob, now).unwrap();
            news.push(attempts.failed(bob));
        }

        assert_eq!(news[0], News::First);
        assert_eq!(news[9], News::Slowed);
        assert!(news[1..9].iter().all(|news| *news == News::None));
    }

    /// Whoever makes up names could otherwise guess without a limit, and fill the log.
    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn nobody_gets_out_of_the_wait_by_making_up_names() {
        let mut attempts = Attempts::default();
        let (bob, now) = (origin("192.0.2.1:1", 1), Instant::now());
        fail(&mut attempts, bob, FREE, now);
        let mut news = 0;

        for number in 0..10_000_u16 {
            let [high, low] = number.to_be_bytes();
            let mut name = [high; 32];
            name[0] = low;
            let made_up = Origin::new(&Peer::Tcp("192.0.2.1:1".parse().unwrap()), name);
            if attempts.begin(made_up, now).is_ok() && attempts.failed(made_up) != News::None {
                news += 1;
            }
        }

        assert!(attempts.begin(bob, now).is_err());
        assert!(news < 2 * LOTS, "{news}");
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn the_memory_for_failures_is_bounded() {
        let mut attempts = Attempts::default();
        let now = Instant::now();
        for port in 0..=u16::try_from(MOST).unwrap() {
            let [high, low] = port.to_be_bytes();
            let address = format!("192.0.{high}.{low}:1");
            fail(&mut attempts, origin(&address, 1), 1, now);
        }

        assert_eq!(attempts.0.len(), MOST);
    }
}
