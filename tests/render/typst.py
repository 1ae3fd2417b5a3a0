"""Authored reports as Typst markup, laid out and printed by Typst."""

from __future__ import annotations

import json
from pathlib import Path

from nlp_reports.evaluate.authored import Authored
from tests.render.layouts import Layout
from tests.render.page import FONT
from tests.render.tables import Box, Sheet, sheet
from tests.render.text import is_title, parts_of

_STROKES = {
    "full": "0.5pt",
    "half": "(x, y) => (top: 0.5pt, bottom: 0.5pt)",
    "none": "none",
}
_HEAD = """
#set page(paper: "a4", margin: (x: 28mm, top: 36mm, bottom: 32mm),
  header: align(center, text(9pt)[#{head}]),
  footer: context align(center, text(10pt)[#({number})]){mark})
#set text(font: "{font}", size: {size}pt, lang: "zh", region: "cn", costs: (orphan: 0%, widow: 0%))
#set par(first-line-indent: (amount: {indent}em, all: true), leading: 0.8em, spacing: 0.8em,
  justify: {justify})
"""
_MARK = """, background: rotate(-40deg, text(60pt, fill: luma(215))[#{mark}])"""


def typst_source(report: Authored, layout: Layout) -> str:
    """The report as one Typst document."""
    before, _, after = layout.number.partition("#")
    out = [
        _HEAD.format(
            head=json.dumps(layout.head, ensure_ascii=False),
            number=f'"{before}" + str(counter(page).get().first()) + "{after}"',
            mark=_MARK.format(mark=_string(layout.mark)) if layout.mark else "",
            font=FONT,
            size=layout.size,
            indent=2 if layout.indent else 0,
            justify="true" if layout.justify else "false",
        )
    ]
    for number, (kind, part) in enumerate(parts_of(report)):
        if kind == "table":
            out.append(_table(sheet(report, part), layout))
        elif is_title(number, part):
            out.append(f"#align(center, text(20pt)[#{_string(part)}])\n")
        else:
            out.append(f"#{_string(part)}\n")
    return "\n".join(out)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(table: Sheet, layout: Layout) -> str:
    columns = ", ".join(f"{100 * share:.2f}fr" for share in table.widths)
    cells = [_cell(box, layout) for row in range(table.height) for box in table.line(row)]
    settings = (
        f"columns: ({columns}), align: center + horizon, inset: (x: 2pt, y: 3pt), "
        f"stroke: {_STROKES[layout.rules]}"
    )
    par = "first-line-indent: 0em, leading: 0.35em, justify: false"
    lead = f"#set text({layout.cell}pt); #set par({par})"
    return f"#[{lead}\n#table({settings},\n" + ",\n".join(cells) + ")]\n"


def _cell(box: Box, layout: Layout) -> str:
    text = f"#{_string(box.text)}"
    if layout.upright and box.rows > 10:
        text = r" \ ".join(f"#{_string(char)}" for char in box.text)
    place = f"x: {box.col}, y: {box.row}, rowspan: {box.rows}, colspan: {box.cols}"
    return f"table.cell({place})[{text}]"


def print_typst(report: Authored, layout: Layout, path: Path) -> None:
    """Write the report as a PDF."""
    import typst

    source = path.with_suffix(".typ")
    source.write_text(typst_source(report, layout), "utf-8")
    typst.compile(str(source), output=str(path))
