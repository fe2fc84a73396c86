"""From the SIGKILL of a program to the first instruction of its successor."""

import os
import random
import signal
import time

from cases.plan import Plan
from rig import procfs
from rig.daemon import Daemon
from rig.limit import limit
from rig.reports import Report
from rig.results import Results

PROGRAMS = 20
LIFE_SECONDS = 150
START_SECONDS = 30
SUCCESSOR_SECONDS = 20
# Automatic starts of one process are at least a second apart, and a program that ends within its
# startsecs (one second) waits in BACKOFF: both are rules, not latency, so a victim is older.
AGE_SECONDS = 1.3
# Kills at regular times could always hit the same phase of a polling daemon.
JITTER_SECONDS = 0.2


def measure(daemon: Daemon, plan: Plan, results: Results) -> None:
    """Kills one program after the other, so that each restart has the daemon for itself."""
    with limit(LIFE_SECONDS, "restarts"):
        daemon.start("".join(_section(daemon, index) for index in range(PROGRAMS)))
        alive = {r.name: r for r in daemon.reports.collect(PROGRAMS, START_SECONDS)}
        if len(alive) < PROGRAMS:
            raise RuntimeError(f"only {len(alive)} of {PROGRAMS} ran: {daemon.last_words()}")
        latencies, cpu = _restart_again_and_again(daemon, alive, plan)
    side = daemon.side.name
    results.add("restart after SIGKILL p50", "ms", side, latencies)
    results.add("restart after SIGKILL p99", "ms", side, latencies, summary="p99")
    results.add("restart, daemon CPU for one", "us", side, cpu)


def _restart_again_and_again(
    daemon: Daemon, alive: dict[str, Report], plan: Plan
) -> tuple[list[float], list[float]]:
    latencies, cpu = [], []
    end = time.monotonic() + plan.restart_budget
    while len(latencies) < plan.restarts and time.monotonic() < end:
        victim = min(alive.values(), key=lambda report: report.nanoseconds)
        _wait_until_old(victim)
        before = procfs.cpu_seconds(daemon.pid)
        begin = time.monotonic_ns()
        os.kill(victim.pid, signal.SIGKILL)
        successor = daemon.reports.next(SUCCESSOR_SECONDS)
        if successor is None or successor.name != victim.name:
            raise RuntimeError(f"{victim.name} killed, then came {successor}: {daemon.last_words()}")
        latencies.append((successor.nanoseconds - begin) / 1e6)
        cpu.append((procfs.cpu_seconds(daemon.pid) - before) * 1e6)
        alive[victim.name] = successor
    return latencies, cpu


def _wait_until_old(victim: Report) -> None:
    age = (time.monotonic_ns() - victim.nanoseconds) / 1e9
    time.sleep(max(0, AGE_SECONDS - age) + random.uniform(0, JITTER_SECONDS))


def _section(daemon: Daemon, index: int) -> str:
    name = f"r{index:02}"
    command = daemon.child_command("idle", name)
    return f"[program:{name}]\ncommand={command}\nautorestart=true\n"
