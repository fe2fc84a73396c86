//! What a misspelt name may have meant.

/// Returns the candidate that is nearest to a name, if it is near enough for a slip of the pen.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Counts the insertions, deletions, replacements and swaps of neighbors between two texts.
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, have) in from.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, want) in to.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX);
            let replaced = at(&last, column) + usize::from(have != want);
            let removed = at(&last, column + 1) + 1;
            let inserted = at(&current, column) + 1;
            let swapped = if is_swap(&from, &to, row, column) {
                at(&before_last, column.wrapping_sub(1)).saturating_add(1)
            } else {
                usize::MAX
            };
            current.push(replaced.min(removed).min(inserted).min(swapped));
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or_default()
}

fn is_swap(from: &[char], to: &[char], row: usize, column: usize) -> bool {
    row > 0
        && column > 0
        && from.get(row) == to.get(column - 1)
        && from.get(row - 1) == to.get(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_counted() {
        assert_eq!(distance("autostart", "autostart"), 0);
        assert_eq!(distance("autorestrat", "autorestart"), 1);
        assert_eq!(distance("logflie", "logfile"), 1);
        assert_eq!(distance("comand", "command"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn only_a_near_name_is_meant() {
        let names = ["autostart", "autorestart", "user"];
        assert_eq!(nearest("autorestrat", names), Some("autorestart"));
        assert_eq!(nearest("usr", names), Some("user"));
        assert_eq!(nearest("nice", names), None);
    }
}
