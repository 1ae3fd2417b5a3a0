"""Authored reports as HTML for print, for producers that lay out web pages as PDF."""

from __future__ import annotations

from html import escape

from nlp_reports.evaluate.authored import Authored
from tests.render.layouts import Layout
from tests.render.tables import Box, Sheet, sheet
from tests.render.text import is_title, parts_of

FONT = "WenQuanYi Micro Hei"
_BORDERS = {
    "full": "td { border: 0.5pt solid #000 }",
    "half": "td { border-top: 0.5pt solid #000; border-bottom: 0.5pt solid #000 }",
    "none": "",
}
_CSS = """
@page {{ size: A4; margin: 36mm 28mm 32mm 28mm;
  @top-center {{ content: "{head}"; font: 9pt "{font}" }}
  @bottom-center {{ content: {number}; font: 10pt "{font}" }} }}
body {{ font: {size}pt/1.8 "{font}"; margin: 0; text-align: {align} }}
h1 {{ font-size: 20pt; text-align: center; font-weight: normal; line-height: 1.5 }}
p {{ margin: 0; text-indent: {indent}em; orphans: 1; widows: 1 }}
table {{ border-collapse: collapse; width: 100%; margin: 8pt 0; table-layout: fixed;
  font-size: {cell}pt; line-height: 1.35 }}
td {{ text-align: center; vertical-align: middle; padding: 3pt 2pt }}
{borders}
tr {{ break-inside: {rows} }}
.mark {{ position: fixed; top: 40%; left: 15%; font-size: 60pt; color: #ccc;
  transform: rotate(-40deg); z-index: -1 }}
"""


def print_page(report: Authored, layout: Layout, *, whole_rows: bool = False) -> str:
    """The report as one web page with a style for A4 paper; pages may part rows or not."""
    before, _, after = layout.number.partition("#")
    style = _CSS.format(
        head=layout.head,
        number=f'"{before}" counter(page) "{after}"',
        font=FONT,
        size=layout.size,
        cell=layout.cell,
        indent=2 if layout.indent else 0,
        align="justify" if layout.justify else "left",
        rows="avoid" if whole_rows else "auto",
        borders=_BORDERS[layout.rules],
    )
    out = [f'<html lang="zh-CN"><meta charset="utf-8"><style>{style}</style><body>']
    if layout.mark:
        out.append(f'<div class="mark">{layout.mark}</div>')
    for number, (kind, part) in enumerate(parts_of(report)):
        tag = "h1" if is_title(number, part) else "p"
        if kind == "table":
            out.append(_table(sheet(report, part), layout))
        else:
            out.append(f"<{tag}>{escape(part)}</{tag}>\n")
    return "".join(out)


def _table(table: Sheet, layout: Layout) -> str:
    columns = "".join(f'<col style="width:{100 * share:.2f}%">' for share in table.widths)
    rows = ["".join(_cell(box, layout) for box in table.line(row)) for row in range(table.height)]
    return f"<table>{columns}" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>\n"


def _cell(box: Box, layout: Layout) -> str:
    text = escape(box.text)
    if layout.upright and box.rows > 10:
        text = "<br>".join(text)
    return f'<td rowspan="{box.rows}" colspan="{box.cols}">{text}</td>'
