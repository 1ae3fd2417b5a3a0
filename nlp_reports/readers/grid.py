"""Tables from ruled lines: which lines belong together, and the cells they enclose.

Pure geometry, y downwards, points. Lines that touch make a component; its distinct positions
make a lattice; neighbours in the lattice without a line between them are one cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers.rulings import Lines, Rulings
from nlp_reports.report import Box

_SNAP = 2.5  # points within which two positions are one
_REACH = 4.0  # points by which lines may miss each other and still meet
_OPEN = 12.0  # points by which lines run past the outermost crossing of an open-sided table
Index = NDArray[np.intp]
Edges = NDArray[np.float64]
Points = NDArray[np.float32]
"""A point a row: across and down."""

_MOST_PAIRS = 4_000_000
_APART = 1e6  # points: more than any page is high
_COVER = 0.6  # share of a cell's side that a line must cover to part two cells


@dataclass(slots=True)
class Grid:
    """The lattice of one table.

    ``places`` has a row a cell, in reading order: its row, column, row span and column span.
    ``number`` gives, for each lattice field in row order, which of them it is part of.
    """

    xs: list[float]
    ys: list[float]
    places: Index
    number: Index

    @property
    def box(self) -> Box:
        """The outer border."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def columns(self) -> int:
        """Lattice columns."""
        return len(self.xs) - 1


def merged(pages: Sequence[Lines]) -> list[Lines]:
    """Page by page, the lines at one position that touch or overlap as one line."""
    counts = [len(lines) for lines in pages]
    lines = np.concatenate(pages)
    page = np.arange(len(pages)).repeat(counts)
    sane = (np.abs(lines) < _APART / 4).all(axis=1)
    lines, page = lines[sane], page[sane]
    if not len(lines):
        return [lines] * len(pages)
    # Pages, then levels, are put far apart, so that one sort and one running maximum serve all.
    order = (page * _APART + lines[:, 0]).argsort(kind="stable")
    lines, page = lines[order], page[order]
    level = _levels(page * _APART + lines[:, 0])
    order = (level * _APART + lines[:, 1]).argsort(kind="stable")
    lines, shift = lines[order], level * _APART
    reach = np.maximum.accumulate(lines[:, 2] + shift)
    new = np.concatenate(([True], lines[1:, 1] + shift[1:] > reach[:-1] + _REACH))
    starts = new.nonzero()[0]
    at = np.bincount(level, lines[:, 0]) / np.bincount(level)
    ends = np.maximum.reduceat(lines[:, 2], starts)
    whole = np.array((at[level[starts]], lines[starts, 1], ends)).T
    cuts = page[starts].searchsorted(np.arange(len(pages) + 1)).tolist()
    return [whole[a:b] for a, b in pairwise(cuts)]


def _levels(at: NDArray[np.float64]) -> NDArray[np.intp]:
    """The number of the level of each of some sorted positions."""
    new = np.concatenate(([True], at[1:] != at[:-1]))
    numbers, first, number = [], at[0], 0
    for value in at[new].tolist():
        if value - first > _SNAP:
            number, first = number + 1, value
        numbers.append(number)
    levels: NDArray[np.intp] = np.array(numbers, dtype=np.intp)[new.cumsum() - 1]
    return levels


def _positions(values: Iterable[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > _SNAP:
            result.append(value)
    return result


def components(across: Lines, down: Lines) -> list[tuple[Lines, Lines]]:
    """Horizontal and vertical lines that hang together by crossing or touching."""
    if not (len(across) and len(down)):
        return []
    if len(across) * len(down) > _MOST_PAIRS:
        return []  # a drawing or a map: no table has so many lines
    h, v = across[:, None, :], down[None, :, :]
    meet = (v[..., 0] >= h[..., 1] - _REACH) & (v[..., 0] <= h[..., 2] + _REACH)
    meet &= (h[..., 0] >= v[..., 1] - _REACH) & (h[..., 0] <= v[..., 2] + _REACH)
    left = meet.any(axis=1)
    groups = []
    while left.any():
        columns: Any = meet[np.argmax(left)]
        rows: Any = left
        size = 0
        while np.count_nonzero(columns) > size:
            size = int(np.count_nonzero(columns))
            rows = meet[:, columns].any(axis=1)
            columns = meet[rows].any(axis=0)
        groups.append((across[rows], down[columns]))
        left &= ~rows
    return groups


def grids(
    rulings: Sequence[Rulings], middles: Sequence[Points], most_cells: int = 50_000
) -> list[list[Grid]]:
    """The grids of each page from top to bottom; ``middles`` are those of its characters."""
    lines = merged([*(page.horizontal for page in rulings), *(page.vertical for page in rulings)])
    pages = zip(lines[: len(rulings)], lines[len(rulings) :], middles, strict=True)
    return [_page_grids(*page, most_cells) for page in pages]


def _page_grids(across: Lines, down: Lines, middles: Points, most_cells: int) -> list[Grid]:
    found = []
    for lying, upright in components(across, down):
        grid = _lattice(lying, upright, middles, most_cells)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _lattice(across: Lines, down: Lines, middles: Points, most_cells: int) -> Grid | None:
    xs, ys = _positions(down[:, 0].tolist()), _positions(across[:, 0].tolist())
    left, right = float(across[:, 1].min()), float(across[:, 2].max())

    def printed(top: float, bottom: float) -> bool:
        across, down = middles.T
        inside = (down > top) & (down < bottom) & (across > left) & (across < right)
        return bool(inside.any())

    xs = _open_ends(xs, left, right)
    ys = _open_ends(ys, float(down[:, 1].min()), float(down[:, 2].max()), printed)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > most_cells:
        return None
    return Grid(xs, ys, *_places(_owners(xs, ys, across, down), len(xs) - 1))


def _open_ends(
    positions: list[float],
    low: float,
    high: float,
    printed: Callable[[float, float], bool] | None = None,
) -> list[float]:
    """Positions with the ends added where lines run on past the outermost crossing.

    A short way past is a line drawn too long, unless characters stand beside it (``printed`` knows
    between which heights): then it is the rest of a row that the page break cut.
    """
    first, last = positions[0], positions[-1]

    def is_open(start: float, end: float) -> bool:
        if printed is None or not _REACH < end - start <= _OPEN:
            return end - start > _OPEN
        return printed(start, end)

    before = [low] if is_open(low, first) else []
    after = [high] if is_open(last, high) else []
    return [*before, *positions, *after]


def _uncovered(lines: Lines, places: Edges, edges: Edges) -> tuple[Index, Index]:
    """For which inner positions and stretches between two edges lines cover too little of it."""
    start, end = edges[:-1], edges[1:]
    shared = np.minimum(lines[:, 2:], end) - np.maximum(lines[:, 1:2], start)
    near = np.abs(lines[:, 0] - places[1:-1, None]) <= _SNAP
    total = near.astype(np.float64) @ np.maximum(shared, 0.0)
    at, stretch = (total < _COVER * (end - start)).nonzero()
    return at, stretch


def _owners(xs: list[float], ys: list[float], across: Lines, down: Lines) -> list[int]:
    """For each lattice field the first field of its cell, by union over missing walls."""
    cols, rows = len(xs) - 1, len(ys) - 1
    owner = list(range(cols * rows))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    left, top = np.array(xs), np.array(ys)
    wall, row = _uncovered(down, left, top)
    floor, col = _uncovered(across, top, left)
    before = np.concatenate((row * cols + wall, floor * cols + col)).tolist()
    after = np.concatenate((row * cols + wall + 1, (floor + 1) * cols + col)).tolist()
    for one, other in zip(map(root, before), map(root, after), strict=True):
        owner[max(one, other)] = min(one, other)
    return [i if own == i else root(i) for i, own in enumerate(owner)]


def _places(owners: list[int], columns: int) -> tuple[Index, Index]:
    """Place and spans of each cell in reading order, and the cell of each field."""
    owner = np.array(owners, dtype=np.intp)
    every = np.arange(len(owner))
    first = (owner == every).nonzero()[0]
    number = np.empty(len(owner), dtype=np.intp)
    number[first] = np.arange(len(first))
    number = number[owner]
    rows, cols = every // columns, every % columns
    top, left = rows[first], cols[first]
    bottom, right = top.copy(), left.copy()
    if len(first) == len(owner):
        return np.array((top, left, bottom - top + 1, right - left + 1)).T, number
    np.maximum.at(bottom, number, rows)
    np.maximum.at(right, number, cols)
    np.minimum.at(left, number, cols)
    places = np.array((top, left, bottom - top + 1, right - left + 1)).T
    order = (top * columns + left).argsort(kind="stable")
    return places[order], order.argsort()[number]
