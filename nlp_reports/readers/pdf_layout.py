"""From the lines and tables of all pages to one report."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers import borderless, chrome, reflow
from nlp_reports.readers.base import Original
from nlp_reports.readers.pdf import Page
from nlp_reports.readers.pdf_lines import Line, Measure, begins, measure
from nlp_reports.readers.pdf_tables import PageTable
from nlp_reports.readers.pieces import Piece, report_of
from nlp_reports.readers.stitch import continues, stitch
from nlp_reports.report import BlockKind, Layout, Report, Table
from nlp_reports.text import Span

_SMALL = 0.72  # of the usual character size: what is set so at the edge is no prose
_EDGE = 0.11  # of the page's height: running heads and page numbers stand in it


class Scroll:
    """The raw text of a paged source, with page and box of every character.

    The last row of the joined boxes stands for characters that were put in.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self.parts: list[str] = []
        self.size = 0
        self._pages = pages
        self._index: list[int] = []
        self._stretches: list[tuple[int, int]] = []  # where one begins, and its page's first box
        self._first: dict[int, int] = {}
        count = 0
        for page in pages:
            self._first[page.number] = count
            count += len(page.glyphs.chars)
        self._none = count

    def turn_to(self, page: Page) -> None:
        """What is added from here on stands on this page."""
        self._stretches.append((self.size, self._first[page.number]))

    def add(self, text: str, index: Sequence[int]) -> Span:
        """Append a line of characters; ``index`` is -1 for those put in."""
        start = self.size
        end = start + len(text)
        self.parts += (text, "\n")
        self._index += index
        self._index.append(-1)
        self.size = end + 1
        return Span(start, end)

    def layout(self) -> Layout:
        """Pages and boxes of all characters so far."""
        known = [page.glyphs.boxes for page in self._pages]
        all_boxes = np.concatenate([*known, np.zeros((1, 4), dtype=np.float32)])
        counts = [len(page.glyphs.chars) for page in self._pages]
        numbers = np.array([*(page.number for page in self._pages), 0]).repeat([*counts, 1])
        own = self._own()
        pages, boxes = array("i"), array("f")
        pages.frombytes(numbers[own].astype(np.int32).tobytes())
        boxes.frombytes(all_boxes[own].tobytes())
        return Layout(pages, boxes, self._confidence(own))

    def _own(self) -> NDArray[np.intp]:
        """The row of every character's box among the boxes of all pages."""
        own = np.array(self._index, dtype=np.intp)
        starts, firsts = zip(*self._stretches, strict=True) if self._stretches else ((), ())
        lengths = [b - a for a, b in pairwise((*starts, len(own)))]
        shifted: NDArray[np.intp] = own + np.array(firsts, dtype=np.intp).repeat(lengths)
        return np.where(own >= 0, shifted, self._none)

    def _confidence(self, own: NDArray[np.intp]) -> array[float] | None:
        """Per character where any page was read by OCR; 1 for those of a text layer."""
        if not any(page.confidence for page in self._pages):
            return None
        known = [p.confidence or [1.0] * len(p.glyphs.chars) for p in self._pages]
        flat = np.array([*(score for page in known for score in page), 1.0], dtype=np.float32)
        result = array("f")
        result.frombytes(flat[own].tobytes())
        return result


@dataclass(slots=True)
class _Flow:
    """Where the reading stands: the last line of prose, and the type area."""

    area: Measure
    before: Line | None = None


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is known of lines and tables before the pieces are made, by their ``id``.

    ``tables`` gives the whole table for the first part of one that runs over pages, and ``None``
    for its other parts.
    """

    furniture: set[int]
    title: dict[int, bool]
    tables: dict[int, PageTable | None]


def report_from(file: Original, pages: Sequence[Page], warnings: Sequence[str] = ()) -> Report:
    """The report that the pages make."""
    furniture = running_lines(pages)
    if borderless.take_out(pages, furniture):
        furniture = running_lines(pages)
    furniture |= _about_the_text(pages, furniture)
    prose = [line for page in pages for line in page.lines if id(line) not in furniture]
    flow = _Flow(measure(prose))
    title = title_lines(prose)
    scroll = Scroll(pages)
    marks = _Marks(furniture, title, stitched_tables(pages, furniture))
    pieces = [piece for page in pages for piece in _page_pieces(page, scroll, flow, marks)]
    return report_of(
        file.source("application/pdf"),
        "".join(scroll.parts),
        pieces,
        layout=scroll.layout(),
        pages=len(pages),
        warnings=warnings,
    )


def _page_pieces(page: Page, scroll: Scroll, flow: _Flow, marks: _Marks) -> Iterator[Piece]:
    scroll.turn_to(page)
    for thing in _things(page):
        if isinstance(thing, PageTable):
            yield _table_piece(thing, page, scroll, marks)
        else:
            yield _line_piece(thing, page, scroll, flow, marks)


def _things(page: Page) -> list[Line | PageTable]:
    """Lines and tables from top to bottom."""
    things: list[Line | PageTable] = [*page.lines, *page.tables]
    return sorted(things, key=lambda thing: thing.box[1])


def _line_piece(line: Line, page: Page, scroll: Scroll, flow: _Flow, marks: _Marks) -> Piece:
    span = scroll.add(line.text, line.index)
    if id(line) in marks.furniture:
        rule = "page-number" if reflow.is_page_number(line.text) else "running-head"
        return Piece(span, "furniture", rule=rule, page=page.number, box=line.box)
    fresh = marks.title.get(id(line), begins(flow.before, line, flow.area))
    heading = id(line) in marks.title or reflow.is_heading(line.text)
    kind: BlockKind = "heading" if heading and fresh else "paragraph"
    flow.before = line
    return Piece(span, kind, fresh, "paragraph", page.number, line.box)


def _table_piece(table: PageTable, page: Page, scroll: Scroll, marks: _Marks) -> Piece:
    """The table's characters enter the raw text cell by cell, row by row."""
    rows = [cell.row for cell in table.cells]
    marks_after = ["\t" if a == b else "\n" for a, b in pairwise(rows)]
    texts = [cell.text + mark for cell, mark in zip(table.cells, marks_after, strict=False)]
    places: list[int] = []
    for index in table.contents:
        places += index
        places.append(-1)
    span = scroll.add("".join([*texts, table.cells[-1].text]), places[:-1])
    whole = marks.tables.get(id(table), table)
    if whole is None:
        return Piece(span, "furniture", rule="table-continued", page=page.number, box=table.box)
    made = Table(page.number, tuple(whole.cells), Span(0, 0), "grid")
    return Piece(span, "table", rule="table", page=page.number, box=table.box, table=made)


def stitched_tables(pages: Sequence[Page], furniture: set[int]) -> dict[int, PageTable | None]:
    """Tables at the foot of a page joined with those at the head of the next."""
    whole: dict[int, PageTable | None] = {}
    first: PageTable | None = None  # the part that began the table now open
    for page in pages:
        things = [t for t in _things(page) if id(t) not in furniture]
        if first is not None and things and isinstance(things[0], PageTable):
            so_far = whole.get(id(first)) or first
            if continues(so_far, things[0]):
                whole[id(first)] = stitch(so_far, things[0])
                whole[id(things[0])] = None
                if len(things) == 1:
                    continue
        last = things[-1] if things else None
        first = last if isinstance(last, PageTable) else None
    return whole


def title_lines(lines: Sequence[Line]) -> dict[int, bool]:
    """The lines at the top that make up the title; the value says which begins the block."""
    titled = reflow.title_lines([line.text for line in lines[:8]])
    return {id(lines[i]): i == titled.start for i in titled}


def running_lines(pages: Sequence[Page]) -> set[int]:
    """Page numbers, and lines that come back at the edge of most pages."""
    edge = [(page, line) for page in pages for line in _edge_lines(page)]
    seen = Counter(_masked(line) for _, line in edge)
    sizes = [line.size for page in pages for line in page.lines]
    small = _SMALL * (median(sizes) if sizes else 0.0)
    often = max(2, (len(pages) + 2) // 3)  # heads of left and right pages may differ
    return {
        id(line)
        for page, line in edge
        if (_outermost(page, line) and (reflow.is_page_number(line.text) or line.size < small))
        or (seen[_masked(line)] >= often and _is_worded(line.text))
    }


def _is_worded(text: str) -> bool:
    """Whether a line is more than numbers: rows of a table come back too."""
    return reflow.is_page_number(text) or any(char.isalpha() for char in text)


def _about_the_text(pages: Sequence[Page], furniture: set[int]) -> set[int]:
    """Lines of contents, and what stands about the text of a printed web page."""
    lines = [line for page in pages for line in page.lines if id(line) not in furniture]
    texts = [line.text for line in lines]
    lead, tail = chrome.leading_lines(texts), chrome.trailing_lines(texts)
    dropped = {*range(lead), *range(tail, len(texts)), *chrome.contents_lines(texts)}
    return {id(lines[at]) for at in dropped}


def _edge_lines(page: Page) -> list[Line]:
    head, foot = _EDGE * page.height, (1 - _EDGE) * page.height
    return [line for line in page.lines if line.box[3] < head or line.box[1] > foot]


def _outermost(page: Page, line: Line) -> bool:
    """Whether no other line or table lies between this one and the page's edge."""
    others: list[Line | PageTable] = [*page.lines, *page.tables]
    above = line.middle < page.height / 2
    return not any((o.box[3] < line.box[1]) if above else (o.box[1] > line.box[3]) for o in others)


def _masked(line: Line) -> str:
    """A line's text without digits, with its height on the page to the nearest 4 points."""
    return re.sub(r"\d+", "#", line.text) + f"@{round(line.middle / 4)}"
