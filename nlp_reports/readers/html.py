"""Web pages: the main text with its tables, without navigation, buttons and footers.

Which part is the main one says :mod:`nlp_reports.readers.html_page`. Tables keep their cells; a
table that only frames the page is walked through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from nlp_reports.errors import DamagedFileError, NoTextError
from nlp_reports.readers import reflow
from nlp_reports.readers.base import READERS, Original
from nlp_reports.readers.decode import decode
from nlp_reports.readers.html_page import Page, han_count, name_of
from nlp_reports.readers.html_table import cells_of, is_frame
from nlp_reports.readers.linear import Linear
from nlp_reports.report import Report

_BLOCKS = frozenset(
    [
        *["body", "html", "div", "section", "article", "main", "center", "fieldset", "address"],
        *["h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "figure", "figcaption"],
        *["ul", "ol", "li", "dl", "dt", "dd"],
        *["table", "thead", "tbody", "tfoot", "tr", "td", "th"],
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LITTLE = 150  # characters of prose below which a page with a link to a document is a cover only
_TITLE = 60  # characters that a title has at most
_DEEPEST = 200


@cache
def _patterns() -> dict[str, re.Pattern[Any]]:
    return {
        "charset": re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE),
        "markup": re.compile(
            rb"<\s*(?:!doctype\s+html|html|head|body|meta|div|p|table|span|font)\b", re.IGNORECASE
        ),
        "string": re.compile(r'"(?:[^"\\\n]|\\.){300,}"'),
    }


@READERS.register("html")
class HtmlReader:
    """Web pages, and documents that Word or WPS saved as one."""

    def knows(self, head: bytes, name: str) -> float:
        """By markup near the top, in eight or sixteen bits."""
        plain = head[:4096].replace(b"\0", b"")
        if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"%PDF"):
            return 0.0
        if _patterns()["markup"].search(plain):
            return 0.9
        return 0.45 if name.lower().endswith((".html", ".htm", ".shtml", ".xhtml")) else 0.0

    def read(self, file: Original) -> Report:
        """The report in a web page.

        Raises:
            NoTextError: there is no text in it, or hardly more than its title beside a link to a
                document or pictures of pages.
        """
        root = _tree(file)
        page = Page(root)
        linear = _linear(page)
        if linear.characters < _LITTLE and (inner := _embedded(root)) is not None:
            page = Page(inner)
            linear = _linear(page)
        own = linear.report(file, "text/html") if linear.characters else None
        if linear.characters < _LITTLE:
            _refuse_cover(page, file, linear.characters)
        if own is None:
            raise NoTextError(file.path)
        title = page.title()
        if title and not _has_title(own, title):
            return _linear(page, title).report(file, "text/html")
        return own


def _refuse_cover(page: Page, file: Original, characters: int) -> None:
    """Refuse a page without a report's text that has it in another file.

    Raises:
        NoTextError: it links to a document, or shows pictures and has a title at most.
    """
    if link := page.document_link():
        what = f"the page only links to a document ({link})"
        raise NoTextError(file.path, what=what, next_action="fetch that document")
    if characters < _TITLE and (shown := page.pictures()):
        raise NoTextError(
            file.path,
            what=f"the page only shows pictures ({len(shown)}, first {shown[0]})",
            next_action="fetch them and join them to a PDF, which the extra 'ocr' can read",
        )


def _tree(file: Original) -> Any:
    """The page as a tree.

    Raises:
        DamagedFileError: there is no element in it.
        LimitError: it is too long.
    """
    from lxml import etree, html

    declared = _patterns()["charset"].search(file.data[:4096])
    text, _ = decode(file.data, file.path, declared[1].decode("ascii") if declared else None)
    file.check_characters(len(text) // 8)  # markup may outweigh the text by far
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\0", "")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFileError(file.path, what="there is no markup in it") from error
    return root


def _embedded(root: Any) -> Any | None:
    """The longest text that a page keeps in a script for its programs to show, as a tree."""
    from lxml import html

    best = ""
    for script in root.iter("script"):
        for found in _patterns()["string"].finditer(script.text or ""):
            if len(found[0]) > len(best) and han_count(found[0]) > _LITTLE:
                best = found[0]
    try:
        text = json.loads(best) if best else ""
    except ValueError:
        return None
    return html.document_fromstring(f"<div>{text}</div>") if text.strip() else None


def _linear(page: Page, title: str | None = None) -> Linear:
    """The main part of a page in its linear form, under a title that it lacks."""
    linear = Linear(wrapped=True)
    if title:
        linear.paragraph(title, heading=True)
    _Walk(linear, page.is_chrome).element(page.main())
    return linear


def _has_title(report: Report, title: str) -> bool:
    top = "".join(report.text[:400].split())
    own = any(
        b.kind == "heading" and reflow.is_title(b.span.of(report.text)) for b in report.blocks[:8]
    )
    return own or "".join(title.split()) in top


@dataclass(slots=True)
class _Walk:
    """The way through the main part: inline text gathers in a line until a block ends it."""

    linear: Linear
    is_chrome: Callable[[Any], bool]
    _line: list[str] = field(default_factory=list)

    def element(self, root: Any) -> None:
        """Everything below an element."""
        self._inside(root, 0, heading=False)
        self._end(heading=False)

    def _inside(self, element: Any, depth: int, *, heading: bool) -> None:
        self._add(element.text)
        for item in element:
            self._child(item, depth, heading=heading)
            self._add(item.tail)

    def _child(self, item: Any, depth: int, *, heading: bool) -> None:
        name = name_of(item)
        if not name or self.is_chrome(item) or depth > _DEEPEST:
            return
        if name == "br":
            self._end(heading=heading)
        elif name == "table" and not is_frame(item):
            self._end(heading=heading)
            self.linear.table(cells_of(item))
        elif name in _BLOCKS:
            self._end(heading=heading)
            self._inside(item, depth + 1, heading=name in _HEADINGS)
            self._end(heading=name in _HEADINGS)
        else:
            self._inside(item, depth + 1, heading=heading)

    def _add(self, text: str | None) -> None:
        if text:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _end(self, *, heading: bool) -> None:
        line = "".join(self._line)
        self._line.clear()
        if line.strip():
            self.linear.paragraph(_leading(line), heading=heading)


def _leading(line: str) -> str:
    """The line without blanks that markup left around it; ideographic ones indent and stay."""
    return line.strip(" ")
