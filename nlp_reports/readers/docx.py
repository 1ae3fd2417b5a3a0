"""DOCX: paragraphs and tables in document order, automatic numbers, merged cells, text boxes.

Tracked changes are read as accepted, hidden text is not read, running heads are furniture.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nlp_reports.errors import DamagedFileError, UnsupportedFileError
from nlp_reports.readers.archive import contents, opened
from nlp_reports.readers.base import READERS, Original
from nlp_reports.readers.linear import Linear
from nlp_reports.readers.numbering import Numbering
from nlp_reports.readers.pieces import glue
from nlp_reports.readers.wordml import attribute, child, children, is_on, local, number
from nlp_reports.readers.xml import parse_xml
from nlp_reports.report import Cell, Report

_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_GONE = {"del", "moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr", "rt"}
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_PROSE = 200  # characters in a cell from which a table of few cells is a frame around prose
_DEEPEST = 60


@READERS.register("docx")
class DocxReader:
    """Word documents since 2007, also as WPS writes them."""

    def knows(self, head: bytes, name: str) -> float:
        """By the names of its first parts."""
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        parts = (b"[Content_Types].xml", b"word/", b"_rels/.rels", b"docProps/")
        return 1.0 if any(part in head for part in parts) or name.endswith(".docx") else 0.0

    def read(self, file: Original) -> Report:
        """The report in a Word document."""
        with opened(file) as archive:
            names = {info.filename: info for info in archive.infolist()}
            if "word/document.xml" not in names:
                raise UnsupportedFileError(file.path, what="it is no Word document")
            parts = _Parts(file, archive, names)
            walk = _Walk(Numbering.of(parts.root("word/numbering.xml")), parts.styles())
            body = child(parts.root("word/document.xml"), "body")
            if body is None:
                raise DamagedFileError(file.path, what="it has no body")
            walk.body(body, 0)
            for name in sorted(n for n in names if re.fullmatch(r"word/(header|footer)\d*.xml", n)):
                walk.running(parts.root(name))
        return walk.linear.report(file, _MEDIA)


@dataclass(slots=True)
class _Style:
    heading: bool
    number: tuple[str, int] | None


@dataclass(slots=True)
class _Parts:
    """The XML parts of the document, parsed on demand."""

    file: Original
    archive: zipfile.ZipFile
    names: dict[str, zipfile.ZipInfo]

    def root(self, name: str) -> Any | None:
        """The root of a part, or ``None`` where there is none."""
        if name not in self.names:
            return None
        data = contents(self.file, self.archive, self.names[name])
        return parse_xml(data, self.file.path, name)

    def styles(self) -> dict[str, _Style]:
        """Paragraph styles by id: whether they are headings, and the list they belong to."""
        root = self.root("word/styles.xml")
        if root is None:
            return {}
        found = {attribute(s, "styleId"): s for s in children(root, "style")}
        return {key: _style(style, found) for key, style in found.items()}


def _style(style: Any, known: dict[str, Any]) -> _Style:
    heading, numbered = False, None
    seen: set[str] = set()
    while style is not None:
        name = attribute(child(style, "name"), "val").lower()
        properties = child(style, "pPr")
        outline = child(properties, "outlineLvl")
        level = number(attribute(outline, "val"), 9) if outline is not None else 9
        heading = heading or level < 9 or name == "title" or name.startswith("heading")
        numbered = numbered or _list_of(properties)
        parent = attribute(child(style, "basedOn"), "val")
        if parent in seen:
            break
        seen.add(parent)
        style = known.get(parent)
    return _Style(heading, numbered)


def _list_of(properties: Any | None) -> tuple[str, int] | None:
    """The list and level that paragraph properties name."""
    numbered = child(properties, "numPr")
    key = child(numbered, "numId")
    if key is None:
        return None
    return attribute(key, "val"), number(attribute(child(numbered, "ilvl"), "val"))


@dataclass(slots=True)
class _Walk:
    """The way through a document; what is met goes into ``linear``."""

    numbering: Numbering
    styles: dict[str, _Style]
    linear: Linear = field(default_factory=Linear)

    def body(self, element: Any, depth: int) -> None:
        """Paragraphs and tables among the children, also inside content controls."""
        for item in element:
            name = local(item)
            if name == "p":
                self.paragraph(item, depth)
            elif name == "tbl":
                self.table(item, depth)
            elif name not in _GONE and depth < _DEEPEST and name != "sectPr":
                self.body(item, depth + 1)

    def paragraph(self, element: Any, depth: int) -> None:
        """A paragraph with its number, then the text boxes anchored in it."""
        text, heading = self.text(element)
        self.linear.paragraph(text, heading=heading)
        if depth < _DEEPEST:
            for box in _boxes(element):
                self.body(box, depth + 1)

    def text(self, element: Any) -> tuple[str, bool]:
        """A paragraph's text with its number in front, and whether its style is a heading."""
        properties = child(element, "pPr")
        style = self.styles.get(attribute(child(properties, "pStyle"), "val"))
        text = "".join(_runs(element, 0))
        place = _list_of(properties) or (style.number if style else None)
        if place is not None and text.strip():
            text = self.numbering.label(*place) + text.lstrip()
        outline = child(properties, "outlineLvl")
        heading = style.heading if style else False
        return text, heading or (outline is not None and attribute(outline, "val") < "9")

    def running(self, root: Any | None) -> None:
        """A header or footer, as furniture."""
        if root is not None:
            for paragraph in root.iter():
                if local(paragraph) == "p":
                    self.linear.furniture("".join(_runs(paragraph, 0)))

    def table(self, element: Any, depth: int) -> None:
        """A table's cells, or the prose in it where it is only a frame."""
        cells = list(self._cells(element))
        filled = [cell for cell in cells if cell.text]
        if len(filled) < 3 and any(len(cell.text) > _PROSE for cell in filled):
            for row in children(element, "tr"):
                for cell in children(row, "tc"):
                    self.body(cell, depth + 1)
            return
        self.linear.table(cells)

    def _cells(self, element: Any) -> Iterator[Cell]:
        spanning: dict[int, Cell] = {}
        done: list[Cell] = []
        rows = [row for row in _table_rows(element) if not _deleted(row)]
        for row, line in enumerate(rows):
            col = number(attribute(child(child(line, "trPr"), "gridBefore"), "val"))
            for cell in _row_cells(line):
                properties = child(cell, "tcPr")
                width = max(1, number(attribute(child(properties, "gridSpan"), "val"), 1))
                merge = child(properties, "vMerge")
                above = spanning.get(col)
                if merge is not None and attribute(merge, "val") != "restart" and above:
                    spanning[col] = Cell(
                        above.row, col, above.text, None, row - above.row + 1, width
                    )
                else:
                    if above:
                        done.append(above)
                    spanning[col] = Cell(row, col, self._cell_text(cell), None, 1, width)
                col += width
        return iter(sorted([*done, *spanning.values()], key=lambda c: (c.row, c.col)))

    def _cell_text(self, cell: Any) -> str:
        text = ""
        for paragraph in cell.iter():
            if local(paragraph) == "p":
                part = " ".join(self.text(paragraph)[0].split())
                text += glue(text[-1], part[0]) + part if text and part else part
        return text


def _table_rows(element: Any) -> Iterator[Any]:
    """The rows of a table, also those inside content controls."""
    for item in element:
        if local(item) == "tr":
            yield item
        elif local(item) in ("sdt", "sdtContent", "ins"):
            yield from _table_rows(item)


def _row_cells(row: Any) -> Iterator[Any]:
    for item in row:
        if local(item) == "tc":
            yield item
        elif local(item) in ("sdt", "sdtContent"):
            yield from _row_cells(item)


def _deleted(row: Any) -> bool:
    return child(child(row, "trPr"), "del") is not None


def _runs(element: Any, depth: int) -> Iterator[str]:
    """The visible text below an element, without text boxes, deletions and field codes."""
    for item in element:
        name = local(item)
        if name == "t":
            yield item.text or ""
        elif name in _MARKS:
            yield _MARKS[name]
        elif name in _GONE or name == "txbxContent" or depth > _DEEPEST:
            continue
        elif name != "r" or not is_on(child(child(item, "rPr"), "vanish")):
            yield from _runs(item, depth + 1)


def _boxes(element: Any) -> Iterator[Any]:
    """The contents of text boxes anchored in a paragraph, each once."""
    for item in element:
        if local(item) == "txbxContent":
            yield item
        elif local(item) not in _GONE:
            yield from _boxes(item)
