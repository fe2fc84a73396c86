"""XML-RPC over the daemon's Unix socket."""

import http.client
import socket
import subprocess
import time
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path

CALL_SECONDS = 120
PAUSE_SECONDS = 0.01


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=CALL_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(CALL_SECONDS)
        self.sock.connect(self._path)


class _Transport(xmlrpc.client.Transport):
    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: object) -> http.client.HTTPConnection:
        return _Connection(self._path)


def proxy(path: Path) -> xmlrpc.client.ServerProxy:
    """Returns a client; each call has a connection of its own."""
    return xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=_Transport(str(path)))


def wait_until_answering(path: Path, seconds: float) -> bool:
    """Waits until the daemon answers a call."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            proxy(path).supervisor.getState()
            return True
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            time.sleep(PAUSE_SECONDS)
    return False


@dataclass(frozen=True)
class Load:
    """What the load generator saw."""

    milliseconds: list[float]
    calls_per_second: float
    bytes_per_call: float


def load(tool: Path, path: Path, clients: int, seconds: float, calls: int) -> Load:
    """Calls getAllProcessInfo from so many clients at once, until the time or the calls are up."""
    words = [tool, path, "supervisor.getAllProcessInfo", clients, seconds, calls]
    command = [str(word) for word in words]
    result = subprocess.run(command, capture_output=True, text=True, timeout=CALL_SECONDS)
    if result.returncode != 0:
        raise RuntimeError(f"load exited with {result.returncode}: {result.stderr.strip()}")
    fields = [line.split() for line in result.stdout.splitlines()]
    taken = [int(value) / 1e6 for name, value in fields if name == "call"]
    totals = {name: int(value) for name, value in fields if name != "call"}
    return Load(taken, len(taken) / (totals["wall"] / 1e9), totals["bytes"] / len(taken))
