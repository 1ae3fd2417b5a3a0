"""Authored reports as word-processor files with merged cells."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

from nlp_reports.evaluate.authored import Authored
from tests.render.tables import Sheet, sheet
from tests.render.text import parts_of

_LONG_AGO = datetime(2020, 1, 1)


def render_docx(report: Authored, path: Path | str) -> None:
    """Write the report as DOCX; the same report gives the same bytes."""
    from docx import Document

    document = Document()
    properties = document.core_properties
    properties.created = properties.modified = _LONG_AGO
    properties.author = ""
    heads = {report.text[start:end] for _, start, end in report.headings}
    for number, (kind, part) in enumerate(parts_of(report)):
        if kind == "table":
            _table(document, sheet(report, part))
        else:
            paragraph = document.add_paragraph()
            paragraph.add_run(part).bold = number == 0 or part in heads
            paragraph.alignment = 1 if number == 0 else None
    buffer = BytesIO()
    document.save(buffer)
    _write_undated(buffer, Path(path))


def _table(document, table: Sheet) -> None:
    grid = document.add_table(rows=table.height, cols=table.width, style="Table Grid")
    cells = grid._cells  # asked for once: every call walks the whole table
    for box in table.boxes:
        cell = cells[box.row * table.width + box.col]
        if box.rows > 1 or box.cols > 1:
            end = (box.row + box.rows - 1) * table.width + box.col + box.cols - 1
            cell = cell.merge(cells[end])
        cell.text = box.text


def _write_undated(buffer: BytesIO, path: Path) -> None:
    """Write the archive again with fixed dates: python-docx stamps its parts with now."""
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            stamp = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            stamp.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(stamp, old.read(name))
