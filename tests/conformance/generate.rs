//! Sessions made from a seed: the same seed makes the same session.

mod programs;
mod random;
mod steps;

use std::collections::BTreeMap;

use crate::session::Session;

pub(crate) use random::Random;

/// Makes a session of this many steps.
pub(crate) fn session(seed: u64, count: usize) -> Session {
    let mut random = Random::new(seed);
    let first = programs::some(&mut random);
    let second = programs::changed(&mut random, &first);
    let steps = (0..count).flat_map(|_| steps::some(&mut random, &first, &second));
    Session {
        about: format!("Made from the seed {seed}."),
        steps: steps.collect(),
        config: programs::config(&first),
        variants: BTreeMap::from([
            ("first".to_owned(), programs::config(&first)),
            ("second".to_owned(), programs::config(&second)),
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::session;

    #[test]
    fn a_seed_makes_always_the_same_session() {
        assert_eq!(session(7, 20).script(), session(7, 20).script());
        assert_ne!(session(7, 20).script(), session(8, 20).script());
    }
}
