"""Words that were printed beyond their cell at the foot of a page.

Programs that lay out web pages do not part the words of a cell that spans rows at a page break:
what has no room is printed below the table, without a border.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from nlp_reports.readers.debris import is_cut_label, is_label
from nlp_reports.readers.pdf_tables import PageTable

if TYPE_CHECKING:
    from nlp_reports.readers.pdf_glyphs import Glyphs
    from nlp_reports.readers.pdf_lines import Line
    from nlp_reports.readers.pdf_page import Page

_NEAR = 2.0  # character heights that such a line may stand below the one before
_BESIDE = 3.0  # points by which a word may stick out of its column


def take_in(page: Page) -> None:
    """Give lines below the lowest ruled table that end its cells' labels to these cells."""
    if not page.tables:
        return
    table = max(page.tables, key=lambda table: table.box[3])
    foot = table.box[3]
    for line in [line for line in page.lines if line.box[1] > foot - line.size / 2]:
        if line.box[1] - foot > _NEAR * line.size or not _give(line, table, page.glyphs):
            return
        foot = line.box[3]
        page.lines.remove(line)


def _give(line: Line, table: PageTable, glyphs: Glyphs) -> bool:
    """Give each group of a line to the cell above it; whether all have one."""
    ends = [0, *line.gaps, len(line.text)]
    groups = [[i for i in line.index[a:b] if i >= 0] for a, b in pairwise(ends)]
    owners = [_owner(group, table, glyphs) for group in groups]
    if any(owner is None for owner in owners):
        return False
    for owner, group in zip(owners, groups, strict=True):
        if owner is not None:
            cell = table.cells[owner]
            table.cells[owner] = replace(cell, text=cell.text + _text(group, glyphs))
            table.contents[owner] = [*table.contents[owner], *group]
    return True


def _owner(group: list[int], table: PageTable, glyphs: Glyphs) -> int | None:
    """The cell at the table's foot whose label a group of characters ends."""
    text = _text(group, glyphs)
    left, right = glyphs.sides[group[0]][0], glyphs.sides[group[-1]][2]
    height = max(cell.row + cell.rowspan for cell in table.cells)
    for number, cell in enumerate(table.cells):
        if cell.box is None or cell.row + cell.rowspan < height or not cell.text:
            continue
        inside = cell.box[0] - _BESIDE <= left and right <= cell.box[2] + _BESIDE
        if inside and (is_cut_label(cell.text, text) or is_label(cell.text + text)):
            return number
    return None


def _text(group: list[int], glyphs: Glyphs) -> str:
    return "".join(glyphs.chars[i] for i in group)
