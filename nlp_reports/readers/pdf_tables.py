"""Tables of a PDF page: the grids that its rulings draw, filled with its characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers.debris import is_table_line
from nlp_reports.readers.grid import Grid, Points
from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.readers.pdf_lines import Index, Line, SetLines, lines_of, set_lines
from nlp_reports.report import Box, Cell

_PROSE = 160  # characters in one cell from which a table of two cells is framed prose


@dataclass(slots=True)
class PageTable:
    """A table on one page.

    ``contents`` holds each cell's characters by index into the page's glyphs, for the raw text;
    ``xs`` the places of the column borders; ``ruled`` whether lines are drawn there.
    """

    page: int
    box: Box
    cells: list[Cell]
    contents: list[list[int]]
    xs: list[float]
    ruled: bool = True


@dataclass(slots=True)
class _Part:
    """A grid on a page, whose cells are numbered from ``number`` on."""

    grid: Grid
    number: int


def fill(
    grids: Sequence[Sequence[Grid]], glyphs: Sequence[Glyphs], middles: Sequence[Points]
) -> list[tuple[list[PageTable], list[Line]]]:
    """For each page the tables that its grids make, and the lines outside them.

    A grid that frames prose is none, nor is one of a single cell, unless a label of the statutory
    tables stands in it: that is a table's first row at the foot of its page. The lines of all
    pages and cells are found in one go. ``middles`` are those of the characters.
    """
    parts, made, outside = [], [], [0]
    for own, page, points in zip(grids, glyphs, middles, strict=True):
        part, tables, following = _cells(own, page, points, outside[-1])
        parts.append(part)
        made.append(tables)
        outside.append(following)
    found = set_lines(glyphs, np.concatenate(parts))
    ends = found.part.searchsorted(np.arange(outside[-1] + 1)).tolist()
    return [
        ([_table(part, found, ends, number) for part in tables], lines_of(found, first, number))
        for number, (tables, first) in enumerate(zip(made, outside, strict=False), start=1)
    ]


def _cells(
    grids: Sequence[Grid], glyphs: Glyphs, middles: Points, outside: int
) -> tuple[Index, list[_Part], int]:
    """The number of the cell of each character, ``outside`` for none, and the next free number."""
    part = np.full(len(glyphs.chars), outside, dtype=np.intp)
    made: list[_Part] = []
    following = outside + 1
    for grid in grids:
        cell = _cell_of(grid, middles)
        inside = cell >= 0
        if made:
            inside &= part == outside
        if _is_table(cell[inside], grid, glyphs, inside):
            part[inside] = cell[inside] + following
            made.append(_Part(grid, following))
            following += len(grid.places)
    return part, made, following


def _is_table(cell: Index, grid: Grid, glyphs: Glyphs, inside: NDArray[np.bool_]) -> bool:
    counts = np.bincount(cell)
    filled = counts[counts > 0]
    if not len(filled):
        return False
    if len(grid.places) == 1:
        text = "".join([glyphs.chars[i] for i in inside.nonzero()[0].tolist()])
        return len(text) <= _PROSE and is_table_line(text)
    return len(filled) > 2 or int(filled.max()) <= _PROSE


def _cell_of(grid: Grid, middles: Points) -> Index:
    """The number of the cell around each character's middle, -1 outside the table."""
    across = np.array(grid.xs).searchsorted(middles[:, 0], side="right") - 1
    down = np.array(grid.ys).searchsorted(middles[:, 1], side="right") - 1
    inside = (across >= 0) & (across < grid.columns) & (down >= 0) & (down < len(grid.ys) - 1)
    at = np.where(inside, down * grid.columns + across, -1)
    return np.concatenate((grid.number, (-1,)))[at]


def _table(part: _Part, found: SetLines, ends: list[int], page: int) -> PageTable:
    """The cells of a grid; the characters of cell n stand from ``ends[n]`` on, line after line.

    A vertical label is as many lines of one character, and so reads downwards.
    """
    xs, ys = part.grid.xs, part.grid.ys
    top, left, down, across = part.grid.places.T
    tops, lefts, rows, cols = part.grid.places.T.tolist()
    bounds = ends[part.number : part.number + len(tops) + 1]
    texts = [found.text[a:b] for a, b in pairwise(bounds)]
    x, y = np.array(xs), np.array(ys)
    sides = (x[left], y[top], x[left + across], y[top + down])
    boxes = zip(*(side.tolist() for side in sides), strict=True)
    cells = list(map(Cell, tops, lefts, texts, boxes, rows, cols, repeat(page)))
    contents = [found.index[a:b] for a, b in pairwise(bounds)]
    return PageTable(page, part.grid.box, cells, contents, xs)
