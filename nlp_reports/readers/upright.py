"""Labels of tables that were set downwards or turned by a right angle: their columns in order.

A cell's characters come line by line. Where a label stands in one column of upright characters
that is its order already. Word also sets labels in several columns from the right, and turns them
so that they read upwards, or downwards, over columns from the left. Which of these it was, the
words of the statutory forms tell.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from nlp_reports.readers.debris import is_label
from nlp_reports.readers.pdf_page import Page
from nlp_reports.readers.pdf_tables import PageTable
from nlp_reports.report import Cell

_SHORTEST, _LONGEST = 3, 40  # characters of a label that may be set so


def turn_labels(page: Page) -> None:
    """Put the characters of row labels on a page in the order in which they are read."""
    for table in page.tables:
        for number, cell in enumerate(table.cells):
            if cell.rowspan > 1 and _may_be_turned(cell) and not is_label(cell.text):
                _turn(table, number, page)


def _may_be_turned(cell: Cell) -> bool:
    """Whether a cell is higher than wide, and holds about as much as a label."""
    if cell.box is None or not _SHORTEST <= len(cell.text) <= _LONGEST:
        return False
    left, top, right, bottom = cell.box
    return bottom - top > right - left


def _turn(table: PageTable, number: int, page: Page) -> None:
    index = [at for at in table.contents[number] if at >= 0]
    columns = _columns(index, page)
    for way in (
        [at for column in reversed(columns) for at in column],
        [at for column in columns for at in reversed(column)],
        [at for column in columns for at in column],
    ):
        text = "".join(page.glyphs.chars[at] for at in way)
        if is_label(text):
            table.cells[number] = replace(table.cells[number], text=text)
            table.contents[number] = way
            return


def _columns(index: list[int], page: Page) -> list[list[int]]:
    """The characters column by column from the left, each from top to bottom."""
    sides = page.glyphs.sides
    middles = {at: (sides[at][0] + sides[at][2]) / 2 for at in index}
    ordered = sorted(index, key=middles.__getitem__)
    wide = max((sides[at][2] - sides[at][0] for at in index), default=0.0)
    columns = [ordered[:1]]
    for before, at in pairwise(ordered):
        if middles[at] - middles[before] > wide / 2:
            columns.append([])
        columns[-1].append(at)
    return [sorted(column, key=lambda at: sides[at][1]) for column in columns]
