"""Many clients that follow the events of many programs. The original has nothing like it."""

import os
import signal
import subprocess
import threading
import time

from cases.plan import Plan
from rig import procfs, rpc
from rig.daemon import Daemon
from rig.limit import limit
from rig.reports import Report
from rig.results import Results
from rig.streams import Streams

PROGRAMS = 1000
STREAMS = 50
LIFE_SECONDS = 240
START_SECONDS = 60
STORM_SECONDS = 60
SNAPSHOT_SECONDS = 30
CHANGE_SECONDS = 10
CHANGES = 10
MOST_CALLS = 50
# Samples are five seconds apart, so this is a whole number of them.
WATCH_SECONDS = 20


def measure(daemon: Daemon, silent: int, plan: Plan, results: Results) -> None:
    """Measures with so many of the streams never read."""
    with limit(LIFE_SECONDS, f"streams, {silent} silent"):
        Watched(daemon, silent, plan, results).measure()


class Watched:
    """A daemon with many programs and many clients that follow them."""

    def __init__(self, daemon: Daemon, silent: int, plan: Plan, results: Results) -> None:
        self.daemon = daemon
        self.silent = silent
        self.plan = plan
        self.results = results

    def measure(self) -> None:
        alive = self._start()
        time.sleep(self.plan.settle)
        self._memory("before")
        self._calls("no stream")
        streams = self._open()
        try:
            self._watch(streams)
            self._calls(f"{STREAMS} streams", streams)
            if self.silent == 0:
                self._single_changes(streams, alive[:CHANGES])
            self._storm(streams, alive[CHANGES:])
        finally:
            streams.close()

    def _start(self) -> list[Report]:
        sections = (self._section(index) for index in range(PROGRAMS))
        self.daemon.start("".join(sections))
        alive = self.daemon.reports.collect(PROGRAMS, START_SECONDS)
        if len(alive) < PROGRAMS:
            raise RuntimeError(f"only {len(alive)} ran: {self.daemon.last_words()}")
        return alive

    def _open(self) -> Streams:
        begin, cpu = time.monotonic(), procfs.cpu_seconds(self.daemon.pid)
        streams = Streams(self.daemon.socket, STREAMS - self.silent, self.silent)
        if not streams.read_to(1, SNAPSHOT_SECONDS):
            raise RuntimeError("not every stream began with a snapshot")
        self._add("until all have a snapshot", "ms", (time.monotonic() - begin) * 1e3)
        cpu = procfs.cpu_seconds(self.daemon.pid) - cpu
        self._add("until all have a snapshot, daemon CPU", "ms", cpu * 1e3)
        return streams

    def _watch(self, streams: Streams) -> None:
        before, cpu = streams.bytes, procfs.cpu_seconds(self.daemon.pid)
        streams.read_for(WATCH_SECONDS)
        cpu = procfs.cpu_seconds(self.daemon.pid) - cpu
        self._memory("quiet")
        self._add("quiet, daemon CPU", "ms/s", cpu * 1e3 / WATCH_SECONDS)
        each = (streams.bytes - before) / len(streams.reading)
        self._add("quiet, each is sent", "bytes/s", each / WATCH_SECONDS)

    def _calls(self, when: str, streams: Streams | None = None) -> None:
        """Calls the daemon, while somebody reads the streams."""
        calls = threading.Thread(target=self._call, args=(when,))
        calls.start()
        while calls.is_alive():
            if streams is None:
                calls.join()
            else:
                streams.read_for(0.1)

    def _call(self, when: str) -> None:
        tool, window = self.daemon.tools / "load", self.plan.call_window
        load = rpc.load(tool, self.daemon.socket, 1, window, MOST_CALLS)
        self._add(f"getAllProcessInfo p50, {when}", "ms", load.milliseconds)
        command = [self.daemon.side.supervisorctl, "-c", self.daemon.configuration, "status"]
        for _ in range(self.plan.ctl_calls):
            begin = time.monotonic()
            subprocess.run(command, stdout=subprocess.DEVNULL, timeout=START_SECONDS)
            spent = time.monotonic() - begin
            self._add(f"supervisorctl status, {when}", "ms", spent * 1e3)

    def _single_changes(self, streams: Streams, victims: list[Report]) -> None:
        """Kills one program after the other: exited, starting and, a second later, running."""
        for victim in victims:
            known, begin = streams.last_number(), time.monotonic()
            os.kill(victim.pid, signal.SIGKILL)
            if not streams.read_to(known + 1, CHANGE_SECONDS):
                raise RuntimeError("a change has not reached every stream")
            self._add("a death reaches all", "ms", (time.monotonic() - begin) * 1e3)
            streams.read_to(known + 3, CHANGE_SECONDS)

    def _storm(self, streams: Streams, victims: list[Report]) -> None:
        """Kills nearly all programs at once."""
        known, bytes_before = streams.last_number(), streams.bytes
        cpu = procfs.cpu_seconds(self.daemon.pid)
        with _Peak(self.daemon.pid) as peak:
            begin = time.monotonic()
            for victim in victims:
                os.kill(victim.pid, signal.SIGKILL)
            self._calls("in the storm", streams)
            # Each goes EXITED, STARTING, RUNNING.
            everything = known + 3 * len(victims)
            if not streams.read_to(everything, STORM_SECONDS):
                raise RuntimeError(f"only change {streams.last_number()} of {everything} came")
            spent = time.monotonic() - begin
        self._add("storm, until all are told of it", "ms", spent * 1e3)
        cpu = procfs.cpu_seconds(self.daemon.pid) - cpu
        self._add("storm, daemon CPU", "ms", cpu * 1e3)
        each = (streams.bytes - bytes_before) / len(streams.reading)
        self._add("storm, each is sent", "bytes", each)
        self._add("storm, highest PSS", "KiB", peak.highest)
        streams.read_for(self.plan.settle)
        self._memory("after the storm")
        if late := len(victims) - len(self.daemon.reports.collect(len(victims), 0)):
            self._problem(f"{late} programs did not run again")

    def _memory(self, when: str) -> None:
        self._add(f"PSS, {when}", "KiB", procfs.memory(self.daemon.pid).pss)

    def _section(self, index: int) -> str:
        name = f"p{index:04}"
        command = self.daemon.child_command("idle", name)
        return f"[program:{name}]\ncommand={command}\nautorestart=true\n"

    def _add(self, what: str, unit: str, figures: float | list[float]) -> None:
        clients = f"{STREAMS} streams" + (f", {self.silent} silent" if self.silent else "")
        self.results.add(f"{clients}: {what}", unit, self.daemon.side.name, figures)

    def _problem(self, text: str) -> None:
        self.results.problem(self.daemon.side.name, f"streams, {self.silent} silent: {text}")


class _Peak:
    """Looks at the memory of a process again and again."""

    PAUSE_SECONDS = 0.1

    def __init__(self, pid: int) -> None:
        self.highest = 0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(self.PAUSE_SECONDS):
            self.highest = max(self.highest, procfs.memory(self._pid).pss)
