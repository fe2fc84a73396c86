//! Where the lines of the activity log go: a file or the system's log, and standard output.

use std::io;
use std::path::PathBuf;

use jiff::Zoned;
use supervisor_api::config::MainLog;
use supervisor_api::{Fault, FaultCode, Level};
use supervisor_core::Record;

use super::line;
use crate::output::{Feeds, Frame, Limits, LogFile, Progress, Syslog};

/// What the configuration says about the activity log (C-110..C-113).
#[derive(Clone, Debug)]
pub struct LogSettings {
    pub target: MainLog,
    pub limits: Limits,
    /// Lines below this are not written.
    pub level: Level,
    /// Writes each line to standard output as well: in the foreground, unless silent.
    pub echo: bool,
}

/// The activity log could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("cannot open the log file {}", path.display())]
pub struct LogOpenError {
    pub path: PathBuf,
    pub source: io::Error,
}

/// The open targets.
#[derive(Debug, Default)]
pub(super) struct Sinks {
    echo: Option<LogFile>,
    target: Target,
    /// The line being written, kept for its memory.
    line: String,
}

#[derive(Debug, Default)]
enum Target {
    #[default]
    None,
    File(LogFile),
    Syslog(Syslog),
}

impl Sinks {
    pub(super) fn open(settings: &LogSettings, feeds: &Feeds) -> Result<Self, LogOpenError> {
        Ok(Self {
            // Without a standard output there is nobody to tell.
            echo: settings.echo.then(|| open_stdout(feeds).ok()).flatten(),
            target: Target::open(settings, feeds)?,
            line: String::new(),
        })
    }

    /// Writes one line to every target.
    pub(super) fn write(&mut self, level: Level, text: &str) {
        let mut troubles = Vec::new();
        self.write_line(level, text, &mut troubles);
        for trouble in troubles {
            // What happens to these lines is not told in turn: it would never end.
            self.write_line(trouble.level, &trouble.text, &mut Vec::new());
        }
    }

    fn write_line(&mut self, level: Level, text: &str, troubles: &mut Vec<Record>) {
        self.line.clear();
        let head = line::append(&mut self.line, &Zoned::now(), level, text);
        if let Some(echo) = &mut self.echo {
            let _ = echo.write(self.line.as_bytes(), troubles);
        }
        match &mut self.target {
            Target::None => {}
            Target::File(file) => {
                let _ = file.write(self.line.as_bytes(), troubles);
            }
            Target::Syslog(syslog) => {
                // compat: the format of a line, its end included, applies to each line of a text.
                let frame = Frame {
                    before: self.line.get(..head).unwrap_or_default(),
                    after: "\n",
                };
                syslog.send(frame, text, troubles);
            }
        }
    }

    /// Tries again to write what a pipe or terminal has not taken yet.
    pub(super) fn flush(&mut self) -> Progress {
        let mut troubles = Vec::new();
        let mut progress = Progress::Done;
        for file in self.files() {
            if file.flush(&mut troubles) == Progress::Waiting {
                progress = Progress::Waiting;
            }
        }
        if let Target::Syslog(syslog) = &mut self.target
            && syslog.flush(&mut troubles) == Progress::Waiting
        {
            progress = Progress::Waiting;
        }
        for trouble in troubles {
            self.write(trouble.level, &trouble.text);
        }
        progress
    }

    pub(super) fn reopen(&mut self) {
        let mut troubles = Vec::new();
        if let Target::File(file) = &mut self.target {
            file.reopen(&mut troubles);
        }
        for trouble in troubles {
            self.write(trouble.level, &trouble.text);
        }
    }

    /// Removes the log's file and begins a new one.
    ///
    /// compat: `announce` is written once per target, into the file that is about to go.
    pub(super) fn clear(&mut self, announce: Option<(Level, &str)>) -> Result<(), Fault> {
        if !self.path().is_some_and(|path| path.exists()) {
            return Err(Fault::new(FaultCode::NoFile));
        }
        if let Some((level, text)) = announce {
            for _ in 0..self.files().count() {
                self.write(level, text);
            }
        }
        match &mut self.target {
            Target::File(file) => file.clear().map_err(|_| Fault::new(FaultCode::Failed)),
            Target::None | Target::Syslog(_) => Ok(()),
        }
    }

    pub(super) fn path(&self) -> Option<PathBuf> {
        match &self.target {
            Target::File(file) => Some(file.path().to_owned()),
            Target::None | Target::Syslog(_) => None,
        }
    }

    fn files(&mut self) -> impl Iterator<Item = &mut LogFile> {
        let target = match &mut self.target {
            Target::File(file) => Some(file),
            Target::None | Target::Syslog(_) => None,
        };
        self.echo.iter_mut().chain(target)
    }
}

impl Target {
    fn open(settings: &LogSettings, feeds: &Feeds) -> Result<Self, LogOpenError> {
        let path = match &settings.target {
            MainLog::Syslog => return Ok(Self::Syslog(Syslog::default())),
            MainLog::File(path) => PathBuf::from(path),
        };
        LogFile::open(&path, settings.limits, None, feeds.clone())
            .map(Self::File)
            .map_err(|source| LogOpenError { path, source })
    }
}

fn open_stdout(feeds: &Feeds) -> io::Result<LogFile> {
    LogFile::open("/dev/stdout", Limits::default(), None, feeds.clone())
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixDatagram;

    use super::*;

    fn received(daemon: &UnixDatagram) -> String {
        let mut buffer = [0; 256];
        let count = daemon.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..count]).into_owned()
    }

    #[test]
    fn c_110_each_line_of_a_text_is_a_message_that_looks_like_a_line_of_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let daemon = UnixDatagram::bind(&path).unwrap();
        daemon.set_nonblocking(true).unwrap();
        let mut sinks = Sinks {
            target: Target::Syslog(Syslog::at(path)),
            ..Sinks::default()
        };

        sinks.write(Level::Debug, "'web' stdout output:\nhello\n");

        let (head, hello) = (received(&daemon), received(&daemon));
        let header = "<14>Nov 25 17:43:14 supervisord: ".len();
        let time = "2026-11-25 17:43:13,623".len();
        assert!(head.starts_with("<14>"), "{head}");
        assert_eq!(&head[header + time..], " DEBG 'web' stdout output:\n");
        assert_eq!(&hello[header + time..], " DEBG hello\n");
        assert_eq!(sinks.flush(), Progress::Done);
    }
}
