"""The table for people and the document for programs."""

import json
import os
import platform
from pathlib import Path

from rig.results import Results, Row

COLUMNS = ("case", "ours", "theirs", "ratio", "unit", "runs")


def table(results: Results) -> str:
    """Returns the plain table, and the problems below it."""
    lines = [COLUMNS, *(_cells(row) for row in results.rows.values())]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    text = "\n".join(_aligned(line, widths) for line in lines)
    for problem in results.problems:
        text += f"\nPROBLEM {problem}"
    return text


def document(results: Results, about: dict[str, object]) -> str:
    """Returns all figures as JSON."""
    rows = [
        {
            "case": row.case,
            "ours": row.value("ours"),
            "theirs": row.value("theirs"),
            "ratio": row.ratio(),
            "unit": row.unit,
            "summary": row.summary,
            "runs": row.figures,
        }
        for row in results.rows.values()
    ]
    return json.dumps({"about": about, "rows": rows, "problems": results.problems}, indent=1)


def machine() -> dict[str, object]:
    """Describes where the figures come from."""
    return {
        "kernel": platform.release(),
        "processors": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _cells(row: Row) -> tuple[str, ...]:
    ratio = row.ratio()
    shown = "-" if ratio is None else f"{ratio:.2g}x"
    ours, theirs = _number(row.value("ours")), _number(row.value("theirs"))
    return (row.case, ours, theirs, shown, row.unit, row.runs())


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    numeric = {1, 2, 3, 5}
    padded = [
        cell.rjust(width) if column in numeric else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()
