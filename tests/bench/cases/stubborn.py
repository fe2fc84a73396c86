"""Programs that ignore SIGTERM: how soon after stopwaitsecs they are gone."""

import time

from rig.daemon import Daemon, kill_orphans
from rig.limit import limit
from rig.results import Results

PROGRAMS = 100
STOPWAITSECS = 2
LIFE_SECONDS = 120
START_SECONDS = 30
STOP_SECONDS = 60
SETTLE_SECONDS = 2.5
IDEAL = f"(ideal {STOPWAITSECS * 1000})"


def stop_by_call(daemon: Daemon, results: Results) -> None:
    """Asks for the end of all by XML-RPC, and waits for the answer."""
    with limit(LIFE_SECONDS, "stopAllProcesses"):
        _start(daemon)
        begin = time.monotonic()
        answers = daemon.rpc().stopAllProcesses()
        spent = time.monotonic() - begin
    side = daemon.side.name
    results.add(f"stopAllProcesses, {PROGRAMS} stubborn {IDEAL}", "ms", side, spent * 1e3)
    stopped = [answer for answer in answers if answer["status"] == 80]
    if len(stopped) != PROGRAMS:
        results.problem(side, f"stopAllProcesses stopped {len(stopped)} of {PROGRAMS}")


def shut_down(daemon: Daemon, results: Results) -> None:
    """Asks the daemon to end."""
    with limit(LIFE_SECONDS, "shutdown with stubborn programs"):
        _start(daemon)
        spent = daemon.terminate(STOP_SECONDS)
    side = daemon.side.name
    results.add(f"shutdown, {PROGRAMS} stubborn {IDEAL}", "ms", side, spent * 1e3)
    if (left := kill_orphans()) > 0:
        results.problem(side, f"{left} stubborn programs left behind by the shutdown")


def _start(daemon: Daemon) -> None:
    # One group: Supervisor stops group after group, each with its own stopwaitsecs.
    daemon.start(
        "[program:stubborn]\n"
        f"command={daemon.child_command('stubborn', 'stubborn')}\n"
        "process_name=%(program_name)s_%(process_num)03d\n"
        f"numprocs={PROGRAMS}\nstopwaitsecs={STOPWAITSECS}\n"
    )
    if (count := len(daemon.reports.collect(PROGRAMS, START_SECONDS))) < PROGRAMS:
        raise RuntimeError(f"only {count} of {PROGRAMS} ran: {daemon.last_words()}")
    time.sleep(SETTLE_SECONDS)
