"""PDF by pdfplumber: the slow reference that tests hold the pdfium reader against.

It reads characters and finds tables with its own parser; lines, furniture and paragraphs are then
made by the same code as for pdfium.
"""

from __future__ import annotations

import io
from typing import Any

from nlp_reports.errors import DamagedFileError, LimitError, NoTextError
from nlp_reports.readers.base import Original
from nlp_reports.readers.pdf import Page
from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.readers.pdf_layout import report_from
from nlp_reports.readers.pdf_lines import lines_of
from nlp_reports.readers.pdf_tables import PageTable, cell_text
from nlp_reports.report import Cell, Report


def read_with_pdfplumber(file: Original) -> Report:
    """The report in a PDF file.

    Raises:
        DamagedFileError: pdfminer cannot parse it, or it is encrypted.
        LimitError: it has too many pages.
        NoTextError: no page has a text layer.
    """
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(file.data)) as pdf:
            if len(pdf.pages) > file.limits.pages:
                raise LimitError(file.path, what="too many pages")
            pages = [_page(page, i) for i, page in enumerate(pdf.pages, start=1)]
    except LimitError:
        raise
    except Exception as error:  # pdfminer raises whatever its parser trips over
        raise DamagedFileError(file.path, what=f"pdfplumber cannot read it ({error})") from error
    if not any(page.glyphs.chars for page in pages):
        raise NoTextError(file.path)
    return report_from(file, pages)


def _page(page: Any, number: int) -> Page:
    chars = [c for c in page.chars if c["text"].strip()]
    boxes = [[c["x0"], c["top"], c["x1"], c["bottom"]] for c in chars]
    glyphs = Glyphs([c["text"][0] for c in chars], boxes)
    result = Page(number, float(page.width), float(page.height), glyphs)
    free = set(range(len(chars)))
    # A filled area without a stroke is shading: pdfplumber would take it for a frame.
    ruled = page.filter(lambda o: o["object_type"] != "rect" or o.get("stroke") or _thin(o))
    for table in ruled.find_tables():
        made = _table(table, glyphs, free, number)
        if len(made.cells) > 1:
            result.tables.append(made)
    result.lines = lines_of(glyphs, list(free), number)
    return result


def _thin(rect: Any) -> bool:
    return min(float(rect["width"]), float(rect["height"])) < 3


def _table(table: Any, glyphs: Glyphs, free: set[int], number: int) -> PageTable:
    xs = sorted({round(x) for cell in table.cells for x in (cell[0], cell[2])})
    ys = sorted({round(y) for cell in table.cells for y in (cell[1], cell[3])})
    made = PageTable(number, tuple(table.bbox), [], [], [float(x) for x in xs])
    for left, top, right, bottom in sorted(table.cells, key=lambda c: (c[1], c[0])):
        inside = [i for i in free if _within(glyphs.boxes[i], (left, top, right, bottom))]
        free.difference_update(inside)
        text, index = cell_text(glyphs, inside)
        row, col = ys.index(round(top)), xs.index(round(left))
        rows, cols = ys.index(round(bottom)) - row, xs.index(round(right)) - col
        box = (left, top, right, bottom)
        made.cells.append(Cell(row, col, text, box, max(1, rows), max(1, cols), number))
        made.contents.append(index)
    return made


def _within(box: list[float], cell: tuple[float, float, float, float]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]
