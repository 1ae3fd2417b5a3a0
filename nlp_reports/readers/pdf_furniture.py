"""Lines that belong to no paragraph: page numbers, running heads, contents, site chrome."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from nlp_reports.readers import chrome, reflow
from nlp_reports.readers.pdf_lines import Line
from nlp_reports.readers.pdf_page import Page
from nlp_reports.readers.pdf_tables import PageTable

_SMALL = 0.72  # of the usual character size: what is set so at the edge is no prose
_EDGE = 0.11  # of the page's height: running heads and page numbers stand in it


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


def about_the_text(pages: Sequence[Page], furniture: set[int]) -> set[int]:
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
