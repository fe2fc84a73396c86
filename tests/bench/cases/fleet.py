"""The life of a daemon with many quiet programs: start, idle, status, shutdown."""

import subprocess
import time

from cases.plan import Plan
from rig import procfs, rpc
from rig.daemon import Daemon, kill_orphans
from rig.limit import limit
from rig.results import Results

LIFE_SECONDS = 240
START_SECONDS = 60
SHUTDOWN_SECONDS = 60
CTL_SECONDS = 30
CLIENTS = 16
MOST_CALLS = 200
NO_LIMIT_OF_CALLS = 10**9


def measure(daemon: Daemon, programs: int, plan: Plan, results: Results) -> None:
    """Measures one life."""
    fleet = Fleet(daemon, programs, plan, results)
    with limit(LIFE_SECONDS, f"{programs} programs"):
        fleet.start()
        time.sleep(plan.settle)
        fleet.idle()
        if programs > 0:
            fleet.status()
            fleet.command_line()
            fleet.memory(" after the calls")
        fleet.shut_down()


class Fleet:
    """A daemon and its quiet programs, each a section of its own with Supervisor's defaults."""

    def __init__(self, daemon: Daemon, programs: int, plan: Plan, results: Results) -> None:
        self.daemon = daemon
        self.programs = programs
        self.plan = plan
        self.results = results

    def start(self) -> None:
        begin = self.daemon.start("".join(self._section(index) for index in range(self.programs)))
        if self.programs == 0:
            self.daemon.wait_until_answering(START_SECONDS)
            return
        reports = self.daemon.reports.collect(self.programs, START_SECONDS)
        cpu = procfs.cpu_seconds(self.daemon.pid)
        if len(reports) < self.programs:
            missing = self.programs - len(reports)
            raise RuntimeError(f"{missing} never ran: {self.daemon.last_words()}")
        last = max(report.nanoseconds for report in reports)
        self._add("start until all run", "ms", (last - begin.nanoseconds) / 1e6)
        self._add("start, daemon CPU", "ms", cpu * 1e3)

    def idle(self) -> None:
        self.memory("")
        pid, window = self.daemon.pid, self.plan.idle_window
        switches, cpu = procfs.voluntary_switches(pid), procfs.cpu_seconds(pid)
        time.sleep(window)
        switches = procfs.voluntary_switches(pid) - switches
        cpu = procfs.cpu_seconds(pid) - cpu
        self._add("idle wake-ups", "/s", switches / window)
        self._add("idle CPU", "us/s", cpu * 1e6 / window)
        self._check_logs()

    def memory(self, when: str) -> None:
        memory = procfs.memory(self.daemon.pid)
        self._add(f"PSS{when}", "KiB", memory.pss)
        self._add(f"USS{when}", "KiB", memory.uss)

    def status(self) -> None:
        tool, path, window = self.daemon.tools / "load", self.daemon.socket, self.plan.call_window
        alone = rpc.load(tool, path, 1, window, MOST_CALLS)
        self._add("getAllProcessInfo p50", "ms", alone.milliseconds)
        self._add("getAllProcessInfo answer", "bytes", alone.bytes_per_call)
        together = rpc.load(tool, path, CLIENTS, window, NO_LIMIT_OF_CALLS)
        self._add(f"getAllProcessInfo, {CLIENTS} clients", "calls/s", together.calls_per_second)
        self._check_states()

    def command_line(self) -> None:
        for _ in range(self.plan.ctl_calls):
            self._status_command()

    def shut_down(self) -> None:
        spent = self.daemon.terminate(SHUTDOWN_SECONDS)
        self._add("shutdown (SIGTERM)", "ms", spent * 1e3)
        if (left := kill_orphans()) > 0:
            self._problem(f"{left} programs left behind by the shutdown")

    def _status_command(self) -> None:
        output = self.daemon.dir / "status"
        words = [self.daemon.tools / "timed", CTL_SECONDS, output]
        words += [self.daemon.side.supervisorctl, "-c", self.daemon.configuration, "status"]
        command = [str(word) for word in words]
        result = subprocess.run(command, capture_output=True, text=True, timeout=2 * CTL_SECONDS)
        wall, peak, _cpu, code = map(int, result.stdout.split())
        running = output.read_text().count(" RUNNING ")
        if code != 0 or running != self.programs:
            said = result.stderr.strip()[-300:]
            self._problem(f"supervisorctl status: exit {code}, {running} running: {said}")
        self._add("supervisorctl status", "ms", wall / 1e6)
        self._add("supervisorctl status, peak RSS", "KiB", peak)

    def _check_states(self) -> None:
        infos = self.daemon.rpc().getAllProcessInfo()
        states = {info["statename"] for info in infos}
        if len(infos) != self.programs or states != {"RUNNING"}:
            self._problem(f"{len(infos)} processes in the states {sorted(states)}")
        if late := self.daemon.reports.collect(1, 0):
            self._problem(f"a program was started twice: {late[0].name}")

    def _check_logs(self) -> None:
        found = len(list((self.daemon.dir / "logs").iterdir()))
        if found != 2 * self.programs:
            self._problem(f"{found} log files of {2 * self.programs}")

    def _section(self, index: int) -> str:
        name = f"p{index:04}"
        return f"[program:{name}]\ncommand={self.daemon.child_command('idle', name)}\n"

    def _add(self, what: str, unit: str, figures: float | list[float]) -> None:
        case = f"N={self.programs}: {what}"
        self.results.add(case, unit, self.daemon.side.name, figures)

    def _problem(self, text: str) -> None:
        self.results.problem(self.daemon.side.name, f"N={self.programs}: {text}")
