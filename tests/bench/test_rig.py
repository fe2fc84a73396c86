"""Checks of the measuring tools themselves: `python3 -m unittest discover -s tests/bench`."""

import json
import os
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from rig import procfs
from rig.daemon import kill_orphans
from rig.limit import TookTooLong, limit
from rig.natives import compile_natives
from rig.output import document, table
from rig.reports import Reports
from rig.results import Results, percentile
from rig.streams import Streams


class Figures(unittest.TestCase):
    def test_the_99th_percentile_of_few_figures_is_the_largest(self) -> None:
        self.assertEqual(percentile([3.0, 1.0, 2.0], 99), 3.0)

    def test_the_99th_percentile_of_many_figures_leaves_one_in_a_hundred_out(self) -> None:
        self.assertEqual(percentile([float(n) for n in range(1, 201)], 99), 198.0)

    def test_a_row_compares_the_medians_of_both_sides(self) -> None:
        results = Results()
        results.add("start", "ms", "ours", [1.0, 2.0, 90.0])
        results.add("start", "ms", "theirs", [4.0])

        row = json.loads(document(results, {}))["rows"][0]

        self.assertEqual((row["ours"], row["theirs"], row["ratio"]), (2.0, 4.0, 0.5))

    def test_a_side_without_figures_leaves_a_gap(self) -> None:
        results = Results()
        results.add("start", "ms", "theirs", 4.0)
        results.problem("ours", "start: it hung")

        lines = table(results).splitlines()

        self.assertEqual(lines[1].split(), ["start", "-", "4", "-", "ms", "0/1"])
        self.assertEqual(lines[2], "PROBLEM ours: start: it hung")


class Limits(unittest.TestCase):
    def test_what_takes_too_long_is_interrupted(self) -> None:
        with self.assertRaises(TookTooLong), limit(0.01, "nap"):
            time.sleep(20)


class Followers(unittest.TestCase):
    def test_a_number_that_is_torn_apart_is_read_when_it_is_whole(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        path = Path(directory.name) / "s.sock"
        server = socket.create_server(str(path), family=socket.AF_UNIX)
        self.addCleanup(server.close)
        streams = Streams(path, reading=1)
        self.addCleanup(streams.close)
        connection, _ = server.accept()
        self.addCleanup(connection.close)

        connection.sendall(b"event: change\nid: 1")
        self.assertFalse(streams.read_to(1, 0.01))
        connection.sendall(b"7\ndata: {}\n\n")
        self.assertTrue(streams.read_to(17, 5))

        self.assertEqual(streams.last_number(), 17)


class Processes(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = Path(directory.name)
        compile_natives(self.dir)

    def test_a_program_reports_its_own_pid_and_time(self) -> None:
        begin = time.monotonic_ns()
        child, reports = self._idle_child()

        report = reports.next(10)

        assert report is not None
        self.assertEqual((report.name, report.pid), ("web", child.pid))
        self.assertTrue(begin < report.nanoseconds < time.monotonic_ns())

    def test_memory_and_processor_time_of_a_process_can_be_read(self) -> None:
        child, reports = self._idle_child()
        reports.next(10)

        memory = procfs.memory(child.pid)

        self.assertTrue(0 < memory.uss <= memory.pss < 10_000)
        self.assertTrue(0 < procfs.cpu_seconds(child.pid) < 1)
        self.assertGreater(procfs.voluntary_switches(os.getpid()), 0)

    def test_the_peak_of_a_small_command_is_not_that_of_this_interpreter(self) -> None:
        words = [self.dir / "timed", "10", self.dir / "out", self.dir / "child"]

        output = subprocess.run(words, capture_output=True, text=True, check=True).stdout

        _wall, peak, _cpu, code = map(int, output.split())
        self.assertEqual(code, 64)
        self.assertLess(peak, 4_000)

    def test_orphans_are_found_and_ended(self) -> None:
        procfs.adopt_orphans()
        reports = self._reports()
        script = f"{self.dir}/child idle {reports.path} orphan & read _"
        parent = subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE)
        orphan = reports.next(10)
        assert orphan is not None
        parent.communicate(b"\n")

        self.assertEqual(kill_orphans(), 1)
        self.assertNotIn(str(orphan.pid), os.listdir("/proc"))

    def _idle_child(self) -> tuple[subprocess.Popen[bytes], Reports]:
        reports = self._reports()
        child = subprocess.Popen([self.dir / "child", "idle", reports.path, "web"])
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        return child, reports

    def _reports(self) -> Reports:
        reports = Reports(self.dir / "reports")
        self.addCleanup(reports.close)
        return reports


if __name__ == "__main__":
    unittest.main()
