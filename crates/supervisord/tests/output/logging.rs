//! The activity log (P-110, C-110..C-113, X-26, W-15).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use supervisor_api::config::MainLog;
use supervisor_api::{Begin, Fault, FaultCode, Level};
use supervisord::logging::{ActivityLog, LogSettings, log};
use supervisord::output::{Feeds, Follower, Limits, Progress};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber, debug, error, info, trace};

use crate::rig::{NO_ROTATION, inode};

struct Log {
    log: ActivityLog,
    feeds: Feeds,
    path: PathBuf,
    _dir: tempfile::TempDir,
}

impl Log {
    fn open(level: Level, limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("supervisord.log");
        let feeds = Feeds::default();
        let log = ActivityLog::new(feeds.clone());
        log.open(&settings(&path, level, limits)).unwrap();
        Self {
            log,
            feeds,
            path,
            _dir: dir,
        }
    }

    fn during(&self, lines: impl FnOnce()) {
        during(&self.log, lines);
    }

    /// The lines without their times.
    fn lines(&self) -> Vec<String> {
        let content = fs::read_to_string(&self.path).unwrap();
        content.lines().map(|line| line[24..].to_owned()).collect()
    }
}

/// Has the lines of this thread go into a log. While logs of other levels come and go on other
/// threads, `tracing` may take a line for one that nobody wants; a subscriber that stays and may
/// want everything prevents that.
fn during(log: &ActivityLog, lines: impl FnOnce()) {
    static LISTENER: Once = Once::new();
    LISTENER.call_once(|| tracing::subscriber::set_global_default(MayWantAll).unwrap());
    tracing::subscriber::with_default(log.subscriber(), lines);
}

struct MayWantAll;

impl Subscriber for MayWantAll {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        false
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::TRACE)
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn settings(path: &Path, level: Level, limits: Limits) -> LogSettings {
    LogSettings {
        target: MainLog::File(path.to_str().unwrap().into()),
        limits,
        level,
        echo: false,
    }
}

#[test]
fn p_110_a_line_has_its_time_level_and_text() {
    let log_ = Log::open(Level::Info, NO_ROTATION);

    log_.during(|| info!(target: "supervisord", "supervisord started with pid 1"));

    let content = fs::read_to_string(&log_.path).unwrap();
    let (time, rest) = content.split_at(23);
    assert_eq!(rest, " INFO supervisord started with pid 1\n");
    let shape: String = time
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect();
    assert_eq!(shape, "9999-99-99 99:99:99,999");
}

#[test]
fn p_110_each_level_has_its_tag() {
    let log_ = Log::open(Level::Blather, NO_ROTATION);

    log_.during(|| {
        for level in Level::ALL {
            log(level, level.word());
        }
    });

    assert_eq!(
        log_.lines(),
        [
            "BLAT blather",
            "TRAC trace",
            "DEBG debug",
            "INFO info",
            "WARN warn",
            "ERRO error",
            "CRIT critical",
        ]
    );
}

#[test]
fn c_113_lines_below_the_level_are_not_written() {
    for (number, level) in Level::ALL.into_iter().enumerate() {
        let log_ = Log::open(level, NO_ROTATION);

        log_.during(|| Level::ALL.into_iter().for_each(|level| log(level, "x")));

        assert_eq!(log_.lines().len(), Level::ALL.len() - number, "{level}");
    }
}

#[test]
fn what_is_not_written_is_not_even_formatted() {
    let log_ = Log::open(Level::Info, NO_ROTATION);
    let format = || -> String { unreachable!("a disabled level must cost nothing") };

    log_.during(|| debug!(target: "supervisord", "{}", format()));

    assert_eq!(log_.lines(), [""; 0]);
}

#[test]
fn a_new_level_counts_from_the_next_opening_on() {
    let log_ = Log::open(Level::Info, NO_ROTATION);
    let line = || debug!(target: "supervisord", "seen");

    log_.during(|| {
        line();
        let louder = settings(&log_.path, Level::Debug, NO_ROTATION);
        log_.log.open(&louder).unwrap();
        line();
    });

    assert_eq!(log_.lines(), ["DEBG seen"]);
}

#[test]
fn marks_make_levels_and_other_fields_are_shown() {
    let log_ = Log::open(Level::Blather, NO_ROTATION);

    log_.during(|| {
        error!(target: "supervisord", crit = true, "bad");
        trace!(target: "supervisord", blather = true, pid = 7, name = "web", "chat");
    });

    assert_eq!(log_.lines(), ["CRIT bad", "BLAT chat pid=7 name=\"web\""]);
}

#[test]
fn events_of_other_crates_are_no_lines() {
    let log_ = Log::open(Level::Blather, NO_ROTATION);

    log_.during(|| {
        error!(target: "hyper::proto", "noise");
        info!(target: "supervisord::http", "signal");
    });

    assert_eq!(log_.lines(), ["INFO signal"]);
}

#[test]
fn p_110_several_lines_are_written_raw() {
    let log_ = Log::open(Level::Info, NO_ROTATION);

    log_.during(|| log(Level::Info, "a\nb\n"));

    let content = fs::read_to_string(&log_.path).unwrap();
    assert!(content.ends_with(" INFO a\nb\n\n"), "{content}");
}

#[test]
fn c_111_the_log_is_rotated_like_any_other() {
    let limits = Limits {
        maxbytes: 100,
        backups: 1,
    };
    let log_ = Log::open(Level::Info, limits);

    log_.during(|| (0..4).for_each(|_| info!(target: "supervisord", "{}", "x".repeat(60))));

    // 89 bytes a line: two of them pass 100.
    let backup = fs::read(log_.path.with_extension("log.1")).unwrap();
    assert_eq!(backup.len(), 2 * 89 + 2);
    assert_eq!(fs::read(&log_.path).unwrap(), b"");
}

#[test]
fn c_110_a_log_that_cannot_be_opened_is_an_error() {
    let log_ = ActivityLog::new(Feeds::default());

    let refused = log_.open(&settings(
        Path::new("/nowhere/x.log"),
        Level::Info,
        NO_ROTATION,
    ));

    let error = refused.unwrap_err();
    assert_eq!(error.to_string(), "cannot open the log file /nowhere/x.log");
    assert_eq!(error.source.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn w_15_a_device_is_a_fine_log() {
    let log_ = ActivityLog::new(Feeds::default());
    let limits = Limits {
        maxbytes: 50 << 20,
        backups: 10,
    };
    let mut settings = settings(Path::new("/dev/null"), Level::Info, limits);
    settings.echo = false;
    log_.open(&settings).unwrap();

    during(&log_, || info!(target: "supervisord", "nothing to seek"));

    assert_eq!(log_.flush(), Progress::Done);
    assert_eq!(log_.clear(), Ok(()));
    assert!(!Path::new("/dev/null.1").exists());
    assert!(!Path::new("/dev/null").is_file());
}

#[test]
fn x_26_clearing_begins_a_new_empty_file() {
    let log_ = Log::open(Level::Info, NO_ROTATION);
    log_.during(|| info!(target: "supervisord", "old"));
    fs::hard_link(&log_.path, log_.path.with_extension("before")).unwrap();

    log_.during(|| log_.log.clear().unwrap());
    log_.during(|| info!(target: "supervisord", "new"));

    assert_eq!(log_.lines(), ["INFO new"]);
    let before = log_.path.with_extension("before");
    assert_ne!(inode(&before), inode(&log_.path));
    let old = fs::read_to_string(before).unwrap();
    assert!(old.ends_with(" INFO reopening log file\n"), "{old}");
}

#[test]
fn x_26_a_log_that_is_gone_or_no_file_cannot_be_cleared() {
    let log_ = Log::open(Level::Info, NO_ROTATION);
    fs::remove_file(&log_.path).unwrap();
    let nowhere = ActivityLog::new(Feeds::default());

    let no_file = Err(Fault::new(FaultCode::NoFile));
    assert_eq!(log_.log.clear(), no_file);
    assert_eq!(nowhere.clear(), no_file);
}

#[test]
fn p_106_after_a_reopen_lines_go_to_the_file_of_that_name() {
    let log_ = Log::open(Level::Info, NO_ROTATION);

    log_.during(|| info!(target: "supervisord", "old"));
    fs::rename(&log_.path, log_.path.with_extension("moved")).unwrap();
    log_.log.reopen();
    log_.during(|| info!(target: "supervisord", "new"));

    assert_eq!(log_.lines(), ["INFO new"]);
}

#[test]
fn h_53_the_log_can_be_followed() {
    let log_ = Log::open(Level::Info, NO_ROTATION);
    let path = log_.log.path().unwrap();
    let mut follower = Follower::new(log_.feeds.clone(), &path, Begin::Back(0)).unwrap();

    log_.during(|| info!(target: "supervisord", "news"));

    let taken = crate::follow::take(&mut follower);
    assert!(taken.ends_with(b" INFO news\n"));
}
