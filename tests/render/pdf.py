"""Authored reports as ruled PDFs, laid out as office programs export them.

Drawn by hand on a canvas: tables break over pages in the middle of a row group, and the label of
a cut cell stands on its first page only. The font is a free one of Debian's
(``fonts-wqy-microhei``), of which each file embeds the characters it uses.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from nlp_reports.evaluate.authored import Authored
from tests.render.layouts import Layout
from tests.render.tables import Sheet, sheet
from tests.render.text import is_title, parts_of

_FONT = "report"
_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
_PLAIN = Layout("sample", size=15.0)
_PAGE = (595.3, 841.9)
_LEFT, _RIGHT, _TOP, _BOTTOM = 79.4, 515.9, 770.0, 82.0


@dataclass(slots=True)
class _Sheet:
    """The canvas with a cursor; ``y`` counts from the foot, as PDF does."""

    canvas: Any
    layout: Layout
    header: str
    y: float = _TOP
    page: int = 1
    upright: int = 0  # characters of an upright label that are printed already
    heads: set[str] = field(default_factory=set)

    @property
    def leading(self) -> float:
        return 1.8 * self.layout.size

    @property
    def tight(self) -> float:
        return 1.35 * self.layout.cell

    def turn(self) -> None:
        """Finish the page: header, page number, watermark."""
        self.canvas.setFont(_FONT, 9)
        number = self.layout.number.replace("#", str(self.page))
        self.canvas.drawCentredString(_PAGE[0] / 2, 800, self.header)
        self.canvas.drawCentredString(_PAGE[0] / 2, 50, number)
        if self.layout.mark:
            self._watermark()
        self.canvas.showPage()
        self.page += 1
        self.y = _TOP

    def _watermark(self) -> None:
        self.canvas.saveState()
        self.canvas.setFont(_FONT, 60)
        self.canvas.setFillGray(0.85)
        self.canvas.translate(_PAGE[0] / 2, _PAGE[1] / 2)
        self.canvas.rotate(40)
        self.canvas.drawCentredString(0, 0, self.layout.mark)
        self.canvas.restoreState()

    def need(self, height: float) -> None:
        if self.y - height < _BOTTOM:
            self.turn()


@cache
def embedded() -> Path | None:
    """The file of the font that is embedded; where it is absent, says so."""
    if _FILE.is_file():
        return _FILE
    print(f"{_FILE} is absent (apt install fonts-wqy-microhei): no font embedded", file=sys.stderr)
    return None


@cache
def _load_font() -> None:
    """Register the font: the embedded one, or one that the viewer must have."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    if embedded():
        font = TTFont(_FONT, str(_FILE), subfontIndex=0)
    else:
        font = UnicodeCIDFont("STSong-Light")
        font.fontName = _FONT
    pdfmetrics.registerFont(font)


def render_pdf(report: Authored, path: Path | str, layout: Layout = _PLAIN) -> None:
    """Write the report as a PDF; the same report gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    _load_font()
    canvas = Canvas(str(path), pagesize=_PAGE, invariant=1)
    canvas.setTitle(report.id)
    header = report.meta.get("issuer", "") if layout is _PLAIN else layout.head
    out = _Sheet(canvas, layout, header)
    heads = {report.text[start:end] for _, start, end in report.headings}
    for number, (kind, part) in enumerate(parts_of(report)):
        if kind == "table":
            _table(out, sheet(report, part))
        elif is_title(number, part):
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
    if lines and len(line) == 1 and not embedded():  # pdfium drops a lone character then
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
    size, full = out.layout.size, _RIGHT - _LEFT
    indent = 2 * size if out.layout.indent else 0.0
    lines = _broken(text, size, full, indent)
    if heading:
        out.need(2 * out.leading)
    for number, line in enumerate(lines):
        out.need(out.leading)
        first = indent if number == 0 else 0.0
        last = number == len(lines) - 1
        spread = _spread(line, size, full - first) if out.layout.justify and not last else 0.0
        out.canvas.setFont(_FONT, size)
        out.canvas.drawString(_LEFT + first, out.y - size, line, charSpace=spread)
        out.y -= out.leading


def _spread(line: str, size: float, room: float) -> float:
    """Points between characters that fill the line."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return (room - stringWidth(line, _FONT, size)) / max(1, len(line) - 1)


def _table(out: _Sheet, table: Sheet) -> None:
    out.y -= 6
    edges = [_LEFT]
    for share in table.widths:
        edges.append(edges[-1] + share * (_RIGHT - _LEFT))
    heights = _heights(out, table, edges)
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


def _heights(out: _Sheet, table: Sheet, edges: list[float]) -> list[float]:
    heights = [out.tight + 8.0] * table.height
    for box in table.boxes:
        if box.rows == 1:
            width = edges[box.col + box.cols] - edges[box.col] - 5
            lines = len(_broken(box.text, out.layout.cell, width))
            heights[box.row] = max(heights[box.row], lines * out.tight + 8)
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
        _rule(out, left, bottom, right, top)
        upright = out.layout.upright and box.rows > 10
        if upright:
            room = int((top - bottom) / out.tight) if last < box.row + box.rows else len(box.text)
            done = out.upright
            out.upright += room
            _cell_text(out, box.text[done : done + room], left, right, (top + bottom) / 2, True)
        elif box.row >= start and box.text:
            _cell_text(out, box.text, left, right, (top + bottom) / 2, False)


def _rule(out: _Sheet, left: float, bottom: float, right: float, top: float) -> None:
    if out.layout.rules == "full":
        out.canvas.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)
    elif out.layout.rules == "half":
        out.canvas.lines([(left, bottom, right, bottom), (left, top, right, top)])


def _cell_text(
    out: _Sheet, text: str, left: float, right: float, middle: float, upright: bool
) -> None:
    size = out.layout.cell
    lines = list(text) if upright else _broken(text, size, right - left - 5)
    y = middle + len(lines) * out.tight / 2
    out.canvas.setFont(_FONT, size)
    for line in lines:
        out.canvas.drawCentredString((left + right) / 2, y - size - 0.5, line)
        y -= out.tight
