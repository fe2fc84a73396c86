//! Tables of Markdown files.

use std::fs;

use crate::workspace::root;

/// One row, with the heading that it stands under.
pub(super) struct Row {
    pub(super) heading: String,
    pub(super) cells: Vec<String>,
}

/// Returns the text of a file of `tests/conformance/`.
pub(super) fn read(name: &str) -> String {
    let path = root().join("tests/conformance").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the rows of all tables of a file, without their heads.
pub(super) fn rows(name: &str) -> Vec<Row> {
    let mut heading = String::new();
    let mut rows = Vec::new();
    for line in read(name).lines() {
        if let Some(text) = line.strip_prefix("## ") {
            heading = text.to_owned();
        }
        if let Some(cells) = cells(line) {
            let heading = heading.clone();
            rows.push(Row { heading, cells });
        }
    }
    rows
}

fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix("| ")?.strip_suffix('|')?;
    let cells: Vec<_> = inner
        .split('|')
        .map(|cell| cell.trim().to_owned())
        .collect();
    let is_head = ["ID", "fact"].contains(&cells[0].as_str());
    (!is_head).then_some(cells)
}

/// The texts between backticks.
pub(super) fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}
