"""PDF by pdfplumber: the slow reference that tests hold the pdfium reader against.

It reads characters and drawn lines with its own parser; tables, furniture and paragraphs are then
made by the same code as for pdfium.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from nlp_reports.errors import DamagedFileError, LimitError
from nlp_reports.readers.base import Original
from nlp_reports.readers.ocr import INSTALL
from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.readers.pdf_layout import lay_out, report_from
from nlp_reports.readers.pdf_page import Page, check_for_text, warnings_of
from nlp_reports.readers.rulings import THIN, Rulings
from nlp_reports.report import Report


def read_with_pdfplumber(file: Original) -> Report:
    """The report in a PDF file.

    Raises:
        DamagedFileError: pdfminer cannot parse it, or it is encrypted.
        LimitError: it has too many pages.
        NoTextError: there is neither text nor picture on any page.
    """
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(file.data)) as pdf:
            if len(pdf.pages) > file.limits.pages:
                raise LimitError(file.path, what="too many pages")
            pages = [_page(page, number) for number, page in enumerate(pdf.pages, start=1)]
            lay_out(pages, [_rulings(page) for page in pdf.pages], file.limits.cells)
    except LimitError:
        raise
    except Exception as error:  # pdfminer raises whatever its parser trips over
        raise DamagedFileError(file.path, what=f"pdfplumber cannot read it ({error})") from error
    check_for_text(pages, file)
    return report_from(file, pages, warnings_of(pages, f"{INSTALL}, and read it by pdfium"))


def _page(page: Any, number: int) -> Page:
    chars = [c for c in page.chars if c["text"].strip()]
    boxes = np.array([_box(c) for c in chars], dtype=np.float32).reshape(-1, 4)
    glyphs = Glyphs("".join(c["text"][0] for c in chars), boxes)
    result = Page(number, float(page.width), float(page.height), glyphs)
    result.unread = not chars and bool(page.images)
    return result


def _box(thing: Any) -> list[float]:
    return [float(thing[key]) for key in ("x0", "top", "x1", "bottom")]


def _rulings(page: Any) -> Rulings:
    """Lines, thin areas, and the edges of stroked rectangles."""
    found = [_box(line) for line in page.lines]
    for rect in page.rects:
        left, top, right, bottom = _box(rect)
        if min(right - left, bottom - top) <= THIN:
            found.append([left, top, right, bottom])
        elif rect.get("stroke"):
            found.append([left, top, right, top])
            found.append([left, bottom, right, bottom])
            found.append([left, top, left, bottom])
            found.append([right, top, right, bottom])
    return Rulings.among(np.array(found, dtype=np.float32).reshape(-1, 4))
