//! When samples are taken, and who gets them.

use std::collections::HashMap;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use nix::unistd::{SysconfVar, sysconf};
use supervisor_api::{
    GroupName, ProcessName, ProcessView, ProgramUsage, Sample, Snapshot, Usage, UsagePoint, Wall,
};
use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};

use super::history::History;
use super::meter::{Meter, Units};
use super::proc::read_table;
use super::tree::{Sum, sums};

use crate::kernel::Clock;
use crate::requests::Requests;

/// How far samples are apart.
const INTERVAL: Duration = Duration::from_secs(5);

/// How soon the second one comes, since only that can say how busy anything is.
const FIRST_INTERVAL: Duration = Duration::from_secs(1);

/// How long sampling goes on when nobody watches any more, so that who comes back sees a past.
const AFTERGLOW: Duration = Duration::from_secs(3600);

/// How long a reader waits for a sample that is being taken.
const PATIENCE: Duration = Duration::from_secs(2);

/// What readers share with the task.
#[derive(Clone, Debug)]
pub(crate) struct Sampler {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    latest: watch::Sender<Arc<Sample>>,
    wanted: Notify,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    history: History,
    /// When somebody watched last.
    watched: Option<Instant>,
    /// When the latest sample was taken.
    taken: Option<Instant>,
}

impl Sampler {
    /// Makes a sampler that has nothing yet, and the task that fills it.
    pub(crate) fn new(requests: Requests) -> (Self, Sampling) {
        let sampler = Self {
            shared: Arc::new(Shared {
                latest: watch::Sender::default(),
                wanted: Notify::new(),
                state: Mutex::default(),
            }),
        };
        let sampling = Sampling {
            shared: Arc::clone(&sampler.shared),
            requests,
        };
        (sampler, sampling)
    }

    /// Returns a sample that is not older than the interval, if one can be had soon.
    pub(crate) async fn latest(&self) -> Arc<Sample> {
        let mut samples = self.watch();
        if !self.shared.is_fresh() {
            // What there is, is better than nothing.
            let _ = timeout(PATIENCE, samples.changed()).await;
        }
        Arc::clone(&self.shared.latest.borrow())
    }

    /// Waits for a sample that was taken later than `after`. The next one is, even if the clock has
    /// been set back.
    pub(crate) async fn later_than(&self, after: Wall) -> Arc<Sample> {
        let mut samples = self.watch();
        if samples.borrow().at <= after && samples.changed().await.is_err() {
            // The sender is ours and lives as long as we do.
            return pending().await;
        }
        Arc::clone(&samples.borrow())
    }

    /// While the receiver is kept, sampling goes on.
    fn watch(&self) -> watch::Receiver<Arc<Sample>> {
        let receiver = self.shared.latest.subscribe();
        self.shared.note_watcher();
        receiver
    }

    /// Returns the past hour of a process, as far as it was sampled, oldest first.
    pub(crate) fn history(&self, group: &GroupName, process: &ProcessName) -> Vec<UsagePoint> {
        self.shared.state().history.of(group, process)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_watcher(&self) {
        self.state().watched = Some(Instant::now());
        self.wanted.notify_one();
    }

    fn is_fresh(&self) -> bool {
        let taken = self.state().taken;
        taken.is_some_and(|taken| taken.elapsed() <= INTERVAL)
    }

    /// Tells whether somebody watches, or did not long ago.
    fn is_watched(&self) -> bool {
        let mut state = self.state();
        if self.latest.receiver_count() > 0 {
            state.watched = Some(Instant::now());
        }
        state
            .watched
            .is_some_and(|watched| watched.elapsed() < AFTERGLOW)
    }

    fn publish(&self, sample: Sample) {
        let sample = Arc::new(sample);
        let mut state = self.state();
        state.history.add(&sample);
        state.taken = Some(Instant::now());
        drop(state);
        self.latest.send_replace(sample);
    }
}

/// The task that takes the samples.
pub(crate) struct Sampling {
    shared: Arc<Shared>,
    requests: Requests,
}

impl Sampling {
    /// Takes samples while somebody wants them, until the run ends.
    pub(crate) async fn run(self) {
        let mut meter = Meter::new(units());
        let mut before = None;
        loop {
            if !self.shared.is_watched() {
                self.shared.wanted.notified().await;
                before = None;
                continue;
            }
            let Some(snapshot) = self.requests.snapshot().await else {
                return;
            };
            let (taken, at) = (Instant::now(), Clock.now().wall);
            let elapsed = before.map(|before| taken.saturating_duration_since(before));
            match reading(&snapshot).await {
                Ok(sums) => {
                    self.shared
                        .publish(sample(at, &snapshot, &meter.measure(sums, elapsed)))
                }
                Err(error) => tracing::warn!(target: "supervisord", "cannot read /proc: {error}"),
            }
            sleep(if before.is_none() {
                FIRST_INTERVAL
            } else {
                INTERVAL
            })
            .await;
            before = Some(taken);
        }
    }
}

async fn reading(snapshot: &Snapshot) -> io::Result<HashMap<u32, Sum>> {
    let roots: Vec<u32> = snapshot
        .processes()
        .filter_map(|process| process.pid)
        .collect();
    let read = move || read_table().map(|table| sums(&table, &roots));
    tokio::task::spawn_blocking(read)
        .await
        .map_err(io::Error::other)?
}

fn sample(at: Wall, snapshot: &Snapshot, usages: &HashMap<u32, Usage>) -> Sample {
    let usage = |process: &ProcessView| {
        Some(ProgramUsage {
            group: process.group.clone(),
            process: process.config.name.clone(),
            usage: *usages.get(&process.pid?)?,
        })
    };
    Sample {
        at,
        programs: snapshot.processes().filter_map(usage).collect(),
    }
}

fn units() -> Units {
    let number = |name, usual| sysconf(name).ok().flatten().unwrap_or(usual);
    #[expect(clippy::cast_precision_loss, reason = "it is 100, or 1024 at most")]
    let ticks_per_second = number(SysconfVar::CLK_TCK, 100) as f64;
    Units {
        ticks_per_second,
        page_bytes: number(SysconfVar::PAGE_SIZE, 4096).unsigned_abs(),
    }
}

#[cfg(test)]
mod tests {
    use supervisor_api::{
        Course, GroupConfig, GroupView, Mood, ProcessConfig, ProcessState, Revision,
    };

    use super::*;
    use crate::requests::{Received, Request, requests};

    /// This very process as the child of a program.
    fn snapshot() -> Snapshot {
        let config = Arc::new(ProcessConfig::new("web", "/bin/web"));
        let process = ProcessView {
            group: "web".into(),
            config: Arc::clone(&config),
            state: ProcessState::Running,
            start: Wall::NEVER,
            stop: Wall::NEVER,
            pid: Some(std::process::id()),
            exit_code: None,
            spawn_error: None,
            stdout_logfile: None,
            stderr_logfile: None,
            course: Course::default(),
        };
        let group = GroupConfig {
            name: "web".into(),
            priority: 999,
            processes: vec![config],
            pool: None,
        };
        Snapshot {
            revision: Revision(1),
            mood: Mood::Running,
            pid: 1,
            identifier: "supervisor".into(),
            groups: vec![GroupView {
                config: Arc::new(group),
                processes: vec![process],
                pool: None,
            }],
            configured: Vec::new(),
        }
    }

    async fn answer(mut received: Received) {
        while let Some(request) = received.recv().await {
            if let Request::Snapshot(reply) = request {
                drop(reply.send(Arc::new(snapshot())));
            }
        }
    }

    #[tokio::test]
    async fn nothing_is_read_until_somebody_watches() {
        let (requests, mut received) = requests();
        let (sampler, sampling) = Sampler::new(requests);
        tokio::spawn(sampling.run());
        let asked = timeout(Duration::ZERO, received.recv()).await;
        assert!(asked.is_err());

        tokio::spawn(answer(received));
        let sample = sampler.latest().await;

        let usage = sample.programs[0].usage;
        assert!(usage.resident_bytes > 0 && usage.processes >= 1);
        assert_eq!(sampler.history(&"web".into(), &"web".into()).len(), 1);
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_keeps_no_sample_from_a_watcher() {
        let (requests, received) = requests();
        let (sampler, sampling) = Sampler::new(requests);
        let tomorrow = Wall::from_seconds(Clock.now().wall.seconds() + 86_400);
        sampler.shared.publish(Sample {
            at: tomorrow,
            programs: Vec::new(),
        });
        tokio::spawn(sampling.run());
        tokio::spawn(answer(received));

        let next = sampler.later_than(tomorrow).await;

        assert!(next.at < tomorrow);
    }

    #[tokio::test]
    async fn a_watcher_gets_the_next_sample_and_not_the_same_again() {
        let (requests, received) = requests();
        let (sampler, sampling) = Sampler::new(requests);
        tokio::spawn(sampling.run());
        tokio::spawn(answer(received));

        let first = sampler.later_than(Wall::NEVER).await;
        let second = sampler.later_than(first.at).await;

        assert!(second.at > first.at);
    }
}
