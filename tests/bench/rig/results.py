"""Figures, their medians, and what went wrong."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Row:
    """One line of the table: the single figures of both sides."""

    case: str
    unit: str
    summary: str
    figures: dict[str, list[float]] = field(default_factory=dict)

    def value(self, side: str) -> float | None:
        figures = self.figures.get(side)
        return summarize(figures, self.summary) if figures else None

    def ratio(self) -> float | None:
        ours, theirs = self.value("ours"), self.value("theirs")
        if ours is None or not theirs:
            return None
        return ours / theirs

    def runs(self) -> str:
        ours, theirs = (len(self.figures.get(side, [])) for side in ("ours", "theirs"))
        return str(ours) if ours == theirs else f"{ours}/{theirs}"


def summarize(figures: list[float], summary: str) -> float:
    """Reduces figures to their `median` or `p99`."""
    if summary == "median":
        return statistics.median(figures)
    return percentile(figures, 99)


def percentile(figures: list[float], percent: int) -> float:
    """Returns the smallest figure that at least so many percent do not exceed."""
    ordered = sorted(figures)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(rank, 1) - 1]


class Results:
    """All rows, in the order in which they first appeared, and all problems."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.problems: list[str] = []

    def add(
        self,
        case: str,
        unit: str,
        side: str,
        figures: float | Iterable[float],
        summary: str = "median",
    ) -> None:
        """Adds one figure, or several, of one side."""
        row = self.rows.setdefault(case, Row(case, unit, summary))
        several = [figures] if isinstance(figures, (int, float)) else figures
        row.figures.setdefault(side, []).extend(several)

    def problem(self, side: str, text: str) -> None:
        """Notes that something was not as it should be."""
        self.problems.append(f"{side}: {text}")
