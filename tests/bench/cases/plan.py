"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """The sizes of one whole measurement; times in seconds."""

    runs: int
    settle: float
    idle_window: float
    call_window: float
    ctl_calls: int
    restarts: int
    restart_budget: float
    log_bytes: int
    log_runs: int
    stop_runs: int


QUICK = Plan(
    runs=1,
    settle=3,
    idle_window=3,
    call_window=2,
    ctl_calls=1,
    restarts=50,
    restart_budget=25,
    log_bytes=256 << 20,
    log_runs=2,
    stop_runs=1,
)
FULL = Plan(
    runs=5,
    settle=3,
    idle_window=5,
    call_window=4,
    ctl_calls=3,
    restarts=60,
    restart_budget=100,
    log_bytes=1 << 30,
    log_runs=5,
    stop_runs=3,
)
