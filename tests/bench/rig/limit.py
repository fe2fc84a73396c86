"""Time limits: nothing here may hang, whatever the daemons do."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLong(Exception):
    """What was being measured did not end within its limit."""


class Terminated(BaseException):
    """Somebody wants the measurement to end: no failure of a case, so no case may catch it."""


@contextmanager
def limit(seconds: float, what: str) -> Iterator[None]:
    """Raises TookTooLong inside the block when its time is over. Does not nest."""

    def give_up(_signal: int, _frame: object) -> None:
        raise TookTooLong(f"{what}: not done within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def end_cleanly_on_signals() -> None:
    """Turns SIGTERM, SIGHUP and SIGINT into an exception, so that every clean-up runs."""

    def terminate(number: int, _frame: object) -> None:
        raise Terminated(signal.Signals(number).name)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, terminate)
