"""One page of a PDF on its way to the report: what each step has found on it so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nlp_reports.errors import NoTextError
from nlp_reports.readers.base import Original
from nlp_reports.readers.ocr import INSTALL
from nlp_reports.readers.pdf_glyphs import Glyphs

if TYPE_CHECKING:
    from nlp_reports.readers.pdf_lines import Line
    from nlp_reports.readers.pdf_tables import PageTable
    from nlp_reports.readers.rulings import Lines


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

    def things(self) -> list[Line | PageTable]:
        """Its lines and tables from top to bottom."""
        found: list[Line | PageTable] = [*self.lines, *self.tables]
        return sorted(found, key=lambda thing: thing.box[1])


def check_for_text(pages: Sequence[Page], file: Original) -> None:
    """Refuse a file with nothing on its pages; pictures of text are something.

    Raises:
        NoTextError: no page has a character on it, and none waits for OCR.
    """
    if not any(page.glyphs.chars or page.unread for page in pages):
        raise NoTextError(file.path)


def warnings_of(pages: Sequence[Page], action: str = INSTALL) -> list[str]:
    """Which pages were left to OCR and could not be read, and which OCR read, and how surely.

    ``action`` says what it takes to read the former.
    """
    return [*_unread(pages, action), *_recognised(pages)]


def _unread(pages: Sequence[Page], action: str) -> Iterator[str]:
    if unread := [page.number for page in pages if page.unread]:
        yield f"no usable text layer on page {_listed(unread)}; to read it, {action}"


def _recognised(pages: Sequence[Page]) -> Iterator[str]:
    scanned = [page for page in pages if page.confidence]
    if scores := [score for page in scanned for score in page.confidence]:
        mean, which = sum(scores) / len(scores), _listed([page.number for page in scanned])
        yield f"page {which} read by OCR, mean confidence {mean:.2f}"


def _listed(numbers: list[int]) -> str:
    """Page numbers in order, runs of them as a range: ``1-4, 7``."""
    starts = [n for n in numbers if n - 1 not in numbers]
    ends = [n for n in numbers if n + 1 not in numbers]
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))
