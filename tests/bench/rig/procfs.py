"""What the kernel says about a process."""

import ctypes
import os
import select
import time
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Memory:
    """The memory of a process in KiB."""

    pss: int
    uss: int


def memory(pid: int) -> Memory:
    """Reads proportional and unique memory."""
    fields = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value, *_ = line.split()
        fields[name] = int(value)
    return Memory(pss=fields["Pss:"], uss=fields["Private_Clean:"] + fields["Private_Dirty:"])


def cpu_seconds(pid: int) -> float:
    """Returns the processor time of the process, its ended threads included.

    The processor clock of another process counts nanoseconds, where /proc counts ticks of 10 ms.
    """
    process_clock = (~pid << 3) | 2
    return time.clock_gettime_ns(process_clock) / 1e9


def voluntary_switches(pid: int) -> int:
    """Returns how often the threads of the process have gone to sleep."""
    return sum(_switches_of_thread(task) for task in Path(f"/proc/{pid}/task").iterdir())


def _switches_of_thread(task: Path) -> int:
    for line in (task / "status").read_text().splitlines():
        if line.startswith("voluntary_ctxt_switches:"):
            return int(line.split()[1])
    return 0


def open_descriptors(pid: int) -> int:
    """Returns how many descriptors the process holds."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def wait_for_end(pidfd: int, seconds: float) -> bool:
    """Waits for the end of a process without polling for it."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def adopt_orphans() -> None:
    """Makes this process the parent of whatever its descendants leave behind."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_CHILD_SUBREAPER")


def children() -> list[int]:
    """Returns the process ids of all children of this process, dead ones included."""
    own = str(os.getpid())
    pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
    return [pid for pid in pids if _parent(pid) == own]


def _parent(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[1]
