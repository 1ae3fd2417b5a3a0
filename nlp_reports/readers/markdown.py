"""Markdown, as converters write it: marks of headings and bold type, tables between bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from nlp_reports.readers.debris import is_number_row
from nlp_reports.report import Cell, Table
from nlp_reports.text import Span


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "row": re.compile(r"\s*\|.*\|\s*"),
        "rule": re.compile(r"\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*"),
        "heading": re.compile(r"\s*#{1,6}\s+\S"),
        "mark": re.compile(r"^\s*(?:#{1,6}\s+|>\s+)|\*\*|__|`"),
    }


def is_markdown(lines: Sequence[str]) -> bool:
    """Whether a text is written in Markdown: it has headings or tables in it."""
    heads = sum(bool(_patterns()["heading"].match(line)) for line in lines)
    rules = sum("|" in line and bool(_patterns()["rule"].fullmatch(line)) for line in lines)
    return heads > 1 or rules > 0


def table_runs(lines: Sequence[str]) -> list[range]:
    """The runs of lines that are a table between bars."""
    runs: list[range] = []
    for index, line in enumerate(lines):
        if not _patterns()["row"].fullmatch(line):
            continue
        if runs and runs[-1].stop == index:
            runs[-1] = range(runs[-1].start, index + 1)
        else:
            runs.append(range(index, index + 1))
    return [run for run in runs if len(run) > 1]


def table_of(lines: Sequence[str]) -> Table:
    """The cells of a table between bars; the line under its head is none of it.

    Converters that know no merged cells push the rest of a row to the left: where rows of numbers
    end in different columns, only the order of the cells is known.
    """
    plain = [line for line in lines if not _patterns()["rule"].fullmatch(line)]
    rows = [[_cell(text) for text in line.strip().strip("|").split("|")] for line in plain]
    pushed = len({_end(row) for row in rows if sum(map(is_number_row, row)) > 2}) > 1
    if pushed:
        rows = [[text for text in row if text] for row in rows]
    cells = [Cell(at, col, text) for at, row in enumerate(rows) for col, text in enumerate(row)]
    return Table(None, tuple(cells), Span(0, 0), "lines" if pushed else "grid")


def _cell(text: str) -> str:
    return text.strip().replace("**", "").replace("<br>", "")


def _end(row: Sequence[str]) -> int:
    """The column in which a row's last text stands."""
    return max((col for col, text in enumerate(row) if text), default=0)


def segments(line: str) -> list[Span]:
    """The stretches of a line between its marks."""
    found, at = [], 0
    for mark in _patterns()["mark"].finditer(line):
        if line[at : mark.start()].strip():
            found.append(Span(at, mark.start()))
        at = mark.end()
    return [*found, Span(at, len(line))] if line[at:].strip() else found
