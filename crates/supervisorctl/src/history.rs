//! The history of the shell, in the plain form that the original keeps it in (T-17).

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The lines that were entered, of this shell and earlier ones.
#[derive(Debug, Default)]
pub(crate) struct History {
    file: Option<PathBuf>,
    lines: Vec<String>,
}

impl History {
    /// Reads the history from its file; one that cannot be read is empty.
    pub(crate) fn load(file: Option<PathBuf>) -> Self {
        let bytes = file.as_ref().and_then(|file| std::fs::read(file).ok());
        let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
        Self {
            file,
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Adds a line unless it is blank or the same as the last one.
    pub(crate) fn add(&mut self, line: &str) {
        if !line.trim().is_empty() && self.lines.last().is_none_or(|last| last != line) {
            self.lines.push(line.to_owned());
        }
    }

    /// Writes the history to its file, which nobody else may read. Errors are ignored: a shell that
    /// ends has better things to say.
    pub(crate) fn save(&self) {
        if let Some(file) = &self.file {
            let _ = self.write(file);
        }
    }

    fn write(&self, file: &Path) -> io::Result<()> {
        let text: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(file)?
            .write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn t_17_the_file_holds_plain_lines_and_is_private() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("history");
        std::fs::write(&file, "status\nstop web\n").expect("written");
        std::fs::remove_file(&file).expect("removed");

        let mut history = History::load(Some(file.clone()));
        history.add("start web");
        history.add("start web");
        history.add("  ");
        history.save();

        assert_eq!(std::fs::read_to_string(&file).expect("read"), "start web\n");
        let mode = std::fs::metadata(&file)
            .expect("metadata")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(History::load(Some(file)).lines(), ["start web"]);
    }

    #[test]
    fn t_17_errors_are_ignored() {
        let history = History::load(Some("/nonexistent/history".into()));

        history.save();

        assert!(history.lines().is_empty());
    }
}
