"""The FIFO on which the supervised programs say that they run."""

import fcntl
import os
import select
import time
from dataclasses import dataclass
from pathlib import Path

F_SETPIPE_SZ = 1031
PIPE_BYTES = 1 << 20
PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class Report:
    """One process said that it runs; the time is its own."""

    name: str
    pid: int
    nanoseconds: int


class Reports:
    """The reading end. It stays open for writing too, so that it never sees an end of file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._enlarge()
        self._rest = b""
        self._waiting: list[Report] = []

    def close(self) -> None:
        os.close(self._fd)

    def next(self, seconds: float) -> Report | None:
        """Returns the next report, or None if there is none within the time."""
        end = time.monotonic() + seconds
        while not self._waiting and (left := end - time.monotonic()) > 0:
            poll = select.poll()
            poll.register(self._fd, select.POLLIN)
            poll.poll(left * 1000)
            self._drain()
        return self._waiting.pop(0) if self._waiting else None

    def collect(self, count: int, seconds: float) -> list[Report]:
        """Returns so many reports, fewer if they do not come within the time.

        It looks only now and then: the processor belongs to the daemon and its programs.
        """
        end = time.monotonic() + seconds
        self._drain()
        while len(self._waiting) < count and time.monotonic() < end:
            time.sleep(PAUSE_SECONDS)
            self._drain()
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def _drain(self) -> None:
        try:
            data = os.read(self._fd, PIPE_BYTES)
        except BlockingIOError:
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            name, pid, nanoseconds = line.decode().split()
            self._waiting.append(Report(name, int(pid), int(nanoseconds)))

    def _enlarge(self) -> None:
        try:
            fcntl.fcntl(self._fd, F_SETPIPE_SZ, PIPE_BYTES)
        except PermissionError:
            # Ordinary users may have used up their share; 64 KiB hold two thousand reports.
            pass
