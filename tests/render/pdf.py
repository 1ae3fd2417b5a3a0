"""Authored reports as ruled PDFs, laid out as office programs export them.

Drawn by hand on a canvas: tables break over pages in the middle of a row group, and the label of
a cut cell stands on its first page only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp_reports.evaluate.authored import Authored
from tests.render.tables import Sheet, sheet
from tests.render.text import parts_of

_FONT = "STSong-Light"
_PAGE = (595.3, 841.9)
_LEFT, _RIGHT, _TOP, _BOTTOM = 79.4, 515.9, 770.0, 82.0
_BODY, _LEADING = 15.0, 27.0
_SMALL, _TIGHT = 8.5, 11.5


@dataclass(slots=True)
class _Sheet:
    """The canvas with a cursor; ``y`` counts from the foot, as PDF does."""

    canvas: Any
    header: str
    y: float = _TOP
    page: int = 1
    heads: set[str] = field(default_factory=set)

    def turn(self) -> None:
        """Finish the page: header, page number."""
        self.canvas.setFont(_FONT, 9)
        self.canvas.drawCentredString(_PAGE[0] / 2, 800, self.header)
        self.canvas.drawCentredString(_PAGE[0] / 2, 50, f"— {self.page} —")
        self.canvas.showPage()
        self.page += 1
        self.y = _TOP

    def need(self, height: float) -> None:
        if self.y - height < _BOTTOM:
            self.turn()


def render_pdf(report: Authored, path: Path | str) -> None:
    """Write the report as a PDF; the same report gives the same bytes."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    canvas = Canvas(str(path), pagesize=_PAGE, invariant=1)
    canvas.setTitle(report.id)
    out = _Sheet(canvas, report.meta.get("issuer", ""))
    heads = {report.text[start:end] for _, start, end in report.headings}
    for number, (kind, part) in enumerate(parts_of(report)):
        if kind == "table":
            _table(out, sheet(report, part))
        elif number == 0:
            _title(out, part)
        else:
            _paragraph(out, part, part in heads)
    out.turn()
    canvas.save()


def _broken(text: str, size: float, width: float, first: float = 0.0) -> list[str]:
    """Lines that fit ``width``; full stops and commas do not open a line."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines, line, room = [], "", width - first
    for char in text:
        if line and stringWidth(line + char, _FONT, size) > room and char not in "，。；、：）”》":
            lines.append(line)
            line, room = "", width
        line += char
    if lines and len(line) == 1:  # pdfium drops a lone character of a font that is not embedded
        lines[-1], line = lines[-1][:-1], lines[-1][-1] + line
    return [*lines, line]


def _title(out: _Sheet, text: str) -> None:
    cut = text.find("年") - 4 if len(text) > 18 and "年" in text else len(text)
    for line in (text[:cut], text[cut:]) if 0 < cut < len(text) else (text,):
        out.canvas.setFont(_FONT, 20)
        out.canvas.drawCentredString(_PAGE[0] / 2, out.y - 20, line)
        out.y -= 34
    out.y -= 12


def _paragraph(out: _Sheet, text: str, heading: bool) -> None:
    indent = 2 * _BODY
    lines = _broken(text, _BODY, _RIGHT - _LEFT, indent)
    if heading:
        out.need(2 * _LEADING)
    for number, line in enumerate(lines):
        out.need(_LEADING)
        out.canvas.setFont(_FONT, _BODY)
        out.canvas.drawString(_LEFT + (indent if number == 0 else 0), out.y - _BODY, line)
        out.y -= _LEADING


def _table(out: _Sheet, table: Sheet) -> None:
    out.y -= 6
    edges = [_LEFT]
    for share in table.widths:
        edges.append(edges[-1] + share * (_RIGHT - _LEFT))
    heights = _heights(table, edges)
    row = 0
    while row < table.height:
        start = row
        out.need(heights[row])
        tops = [out.y]
        while row < table.height and tops[-1] - heights[row] >= _BOTTOM:
            tops.append(tops[-1] - heights[row])
            row += 1
        _draw(out, table, edges, tops, start)
        out.y = tops[-1]
        if row < table.height:
            out.turn()
    out.y -= 18


def _heights(table: Sheet, edges: list[float]) -> list[float]:
    heights = [_TIGHT + 8.0] * table.height
    for box in table.boxes:
        if box.rows == 1:
            width = edges[box.col + box.cols] - edges[box.col] - 5
            lines = len(_broken(box.text, _SMALL, width))
            heights[box.row] = max(heights[box.row], lines * _TIGHT + 8)
    return heights


def _draw(out: _Sheet, table: Sheet, edges: list[float], tops: list[float], start: int) -> None:
    """The rows from ``start`` that fit this page, cells cut at its end."""
    end = start + len(tops) - 1
    out.canvas.setLineWidth(0.5)
    for box in table.boxes:
        first, last = max(box.row, start), min(box.row + box.rows, end)
        if first >= last:
            continue
        left, right = edges[box.col], edges[box.col + box.cols]
        top, bottom = tops[first - start], tops[last - start]
        out.canvas.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)
        if box.row >= start and box.text:
            _cell_text(out, box.text, left, right, (top + bottom) / 2)


def _cell_text(out: _Sheet, text: str, left: float, right: float, middle: float) -> None:
    lines = _broken(text, _SMALL, right - left - 5)
    y = middle + len(lines) * _TIGHT / 2
    out.canvas.setFont(_FONT, _SMALL)
    for line in lines:
        out.canvas.drawCentredString((left + right) / 2, y - _SMALL - 0.5, line)
        y -= _TIGHT
