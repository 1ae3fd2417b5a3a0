"""Tables without a full grid: which of a page's lines belong to one.

A line whose characters stand in groups with wide gaps between them is a row of a table where
its words or its numbers say so (see :mod:`nlp_reports.readers.debris`); lines about it that are
set as small belong to it. Cells come from :mod:`nlp_reports.readers.open_table`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

from nlp_reports.readers import debris, reflow
from nlp_reports.readers.grid import merged
from nlp_reports.readers.half_ruled import Rules
from nlp_reports.readers.open_spans import Placed
from nlp_reports.readers.open_table import place
from nlp_reports.readers.open_words import Word, hull, words_of
from nlp_reports.readers.pdf_lines import Line
from nlp_reports.readers.pdf_tables import PageTable
from nlp_reports.report import Cell

if TYPE_CHECKING:
    from nlp_reports.readers.pdf_page import Page

_SMALLER = 0.88  # of the prose's character height: tables are often set smaller
_EDGE = 0.11  # of the page's height: page numbers stand in it
_NEAR = 2.5  # character heights between two lines of one table


def take_out(pages: Sequence[Page], furniture: set[int]) -> bool:
    """Make tables of those lines of the pages that are rows of one; whether any is.

    ``furniture`` holds the ``id`` of lines that may stand beyond a table at the page's edge.
    """
    texts = [[_text(line, page) for line in page.lines] for page in pages]
    runs = _known_runs(pages, texts, furniture)
    body = _body(pages, runs)
    taken_out = False
    open_parts: list[tuple[Page, list[Word]]] = []  # of a table that reaches the page's foot
    for page, own, known in zip(pages, texts, runs, strict=True):
        # heights of lines that OCR found say little
        below = 0.0 if page.confidence else _SMALLER * body
        found = _runs(page.lines, own, known, below)
        parts = [(page, _words(page, run)) for run in found]
        if open_parts and not (found and _reaches(page, found[0], -1, furniture)):
            _add_tables(open_parts)
            open_parts = []
        for run, part in zip(found, parts, strict=True):
            open_parts.append(part)
            if not _reaches(page, run, 1, furniture):
                _add_tables(open_parts)
                open_parts = []
        taken = {at for run in found for at in run}
        if taken:
            taken_out = True
            page.lines = [line for at, line in enumerate(page.lines) if at not in taken]
    _add_tables(open_parts)
    return taken_out


def _known_runs(
    pages: Sequence[Page], texts: Sequence[Sequence[str]], furniture: set[int]
) -> list[list[range]]:
    """The runs of lines that are pieces of a table, page by page; they may run over pages."""
    every = [
        (number, at)
        for number, page in enumerate(pages)
        for at, line in enumerate(page.lines)
        if id(line) not in furniture
    ]
    found: list[list[range]] = [[] for _ in pages]
    for run in debris.table_runs([texts[number][at] for number, at in every]):
        for number, own in groupby((every[i] for i in run), key=lambda place: place[0]):
            places = [at for _, at in own]
            found[number].append(range(places[0], places[-1] + 1))
    return found


def _words(page: Page, run: range) -> list[Word]:
    return words_of(page.glyphs, [i for at in run for i in page.lines[at].index if i >= 0])


def _reaches(page: Page, run: range, way: int, furniture: set[int]) -> bool:
    """Whether nothing but furniture lies beyond a run, upwards (-1) or downwards."""
    top, bottom = page.lines[run.start].box[1], page.lines[run.stop - 1].box[3]
    things: list[Line | PageTable] = [*page.lines, *page.tables]
    others = [thing for thing in things if id(thing) not in furniture]
    if way < 0:
        return not any(thing.box[1] < top - 1 for thing in others)
    return not any(thing.box[3] > bottom + 1 for thing in others)


def _add_tables(parts: Sequence[tuple[Page, Sequence[Word]]]) -> None:
    """Give each page its part of a table."""
    if not parts:
        return
    placed, xs = place([words for _, words in parts], [_rules(page) for page, _ in parts])
    for (page, _), own in zip(parts, placed, strict=True):
        page.tables.append(_table(own, xs, page.number))


def _rules(page: Page) -> Rules:
    """The horizontal lines drawn on a page, as height, left and right."""
    return [] if page.rules is None else merged([page.rules])[0].tolist()


def _text(line: Line, page: Page) -> str:
    """A line's groups; nothing for the page number, which might pass for a row."""
    edge = line.box[1] > (1 - _EDGE) * page.height or line.box[3] < _EDGE * page.height
    last = line is page.lines[-1] or line is page.lines[0]
    if edge and last and reflow.is_page_number(line.text):
        return ""
    return " ".join(line.groups)


def _body(pages: Sequence[Page], runs: Sequence[Sequence[range]]) -> float:
    """The character height of the prose."""
    sizes: list[float] = []
    for page, known in zip(pages, runs, strict=True):
        inside = {i for run in known for i in run}
        lines = (line for i, line in enumerate(page.lines) if i not in inside)
        sizes += [line.size for line in lines if len(line.text) > 12]
    return median(sizes) if sizes else 0.0


def _runs(
    lines: Sequence[Line], texts: Sequence[str], known: Sequence[range], below: float
) -> list[range]:
    """The runs of lines that are tables, grown over the lines set smaller than ``below``."""
    small = [line.size < below for line in lines]
    seeds = [range(i, i + 1) for i in range(len(lines)) if small[i] and _is_row(texts[i])]
    runs: list[range] = []
    for run in sorted([*known, *seeds], key=lambda run: run.start):
        start, stop = run.start, run.stop
        while start > 0 and small[start - 1] and _near(lines[start - 1], lines[start]):
            start -= 1
        while stop < len(lines) and small[stop] and _near(lines[stop - 1], lines[stop]):
            stop += 1
        if runs and start <= runs[-1].stop:
            start, stop = runs[-1].start, max(stop, runs[-1].stop)
            runs.pop()
        runs.append(range(start, stop))
    return runs


def _is_row(text: str) -> bool:
    return len(debris.pieces(text)) > 1 and debris.is_table_line(text)


def _near(upper: Line, lower: Line) -> bool:
    return lower.box[1] - upper.box[3] < _NEAR * min(upper.size, lower.size)


def _table(placed: Sequence[Placed], xs: list[float], page: int) -> PageTable:
    """The cells in order; those without a word are blank, which is not nothing."""
    box = hull(p.word.box for p in placed)
    height = 1 + max(p.bottom for p in placed)
    taken = {
        (row, col)
        for p in placed
        for row in range(p.top, p.bottom + 1)
        for col in range(p.left, p.right + 1)
    }
    made: list[tuple[Cell, list[int]]] = [
        (Cell(row, col, "", None, 1, 1, page), [])
        for row in range(height)
        for col in range(len(xs) - 1)
        if (row, col) not in taken
    ]
    for p in placed:
        spans = (p.bottom - p.top + 1, p.right - p.left + 1)
        made.append((Cell(p.top, p.left, p.word.text, p.word.box, *spans, page), p.word.index))
    made.sort(key=lambda pair: (pair[0].row, pair[0].col))
    return PageTable(page, box, [cell for cell, _ in made], [own for _, own in made], xs, False)
