"""HTML tables: cells with their spans, and tables that only frame a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlp_reports.readers.pieces import glue
from nlp_reports.report import Cell

_PROSE = 200  # characters of one cell from which a table of few cells is a frame around prose
_WIDEST = 200  # columns and rows that one cell may span
_LARGEST = 100_000  # places that the cells of one table may cover, above any sane limit


def _rows(table: Any) -> Iterator[Any]:
    """The rows of this table, not those of tables inside it."""
    for item in table:
        name = item.tag.lower() if isinstance(item.tag, str) else ""
        if name == "tr":
            yield item
        elif name in ("tbody", "thead", "tfoot"):
            yield from _rows(item)


def _cells(row: Any) -> Iterator[Any]:
    return (c for c in row if isinstance(c.tag, str) and c.tag.lower() in ("td", "th"))


def is_frame(table: Any) -> bool:
    """Whether a table lays out the page rather than data: tables inside, or prose in few cells."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    lengths = [len(_text(cell)) for row in _rows(table) for cell in _cells(row)]
    filled = [length for length in lengths if length]
    return len(filled) < 2 or (len(filled) < 4 and max(filled) > _PROSE)


def cells_of(table: Any) -> list[Cell]:
    """The cells of a table at their places; spans beyond sense are cut."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(_rows(table)):
        col = 0
        for cell in _cells(line):
            if len(taken) >= _LARGEST:
                return _within(cells)
            while (row, col) in taken:
                col += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            down = min(down, max(1, _LARGEST // across))
            taken.update((row + i, col + j) for i in range(down) for j in range(across))
            cells.append(Cell(row, col, _text(cell), None, down, across))
            col += across
    return _within(cells)


def _within(cells: list[Cell]) -> list[Cell]:
    """No cell spans rows below the last one."""
    last = max((cell.row + 1 for cell in cells), default=0)
    return [
        Cell(c.row, c.col, c.text, None, min(c.rowspan, last - c.row), c.colspan) for c in cells
    ]


def _span(cell: Any, key: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", cell.get(key) or "")
    return min(_WIDEST, max(1, int(digits[1]))) if digits else 1


def _text(cell: Any) -> str:
    """A cell's text on one line."""
    text = ""
    for part in cell.itertext():
        plain = " ".join(part.split())
        text += glue(text[-1], plain[0]) + plain if text and plain else plain
    return text
