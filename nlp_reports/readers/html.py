"""Web pages: the main text with its tables, without navigation, buttons and footers.

The main part is found by weight: from the body downwards as long as one child holds nearly all
characters of sentences and tables. Tables keep their cells; a table that only frames the page is
walked through.
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
from nlp_reports.readers.html_table import cells_of, is_frame
from nlp_reports.readers.linear import Linear
from nlp_reports.report import Report

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "aside",
        "form",
        "select",
        "button",
        "input",
        "textarea",
        "option",
        "svg",
        "canvas",
        "video",
        "audio",
        "map",
        "object",
        "embed",
        "iframe",
        "head",
        "header",
        "footer",
        "title",
        "link",
        "meta",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "center",
        "fieldset",
        "figure",
        "figcaption",
        "address",
        "body",
        "html",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "tfoot",
        "table",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNSEEN = frozenset(["a", "script", "style", "head", "noscript", "textarea", "option", "title"])
_WRAPPERS = frozenset(["form", "header", "div", "section", "article", "main", "td", "aside"])
_MOST = 0.5  # of the page's characters: what holds them is no furniture, whatever its name
_NEARLY_ALL = 0.85
_LITTLE = 150  # characters of prose below which a page with a link to a document is a cover only
_DEEPEST = 200


@cache
def _patterns() -> dict[str, re.Pattern[Any]]:
    return {
        "charset": re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE),
        "markup": re.compile(
            rb"<\s*(?:!doctype\s+html|html|head|body|meta|div|p|table|span|font)\b", re.IGNORECASE
        ),
        "hidden": re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE),
        "chrome": re.compile(
            r"(?:^|[\s_-])(?:nav|menu|breadcrumb|crumb|share|footer|foot|header|sidebar|toolbar|"
            r"pagination|copyright|related|bdsharebuttonbox|qrcode|dangqian|weizhi)(?:$|[\s_-])",
            re.IGNORECASE,
        ),
        "document": re.compile(r"\.(?:pdf|docx?|wps|ofd)(?:$|[?#])", re.IGNORECASE),
        "string": re.compile(r'"(?:[^"\\\n]|\\.){300,}"'),
        "han": re.compile(r"[\u4e00-\u9fff]"),
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
        """The report in a web page."""
        root = _tree(file)
        page = _Page(root)
        linear = page.linear()
        if linear.characters < _LITTLE and (inner := _embedded(root)) is not None:
            page = _Page(inner)
            linear = page.linear()
        own = linear.report(file, "text/html") if linear.characters else None
        if linear.characters < _LITTLE and (link := page.document_link()):
            raise NoTextError(
                file.path,
                what=f"the page only links to a document ({link})",
                next_action="fetch that document",
            )
        if own is None:
            raise NoTextError(file.path, what="there is no text in it", next_action="check it")
        title = page.title()
        if title and not _has_title(own, title):
            return page.linear(title).report(file, "text/html")
        return own


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


def _name(element: Any) -> str:
    return element.tag.lower().rpartition(":")[2] if isinstance(element.tag, str) else ""


def _is_chrome(element: Any) -> bool:
    """Whether an element is dropped whole: by its name, its class, or because it is hidden."""
    if _name(element) in _DROPPED or _is_hidden(element):
        return True
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _name(element) not in ("body", "html") and bool(_patterns()["chrome"].search(marks))


def _is_hidden(element: Any) -> bool:
    return bool(_patterns()["hidden"].search(element.get("style") or ""))


def _written(root: Any) -> dict[Any, int]:
    """For each element the ideographs below it that are no link and no script."""
    counts: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        if not isinstance(element.tag, str) or _name(element) in _UNSEEN:
            continue
        texts = [element.text or "", *(child.tail or "" for child in element)]
        own = sum(len(_patterns()["han"].findall(text)) for text in texts if text)
        counts[element] = own + sum(counts.get(child, 0) for child in element)
    return counts


def _embedded(root: Any) -> Any | None:
    """The longest text that a page keeps in a script for its programs to show, as a tree."""
    from lxml import html

    best = ""
    for script in root.iter("script"):
        for found in _patterns()["string"].finditer(script.text or ""):
            if len(found[0]) > len(best) and len(_patterns()["han"].findall(found[0])) > _LITTLE:
                best = found[0]
    try:
        text = json.loads(best) if best else ""
    except ValueError:
        return None
    return html.document_fromstring(f"<div>{text}</div>") if text.strip() else None


@dataclass(slots=True)
class _Page:
    """A page's tree, with the weight of each element worked out once."""

    root: Any
    _weights: dict[Any, int] = field(default_factory=dict)
    _written: dict[Any, int] = field(default_factory=dict)

    def linear(self, title: str | None = None) -> Linear:
        """The main part in its linear form, under a title that it lacks."""
        linear = Linear(wrapped=True)
        if title:
            linear.paragraph(title, heading=True)
        main = self.main()
        _Walk(linear, self.is_chrome).element(main)
        return linear

    def is_chrome(self, element: Any) -> bool:
        """Whether an element is dropped whole; never one that holds most of the page's text."""
        return _is_chrome(element) and not self._holds_most(element)

    def _holds_most(self, element: Any) -> bool:
        """Whether a form or another wrapper, by its name furniture, is around the whole text."""
        if _name(element) not in _WRAPPERS or _is_hidden(element):
            return False
        if not self._written:
            self._written = _written(self.root)
        whole = max(1, self._written.get(self.root, 0))
        return self._written.get(element, 0) > _MOST * whole

    def main(self) -> Any:
        """The deepest element that holds nearly all that is written in sentences and tables."""
        body = next((e for e in self.root.iter() if _name(e) == "body"), self.root)
        for element in reversed(list(body.iter())):
            self._weights[element] = self._weigh(element)
        here = body
        while True:
            inner = max(here, key=lambda e: self._weights.get(e, 0), default=None)
            if inner is None or _name(inner) in ("table", "tbody", "p", "span", "font", "b"):
                return here
            if self._weights.get(inner, 0) < _NEARLY_ALL * max(1, self._weights[here]):
                return here
            here = inner

    def _weigh(self, element: Any) -> int:
        if not isinstance(element.tag, str) or self.is_chrome(element) or _name(element) == "a":
            return 0
        texts = [element.text or "", *(child.tail or "" for child in element)]
        own = sum(len(_patterns()["han"].findall(text)) for text in texts)
        return own + sum(self._weights.get(child, 0) for child in element)

    def title(self) -> str | None:
        """The page's title where it reads as a report's: from meta data, a heading, ``title``."""
        named = ("articletitle", "title")
        metas = (e for e in self.root.iter("meta") if (e.get("name") or "").lower() in named)
        found = [e.get("content") or "" for e in metas]
        found += [e.text_content() for tag in ("h1", "h2", "title") for e in self.root.iter(tag)]
        for text in found:
            for part in re.split(r"[-_|–—]{1,2}", " ".join(text.split())):
                if reflow.is_title(part.strip()):
                    return part.strip()
        return None

    def document_link(self) -> str | None:
        """The first link to a PDF or Word file in the page."""
        for element in self.root.iter():
            for key in ("href", "src", "data"):
                link = element.get(key) if isinstance(element.tag, str) else None
                if link and _patterns()["document"].search(link):
                    return str(link)
        return None


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
        name = _name(item)
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
