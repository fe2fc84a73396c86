//! A daemon without processes: it remembers what it was asked and plays the answers.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use supervisor_api::config::{DaemonConfig, LogTarget, MainLog, OutputConfig};
use supervisor_api::log::{ReadRule, Written};
use supervisor_api::origin::{Configured, KeyOrigin, Origins};
use supervisor_api::{
    Action, Backend, Begin, Caller, Change, ChangeNumber, Changes, Channel, ConfigDiff, Counters,
    Course, Fault, FaultCode, Followed, GroupConfig, GroupName, GroupView, Level, LogCounter,
    LogRead, LogRef, LogSlice, LogState, Mood, Namespec, Outcome, ProcessConfig, ProcessName,
    ProcessState, ProcessView, ProgramUsage, Reply, Revision, Sample, Snapshot, Target, Usage,
    UsagePoint, Wall,
};
use tokio::sync::{Notify, mpsc};

use crate::happenings::Happenings;

/// A backend whose actions on the process `slow` wait until they are released; one on `panic` is a
/// bug.
#[derive(Clone)]
pub(crate) struct FakeDaemon {
    state: Arc<Mutex<State>>,
    released: Arc<Notify>,
    /// Something has changed, or was sampled.
    news: Arc<Notify>,
}

/// Something that a test wants to happen in the midst of a request.
type Surprise = Box<dyn FnOnce(&FakeDaemon) + Send>;

struct State {
    snapshot: Snapshot,
    actions: Vec<(Caller, Action)>,
    /// How many actions wait, and how many were given up while waiting.
    waiting: usize,
    abandoned: usize,
    log: Vec<u8>,
    /// Offset and length of every part of a log that was read.
    reads: Vec<(i64, i64)>,
    followers: Vec<mpsc::Sender<Bytes>>,
    /// The process whose starts fail.
    failing: Option<String>,
    /// What reading the configuration finds.
    diff: ConfigDiff,
    happenings: Happenings,
    before_follow: Option<Surprise>,
    before_snapshot: Option<Surprise>,
    after_snapshot: Option<Surprise>,
    sample: Arc<Sample>,
    /// How often somebody has asked for a sample.
    samplings: usize,
}

impl FakeDaemon {
    pub(crate) fn new() -> Self {
        let configured = vec![
            group("café", &["café"]),
            group("pair", &["one", "two"]),
            group("slow", &["slow"]),
            group("web", &["web"]),
        ];
        let snapshot = Snapshot {
            revision: Revision(1),
            mood: Mood::Running,
            pid: 4242,
            identifier: "fake <&>".to_owned(),
            groups: configured.iter().map(activate).collect(),
            configured,
        };
        let state = State {
            snapshot,
            actions: Vec::new(),
            waiting: 0,
            abandoned: 0,
            log: b"hello\n".to_vec(),
            reads: Vec::new(),
            followers: Vec::new(),
            failing: None,
            diff: ConfigDiff::default(),
            happenings: Happenings::default(),
            before_follow: None,
            before_snapshot: None,
            after_snapshot: None,
            sample: Arc::new(first_sample()),
            samplings: 0,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            released: Arc::new(Notify::new()),
            news: Arc::new(Notify::new()),
        }
    }

    pub(crate) fn set_mood(&self, mood: Mood) {
        self.change(|snapshot| snapshot.mood = mood);
    }

    pub(crate) fn set_log(&self, bytes: &[u8]) {
        self.state().log = bytes.to_vec();
    }

    /// Lets every start of a process fail.
    pub(crate) fn fail(&self, name: &str) {
        self.state().failing = Some(name.to_owned());
    }

    /// Lets the next reading of the configuration find these groups.
    pub(crate) fn differ(&self, added: &[&str], changed: &[&str], removed: &[&str]) {
        let names = |names: &[&str]| names.iter().map(|name| (*name).into()).collect();
        let diff = ConfigDiff {
            added: names(added),
            changed: names(changed),
            removed: names(removed),
        };
        for name in added {
            self.change(|snapshot| snapshot.configured.push(group(name, &[name])));
        }
        self.state().diff = diff;
    }

    pub(crate) fn actions(&self) -> Vec<Action> {
        let state = self.state();
        state
            .actions
            .iter()
            .map(|(_, action)| action.clone())
            .collect()
    }

    pub(crate) fn callers(&self) -> Vec<Caller> {
        let state = self.state();
        state
            .actions
            .iter()
            .map(|(caller, _)| caller.clone())
            .collect()
    }

    pub(crate) fn reads(&self) -> Vec<(i64, i64)> {
        self.state().reads.clone()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.state().waiting
    }

    pub(crate) fn abandoned(&self) -> usize {
        self.state().abandoned
    }

    pub(crate) fn followers(&self) -> usize {
        self.state()
            .followers
            .iter()
            .filter(|sender| !sender.is_closed())
            .count()
    }

    /// Lets the actions that wait now go on.
    pub(crate) fn release(&self) {
        self.released.notify_waiters();
    }

    /// Writes to every log that is followed.
    pub(crate) fn write_log(&self, bytes: &'static [u8]) {
        for follower in &self.state().followers {
            let _ = follower.try_send(Bytes::from_static(bytes));
        }
    }

    /// Has a process start or stop by itself.
    pub(crate) fn happen(&self, group: &str, process: &str, to: ProcessState) {
        let name = Namespec::parse(&format!("{group}:{process}"));
        self.set_state(&name, to).unwrap();
        let mut state = self.state();
        let revision = state.snapshot.revision;
        state
            .happenings
            .note(group.into(), process.into(), revision);
        drop(state);
        self.news.notify_waiters();
    }

    /// Forgets the changes so far.
    pub(crate) fn forget_changes(&self) {
        self.state().happenings.forget();
    }

    /// Does something right before the next follower begins.
    pub(crate) fn before_follow(&self, surprise: impl FnOnce(&Self) + Send + 'static) {
        self.state().before_follow = Some(Box::new(surprise));
    }

    /// Does something right before the next picture is taken.
    pub(crate) fn before_snapshot(&self, surprise: impl FnOnce(&Self) + Send + 'static) {
        self.state().before_snapshot = Some(Box::new(surprise));
    }

    /// Does something right after the next picture was taken.
    pub(crate) fn after_snapshot(&self, surprise: impl FnOnce(&Self) + Send + 'static) {
        self.state().after_snapshot = Some(Box::new(surprise));
    }

    pub(crate) fn publish(&self, sample: Sample) {
        self.state().sample = Arc::new(sample);
        self.news.notify_waiters();
    }

    pub(crate) fn samplings(&self) -> usize {
        self.state().samplings
    }

    /// Waits for something that may be there already.
    async fn news<T>(&self, look: impl Fn(&State) -> Option<T> + Send) -> T
    where
        T: Send,
    {
        loop {
            let mut news = pin!(self.news.notified());
            news.as_mut().enable();
            let found = look(&self.state());
            if let Some(found) = found {
                return found;
            }
            news.await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut Snapshot)) {
        let snapshot = &mut self.state().snapshot;
        change(snapshot);
        snapshot.revision.0 += 1;
    }

    /// Plays an action that changes the state of processes.
    fn set_states(&self, target: &Target, to: ProcessState) -> Result<Reply, Fault> {
        if let Target::Named(name) = target
            && name.process().is_some()
        {
            return self.set_state(name, to).map(|()| Reply::Done);
        }
        let mut outcomes = Vec::new();
        self.change(|snapshot| {
            let processes = snapshot
                .groups
                .iter_mut()
                .flat_map(|group| &mut group.processes);
            for process in processes.filter(|process| is_meant(target, process)) {
                if process.state != to {
                    enter(process, to);
                    outcomes.push(Outcome {
                        group: process.group.clone(),
                        process: process.config.name.clone(),
                        result: Ok(()),
                    });
                }
            }
        });
        Ok(Reply::Outcomes(outcomes))
    }

    fn set_state(&self, name: &Namespec, to: ProcessState) -> Result<(), Fault> {
        let mut result = Err(Fault::with(FaultCode::BadName, name.as_given()));
        let failing = self.state().failing.clone();
        self.change(|snapshot| {
            let mut processes = snapshot
                .groups
                .iter_mut()
                .flat_map(|group| &mut group.processes);
            let wanted = processes.find(|process| {
                process.group == *name.group() && Some(&process.config.name) == name.process()
            });
            result = match wanted {
                None => return,
                Some(process)
                    if to == ProcessState::Running
                        && Some(process.config.name.as_str()) == failing.as_deref() =>
                {
                    Err(Fault::with(FaultCode::SpawnError, name.as_given()))
                }
                Some(process) if process.state == to => {
                    let code = match to {
                        ProcessState::Running => FaultCode::AlreadyStarted,
                        _ => FaultCode::NotRunning,
                    };
                    Err(Fault::with(code, name.as_given()))
                }
                Some(process) => {
                    enter(process, to);
                    Ok(())
                }
            };
        });
        result
    }

    fn find(&self, name: &Namespec) -> Result<(), Fault> {
        match self.state().snapshot.process(name) {
            Some(_) => Ok(()),
            None => Err(Fault::with(FaultCode::BadName, name.as_given())),
        }
    }

    fn add_group(&self, name: &GroupName) -> Result<(), Fault> {
        let snapshot = &mut self.state().snapshot;
        if snapshot.group(name).is_some() {
            return Err(Fault::with(FaultCode::AlreadyAdded, name.as_str()));
        }
        let group = snapshot.configured.iter().find(|it| it.name == *name);
        let group = group.ok_or_else(|| Fault::with(FaultCode::BadName, name.as_str()))?;
        let view = activate(group);
        snapshot.groups.push(view);
        Ok(())
    }

    pub(crate) fn remove_group(&self, name: &GroupName) -> Result<(), Fault> {
        let snapshot = &mut self.state().snapshot;
        let group = snapshot.group(name);
        let group = group.ok_or_else(|| Fault::with(FaultCode::BadName, name.as_str()))?;
        if !group.processes.iter().all(|it| it.state.is_stopped()) {
            return Err(Fault::with(FaultCode::StillRunning, name.as_str()));
        }
        snapshot.groups.retain(|group| group.config.name != *name);
        Ok(())
    }

    /// Reads a log as the daemon does.
    fn cut(&self, read: &LogRead) -> LogSlice {
        let log = &self.state().log;
        let size = i64::try_from(log.len()).unwrap();
        let begin = match read.offset {
            offset if offset < 0 => (size + offset).max(0),
            offset => offset.min(size),
        };
        let end = match read.length {
            0 => size,
            length => begin.saturating_add(length).min(size),
        };
        let (begin, end) = (
            usize::try_from(begin).unwrap(),
            usize::try_from(end).unwrap(),
        );
        LogSlice {
            bytes: Bytes::copy_from_slice(&log[begin..end]),
            offset: i64::try_from(end).unwrap(),
            overflow: false,
        }
    }

    async fn wait(&self) {
        let mut wait = Waiting::begin(self);
        self.released.notified().await;
        wait.released = true;
    }
}

/// Counts a wait, and whether it was given up.
struct Waiting<'a> {
    daemon: &'a FakeDaemon,
    released: bool,
}

impl<'a> Waiting<'a> {
    fn begin(daemon: &'a FakeDaemon) -> Self {
        daemon.state().waiting += 1;
        Self {
            daemon,
            released: false,
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.daemon.state();
        state.waiting -= 1;
        state.abandoned += usize::from(!self.released);
    }
}

/// How many bytes of the log were there before the daemon wrote to it.
const BEFORE: i64 = 2;

impl Backend for FakeDaemon {
    async fn snapshot(&self) -> Arc<Snapshot> {
        tokio::task::yield_now().await;
        let before = self.state().before_snapshot.take();
        before.into_iter().for_each(|surprise| surprise(self));
        let snapshot = Arc::new(self.state().snapshot.clone());
        let after = self.state().after_snapshot.take();
        after.into_iter().for_each(|surprise| surprise(self));
        snapshot
    }

    async fn changes(&self, seen: Option<ChangeNumber>) -> Changes {
        self.news(|state| state.happenings.after(seen)).await
    }

    fn past_changes(&self) -> Vec<Arc<Change>> {
        Vec::new()
    }

    async fn act(&self, by: Caller, action: Action) -> Result<Reply, Fault> {
        self.state().actions.push((by, action.clone()));
        match action_name(&action) {
            Some("slow") => self.wait().await,
            Some("panic") => panic!("a bug, played by the test"),
            _ => {}
        }
        match action {
            Action::Start { target, .. } => self.set_states(&target, ProcessState::Running),
            Action::Stop { target, .. } => self.set_states(&target, ProcessState::Stopped),
            Action::Signal {
                target: Target::Named(name),
                ..
            }
            | Action::ClearProcessLogs(Target::Named(name))
            | Action::SendStdin { name, .. } => self.find(&name).map(|()| Reply::Done),
            Action::Signal { .. } | Action::ClearProcessLogs(_) => Ok(Reply::Outcomes(vec![])),
            Action::AddGroup(name) => self.add_group(&name).map(|()| Reply::Done),
            Action::RemoveGroup(name) => self.remove_group(&name).map(|()| Reply::Done),
            Action::ReloadConfig => Ok(Reply::Diff(self.state().diff.clone())),
            Action::Shutdown
            | Action::Restart
            | Action::ClearMainLog
            | Action::SendRemoteEvent { .. } => Ok(Reply::Done),
        }
    }

    async fn sample(&self, after: Option<Wall>) -> Arc<Sample> {
        self.state().samplings += 1;
        self.news(|state| {
            let sample = &state.sample;
            let is_wanted = after.is_none_or(|after| sample.at > after);
            is_wanted.then(|| Arc::clone(sample))
        })
        .await
    }

    fn usage(&self, _: &GroupName, _: &ProcessName) -> Vec<UsagePoint> {
        let point = UsagePoint {
            at: Wall::from_seconds(1_795_617_461),
            cpu: 0.5,
            resident_bytes: 1024,
        };
        vec![point]
    }

    fn configuration(&self) -> Arc<Configured> {
        let mut origins = Origins::default();
        let command = KeyOrigin {
            key: "command",
            file: "/etc/s.conf".into(),
            line: 7,
        };
        origins.add_section("program:web", vec![command]);
        origins.add_process("web".into(), "web".into(), "program:web");
        Arc::new(Configured {
            daemon: daemon_config(),
            servers: Vec::new(),
            origins: Arc::new(origins),
        })
    }

    async fn counters(&self) -> Counters {
        let mut counters = Counters {
            logs: vec![LogCounter {
                group: "web".into(),
                process: "web".into(),
                channel: Channel::Stdout,
                bytes: 30,
                dropped: 4,
            }],
            ..Counters::default()
        };
        counters.turns.note(Duration::from_millis(2));
        counters
    }

    async fn log_state(&self, name: &Namespec, channel: Channel) -> Result<LogState, Fault> {
        self.find(name)?;
        if channel == Channel::Stderr {
            return Ok(LogState::default());
        }
        let size = u64::try_from(self.state().log.len()).unwrap();
        let written = Written {
            bytes: size.saturating_add_signed(-BEFORE),
            since_start: Some(3),
        };
        Ok(LogState {
            path: Some("/log/web.log".into()),
            size: Some(size),
            written: Some(written),
        })
    }

    async fn read(&self, read: LogRead) -> Result<LogSlice, Fault> {
        if let LogRef::Process { name, channel } = &read.log {
            self.find(name)?;
            if name.as_given() == "slow" {
                return Err(Fault::new(FaultCode::NoFile));
            }
            if *channel == Channel::Stderr && read.rule == ReadRule::Read {
                return Err(Fault::new(FaultCode::NoFile));
            }
        }
        self.state().reads.push((read.offset, read.length));
        Ok(self.cut(&read))
    }

    async fn follow(
        &self,
        log: &LogRef,
        begin: Begin,
    ) -> Result<Followed<impl Stream<Item = Bytes> + Send + 'static>, Fault> {
        if let LogRef::Process { name, channel } = log {
            self.find(name)?;
            if *channel == Channel::Stderr {
                return Err(Fault::new(FaultCode::NoFile));
            }
        }
        let surprise = self.state().before_follow.take();
        if let Some(surprise) = surprise {
            surprise(self);
        }
        let (sender, receiver) = mpsc::channel(16);
        let mut state = self.state();
        let size = u64::try_from(state.log.len()).unwrap();
        let start = usize::try_from(begin.within(size)).unwrap();
        let _ = sender.try_send(Bytes::copy_from_slice(&state.log[start..]));
        state.followers.push(sender);
        Ok(Followed {
            modified: Wall::from_seconds(1_795_617_461),
            begin: Some(i64::try_from(start).unwrap() - BEFORE),
            chunks: Chunks(receiver),
        })
    }
}

struct Chunks(mpsc::Receiver<Bytes>);

impl Stream for Chunks {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        self.0.poll_recv(cx)
    }
}

fn action_name(action: &Action) -> Option<&str> {
    match action {
        Action::Start {
            target: Target::Named(name),
            wait: true,
        }
        | Action::Stop {
            target: Target::Named(name),
            wait: true,
        } => name.as_given().rsplit(':').next(),
        _ => None,
    }
}

fn is_meant(target: &Target, process: &ProcessView) -> bool {
    match target {
        Target::All => true,
        Target::Group(group) => process.group == *group,
        Target::Named(name) => process.group == *name.group(),
    }
}

fn enter(process: &mut ProcessView, state: ProcessState) {
    process.state = state;
    process.pid = (state == ProcessState::Running).then_some(77);
    process.start = Wall::from_seconds(1_795_617_461);
    process.stop = Wall::from_seconds(1_795_617_462);
}

fn daemon_config() -> DaemonConfig {
    DaemonConfig {
        logfile: MainLog::Syslog,
        logfile_maxbytes: 0,
        logfile_backups: 0,
        loglevel: Level::Info,
        pidfile: "/run/fake.pid".to_owned(),
        umask: 0o22,
        nodaemon: true,
        silent: false,
        minfds: 1024,
        minprocs: 200,
        nocleanup: false,
        childlogdir: "/tmp".to_owned(),
        user: None,
        directory: None,
        strip_ansi: false,
        environment: Arc::default(),
        identifier: "fake".to_owned(),
    }
}

fn group(name: &str, processes: &[&str]) -> Arc<GroupConfig> {
    Arc::new(GroupConfig {
        name: name.into(),
        priority: 999,
        processes: processes
            .iter()
            .map(|name| Arc::new(program(name)))
            .collect(),
        pool: None,
    })
}

fn program(name: &str) -> ProcessConfig {
    ProcessConfig {
        stdout: OutputConfig::new(LogTarget::File(format!("/var/log/{name}.log"))),
        stderr: OutputConfig::new(LogTarget::None),
        ..ProcessConfig::new(name, "/bin/cat")
    }
}

fn activate(group: &Arc<GroupConfig>) -> GroupView {
    let view = |config: &Arc<ProcessConfig>| ProcessView {
        group: group.name.clone(),
        config: Arc::clone(config),
        state: ProcessState::Stopped,
        start: Wall::NEVER,
        stop: Wall::NEVER,
        pid: None,
        exit_code: None,
        spawn_error: None,
        stdout_logfile: Some(format!("/var/log/{}.log", config.name).into()),
        stderr_logfile: None,
        course: Course::default(),
    };
    GroupView {
        config: Arc::clone(group),
        processes: group.processes.iter().map(view).collect(),
        pool: None,
    }
}

fn first_sample() -> Sample {
    let usage = Usage {
        resident_bytes: 4096,
        processes: 2,
        ..Usage::default()
    };
    let program = ProgramUsage {
        group: "web".into(),
        process: "web".into(),
        usage,
    };
    Sample {
        at: Wall::from_seconds(1_795_617_461),
        programs: vec![program],
    }
}
