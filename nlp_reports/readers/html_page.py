"""A web page's tree: which part of it is the main text, and what about that is furniture.

The main part is found by weight: from the body downwards as long as one child holds nearly all
characters of sentences and tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from nlp_reports.readers import reflow

_DROPPED = frozenset(
    [
        *["script", "style", "noscript", "template", "head", "title", "link", "meta"],
        *["nav", "aside", "header", "footer"],
        *["form", "select", "button", "input", "textarea", "option"],
        *["svg", "canvas", "video", "audio", "map", "object", "embed", "iframe"],
    ]
)
_UNSEEN = frozenset(["a", "script", "style", "head", "noscript", "textarea", "option", "title"])
_WRAPPERS = frozenset(["form", "header", "div", "section", "article", "main", "td", "aside"])
_MOST = 0.5  # of the page's characters: what holds them is no furniture, whatever its name
_NEARLY_ALL = 0.85


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "hidden": re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE),
        "chrome": re.compile(
            r"(?:^|[\s_-])(?:nav|menu|breadcrumb|crumb|share|footer|foot|header|sidebar|toolbar|"
            r"pagination|copyright|related|bdsharebuttonbox|qrcode|dangqian|weizhi)(?:$|[\s_-])",
            re.IGNORECASE,
        ),
        "document": re.compile(r"\.(?:pdf|docx?|wps|ofd)(?:$|[?#])", re.IGNORECASE),
        "opened": re.compile(
            r"""["']([^"'\s]{1,300}\.(?:pdf|docx?|wps|ofd))["'?]""", re.IGNORECASE
        ),
        "han": re.compile(r"[\u4e00-\u9fff]"),
    }


def han_count(text: str) -> int:
    """How many ideographs stand in a text: the weight of what is written."""
    return len(_patterns()["han"].findall(text))


def name_of(element: Any) -> str:
    """An element's tag in small letters, without a prefix; empty where it is no element."""
    return element.tag.lower().rpartition(":")[2] if isinstance(element.tag, str) else ""


def _is_chrome(element: Any) -> bool:
    """Whether an element is dropped whole: by its name, its class, or because it is hidden."""
    if name_of(element) in _DROPPED or _is_hidden(element):
        return True
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return name_of(element) not in ("body", "html") and bool(_patterns()["chrome"].search(marks))


def _is_hidden(element: Any) -> bool:
    return bool(_patterns()["hidden"].search(element.get("style") or ""))


def _written(root: Any) -> dict[Any, int]:
    """For each element the ideographs below it that are no link and no script."""
    counts: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        if not isinstance(element.tag, str) or name_of(element) in _UNSEEN:
            continue
        texts = [element.text or "", *(child.tail or "" for child in element)]
        own = sum(han_count(text) for text in texts if text)
        counts[element] = own + sum(counts.get(child, 0) for child in element)
    return counts


@dataclass(slots=True)
class Page:
    """A page's tree, with the weight of each element worked out once."""

    root: Any
    _weights: dict[Any, int] = field(default_factory=dict)
    _written: dict[Any, int] = field(default_factory=dict)

    def is_chrome(self, element: Any) -> bool:
        """Whether an element is dropped whole; never one that holds most of the page's text."""
        return _is_chrome(element) and not self._holds_most(element)

    def _holds_most(self, element: Any) -> bool:
        """Whether a form or another wrapper, by its name furniture, is around the whole text."""
        if name_of(element) not in _WRAPPERS or _is_hidden(element):
            return False
        if not self._written:
            self._written = _written(self.root)
        whole = max(1, self._written.get(self.root, 0))
        return self._written.get(element, 0) > _MOST * whole

    def main(self) -> Any:
        """The deepest element that holds nearly all that is written in sentences and tables."""
        body = next((e for e in self.root.iter() if name_of(e) == "body"), self.root)
        for element in reversed(list(body.iter())):
            self._weights[element] = self._weigh(element)
        here = body
        while True:
            inner = max(here, key=lambda e: self._weights.get(e, 0), default=None)
            if inner is None or name_of(inner) in ("table", "tbody", "p", "span", "font", "b"):
                return here
            if self._weights.get(inner, 0) < _NEARLY_ALL * max(1, self._weights[here]):
                return here
            here = inner

    def _weigh(self, element: Any) -> int:
        if not isinstance(element.tag, str) or self.is_chrome(element) or name_of(element) == "a":
            return 0
        texts = [element.text or "", *(child.tail or "" for child in element)]
        own = sum(han_count(text) for text in texts)
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
        """The first link to a PDF or Word file in the page, or the one that a script opens."""
        for element in self.root.iter():
            for key in ("href", "src", "data"):
                link = element.get(key) if isinstance(element.tag, str) else None
                if link and _patterns()["document"].search(link):
                    return str(link)
        scripts = "\n".join(script.text or "" for script in self.root.iter("script"))
        opened = _patterns()["opened"].search(scripts)
        return opened[1] if opened else None

    def pictures(self) -> list[str]:
        """The addresses of images outside furniture: the pages of a scan, where no text is."""
        open_, found = [self.root], []
        while open_:
            element = open_.pop()
            if name_of(element) == "img" and (link := element.get("src")):
                found.append(str(link))
            open_ += [child for child in reversed(element) if not _is_chrome(child)]
        return found
