"""Which cases there are, and the alternation of the two sides."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cases import fleet, logs, restart, streams, stubborn
from cases.plan import Plan
from rig.daemon import Daemon, Side
from rig.results import Results

Measure = Callable[[Daemon], None]


@dataclass(frozen=True)
class Case:
    """Something to measure with a daemon of its own in each run, on the sides that have it."""

    name: str
    label: str
    programs: int
    runs: int
    measure: Measure
    sides: tuple[str, ...] = ("ours", "theirs")


def all_cases(plan: Plan, results: Results) -> list[Case]:
    """Returns the cases in the order of their running."""
    cases = [_fleet(programs, plan, results) for programs in (0, 100, 1000)]
    cases.append(_restart(plan, results))
    cases += [_log(writing, plan, results) for writing in logs.WRITINGS]
    cases += [_stop(way, plan, results) for way in (stubborn.stop_by_call, stubborn.shut_down)]
    cases += [_streams(silent, plan, results) for silent in (0, streams.STREAMS // 2)]
    return cases


def run(cases: list[Case], sides: list[Side], tools: Path, plan: Plan, results: Results) -> None:
    """Runs every case: one side, the other side, and again."""
    if any(case.name == "log" for case in cases):
        logs.warm_up(Path(tempfile.gettempdir()), plan)
    for case in cases:
        failed: set[str] = set()
        for number in range(case.runs):
            for side in sides:
                if side.name not in case.sides or side.name in failed:
                    continue
                if not _run_once(case, number, side, tools, results):
                    failed.add(side.name)


def _run_once(case: Case, number: int, side: Side, tools: Path, results: Results) -> bool:
    begin = time.monotonic()
    fine = True
    try:
        with Daemon(side, tools, case.programs) as daemon:
            case.measure(daemon)
    except Exception as error:
        results.problem(side.name, f"{case.label}, run {number + 1}: {type(error).__name__}: {error}")
        fine = False
    spent = time.monotonic() - begin
    outcome = f"{spent:.1f} s" if fine else "FAILED"
    print(f"{case.label} {number + 1}/{case.runs} {side.name}: {outcome}", file=sys.stderr)
    return fine


def _fleet(programs: int, plan: Plan, results: Results) -> Case:
    def measure(daemon: Daemon) -> None:
        fleet.measure(daemon, programs, plan, results)

    return Case("fleet", f"N={programs}", programs, plan.runs, measure)


def _log(writing: logs.Writing, plan: Plan, results: Results) -> Case:
    def measure(daemon: Daemon) -> None:
        logs.measure(daemon, writing, plan, results)

    return Case("log", writing.label(), 1, plan.log_runs, measure)


def _restart(plan: Plan, results: Results) -> Case:
    def measure(daemon: Daemon) -> None:
        restart.measure(daemon, plan, results)

    return Case("restart", "restart", restart.PROGRAMS, 1, measure)


def _stop(way: Callable[[Daemon, Results], None], plan: Plan, results: Results) -> Case:
    def measure(daemon: Daemon) -> None:
        way(daemon, results)

    return Case("stop", way.__name__, stubborn.PROGRAMS, plan.stop_runs, measure)


def _streams(silent: int, plan: Plan, results: Results) -> Case:
    def measure(daemon: Daemon) -> None:
        streams.measure(daemon, silent, plan, results)

    label = f"streams, {silent} silent"
    return Case("streams", label, streams.PROGRAMS, plan.stop_runs, measure, sides=("ours",))
