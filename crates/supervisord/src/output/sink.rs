//! Where the bytes of one output stream go: its log, the system's log, the activity log, the core.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use supervisor_api::{Channel as Name, Level};
use supervisor_core::{ChildId, Record};

use super::capture::Capture;
use super::feed::Feeds;
use super::heard::{Heard, HeardKind, HeardQueue};
use super::logfile::{LogFile, Progress};
use super::notice::record;
use super::spec::{ChannelSpec, Tells};
use super::syslog::{Frame, Syslog};
use super::tags::{Place, Run};
use super::{ansi, copy};

/// The most that one write to a log, one copy and one event carry (C-169).
pub(super) const PIECE: usize = 128 * 1024;

/// Whose stream it is.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) child: ChildId,
    pub(super) process: Arc<str>,
    pub(super) channel: Name,
}

/// Takes the output of one channel apart and hands it on.
#[derive(Debug)]
pub(super) struct Sink {
    source: Source,
    pub(super) log: Option<LogFile>,
    /// What stands before each line in the system's log; `None` if none go there.
    syslog: Option<String>,
    strip_ansi: bool,
    tells: Tells,
    capture: Option<Box<Capture>>,
}

/// What comes of the output, for the runtime to collect.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) records: Vec<Record>,
    pub(super) heard: HeardQueue,
    /// One for all, so that its troubles are told once.
    pub(super) syslog: Syslog,
    pub(super) copy_output: bool,
}

impl Sink {
    /// Opens the log.
    pub(super) fn open(source: Source, spec: &ChannelSpec, feeds: &Feeds) -> io::Result<Self> {
        let open = |path| {
            let log = LogFile::open(path, spec.limits, spec.mode, feeds.clone())?;
            io::Result::Ok(log.counted_by(Arc::clone(&spec.tally)))
        };
        Ok(Self {
            log: spec.log.as_ref().map(open).transpose()?,
            syslog: spec.syslog.then(|| format!("{} ", source.process)),
            strip_ansi: spec.strip_ansi,
            source,
            tells: spec.tells,
            capture: spec.tells.capture().map(Box::new),
        })
    }

    /// Tells whether anything of this stream goes to the core.
    pub(super) const fn is_heard(&self) -> bool {
        self.tells.anything()
    }

    /// Returns what the next chunk has to begin with: a part of a tag that was held back.
    pub(super) fn held(&self) -> &'static [u8] {
        self.capture
            .as_ref()
            .map_or(&[], |capture| capture.scanner.held())
    }

    /// Hands a chunk to whoever wants it.
    pub(super) fn deliver(&mut self, chunk: &mut [u8], facts: &mut Facts) {
        match self.tells {
            Tells::Protocol => self.deliver_protocol(chunk, facts),
            Tells::Program { .. } if self.capture.is_some() => self.deliver_tagged(chunk, facts),
            Tells::Program { .. } => self.deliver_run(chunk, Place::Outside, facts),
        }
    }

    /// Hands on what was held back, since no more will come (W-13). An unfinished capture is lost.
    pub(super) fn finish(&mut self, facts: &mut Facts) {
        if let Some(capture) = &mut self.capture {
            let (held, place) = capture.scanner.release();
            if !held.is_empty() {
                self.hand_on(held, place, facts);
            }
        }
    }

    /// Tells whether the log has taken everything.
    pub(super) fn progress(&self) -> Progress {
        self.log.as_ref().map_or(Progress::Done, LogFile::progress)
    }

    /// compat: what a listener answers is for the core as it is, and for its log; not for the
    /// system's log, and in the activity log it is always shown as bytes (E-46, P-95).
    fn deliver_protocol(&mut self, chunk: &mut [u8], facts: &mut Facts) {
        self.tell(HeardKind::Output, Bytes::copy_from_slice(chunk), facts);
        if facts.copy_output {
            let Source {
                process, channel, ..
            } = &self.source;
            facts.records.push(copy::of_bytes(process, *channel, chunk));
        }
        let kept = self.strip(chunk);
        self.write(kept, facts);
    }

    fn deliver_tagged(&mut self, chunk: &mut [u8], facts: &mut Facts) {
        let mut rest = chunk;
        while let Some(run) = self.next_run(&mut rest) {
            let is_captured = run.is_ended && run.place == Place::Inside;
            self.deliver_run(run.bytes, run.place, facts);
            if is_captured {
                self.tell_captured(facts);
            }
        }
    }

    fn next_run<'a>(&mut self, rest: &mut &'a mut [u8]) -> Option<Run<'a>> {
        self.capture.as_mut()?.scanner.next(rest)
    }

    fn deliver_run(&mut self, run: &mut [u8], place: Place, facts: &mut Facts) {
        for piece in self.strip(run).chunks(PIECE) {
            self.hand_on(piece, place, facts);
        }
    }

    /// compat: what is captured is copied and raises log events like all output (W-37).
    fn hand_on(&mut self, piece: &[u8], place: Place, facts: &mut Facts) {
        match (place, &mut self.capture) {
            (Place::Inside, Some(capture)) => capture.keep(piece),
            (Place::Inside, None) | (Place::Outside, _) => {
                self.write(piece, facts);
                self.send_to_syslog(piece, facts);
            }
        }
        if facts.copy_output {
            let Source {
                process, channel, ..
            } = &self.source;
            facts.records.push(copy::of(process, *channel, piece));
        }
        if self.tells.log_events() {
            self.tell(HeardKind::Output, Bytes::copy_from_slice(piece), facts);
        }
    }

    fn strip<'a>(&self, bytes: &'a mut [u8]) -> &'a [u8] {
        if !self.strip_ansi {
            return bytes;
        }
        let kept = ansi::strip(bytes);
        bytes.get(..kept).unwrap_or_default()
    }

    fn write(&mut self, bytes: &[u8], facts: &mut Facts) {
        if let Some(log) = &mut self.log {
            for piece in bytes.chunks(PIECE) {
                // What the log still owes is asked for when everything was handed on.
                let _ = log.write(piece, &mut facts.records);
            }
        }
    }

    fn send_to_syslog(&self, piece: &[u8], facts: &mut Facts) {
        if let Some(before) = &self.syslog {
            let frame = Frame { before, after: "" };
            let text = String::from_utf8_lossy(piece);
            facts.syslog.send(frame, &text, &mut facts.records);
        }
    }

    fn tell_captured(&mut self, facts: &mut Facts) {
        let Some(capture) = &mut self.capture else {
            return;
        };
        let captured = capture.finish();
        let Source {
            process, channel, ..
        } = &self.source;
        let text = format!("'{process}' {channel} emitted a comm event");
        facts.records.push(record(Level::Debug, text));
        self.tell(HeardKind::Captured, captured, facts);
    }

    fn tell(&self, kind: HeardKind, bytes: Bytes, facts: &mut Facts) {
        facts.heard.push(Heard {
            child: self.source.child,
            channel: self.source.channel,
            kind,
            bytes,
        });
    }
}
