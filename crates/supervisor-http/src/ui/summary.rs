//! The state of everything, or of a group, in words. `assets/ui/words.js` does the same.

use supervisor_api::resource::Summary;

/// A part of the head line, and the class that colors it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) class: &'static str,
    pub(super) text: String,
}

/// How it stands with all of them, as a class for the page.
pub(super) const fn health(summary: &Summary) -> &'static str {
    if summary.failed > 0 {
        return "bad";
    }
    if summary.as_wanted < summary.total {
        return "busy";
    }
    "good"
}

/// Writes the line: what is as wanted, and whatever is not.
pub(super) fn parts(summary: &Summary) -> Vec<Part> {
    if summary.total == 0 {
        let text = "no programs".to_owned();
        return vec![Part {
            class: "good",
            text,
        }];
    }
    let &Summary {
        total,
        as_wanted,
        changing,
        backoff,
        failed,
        ..
    } = summary;
    let wanted = match as_wanted == total && total > 1 {
        true => format!("all {total} as wanted"),
        false => format!("{as_wanted} of {total} as wanted"),
    };
    let mut parts = vec![Part {
        class: if as_wanted == total { "good" } else { "plain" },
        text: wanted,
    }];
    let others = (total - as_wanted).saturating_sub(changing + backoff + failed);
    for (number, class, words) in [
        (changing, "busy", "changing"),
        (backoff, "warn", "in backoff"),
        (failed, "bad", "failed"),
        (others, "warn", "not as wanted"),
    ] {
        if number > 0 {
            let text = format!("{number} {words}");
            parts.push(Part { class, text });
        }
    }
    parts
}

/// Says what is wrong, for the title of a tab; nothing if all is well.
pub(super) fn trouble(summary: &Summary) -> String {
    let parts = [(summary.failed, "failed"), (summary.backoff, "in backoff")];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let told: Vec<_> = parts
        .map(|(number, words)| format!("{number} {words}"))
        .collect();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(summary: Summary) -> String {
        let texts: Vec<_> = parts(&summary).into_iter().map(|part| part.text).collect();
        texts.join(", ")
    }

    #[test]
    fn the_head_line_says_what_is_not_as_wanted() {
        let mut summary = Summary {
            total: 43,
            as_wanted: 41,
            running: 40,
            backoff: 1,
            failed: 1,
            changing: 0,
        };
        assert_eq!(line(summary), "41 of 43 as wanted, 1 in backoff, 1 failed");
        assert_eq!(health(&summary), "bad");
        assert_eq!(trouble(&summary), "1 failed, 1 in backoff");

        (summary.failed, summary.as_wanted) = (0, 40);
        assert_eq!(
            line(summary),
            "40 of 43 as wanted, 1 in backoff, 2 not as wanted"
        );
        assert_eq!(health(&summary), "busy");
    }

    #[test]
    fn when_all_is_well_the_head_line_is_short() {
        let all_of = |total| Summary {
            total,
            as_wanted: total,
            ..Summary::default()
        };
        let summary = all_of(3);

        assert_eq!(line(summary), "all 3 as wanted");
        assert_eq!(line(all_of(1)), "1 of 1 as wanted");
        assert_eq!(health(&summary), "good");
        assert_eq!(trouble(&summary), "");
        assert_eq!(line(Summary::default()), "no programs");
    }
}
