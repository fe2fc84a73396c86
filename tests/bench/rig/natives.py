"""Compiles the C programs of the measurement into a directory of its own."""

import subprocess
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "native"
FLAGS = ["-std=c11", "-D_DEFAULT_SOURCE", "-O2", "-Wall"]
COMPILE_SECONDS = 60


def compile_natives(target: Path) -> None:
    """Puts `child`, `load` and `timed` into the directory."""
    for source in sorted(SOURCES.glob("*.c")):
        if _compile(source, target, ["-static"]).returncode == 0:
            continue
        # Some distributions keep the static libc in a package of its own.
        result = _compile(source, target, [])
        if result.returncode != 0:
            raise RuntimeError(f"gcc {source.name}: {result.stderr.strip()}")


def _compile(source: Path, target: Path, extra: list[str]) -> subprocess.CompletedProcess[str]:
    output = target / source.stem
    command = ["gcc", *FLAGS, *extra, "-o", str(output), str(source)]
    return subprocess.run(command, capture_output=True, text=True, timeout=COMPILE_SECONDS)
