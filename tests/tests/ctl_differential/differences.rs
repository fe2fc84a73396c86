//! Differences on purpose; each has its row in `docs/compatibility.md`.

use crate::cases::Case;

/// A difference: the fact, the words of the case, and who differs.
struct Difference {
    id: &'static str,
    args: &'static [&'static str],
    who: &'static str,
}

const ON_PURPOSE: [Difference; 2] = [
    Difference {
        // W-41
        id: "T-1",
        args: &["tail-5", "talk"],
        who: "our daemon",
    },
    Difference {
        // W-41
        id: "T-38",
        args: &["tail", "--2", "talk"],
        who: "our daemon",
    },
];

pub(crate) fn is_on_purpose(case: &Case, who: &str) -> bool {
    ON_PURPOSE.iter().any(|difference| {
        difference.id == case.id
            && difference.args.iter().eq(case.args.iter())
            && who.contains(difference.who)
    })
}
