"""Clients that follow the events of a daemon."""

import re
import select
import socket
import time
from collections.abc import Callable
from pathlib import Path

REQUEST = b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
PIECE_BYTES = 1 << 16
NUMBER = re.compile(rb"^id: (\d+)\n", re.MULTILINE)
# More than the longest line before the data of an event, so that none is torn apart.
OVERLAP = 64


class Stream:
    """One client; it knows how far it has come."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(str(path))
        self.socket.sendall(REQUEST)
        self.bytes = 0
        self.last_number = 0
        self._end = b""

    def read(self) -> None:
        """Reads what there is; raises if the daemon has ended the stream."""
        piece = self.socket.recv(PIECE_BYTES)
        if not piece:
            raise RuntimeError("the daemon has ended a stream of events")
        self.bytes += len(piece)
        self._end = self._end[-OVERLAP:] + piece
        for number in NUMBER.findall(self._end):
            self.last_number = int(number)


class Streams:
    """Several clients. Those that do not read were served no further than their sockets hold."""

    def __init__(self, path: Path, reading: int, silent: int = 0) -> None:
        self.reading = [Stream(path) for _ in range(reading)]
        self._silent = [Stream(path) for _ in range(silent)]
        self._poll = select.poll()
        self._by_descriptor = {}
        for stream in self.reading:
            self._by_descriptor[stream.socket.fileno()] = stream
            self._poll.register(stream.socket, select.POLLIN)

    @property
    def bytes(self) -> int:
        """Returns how much was read in all."""
        return sum(stream.bytes for stream in self.reading)

    def read_for(self, seconds: float) -> None:
        """Reads whatever comes within the time."""
        self._read_until(lambda: False, seconds)

    def read_to(self, number: int, seconds: float) -> bool:
        """Reads until all have come to the event of this number."""

        def are_there() -> bool:
            return all(stream.last_number >= number for stream in self.reading)

        return self._read_until(are_there, seconds)

    def last_number(self) -> int:
        """Returns the number that nobody is beyond."""
        return max(stream.last_number for stream in self.reading)

    def close(self) -> None:
        for stream in self.reading + self._silent:
            stream.socket.close()

    def _read_until(self, is_reached: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not is_reached():
            left = end - time.monotonic()
            if left <= 0:
                return False
            for descriptor, _ in self._poll.poll(left * 1000):
                self._by_descriptor[descriptor].read()
        return True
