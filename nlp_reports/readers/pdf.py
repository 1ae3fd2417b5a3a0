"""PDF by pdfium: characters with page and box, tables out of the prose, paragraphs over pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nlp_reports.errors import (
    DamagedFileError,
    EncryptedFileError,
    LimitError,
    NoTextError,
    UsageError,
)
from nlp_reports.readers.base import READERS, Original

if TYPE_CHECKING:
    from nlp_reports.readers.pdf_glyphs import Glyphs
    from nlp_reports.readers.pdf_lines import Line
    from nlp_reports.readers.pdf_tables import PageTable
    from nlp_reports.readers.rulings import Lines, Rulings
    from nlp_reports.report import Report


@READERS.register("pdf")
class PdfReader:
    """PDF files with a text layer."""

    def knows(self, head: bytes, name: str) -> float:
        """By the signature, which may stand a little into the file."""
        if b"%PDF-" in head[:1024]:
            return 1.0
        return 0.2 if name.lower().endswith(".pdf") else 0.0

    def read(self, file: Original) -> Report:
        """The report in a PDF file.

        Raises:
            UsageError: the settings name a backend that does not exist.
        """
        from nlp_reports.readers.pdf_layout import report_from
        from nlp_reports.readers.pdf_pages import pages_of

        if file.pdf_backend == "pdfplumber":
            from nlp_reports.readers.pdfplumber_backend import read_with_pdfplumber

            return read_with_pdfplumber(file)
        if file.pdf_backend != "pdfium":
            raise UsageError(f"no PDF backend {file.pdf_backend!r}; known: pdfium, pdfplumber")

        with document(file) as pdf:
            read = list(pages_of(pdf, file))
        pages = [page for page, _ in read]
        unread = [page.number for page in pages if page.unread]
        if not any(page.glyphs.chars for page in pages):
            raise NoTextError(file.path)
        file.check_characters(sum(len(page.glyphs.chars) for page in pages))
        lay_out(pages, [rulings for _, rulings in read], file.limits.cells)
        return report_from(file, pages, [*_warnings(unread), *_ocr_warnings(pages)])


def _warnings(unread: list[int]) -> list[str]:
    if not unread:
        return []
    from nlp_reports.readers.ocr import INSTALL

    which = ", ".join(map(str, unread))
    return [f"no usable text layer on page {which}; to read it, {INSTALL}"]


def _ocr_warnings(pages: list[Page]) -> list[str]:
    scanned = [page for page in pages if page.confidence]
    scores = [score for page in scanned for score in page.confidence]
    if not scores:
        return []
    mean, which = sum(scores) / len(scores), ", ".join(str(page.number) for page in scanned)
    return [f"page {which} read by OCR, mean confidence {mean:.2f}"]


@dataclass(slots=True)
class Page:
    """What was read off one page: its characters, the lines of its prose, its tables.

    ``rules`` are the horizontal lines drawn on it.
    ``confidence`` has a number per character where OCR read the page; ``unread`` says that it
    would have to, and is not installed.
    """

    number: int
    width: float
    height: float
    glyphs: Glyphs
    lines: list[Line] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    rules: Lines | None = None
    confidence: list[float] = field(default_factory=list)
    unread: bool = False


@contextmanager
def document(file: Original) -> Iterator[Any]:
    """A pypdfium2 document, closed at the end.

    Raises:
        EncryptedFileError: it needs a password.
        DamagedFileError: pdfium cannot open it.
        LimitError: it has too many pages, or would be drawn without end.
    """
    import pypdfium2

    from nlp_reports.readers.pdf_forms import draws_itself

    if draws_itself(file.data):
        raise LimitError(file.path, what="a form in it draws itself, without end")
    try:
        pdf = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise EncryptedFileError(file.path) from error
        raise DamagedFileError(file.path, what="pdfium cannot open it") from error
    try:
        if len(pdf) > file.limits.pages:
            what = f"{len(pdf):,} pages exceed the limit of {file.limits.pages:,}"
            raise LimitError(file.path, what=what)
        if not len(pdf):
            raise DamagedFileError(file.path, what="it has no pages")
        yield pdf
    finally:
        pdf.close()


def lay_out(pages: Sequence[Page], rulings: Sequence[Rulings], most_cells: int) -> None:
    """Fill the pages' ruled tables, and make lines of what is left."""
    from nlp_reports.readers.grid import grids
    from nlp_reports.readers.overflow import take_in
    from nlp_reports.readers.pdf_tables import fill

    glyphs = [page.glyphs for page in pages]
    middles = [own.middles for own in glyphs]
    filled = fill(grids(rulings, middles, most_cells), glyphs, middles)
    for page, (tables, lines), drawn in zip(pages, filled, rulings, strict=True):
        page.tables, page.lines, page.rules = tables, lines, drawn.horizontal
        take_in(page)
