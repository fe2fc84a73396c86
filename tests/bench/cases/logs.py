"""How fast what a program writes gets into its log, and what that costs the daemon."""

import time
from dataclasses import dataclass
from pathlib import Path

from cases.plan import Plan
from rig import procfs
from rig.daemon import Daemon
from rig.limit import limit
from rig.results import Results

LIFE_SECONDS = 90
READY_SECONDS = 30
WRITE_SECONDS = 60
DRAIN_SECONDS = 5
PAUSE_SECONDS = 0.002
# Sixteen files in all, whatever the size: enough backups that nothing is deleted.
ROTATED_FILES = 16
BACKUPS = 40


@dataclass(frozen=True)
class Writing:
    """A way to write."""

    piece: int
    rotated: bool
    share: int
    """The part of the plan's bytes: small pieces take longer."""

    def label(self) -> str:
        size = f"{self.piece >> 10} KiB" if self.piece >= 1024 else f"{self.piece} B"
        return f"log, {size} writes" + (", rotation" if self.rotated else "")

    def total(self, plan: Plan) -> int:
        return plan.log_bytes // self.share


WRITINGS = [
    Writing(piece=64 << 10, rotated=False, share=1),
    Writing(piece=64 << 10, rotated=True, share=1),
    Writing(piece=200, rotated=False, share=2),
    Writing(piece=200, rotated=True, share=2),
]


def warm_up(directory: Path, plan: Plan) -> None:
    """Touches as much page cache as a run will need: a virtual machine pays for the first use."""
    path = directory / "warm-up"
    piece = b"\0" * (1 << 20)
    with open(path, "wb") as file:
        for _ in range(plan.log_bytes * 3 // 2 // len(piece)):
            file.write(piece)
    path.unlink()


def measure(daemon: Daemon, writing: Writing, plan: Plan, results: Results) -> None:
    """Lets one program write as fast as it can."""
    try:
        _measure(daemon, writing, plan, results)
    finally:
        for path in daemon.dir.glob("writer.log*"):
            path.unlink()


def _measure(daemon: Daemon, writing: Writing, plan: Plan, results: Results) -> None:
    total = writing.total(plan)
    with limit(LIFE_SECONDS, writing.label()):
        daemon.start(_section(daemon, writing, total))
        daemon.wait_until_answering(READY_SECONDS)
        before = procfs.cpu_seconds(daemon.pid)
        daemon.rpc().startProcess("writer", False)
        reports = daemon.reports.collect(2, WRITE_SECONDS)
        if len(reports) < 2:
            raise RuntimeError(f"{_logged(daemon)} of {total} bytes logged: {daemon.last_words()}")
        _wait_until_logged(daemon, total)
        cpu = procfs.cpu_seconds(daemon.pid) - before
        peak = procfs.memory(daemon.pid).uss
    side, seconds = daemon.side.name, (reports[1].nanoseconds - reports[0].nanoseconds) / 1e9
    results.add(writing.label(), "MB/s", side, total / 1e6 / seconds)
    results.add(f"{writing.label()}, daemon CPU", "s/GB", side, cpu / (total / 1e9))
    results.add(f"{writing.label()}, USS after", "KiB", side, peak)
    if (logged := _logged(daemon)) != total:
        results.problem(side, f"{writing.label()}: {logged} of {total} bytes are in the log")


def _wait_until_logged(daemon: Daemon, total: int) -> None:
    end = time.monotonic() + DRAIN_SECONDS
    while _logged(daemon) < total and time.monotonic() < end:
        time.sleep(PAUSE_SECONDS)


def _logged(daemon: Daemon) -> int:
    return sum(path.stat().st_size for path in daemon.dir.glob("writer.log*"))


def _section(daemon: Daemon, writing: Writing, total: int) -> str:
    most = -(-total // ROTATED_FILES) if writing.rotated else 0
    return (
        "[program:writer]\n"
        f"command={daemon.child_command('write', 'begun', writing.piece, total)}\n"
        "autostart=false\nstartsecs=0\n"
        f"stdout_logfile={daemon.dir}/writer.log\n"
        f"stdout_logfile_maxbytes={most}\nstdout_logfile_backups={BACKUPS}\n"
        "stderr_logfile=NONE\n"
    )
