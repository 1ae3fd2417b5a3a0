"""What lines drawn across tell of a table that has no upright ones.

Where lines part most rows of numbers from the next, they are drawn round every cell: a label
reaches from the line above to the line below it, and columns begin where lines do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Rules = list[list[float]]
"""Horizontal lines: height, left and right of each."""

_RULED = 0.7  # of the borders between rows of numbers that must be drawn
_INSIDE = 6.0  # points by which a border lies inside the table's own
_SNAP = 3.0  # points within which two ends are one


@dataclass(frozen=True, slots=True)
class Ruled:
    """The lines of one page, if they tell the rows; else none."""

    rules: Rules

    @classmethod
    def of(cls, rules: Rules, levels: Iterable[float]) -> Ruled:
        """``levels`` are the middles of the rows of numbers, from top to bottom."""
        rows: list[float] = []
        for level in levels:
            if not rows or level - rows[-1] > _SNAP:
                rows.append(level)
        heights = sorted(y for y, *_ in rules)
        parted = sum(_any_between(heights, a, b) for a, b in pairwise(rows))
        telling = len(rows) > 2 and parted >= _RULED * (len(rows) - 1)
        return cls(rules if telling else [])

    def between(self, upper: float, lower: float, x: float) -> bool:
        """Whether a line lies between two heights at a place across."""
        return any(upper < y < lower and left < x < right for y, left, right in self.rules)

    def about(self, y: float, x: float) -> tuple[float, float]:
        """The heights of the lines above and below a point."""
        drawn = [height for height, left, right in self.rules if left < x < right]
        above = max((h for h in drawn if h < y), default=float("-inf"))
        below = min((h for h in drawn if h > y), default=float("inf"))
        return above, below

    def rows(self, y: float, x: float, middles: Sequence[float]) -> tuple[int, int] | None:
        """The first and last row in the cell around a point, by the rows' middles."""
        above, below = self.about(y, x)
        found = [at for at, middle in enumerate(middles) if above < middle < below]
        return (found[0], found[-1]) if found else None

    def ends(self, box: Sequence[float]) -> list[float]:
        """Where lines begin or end inside a table's box."""
        left, top, right, bottom = box
        return [
            x
            for y, *sides in self.rules
            if top < y < bottom
            for x in sides
            if left + _INSIDE < x < right - _INSIDE
        ]


def borders_of(ends: Iterable[float]) -> list[float]:
    """The borders of columns that the ends of lines show."""
    found: list[float] = []
    for x in sorted(ends):
        if not found or x - found[-1] > _SNAP:
            found.append(x)
    return found


def _any_between(heights: Sequence[float], low: float, high: float) -> bool:
    at = bisect_left(heights, low)
    return at < len(heights) and heights[at] < high


def with_borders(
    cuts: Sequence[float], borders: Sequence[float], middles: Sequence[float]
) -> list[float]:
    """Cuts between columns with the borders that lines show in place of those in the same gap.

    A cut is in the same gap where it is near, or no word has its middle between the two.
    """
    ordered = sorted(middles)

    def apart(cut: float, border: float) -> bool:
        low, high = min(cut, border), max(cut, border)
        return high - low > _INSIDE and _any_between(ordered, low, high)

    return sorted([*(c for c in cuts if all(apart(c, b) for b in borders)), *borders])
