"""From the lines and tables of all pages to one report."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers import borderless, reflow
from nlp_reports.readers.base import Original
from nlp_reports.readers.grid import grids
from nlp_reports.readers.overflow import take_in
from nlp_reports.readers.pdf_furniture import about_the_text, running_lines
from nlp_reports.readers.pdf_lines import Line, Measure, begins, measure
from nlp_reports.readers.pdf_page import Page
from nlp_reports.readers.pdf_tables import PageTable, fill
from nlp_reports.readers.pieces import Piece, report_of
from nlp_reports.readers.rulings import Rulings
from nlp_reports.readers.stitch import continues, stitch
from nlp_reports.readers.upright import turn_labels
from nlp_reports.report import BlockKind, Layout, Report, Table
from nlp_reports.text import Span


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


def lay_out(pages: Sequence[Page], rulings: Sequence[Rulings], most_cells: int) -> None:
    """Fill the pages' ruled tables, and make lines of what is left."""
    glyphs = [page.glyphs for page in pages]
    middles = [own.middles for own in glyphs]
    filled = fill(grids(rulings, middles, most_cells), glyphs, middles)
    for page, (tables, lines), drawn in zip(pages, filled, rulings, strict=True):
        page.tables, page.lines, page.rules = tables, lines, drawn.horizontal
        turn_labels(page)
        take_in(page)


def report_from(file: Original, pages: Sequence[Page], warnings: Sequence[str] = ()) -> Report:
    """The report that the pages make."""
    furniture = running_lines(pages)
    if borderless.take_out(pages, furniture):
        furniture = running_lines(pages)
    furniture |= about_the_text(pages, furniture)
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
    for thing in page.things():
        if isinstance(thing, PageTable):
            yield _table_piece(thing, page, scroll, marks)
        else:
            yield _line_piece(thing, page, scroll, flow, marks)


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
        things = [t for t in page.things() if id(t) not in furniture]
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
