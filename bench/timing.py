"""Measuring processor time and saying it beside the aim."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Series:
    """Processor milliseconds of the same work, several times."""

    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.milliseconds)

    @property
    def spread(self) -> str:
        return f"{min(self.milliseconds):,.1f}–{max(self.milliseconds):,.1f}"


def measure(
    work: Callable[[], object],
    times: int,
    *,
    warm: int = 2,
    before: Callable[[], object] | None = None,
) -> Series:
    """CPU of the whole process per call; neither the first `warm` calls count nor `before`."""
    for _ in range(warm):
        work()
    taken = []
    for _ in range(times):
        if before:
            before()
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return Series(tuple(taken))


def calibrate() -> Series:
    """A fixed loop: how much this machine's speed wavers while it is otherwise busy."""

    def loop() -> int:
        return sum(number * number % 7 for number in range(200_000))

    return measure(loop, 15)


class Table:
    """Prints a row as soon as it is known."""

    COLUMNS = (("what", 52), ("median", 13), ("min–max", 17), ("n", 4), ("aim", 16), ("", 7))

    def __init__(self) -> None:
        self._line(*(name for name, _ in self.COLUMNS))
        self._line(*("-" * wide for _, wide in self.COLUMNS))

    def cpu(self, what: str, series: Series, *, most: float | None = None, seconds: bool = False):
        """Processor time per call; `most` is the aim in milliseconds."""
        unit, scale = ("s", 1000) if seconds else ("ms", 1)
        digits = 2 if seconds else 1
        values = [value / scale for value in series.milliseconds]
        self._line(
            what,
            f"{series.median / scale:,.{digits}f} {unit}",
            f"{min(values):,.{digits}f}–{max(values):,.{digits}f}",
            str(len(values)),
            f"≤ {most / scale:g} {unit}" if most else "",
            _verdict(series.median <= most) if most else "",
        )

    def rate(self, what: str, rows: int, seconds: float, *, least: float) -> None:
        """Rows per second of the processor's time."""
        found = rows / seconds
        aim = f"≥ {least:,.0f} rows/s"
        self._line(what, f"{found:,.0f} rows/s", "", "1", aim, _verdict(found >= least))

    def ratio(self, what: str, found: float, most: float) -> None:
        """How many times as much; `most` is the aim."""
        self._line(what, f"{found:.2f} times", "", "", f"≤ {most:g} times", _verdict(found <= most))

    def note(self, what: str, value: str) -> None:
        self._line(what, value, "", "", "", "")

    def _line(self, *cells: str) -> None:
        pairs = zip(cells, self.COLUMNS, strict=True)
        print("  ".join(f"{cell:<{wide}}" for cell, (_, wide) in pairs).rstrip(), flush=True)


def _verdict(met: bool) -> str:
    return "met" if met else "missed"
