//! Who said something else than the original.

use crate::cases::Case;
use crate::client::Outcome;
use crate::differences::is_on_purpose;
use crate::masks::Masks;
use crate::stage::Pair;

/// Describes every difference from what the Python client prints with the Python daemon.
pub(crate) fn compare(masks: &Masks, case: &Case, original: &Pair, ours: &Pair) -> Vec<String> {
    let right = &original.by_original;
    let right_with_ours = match shows_the_main_log(case) {
        true => &ours.by_original,
        false => right,
    };
    let pairs = [
        (
            "our client with the original daemon",
            right,
            &original.by_ours,
        ),
        (
            "the original client with our daemon",
            right_with_ours,
            &ours.by_original,
        ),
        ("our client with our daemon", right_with_ours, &ours.by_ours),
    ];
    pairs
        .into_iter()
        .filter(|(who, wanted, got)| !is_on_purpose(case, who) && differs(masks, case, wanted, got))
        .map(|(who, wanted, got)| report(masks, case, who, wanted, got))
        .collect()
}

/// Spoils an answer in three ways and asks whether the comparison sees it.
pub(crate) fn planted_answers_are_noticed(masks: &Masks, case: &Case, right: &Outcome) {
    let mut code = right.clone();
    code.code += 1;
    assert!(
        differs(masks, case, right, &code),
        "an exit code of {}",
        case.title()
    );

    let mut stdout = right.clone();
    stdout.stdout.insert_str(0, "planted\n");
    let is_hidden = case.masks.iter().any(|mask| mask == "program_help");
    assert!(
        is_hidden || differs(masks, case, right, &stdout),
        "a line of {}",
        case.title()
    );

    let mut stderr = right.clone();
    stderr.stderr.push_str("planted\n");
    let is_hidden = is_hidden
        || is_interrupted_foreground(case)
        || case.masks.iter().any(|mask| mask == "stderr");
    assert!(
        is_hidden || differs(masks, case, right, &stderr),
        "stderr of {}",
        case.title()
    );
}

fn differs(masks: &Masks, case: &Case, wanted: &Outcome, got: &Outcome) -> bool {
    let (wanted, got) = (
        comparable(masks, case, wanted),
        comparable(masks, case, got),
    );
    (wanted.stdout, wanted.stderr, wanted.code) != (got.stdout, got.stderr, got.code)
}

/// Takes out of an outcome what may differ from run to run.
fn comparable(masks: &Masks, case: &Case, outcome: &Outcome) -> Outcome {
    let mut outcome = masks.apply(&case.masks, outcome);
    if ends_in_any_order(case) {
        let mut lines: Vec<_> = outcome.stdout.split_inclusive('\n').collect();
        lines.sort_unstable();
        outcome.stdout = lines.concat();
    }
    if is_interrupted_foreground(case) {
        outcome.stderr.clear();
    }
    outcome
}

/// Several processes that stop at once are listed as they end.
fn ends_in_any_order(case: &Case) -> bool {
    let stops = ["stop", "restart", "update"].contains(&command(case));
    stops
        && case
            .args
            .iter()
            .any(|word| word == "all" || word.ends_with(":*"))
}

/// The second Ctrl-C that the original needs makes Python print a traceback (W-64).
fn is_interrupted_foreground(case: &Case) -> bool {
    command(case) == "fg" && case.then.contains("interrupt")
}

/// Two daemons have two logs.
fn shows_the_main_log(case: &Case) -> bool {
    command(case) == "maintail"
}

fn command(case: &Case) -> &str {
    case.args.first().map_or("", String::as_str)
}

fn report(masks: &Masks, case: &Case, who: &str, wanted: &Outcome, got: &Outcome) -> String {
    let (wanted, got) = (
        comparable(masks, case, wanted),
        comparable(masks, case, got),
    );
    let mut text = format!("{}: {who}", case.title());
    for (what, wanted, got) in [
        ("stdout", wanted.stdout, got.stdout),
        ("stderr", wanted.stderr, got.stderr),
        ("exit code", wanted.code.to_string(), got.code.to_string()),
    ] {
        if wanted != got {
            text += &format!("\n  {what}\n    wanted {wanted:?}\n    got    {got:?}");
        }
    }
    text
}
