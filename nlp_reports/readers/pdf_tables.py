"""Tables of a PDF page: the grids that its rulings draw, filled with its characters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers.grid import Grid
from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.readers.pdf_lines import line_groups, spaced
from nlp_reports.report import Box, Cell

_PROSE = 160  # characters in one cell from which a table of two cells is framed prose


@dataclass(slots=True)
class PageTable:
    """A table on one page: its cells and, for the raw text, each cell's characters by index."""

    page: int
    box: Box
    cells: list[Cell]
    contents: list[list[int]]


def fill(grid: Grid, glyphs: Glyphs, free: NDArray[np.bool_], page: int) -> PageTable | None:
    """The table of a grid, taking its characters out of ``free``; ``None`` for framed prose."""
    left, top, right, bottom = grid.box
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    inside = free & (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    members: dict[int, list[int]] = {first: [] for first in grid.places}
    for i in np.flatnonzero(inside).tolist():
        first = grid.cell_at(float(x[i]), float(y[i]))
        if first is not None:
            members[first].append(i)
    filled = [len(own) for own in members.values() if own]
    if not filled or (len(filled) < 3 and max(filled) > _PROSE):
        return None
    free &= ~inside
    table = PageTable(page, grid.box, [], [])
    for first in sorted(members, key=lambda f: grid.places[f][:2]):
        row, col, rows, cols = grid.places[first]
        text, index = cell_text(glyphs, members[first])
        table.cells.append(Cell(row, col, text, grid.cell_box(first), rows, cols))
        table.contents.append(index)
    return table


def cell_text(glyphs: Glyphs, members: list[int]) -> tuple[str, list[int]]:
    """A cell's characters in reading order, line after line; a vertical label reads downwards."""
    if not members:
        return "", []
    own = np.array(members, dtype=np.intp)
    text, index = "", list[int]()
    for group in line_groups(glyphs.boxes[own]):
        order = own[group].tolist()
        height = float(glyphs.boxes[order[0], 3] - glyphs.boxes[order[0], 1])
        part, places = spaced(glyphs, order, 0.2 * height)
        text += part
        index += places
    return text, index
