"""Pages of a PDF as pdfium has them open: loaded a few at a time, read together, closed again.

Each page alone would cost a dozen array operations on a few hundred characters; together they
cost the same dozen once.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nlp_reports.errors import DamagedFileError, LimitError
from nlp_reports.readers import ocr
from nlp_reports.readers.base import Original
from nlp_reports.readers.pdf_glyphs import Glyphs, View, glyphs_of, turns_of
from nlp_reports.readers.pdf_page import Page
from nlp_reports.readers.pdfium_calls import address, call, pointer
from nlp_reports.readers.rulings import Rulings, rulings_of

AT_ONCE = 8
"""Pages that are open together: enough to spare work, few enough to bound memory."""
_MARKS = 20  # characters that a scanner's mark and a page number have at most
_IMAGE, _LOOK, _MOST = 3, 20, 0.5  # FPDF_PAGEOBJ_IMAGE; objects looked at; share of the page


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that is open: its number from 1, the addresses of page and text page, its view.

    ``text`` is 0 where pdfium finds no text page.
    """

    number: int
    page: int
    text: int
    view: View


def pages_of(pdf: Any, file: Original) -> Iterator[tuple[Page, Rulings]]:
    """The characters and ruled lines of each page of a pypdfium2 document.

    Raises:
        DamagedFileError: pdfium cannot load a page.
        LimitError: a page holds too many characters.
    """
    for start in range(1, len(pdf) + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, len(pdf) + 1))
        with _opened(pdf, numbers, file) as pages:
            _check(pages, file)
            glyphs = glyphs_of([(page.text, page.view) for page in pages])
            drawn = rulings_of([(page.page, page.view) for page in pages], file.limits.objects)
            noisy = ocr.noise(glyphs)
            drawn_only = [_is_picture(*both) for both in zip(pages, glyphs, strict=True)]
        for page, own, lines, bad, picture in zip(
            pages, glyphs, drawn, noisy, drawn_only, strict=True
        ):
            shown = Glyphs.none() if bad else own.without_private()
            result = Page(page.number, page.view.width, page.view.height, shown)
            if bad or picture:
                _recognise(result, pdf, file)
            yield result, lines


@contextmanager
def _opened(pdf: Any, numbers: Sequence[int], file: Original) -> Iterator[list[Opened]]:
    pages: list[Opened] = []
    try:
        for number in numbers:
            page = call("FPDF_LoadPage")(address(pdf.raw), number - 1)
            if not page:
                raise DamagedFileError(file.path, place=f"page {number}")
            text = call("FPDFText_LoadPage")(page) or 0
            view = View.of(page)
            pages.append(Opened(number, page, text, view.with_turns(turns_of(text, view.turns))))
        yield pages
    finally:
        for opened in pages:
            if opened.text:
                call("FPDFText_ClosePage")(opened.text)
            call("FPDF_ClosePage")(opened.page)


def _check(pages: Sequence[Opened], file: Original) -> None:
    for page in pages:
        if page.text and call("FPDFText_CountChars")(page.text) > file.limits.characters:
            raise LimitError(file.path, place=f"page {page.number}", what="too many characters")


def _is_picture(page: Opened, own: Glyphs) -> bool:
    """Whether a page is drawn only, with at most a number or a scanner's mark set on it."""
    count = call("FPDFPage_CountObjects")(page.page)
    if not own.chars:
        return bool(count > 0)
    if len(own.chars) > _MARKS:
        return False
    objects = (call("FPDFPage_GetObject")(pointer(page.page), i) for i in range(min(count, _LOOK)))
    return any(_covers(each, page.view) for each in objects)


def _covers(thing: int, view: View) -> bool:
    """Whether an object is an image over most of the page."""
    if call("FPDFPageObj_GetType")(thing) != _IMAGE:
        return False
    sides = (ctypes.c_float * 4)()
    base = ctypes.addressof(sides)
    call("FPDFPageObj_GetBounds")(thing, base, base + 4, base + 8, base + 12)
    left, bottom, right, top = sides
    return (right - left) * (top - bottom) > _MOST * view.width * view.height


def _recognise(result: Page, pdf: Any, file: Original) -> None:
    """Read the page by OCR where that is installed."""
    if not ocr.available():
        result.unread = True
        return
    page = pdf[result.number - 1]
    try:
        result.glyphs, result.confidence = ocr.read_page(page, file, result.number)
    finally:
        page.close()
