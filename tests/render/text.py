"""Authored reports as text: line-structured as a PDF's text layer, or on one line as a web page."""

from __future__ import annotations

from typing import Literal

from nlp_reports.evaluate.authored import Authored
from tests.render.tables import Box, Sheet, sheet

Layout = Literal["lines", "flat", "cells", "tabs"]
Numbers = Literal["after", "before", "middle"]
_WRAP = 9  # characters of a label on a line, as in the narrow columns of section three


def parts_of(report: Authored) -> list[tuple[str, str]]:
    """The report as ``("text", line)`` and ``("table", name)``, in order."""
    parts: list[tuple[str, str]] = []
    at = 0
    for name, place in sorted(report.tables, key=lambda table: table[1]):
        parts += [("text", line) for line in report.text[at:place].splitlines() if line]
        if name in report.figures:
            parts.append(("table", name))
        at = place
    parts += [("text", line) for line in report.text[at:].splitlines() if line]
    return parts


def is_title(number: int, part: str) -> bool:
    """Whether a part is the report's title: some sources begin with the preamble."""
    return number == 0 and "。" not in part


def render_text(report: Authored, layout: Layout = "lines", numbers: Numbers = "after") -> str:
    """The report as text.

    ``lines``: a paragraph is a line; table rows are lines of numbers, long labels are broken over
    lines with the numbers after, before or amid them. ``flat``: one line, cells run together.
    ``cells``: a cell a line, ``tabs``: a row a line, cells parted by tabs, as copied from a page.
    """
    if layout == "flat":
        pieces = [_flat(sheet(report, p)) if kind == "table" else p for kind, p in parts_of(report)]
        return "".join(pieces) + "\n"
    lines: list[str] = []
    for kind, part in parts_of(report):
        if kind == "text":
            lines.append(part)
        elif layout == "lines":
            lines += table_lines(sheet(report, part), numbers)
        else:
            lines += _copied(sheet(report, part), layout)
    return "\n".join(lines) + "\n"


def _copied(table: Sheet, layout: Layout) -> list[str]:
    rows = [[box.text for box in table.line(row)] for row in range(table.height)]
    if layout == "tabs":
        return ["\t".join(row) for row in rows]
    return [cell for row in rows for cell in row if cell]


def _flat(table: Sheet) -> str:
    """All cells in reading order without anything between."""
    return "".join(box.text for row in range(table.height) for box in table.line(row))


def table_lines(table: Sheet, numbers: Numbers = "after") -> list[str]:
    """A table as a PDF's text layer gives it: labels broken over lines, numbers in rows."""
    if table.width == 15:
        return _narrow_heads(table)
    lines: list[str] = []
    labels = 3 if table.width == 10 else 1
    for row in range(table.height):
        boxes = table.line(row)
        head = [box for box in boxes if box.col < labels]
        cells = " ".join(box.text for box in boxes if box.col >= labels)
        groups = head[:-1] if len(head) > 1 else []
        for box in groups:
            lines += _wrapped(box.text, 4)
        label = head[-1] if head else Box(row, 0, "")
        wide = label.cols == 3 or table.width == 4
        broken = [label.text] if wide else _wrapped(label.text, _WRAP)
        lines += _row(broken, cells, numbers)
    return [line for line in lines if line.strip()]


def _row(label: list[str], cells: str, numbers: Numbers) -> list[str]:
    if len(label) < 2:
        return [f"{''.join(label)} {cells}".strip()]
    at = {"after": len(label), "before": 0, "middle": len(label) // 2}[numbers]
    return [*label[:at], cells, *label[at:]]


def _wrapped(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def _narrow_heads(table: Sheet) -> list[str]:
    """Section four: its column heads stand one under another, the numbers on the last line."""
    lines: list[str] = []
    for row in range(table.height - 1):
        for box in table.line(row):
            lines += [box.text] if box.cols > 1 else _wrapped(box.text, 2)
    return [*lines, " ".join(box.text for box in table.line(table.height - 1))]
