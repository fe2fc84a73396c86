//! One line of the activity log (P-110).

use std::fmt::Write;

use jiff::Zoned;
use supervisor_api::Level;

/// Appends `YYYY-MM-DD HH:MM:SS,mmm LEVL text` to `line`: milliseconds are cut, not rounded, and a
/// text of several lines is written as it is. Returns where the text begins.
pub(super) fn append(line: &mut String, now: &Zoned, level: Level, text: &str) -> usize {
    // Writing to a String cannot fail.
    let _ = write!(
        line,
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02},{:03} {} ",
        now.year(),
        now.month(),
        now.day(),
        now.hour(),
        now.minute(),
        now.second(),
        now.millisecond(),
        level.tag(),
    );
    let head = line.len();
    line.push_str(text);
    line.push('\n');
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str, level: Level, text: &str) -> String {
        let mut line = String::new();
        let head = append(&mut line, &time.parse().unwrap(), level, text);
        assert_eq!(line.get(head..), Some(format!("{text}\n").as_str()));
        line
    }

    #[test]
    fn p_110_the_time_is_local_and_cut_to_milliseconds() {
        assert_eq!(
            at(
                "2026-03-04T05:06:07.089999999+05:30[+05:30]",
                Level::Info,
                "hello"
            ),
            "2026-03-04 05:06:07,089 INFO hello\n"
        );
    }

    #[test]
    fn p_110_several_lines_are_written_raw() {
        assert_eq!(
            at(
                "2026-11-25T23:59:59.999+00:00[+00:00]",
                Level::Critical,
                "a\nb\n"
            ),
            "2026-11-25 23:59:59,999 CRIT a\nb\n\n"
        );
    }
}
