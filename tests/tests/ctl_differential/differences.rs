//! Differences on purpose; each has its row in `docs/compatibility.md`.

use crate::cases::Case;

/// A difference: the case, and who differs.
struct Difference {
    id: &'static str,
    words: &'static [&'static str],
    who: &'static str,
}

const ON_PURPOSE: [Difference; 3] = [
    // A file that cannot be read is a usage error, and no traceback.
    Difference {
        id: "C-46",
        words: &["-c", "{dir}/syntax.conf", "pid"],
        who: "our client",
    },
    // W-41: a slice of a log may begin inside a character.
    Difference {
        id: "T-1",
        words: &["tail-5", "talk"],
        who: "our daemon",
    },
    Difference {
        id: "T-38",
        words: &["tail", "--2", "talk"],
        who: "our daemon",
    },
];

pub(crate) fn is_on_purpose(case: &Case, who: &str) -> bool {
    let options = case.options.iter().flatten();
    let words: Vec<_> = options.chain(&case.args).collect();
    ON_PURPOSE.iter().any(|difference| {
        difference.id == case.id
            && difference.words.iter().eq(words.iter())
            && who.contains(difference.who)
    })
}
