"""One daemon under measurement: its directory, its configuration, its life and its end."""

import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rig import procfs, rpc
from rig.reports import Report, Reports

GONE_SECONDS = 20
# The daemon's own sockets, logs and epoll, and per program three pipes, two logs and a pidfd.
DESCRIPTORS_OF_DAEMON = 200
DESCRIPTORS_PER_PROGRAM = 6

GLOBAL_SECTIONS = """\
[unix_http_server]
file={dir}/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{dir}/s.sock
[supervisord]
logfile={dir}/supervisord.log
pidfile={dir}/supervisord.pid
childlogdir={dir}/logs
minfds={descriptors}
"""


@dataclass(frozen=True)
class Side:
    """One of the two supervisors."""

    name: str
    supervisord: Path
    supervisorctl: Path


class Daemon:
    """A daemon in a directory of its own. A context manager: at its end no process is left.

    Its directory stays as long as the one of the tools, in which it is: ext4 is slow to create files
    for seconds after many were deleted, and the next daemon would pay for it.
    """

    def __init__(self, side: Side, tools: Path, programs: int) -> None:
        self.side = side
        self.tools = tools
        # Equally long names, since paths are part of what the daemons answer.
        self.dir = Path(tempfile.mkdtemp(prefix=f"{side.name:_<6}-", dir=tools))
        (self.dir / "logs").mkdir()
        self.reports = Reports(self.dir / "reports")
        self.socket = self.dir / "s.sock"
        self.configuration = self.dir / "supervisord.conf"
        self._descriptors = DESCRIPTORS_OF_DAEMON + DESCRIPTORS_PER_PROGRAM * programs
        self._process: subprocess.Popen[bytes] | None = None
        self._pidfd = -1

    def __enter__(self) -> "Daemon":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            os.close(self._pidfd)
        kill_orphans()
        self.reports.close()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def child_command(self, verb: str, name: str, *words: object) -> str:
        """Returns the command line of a supervised program."""
        parts = [self.tools / "child", verb, self.reports.path, name, *words]
        return " ".join(str(part) for part in parts)

    def start(self, sections: str) -> Report:
        """Executes the daemon in the foreground; returns when, by its own last words before."""
        base = GLOBAL_SECTIONS.format(dir=self.dir, descriptors=max(1024, self._descriptors))
        self.configuration.write_text(base + sections)
        words = [self.tools / "child", "exec", self.reports.path, "daemon"]
        words += [self.side.supervisord, "-n", "-c", self.configuration]
        with open(self.dir / "stderr", "wb") as stderr:
            self._process = subprocess.Popen(
                [str(word) for word in words],
                cwd=self.dir,
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )
        self._pidfd = os.pidfd_open(self._process.pid)
        report = self.reports.next(GONE_SECONDS)
        if report is None or report.name != "daemon":
            raise RuntimeError(f"the daemon was not executed: {report}")
        return report

    def wait_until_answering(self, seconds: float) -> None:
        if not rpc.wait_until_answering(self.socket, seconds):
            raise RuntimeError(f"no answer within {seconds:g} s: {self.last_words()}")

    def rpc(self) -> object:
        """Returns the `supervisor` namespace of a client."""
        return rpc.proxy(self.socket).supervisor

    def terminate(self, seconds: float) -> float:
        """Asks the daemon to end; returns the seconds until it has."""
        assert self._process is not None
        begin = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        if not procfs.wait_for_end(self._pidfd, seconds):
            raise RuntimeError(f"still there {seconds:g} s after SIGTERM: {self.last_words()}")
        spent = time.monotonic() - begin
        if (code := self._process.wait()) != 0:
            raise RuntimeError(f"exit code {code} after SIGTERM: {self.last_words()}")
        return spent

    def last_words(self) -> str:
        """Returns the end of what the daemon logged and said, for a message."""
        words = []
        for name in ("stderr", "supervisord.log"):
            try:
                lines = (self.dir / name).read_text(errors="replace").splitlines()
            except OSError:
                continue
            words += [f"{name}: {line}" for line in lines[-3:]]
        return "; ".join(words)


def kill_orphans() -> int:
    """Ends and reaps what dead daemons left to this process; returns how many there were."""
    count = 0
    while orphans := procfs.children():
        for pid in orphans:
            try:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            except (ProcessLookupError, ChildProcessError):
                continue
        count += len(orphans)
    return count
