"""Authored reports as word-processor files with merged cells."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

from nlp_reports.evaluate.authored import Authored
from tests.render.layouts import Layout
from tests.render.page import FONT
from tests.render.tables import Box, Sheet, sheet
from tests.render.text import is_title, parts_of

_POINT = 12700  # in the units of DOCX
_LONG_AGO = datetime(2020, 1, 1)


def render_docx(report: Authored, path: Path | str, layout: Layout | None = None) -> None:
    """Write the report as DOCX; the same report gives the same bytes."""
    from docx import Document

    document = Document()
    if layout:
        _styled(document, layout)
    properties = document.core_properties
    properties.created = properties.modified = _LONG_AGO
    properties.author = ""
    heads = {report.text[start:end] for _, start, end in report.headings}
    for number, (kind, part) in enumerate(parts_of(report)):
        if kind == "table":
            _table(document, sheet(report, part), layout)
        else:
            paragraph = document.add_paragraph()
            paragraph.add_run(part).bold = number == 0 or part in heads
            paragraph.alignment = 1 if is_title(number, part) else None
            if layout and layout.indent and not is_title(number, part):
                paragraph.paragraph_format.first_line_indent = int(2 * layout.size * _POINT)
    buffer = BytesIO()
    document.save(buffer)
    _write_undated(buffer, Path(path))


def _styled(document, layout: Layout) -> None:
    """Sizes, alignment, running head and page number as the layout wants them."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    style = document.styles["Normal"]
    style.font.size = int(layout.size * _POINT)
    style.font.name = FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = 0
    style.paragraph_format.line_spacing = 1.5
    style.paragraph_format.alignment = 3 if layout.justify else 0
    section = document.sections[0]
    section.page_width, section.page_height = int(595.3 * _POINT), int(841.9 * _POINT)
    section.header.paragraphs[0].text = layout.head
    before, _, after = layout.number.partition("#")
    foot = section.footer.paragraphs[0]
    foot.alignment = 1
    foot.add_run(before)
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    foot._p.append(parse_xml(field))
    foot.add_run(after)


def _table(document, table: Sheet, layout: Layout | None) -> None:
    style = "Table Grid" if layout is None or layout.rules == "full" else "Normal Table"
    grid = document.add_table(rows=table.height, cols=table.width, style=style)
    cells = grid._cells  # asked for once: every call walks the whole table
    for box in table.boxes:
        cell = cells[box.row * table.width + box.col]
        if box.rows > 1 or box.cols > 1:
            end = (box.row + box.rows - 1) * table.width + box.col + box.cols - 1
            cell = cell.merge(cells[end])
        cell.text = box.text
        if layout:
            _dressed(cell, box, layout)
    if layout and layout.rules == "half":
        _ruled_across(grid)


def _dressed(cell, box: Box, layout: Layout) -> None:
    """A cell's text at the layout's size, centred, upright where that is wanted."""
    paragraph = cell.paragraphs[0]
    if layout.upright and box.rows > 10:
        paragraph.text = "\n".join(box.text)
    paragraph.alignment = 1
    paragraph.paragraph_format.line_spacing = 1.0
    cell.vertical_alignment = 1
    for run in paragraph.runs:
        run.font.size = int(layout.cell * _POINT)


def _ruled_across(grid) -> None:
    """Horizontal rules only."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "bottom", "insideH"))
    grid._tbl.tblPr.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>"))


def _write_undated(buffer: BytesIO, path: Path) -> None:
    """Write the archive again with fixed dates: python-docx stamps its parts with now."""
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            stamp = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            stamp.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(stamp, old.read(name))
