"""Tables from ruled lines: which lines belong together, and the cells they enclose.

Pure geometry, y downwards, points. Lines that touch make a component; its distinct positions
make a lattice; neighbours in the lattice without a line between them are one cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nlp_reports.readers.rulings import Ruling, Rulings
from nlp_reports.report import Box

_SNAP = 2.5  # points within which two positions are one
_REACH = 4.0  # points by which lines may miss each other and still meet
_OPEN = 12.0  # points by which lines run past the outermost crossing of an open-sided table
_MOST_PAIRS = 4_000_000
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

    def cell_at(self, x: float, y: float) -> int | None:
        """The cell around a point, by its first field, or ``None`` outside."""
        col, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if not (0 <= col < self.columns and 0 <= row < len(self.ys) - 1):
            return None
        return self.owner[row * self.columns + col]

    def cell_box(self, first: int) -> Box:
        """The border of a cell."""
        row, col, rows, cols = self.places[first]
        return (self.xs[col], self.ys[row], self.xs[col + cols], self.ys[row + rows])


def merged(lines: Iterable[Ruling]) -> list[Ruling]:
    """Lines at one position that touch or overlap, as one line."""
    result: list[Ruling] = []
    for group in _levels(lines):
        at = sum(line.at for line in group) / len(group)
        group.sort(key=lambda line: line.start)
        start, end = group[0].start, group[0].end
        for line in group[1:]:
            if line.start > end + _REACH:
                result.append(Ruling(at, start, end))
                start, end = line.start, line.end
            end = max(end, line.end)
        result.append(Ruling(at, start, end))
    return result


def _levels(lines: Iterable[Ruling]) -> list[list[Ruling]]:
    levels: list[list[Ruling]] = []
    for line in sorted(lines, key=lambda line: line.at):
        if levels and line.at - levels[-1][0].at <= _SNAP:
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _positions(values: Iterable[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > _SNAP:
            result.append(value)
    return result


def components(rulings: Rulings) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Horizontal and vertical lines that hang together by crossing or touching."""
    across, down = merged(rulings.horizontal), merged(rulings.vertical)
    if len(across) * len(down) > _MOST_PAIRS:
        return []  # a drawing or a map: no table has so many lines
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    down_order = sorted(range(len(down)), key=lambda j: down[j].at)
    for i, h in enumerate(across):
        for j in down_order:
            v = down[j]
            if v.at > h.end + _REACH:
                break
            if v.at >= h.start - _REACH and v.start - _REACH <= h.at <= v.end + _REACH:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for i, h in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(v)
    return list(groups.values())


def grids(rulings: Rulings, most_cells: int = 50_000) -> list[Grid]:
    """The tables of a page from top to bottom; a frame with one cell is none."""
    found = []
    for across, down in components(rulings):
        if len(across) < 2 or not down:
            continue
        grid = _lattice(across, down, most_cells)
        if grid is not None and len(grid.places) > 1:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _lattice(across: Sequence[Ruling], down: Sequence[Ruling], most_cells: int) -> Grid | None:
    xs, ys = _positions(v.at for v in down), _positions(h.at for h in across)
    left, right = min(h.start for h in across), max(h.end for h in across)
    top, bottom = min(v.start for v in down), max(v.end for v in down)
    xs = _open_ends(xs, left, right)
    ys = _open_ends(ys, top, bottom)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > most_cells:
        return None
    grid = Grid(xs, ys, _owners(xs, ys, across, down))
    _place_cells(grid)
    return grid


def _open_ends(positions: list[float], low: float, high: float) -> list[float]:
    """Positions with the ends added where lines run on past the outermost crossing."""
    before = [low] if positions[0] - low > _OPEN else []
    after = [high] if high - positions[-1] > _OPEN else []
    return [*before, *positions, *after]


def _covered(lines: Sequence[Ruling], at: float, start: float, end: float) -> bool:
    total = sum(
        max(0.0, min(line.end, end) - max(line.start, start))
        for line in lines
        if abs(line.at - at) <= _SNAP
    )
    return total >= _COVER * (end - start)


def _owners(
    xs: list[float], ys: list[float], across: Sequence[Ruling], down: Sequence[Ruling]
) -> list[int]:
    """For each lattice field the first field of its cell, by union over missing walls."""
    cols, rows = len(xs) - 1, len(ys) - 1
    owner = list(range(cols * rows))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    walls = [[v for v in down if abs(v.at - x) <= _SNAP] for x in xs]
    floors = [[h for h in across if abs(h.at - y) <= _SNAP] for y in ys]
    for row in range(rows):
        for col in range(cols):
            here = row * cols + col
            if col + 1 < cols and not _covered(walls[col + 1], xs[col + 1], ys[row], ys[row + 1]):
                _union(owner, root(here), root(here + 1))
            if row + 1 < rows and not _covered(floors[row + 1], ys[row + 1], xs[col], xs[col + 1]):
                _union(owner, root(here), root(here + cols))
    return [root(i) for i in range(cols * rows)]


def _union(owner: list[int], one: int, other: int) -> None:
    owner[max(one, other)] = min(one, other)


def _place_cells(grid: Grid) -> None:
    hulls: dict[int, list[int]] = {}
    for index, first in enumerate(grid.owner):
        row, col = divmod(index, grid.columns)
        hull = hulls.setdefault(first, [row, col, row, col])
        hull[:] = [
            min(hull[0], row),
            min(hull[1], col),
            max(hull[2], row),
            max(hull[3], col),
        ]
    for first, (top, left, bottom, right) in hulls.items():
        grid.places[first] = (top, left, bottom - top + 1, right - left + 1)
