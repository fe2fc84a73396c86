#!/usr/bin/env python3
"""Records what Supervisor 4.3.0 does in the scenarios beside this file.

Usage: record.py [SCENARIO.json ...]      (needs supervisor 4.3.0 to import)

The original's own main loop, state machine and RPC interface run over an injected options
object: children, signals and the clock are fake, and a pass of the loop takes 10 ms. What comes
out, in order, is written into the scenario as "recorded".
"""

import collections
import errno
import glob
import json
import os
import re
import signal
import sys
import time

from supervisor import events, rpcinterface, supervisord
from supervisor.datatypes import RestartUnconditionally, RestartWhenExitUnexpected
from supervisor.http import NOT_DONE_YET
from supervisor.medusa import asyncore_25 as asyncore
from supervisor.options import NotFound, ProcessConfig, ProcessGroupConfig, split_namespec
from supervisor.states import SupervisorStates, getProcessStateDescription
from supervisor.xmlrpc import RPCError

EPOCH = 1_700_000_000
PASS = 0.01
RESTART = {"never": False, "unexpected": RestartWhenExitUnexpected, "always": RestartUnconditionally}
DEFAULTS = dict(
    uid=None, directory=None, umask=None, priority=999, autostart=True, autorestart="unexpected",
    startsecs=1, startretries=3, stopsignal=signal.SIGTERM, stopwaitsecs=10, stopasgroup=False,
    killasgroup=False, exitcodes=[0], redirect_stderr=False,
    stdout_logfile=None, stdout_capture_maxbytes=0, stdout_events_enabled=False,
    stdout_syslog=False, stdout_logfile_backups=0, stdout_logfile_maxbytes=0,
    stderr_logfile=None, stderr_capture_maxbytes=0, stderr_events_enabled=False,
    stderr_syslog=False, stderr_logfile_backups=0, stderr_logfile_maxbytes=0,
)


def masked(text):
    """Leaves out what only says where the original's files are."""
    return re.sub(r":Traceback .*", ":<traceback>", text, flags=re.DOTALL)


class Clock:
    now = EPOCH


class Log:
    """A logger that keeps its lines."""

    handlers = ()

    def __init__(self, told):
        for method, tag in [("critical", "CRIT"), ("error", "ERRO"), ("warn", "WARN"),
                            ("info", "INFO"), ("debug", "DEBG")]:
            setattr(self, method, lambda text, tag=tag, **_: told.append(f"{tag} {masked(text)}"))

    def trace(self, *_args, **_kwargs):
        pass

    blather = trace


class Child:
    def __init__(self, life):
        self.protected = life.get("protected", False)
        self.on_term = life.get("on_term", {"dies": 0})
        exits = life.get("exits")
        self.end = (Clock.now + exits[0] / 1000, exits[1] << 8) if exits else None

    def end_by(self, at, status):
        if self.end is None or at < self.end[0]:
            self.end = (at, status)


class Kernel:
    """Makes children by script, signals them, and lets them end."""

    def __init__(self, lives):
        self.lives = {name: collections.deque(script) for name, script in lives.items()}
        self.children = {}
        self.last_pid = 100

    def next_life(self, name):
        script = self.lives.get(name)
        if not script:
            return {}
        return script.popleft() if len(script) > 1 else script[0]

    def fork(self, life):
        self.last_pid += 1
        self.children[self.last_pid] = Child(life)
        return self.last_pid

    def kill(self, pid, number):
        child = self.children.get(abs(pid))
        if child is None:
            raise OSError(errno.ESRCH, os.strerror(errno.ESRCH))
        if child.protected:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        if number == signal.SIGKILL:
            child.end_by(Clock.now, int(number))
        elif number == signal.SIGTERM and "dies" in child.on_term:
            child.end_by(Clock.now + child.on_term["dies"] / 1000, int(number))
        elif number == signal.SIGTERM and "exits" in child.on_term:
            after, code = child.on_term["exits"]
            child.end_by(Clock.now + after / 1000, code << 8)

    def waitpid(self):
        for pid, child in self.children.items():
            if child.end is not None and child.end[0] <= Clock.now:
                del self.children[pid]
                return pid, child.end[1]
        return None, None


class Options:
    """What the original calls its options: here, the door to the fake world."""

    mood = SupervisorStates.RUNNING
    nodaemon = True
    first = True
    test = False
    minfds = 1024
    identifier = "supervisor"
    serverurl = None

    def __init__(self, scenario, told, client):
        self.kernel = Kernel(scenario.get("lives", {}))
        self.flaws = set()
        self.logger = Log(told)
        self.pidhistory = {}
        self.signals = []
        self.poller = self
        self.client = client
        self.life = {}
        self.process_group_configs = [self.group(*row) for row in scenario["groups"]]

    def group(self, name, priority, programs):
        configs = [Program(self, name, params) for params in programs]
        return ProcessGroupConfig(self, name, priority, configs)

    def stat(self, path):
        return path

    def check_execv_args(self, filename, argv, _st):
        if argv[1] in self.flaws or self.life.get("fails") == "not found":
            raise NotFound(f"can't find command {filename!r}")

    def fork(self):
        if self.life.get("fails") == "fork":
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return self.kernel.fork(self.life)

    def kill(self, pid, number):
        self.kernel.kill(pid, number)

    def waitpid(self):
        return self.kernel.waitpid()

    def get_signal(self):
        return self.signals.pop(0) if self.signals else None

    def get_socket_map(self):
        return {}

    def close_parent_pipes(self, _pipes):
        pass

    close_child_pipes = close_parent_pipes

    def reopenlogs(self):
        self.logger.info("supervisord logreopen")

    def poll(self, _timeout):
        Clock.now += PASS
        self.client.run()
        return [], []


class Program(ProcessConfig):
    """A program whose next life is drawn when it is spawned."""

    def __init__(self, options, group, params):
        params = {**DEFAULTS, **params}
        params["autorestart"] = RESTART[params["autorestart"]]
        params["stopsignal"] = signal.Signals(params["stopsignal"])
        self.key = params["name"] if params["name"] == group else f"{group}:{params['name']}"
        super().__init__(options, command=f"/bin/{params['name']} {self.key}", **params)

    def create_autochildlogs(self):
        pass

    def make_process(self, group=None):
        process = super().make_process(group)
        spawn = process.spawn

        def spawn_next_life():
            if not process.pid:
                self.options.life = self.options.kernel.next_life(self.key)
            result = spawn()
            self.options.life = {}
            return result

        process.spawn = spawn_next_life
        return process

    def make_dispatchers(self, _process):
        return {}, {}


class Client:
    """Does the steps of a scenario at their times, and collects the answers."""

    def __init__(self, scenario):
        self.steps = collections.deque(scenario["steps"])
        self.until = scenario["until"]
        self.answers = []
        self.waiting = []

    def attach(self, daemon):
        self.daemon = daemon
        self.rpc = rpcinterface.SupervisorNamespaceRPCInterface(daemon)

    def run(self):
        passed = round((Clock.now - EPOCH) * 1000)
        for place, wait in self.waiting[:]:
            self.poll(place, wait)
        while self.steps and self.steps[0][0] <= passed:
            _at, verb, *words = self.steps.popleft()
            getattr(self, "do_" + verb)(*words)
        if passed >= self.until:
            raise asyncore.ExitNow

    def answer(self, call, *words):
        place = len(self.answers)
        self.answers.append("-")
        try:
            value = call(*words)
        except RPCError as error:
            self.answers[place] = masked(error.text)
            return
        if callable(value):
            self.waiting.append((place, value))
            self.poll(place, value)
        else:
            self.answers[place] = text(value)

    def poll(self, place, wait):
        try:
            value = wait()
        except RPCError as error:
            value = masked(error.text)
        if value is not NOT_DONE_YET:
            self.answers[place] = text(value)
            self.waiting.remove((place, wait))

    def do_start(self, name, wait=True):
        if name == "all":
            return self.answer(self.rpc.startAllProcesses, wait)
        self.answer(self.rpc.startProcess, name, wait)

    def do_stop(self, name, wait=True):
        if name == "all":
            return self.answer(self.rpc.stopAllProcesses, wait)
        self.answer(self.rpc.stopProcess, name, wait)

    def do_signal(self, name, number):
        if name == "all":
            return self.answer(self.rpc.signalAllProcesses, number)
        self.answer(self.rpc.signalProcess, name, number)

    def do_add(self, name):
        self.answer(self.rpc.addProcessGroup, name)

    def do_remove(self, name):
        self.answer(self.rpc.removeProcessGroup, name)

    def do_shutdown(self):
        self.answer(self.rpc.shutdown)

    def do_restart(self):
        self.answer(self.rpc.restart)

    def do_daemon(self, name):
        self.daemon.options.signals.append(signal.Signals["SIG" + name])

    def do_flaw(self, name):
        self.daemon.options.flaws.add(name)


def text(value):
    if value is True:
        return "ok"
    if isinstance(value, str):
        return value
    rows = [masked(f"{row['group']}:{row['name']} {row['description']}") for row in value]
    return ", ".join(rows).replace(" OK", " ok")


def event_text(event):
    name = events.getEventNameByType(type(event))
    payload = str(event.payload()).strip()
    return f"event {name} {payload}".strip()


def final(daemon):
    """Describes every process as a client would see it."""
    rows = []
    for name, group in daemon.process_groups.items():
        for process in group.processes.values():
            state = getProcessStateDescription(process.get_state())
            rows.append(f"{name}:{process.config.name} {state} pid={process.pid} "
                        f"exit={process.exitstatus or 0} error={process.spawnerr or ''}")
    return rows


def record(scenario):
    Clock.now = EPOCH
    told = []
    client = Client(scenario)
    options = Options(scenario, told, client)
    daemon = supervisord.Supervisor(options)
    client.attach(daemon)
    events.clear()
    events.subscribe(events.Event, lambda event: told.append(event_text(event)))
    for config in options.process_group_configs:
        daemon.add_process_group(config)
    try:
        daemon.runforever()
    except asyncore.ExitNow:
        pass
    told = [line for line in told if "event TICK" not in line]
    return {"said": told, "answers": client.answers, "finally": final(daemon)}


def main():
    time.time = lambda: Clock.now
    here = os.path.dirname(os.path.abspath(__file__))
    for path in sys.argv[1:] or sorted(glob.glob(os.path.join(here, "*.json"))):
        with open(path) as file:
            scenario = json.load(file)
        scenario["recorded"] = record(scenario)
        with open(path, "w") as file:
            json.dump(scenario, file, indent=1)
            file.write("\n")
        print(os.path.basename(path), len(scenario["recorded"]["said"]), "lines")


if __name__ == "__main__":
    main()
