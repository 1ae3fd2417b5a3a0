"""Tables from ruled lines: which lines belong together, and the cells they enclose.

Pure geometry, y downwards, points. Lines that touch make a component; its distinct positions
make a lattice; neighbours in the lattice without a line between them are one cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers.rulings import Lines, Rulings
from nlp_reports.report import Box

_SNAP = 2.5  # points within which two positions are one
_REACH = 4.0  # points by which lines may miss each other and still meet
_OPEN = 12.0  # points by which lines run past the outermost crossing of an open-sided table
Points = NDArray[np.float32]
"""A point a row: across and down."""

_MOST_PAIRS = 4_000_000
_APART = 1e6  # points: more than any page is high
_COVER = 0.6  # share of a cell's side that a line must cover to part two cells


@dataclass(slots=True)
class Grid:
    """The lattice of one table.

    ``owner`` gives, for each lattice field in row order, the first field of its cell;
    ``places`` gives row, column, row span and column span of each cell by that first field.
    """

    xs: list[float]
    ys: list[float]
    owner: list[int]
    places: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)

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
    page = np.repeat(np.arange(len(pages)), counts)
    sane = (np.abs(lines) < _APART / 4).all(axis=1)
    lines, page = lines[sane], page[sane]
    if not len(lines):
        return [lines] * len(pages)
    # Pages, then levels, are put far apart, so that one sort and one running maximum serve all.
    order = np.argsort(page * _APART + lines[:, 0], kind="stable")
    lines, page = lines[order], page[order]
    level = _levels(page * _APART + lines[:, 0])
    order = np.argsort(level * _APART + lines[:, 1], kind="stable")
    lines, shift = lines[order], level * _APART
    reach = np.maximum.accumulate(lines[:, 2] + shift)
    new = np.concatenate(([True], lines[1:, 1] + shift[1:] > reach[:-1] + _REACH))
    starts = np.flatnonzero(new)
    last = np.append(starts[1:], len(lines)) - 1
    at = np.bincount(level, lines[:, 0]) / np.bincount(level)
    ends = reach[last] - shift[last]
    whole = np.column_stack((at[level[starts]], lines[starts, 1], ends))
    return np.split(whole, np.searchsorted(page[starts], np.arange(1, len(pages))))


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
    across = merged([page.horizontal for page in rulings])
    down = merged([page.vertical for page in rulings])
    pages = zip(across, down, middles, strict=True)
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
    within = middles[(middles[:, 0] > left) & (middles[:, 0] < right), 1]
    xs = _open_ends(xs, left, right)
    ys = _open_ends(ys, float(down[:, 1].min()), float(down[:, 2].max()), within)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > most_cells:
        return None
    grid = Grid(xs, ys, _owners(xs, ys, across, down))
    _place_cells(grid)
    return grid


def _open_ends(
    positions: list[float], low: float, high: float, middles: NDArray[np.float32] | None = None
) -> list[float]:
    """Positions with the ends added where lines run on past the outermost crossing.

    A short way past is a line drawn too long, unless characters stand beside it: then it is the
    rest of a row that the page break cut.
    """
    first, last = positions[0], positions[-1]

    def is_open(start: float, end: float) -> bool:
        if middles is None or not _REACH < end - start <= _OPEN:
            return end - start > _OPEN
        return bool(((middles > start) & (middles < end)).any())

    before = [low] if is_open(low, first) else []
    after = [high] if is_open(last, high) else []
    return [*before, *positions, *after]


def _covered(lines: Lines, positions: list[float], edges: list[float]) -> NDArray[np.bool_]:
    """For each position and each stretch between two edges whether lines cover enough of it."""
    places, ends = np.array(positions), np.array(edges)
    shared = np.minimum(lines[:, 2:], ends[1:]) - np.maximum(lines[:, 1:2], ends[:-1])
    near = np.abs(lines[:, :1] - places) <= _SNAP
    total = near.T.astype(np.float64) @ np.maximum(shared, 0.0)
    result: NDArray[np.bool_] = total >= _COVER * np.diff(ends)
    return result


def _owners(xs: list[float], ys: list[float], across: Lines, down: Lines) -> list[int]:
    """For each lattice field the first field of its cell, by union over missing walls."""
    cols, rows = len(xs) - 1, len(ys) - 1
    owner = list(range(cols * rows))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    def join(one: int, other: int) -> None:
        one, other = root(one), root(other)
        owner[max(one, other)] = min(one, other)

    for wall, row in np.argwhere(~_covered(down, xs, ys)[1:-1]).tolist():
        join(row * cols + wall, row * cols + wall + 1)
    for floor, col in np.argwhere(~_covered(across, ys, xs)[1:-1]).tolist():
        join(floor * cols + col, (floor + 1) * cols + col)
    return [i if own == i else root(i) for i, own in enumerate(owner)]


def _place_cells(grid: Grid) -> None:
    owner, columns = grid.owner, grid.columns
    whole = [index for index, first in enumerate(owner) if index != first]
    grid.places.update({i: (i // columns, i % columns, 1, 1) for i in sorted({*owner})})
    hulls: dict[int, tuple[int, int, int, int]] = {}
    for index in whole:
        first = owner[index]
        row, col = divmod(index, columns)
        top, left, bottom, right = hulls.get(first) or (*divmod(first, columns),) * 2
        hulls[first] = (top, min(left, col), max(bottom, row), max(right, col))
    for first, (top, left, bottom, right) in hulls.items():
        grid.places[first] = (top, left, bottom - top + 1, right - left + 1)
