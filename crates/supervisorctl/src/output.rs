//! The columns of `status`, `avail` and `help`.

use std::fmt::Write as _;

use supervisor_api::ProcessInfo;
use supervisor_api::name::display_name;
use supervisor_client::ConfigInfo;

/// The least width of a name in `status` (T-30).
const NAME_WIDTH: usize = 30;

/// Makes the lines of `status` for these processes: name, state, description (T-30).
pub(crate) fn status_table<'a>(processes: impl Iterator<Item = &'a ProcessInfo> + Clone) -> String {
    let name = |p: &ProcessInfo| display_name(p.group.as_str(), p.name.as_str());
    let longest = processes
        .clone()
        .map(|process| name(process).chars().count())
        .max();
    let width = longest.unwrap_or(0).max(NAME_WIDTH) + 3;
    processes.fold(String::new(), |mut table, process| {
        // Writing into a String cannot fail.
        let _ = writeln!(
            table,
            "{:width$}{:10}{}",
            name(process),
            process.state,
            process.description
        );
        table
    })
}

/// Makes one line of `avail` (T-42).
pub(crate) fn avail_line(process: &ConfigInfo) -> String {
    format!(
        "{:32} {:9} {:9} {}:{}",
        display_name(&process.group, &process.name),
        if process.in_use { "in use" } else { "avail" },
        if process.autostart { "auto" } else { "manual" },
        process.group_priority,
        process.process_priority,
    )
}

/// Lays words out in as few lines as fit the width, sorted down the columns (T-20).
pub(crate) fn columnize(words: &[&str], width: usize) -> String {
    let fitting = (1..words.len()).find(|rows| total_width(&column_widths(words, *rows)) <= width);
    let Some(rows) = fitting else {
        return words.iter().map(|word| format!("{word}\n")).collect();
    };
    let widths = column_widths(words, rows);
    (0..rows).fold(String::new(), |mut text, row| {
        let cells = words.iter().skip(row).step_by(rows).zip(&widths);
        let cells: Vec<String> = cells
            .map(|(word, width)| format!("{word:width$}"))
            .collect();
        text.push_str(&cells.join("  "));
        text.push('\n');
        text
    })
}

fn column_widths(words: &[&str], rows: usize) -> Vec<usize> {
    let widest = |column: &[&str]| column.iter().map(|w| w.len()).max().unwrap_or(0);
    words.chunks(rows).map(widest).collect()
}

fn total_width(columns: &[usize]) -> usize {
    columns.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use supervisor_api::ProcessState;

    use super::*;

    fn process(group: &str, name: &str, state: ProcessState, description: &str) -> ProcessInfo {
        ProcessInfo {
            name: name.into(),
            group: group.into(),
            start: 0,
            stop: 0,
            now: 0,
            state,
            spawnerr: String::new(),
            exitstatus: 0,
            stdout_logfile: String::new(),
            stderr_logfile: String::new(),
            pid: 0,
            description: description.into(),
        }
    }

    #[test]
    fn t_30_the_state_is_at_column_34_and_the_description_at_44() {
        let web = process("web", "web", ProcessState::Running, "pid 7, uptime 0:00:01");

        let line = status_table([&web].into_iter());

        assert_eq!(line.find("RUNNING"), Some(33));
        assert_eq!(line.find("pid 7"), Some(43));
        assert!(line.ends_with("0:00:01\n"));
    }

    #[test]
    fn t_30_the_longest_name_widens_the_column_in_characters() {
        let long = "ü".repeat(35);
        let processes = [
            process(&long, &long, ProcessState::Starting, ""),
            process("g", "b", ProcessState::Stopped, "Not started"),
        ];

        let table = status_table(processes.iter());

        let expected = format!("{long}   STARTING  \n{:38}STOPPED   Not started\n", "g:b");
        assert_eq!(table, expected);
    }

    #[test]
    fn t_30_no_processes_no_output() {
        assert_eq!(status_table([].into_iter()), "");
    }

    #[test]
    fn t_42_columns_of_avail() {
        let process = ConfigInfo {
            group: "g".into(),
            name: "p".into(),
            in_use: true,
            autostart: false,
            group_priority: 999,
            process_priority: -1,
        };

        assert_eq!(
            avail_line(&process),
            format!("{:32} {:9} {:9} 999:-1", "g:p", "in use", "manual")
        );
    }

    #[test]
    fn t_20_words_fill_columns_first() {
        assert_eq!(columnize(&["a", "bb", "c", "d"], 7), "a   c\nbb  d\n");
        assert_eq!(columnize(&["a", "bb", "c", "d"], 79), "a  bb  c  d\n");
        assert_eq!(columnize(&["long", "longer"], 3), "long\nlonger\n");
        assert_eq!(columnize(&[], 79), "");
    }
}
