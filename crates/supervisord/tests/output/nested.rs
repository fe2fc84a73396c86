//! The table's epoll inside another, edge-triggered one, as an async runtime has it.

use std::time::{Duration, Instant};

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use supervisord::output::Turn;

use crate::rig::{NO_ROTATION, Rig, write};

const WRITERS: u64 = 100;
const PIECES: usize = 100;
const PIECE: &[u8] = &[b'x'; 3000];
const LIMIT: Duration = Duration::from_secs(60);

/// Many writers at once: an edge that got lost would leave one of them unread for ever.
#[test]
fn no_byte_is_forgotten_between_the_two_epolls() {
    let mut rig = Rig::new();
    let ends: Vec<_> = (0..WRITERS)
        .map(|child| {
            let spec = rig.spec(&format!("{child}.log"), NO_ROTATION);
            rig.attach(child, &spec)
        })
        .collect();
    let outer = Epoll::new(EpollCreateFlags::empty()).unwrap();
    let edge = EpollEvent::new(EpollFlags::EPOLLIN | EpollFlags::EPOLLET, 0);
    let waiter = rig.output.waiter().unwrap();
    outer.add(&waiter, edge).unwrap();
    let writer = std::thread::spawn(move || {
        for _ in 0..PIECES {
            ends.iter().for_each(|ends| write(&ends.stdout, PIECE));
        }
        ends
    });

    let begin = Instant::now();
    while !is_complete(&rig) {
        assert!(begin.elapsed() < LIMIT, "an edge was lost");
        let mut events = [EpollEvent::empty()];
        if outer
            .wait(&mut events, until(rig.output.next_deadline()))
            .unwrap()
            > 0
        {
            while rig.output.ready() == Turn::More {}
        }
        rig.output.handle_deadline(Instant::now());
    }

    writer.join().unwrap();
}

fn is_complete(rig: &Rig) -> bool {
    let whole = u64::try_from(PIECE.len() * PIECES).unwrap();
    (0..WRITERS).all(|child| {
        let log = rig.path(&format!("{child}.log"));
        log.metadata().is_ok_and(|log| log.len() == whole)
    })
}

/// Without a deadline the wait ends by an edge or, long after, with a failure.
fn until(deadline: Option<Instant>) -> EpollTimeout {
    let left = deadline.map_or(LIMIT, |at| at.saturating_duration_since(Instant::now()));
    EpollTimeout::try_from(left).unwrap()
}
