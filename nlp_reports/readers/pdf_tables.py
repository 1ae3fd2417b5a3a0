"""Tables of a PDF page: the grids that its rulings draw, filled with its characters."""

from __future__ import annotations

from dataclasses import dataclass

from nlp_reports.readers.grid import Grid
from nlp_reports.readers.pdf_glyphs import Glyphs, without_overprint
from nlp_reports.readers.pdf_lines import line_groups, spaced
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


def fill(grid: Grid, glyphs: Glyphs, free: set[int], page: int) -> PageTable | None:
    """The table of a grid, taking its characters out of ``free``; ``None`` for framed prose."""
    members = _members(grid, glyphs, free)
    filled = [len(own) for own in members.values() if own]
    if not filled or (len(filled) < 3 and max(filled) > _PROSE):
        return None
    table = PageTable(page, grid.box, [], [], grid.xs)
    for first in sorted(members, key=lambda f: grid.places[f][:2]):
        row, col, rows, cols = grid.places[first]
        text, index = cell_text(glyphs, members[first])
        table.cells.append(Cell(row, col, text, grid.cell_box(first), rows, cols, page))
        table.contents.append(index)
        free.difference_update(members[first])
    return table


def _members(grid: Grid, glyphs: Glyphs, free: set[int]) -> dict[int, list[int]]:
    """The free characters in each cell, by the cell's first field."""
    members: dict[int, list[int]] = {first: [] for first in grid.places}
    left, top, right, bottom = grid.box
    for i in free:
        x0, y0, x1, y1 = glyphs.boxes[i]
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if left <= x <= right and top <= y <= bottom:
            first = grid.cell_at(x, y)
            if first is not None:
                members[first].append(i)
    return members


def cell_text(glyphs: Glyphs, members: list[int]) -> tuple[str, list[int]]:
    """A cell's characters in reading order, line after line; a vertical label reads downwards."""
    text, index = "", list[int]()
    for group in line_groups(glyphs.boxes, members):
        _, top, _, bottom = glyphs.boxes[group[0]]
        part, places = spaced(glyphs, without_overprint(glyphs, group), 0.2 * (bottom - top))
        text += part
        index += places
    return text, index
