#!/usr/bin/env python3
"""Measures a supervisor beside another one; README.md says what and how."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from cases.plan import FULL, QUICK
from cases.schedule import all_cases, run
from rig.daemon import Side, kill_orphans
from rig.limit import Terminated, end_cleanly_on_signals
from rig.natives import compile_natives
from rig.output import document, machine, table
from rig.procfs import adopt_orphans
from rig.results import Results

CASES = ("fleet", "restart", "log", "stop", "streams")


def main() -> int:
    options = parse_options()
    plan = QUICK if options.quick else FULL
    sides = [
        Side("ours", options.ours, options.ctl),
        Side("theirs", options.theirs, options.theirs_ctl),
    ]
    results = Results()
    about: dict[str, object] = {"machine": machine(), "quick": options.quick}
    about |= {side.name: str(side.supervisord) for side in sides}
    cases = [case for case in all_cases(plan, results) if case.name in options.only]

    adopt_orphans()
    end_cleanly_on_signals()
    begin = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as tools:
            compile_natives(Path(tools))
            run(cases, sides, Path(tools), plan, results)
    except Terminated as signal:
        results.problems.append(f"ended early by {signal}")
    finally:
        kill_orphans()
    about["seconds"] = round(time.monotonic() - begin)
    options.json.write_text(document(results, about) + "\n")
    print(table(results))
    return 1 if results.problems else 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for option, what in [
        ("--ours", "our supervisord"),
        ("--ctl", "our supervisorctl"),
        ("--theirs", "the supervisord to compare with"),
        ("--theirs-ctl", "its supervisorctl"),
    ]:
        parser.add_argument(option, type=existing, required=True, metavar="PATH", help=what)
    parser.add_argument("--quick", action="store_true", help="fewer and smaller runs")
    parser.add_argument(
        "--only", type=case_names, default=CASES, metavar="CASE[,CASE]", help=", ".join(CASES)
    )
    parser.add_argument("--json", type=Path, default=Path("bench.json"), metavar="FILE")
    return parser.parse_args()


def existing(text: str) -> Path:
    path = Path(text).absolute()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"{text} is no file")
    return path


def case_names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - set(CASES):
        raise argparse.ArgumentTypeError(f"no such case: {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    sys.exit(main())
