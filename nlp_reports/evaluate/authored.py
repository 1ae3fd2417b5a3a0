"""The markup in which corpora are written: plain text with labels standing in it.

A file begins with ``@key: value`` lines and ends with the report itself, in which

- ``[[h KEY]]heading[[/]]`` names the section that the heading opens,
- ``[[p#1 requests,training 2]]text[[/]]`` is a problem (number 1 of the report) with themes, level,
- ``[[m requests 3 planned >1]]text[[/]]`` a measure with status, answering problem 1,
- ``[[s training 3]]text[[/]]`` a supervision item with practices and level,
- ``[[a]]text[[/]]`` and ``[[c]]text[[/]]`` activity and context,
- ``{{REPORT|text}}`` is copied (names and numbers apart) from another report,
- ``[[table proactive]]`` on a line of its own is where a statutory table stands.

Tags vanish, labels keep their character offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROLES = {"p": "problem", "m": "measure", "s": "supervision", "a": "activity", "c": "context"}
STATUSES = ("done", "ongoing", "planned", "unclear")
SECTIONS = [
    "preamble",
    "overview",
    "overview.proactive",
    "overview.requests",
    "overview.management",
    "overview.platforms",
    "overview.supervision",
    "proactive_figures",
    "request_figures",
    "review_figures",
    "problems_improvements",
    "other_matters",
    "unmapped",
]
THEMES = [
    "awareness",
    "leadership",
    "staffing",
    "training",
    "content_scope",
    "key_areas",
    "timeliness",
    "information_quality",
    "interpretation",
    "response",
    "requests",
    "platforms",
    "publicity",
    "institutions",
    "oversight",
    "decision_making",
    "other",
]
PRACTICES = [
    "assessment",
    "inspection",
    "rectification",
    "accountability",
    "social_evaluation",
    "complaint_channels",
    "participation",
    "training",
    "organisation",
    "publication_review",
    "rules",
    "other",
]
TABLES = ("proactive", "requests", "reviews")

_TAG = re.compile(r"\[\[(/|[^\[\]]*)\]\]|\{\{([^{}|]+)\||\}\}")
_ENUMERATOR = re.compile(
    r"^(?:[一二三四五六七八九十]+是|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、．](?!\d)|[①-⑳]"
    r"|第[一二三四五六七八九十]+[，,、]|首先|其次|再次|最后[，,]|其[一二三四五六七八九十]+[，,是])"
)


class MarkupError(ValueError):
    """The markup of an authored report is wrong; the message names file, line and mend."""


@dataclass(slots=True)
class Label:
    """One coded item of an authored report; offsets count in the clean text."""

    role: str
    start: int
    end: int
    number: int | None = None
    themes: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    substance: int | None = None
    status: str | None = None
    links: tuple[str, ...] = ()
    section: str = ""


@dataclass(slots=True)
class Authored:
    """An authored report: header, clean text and everything that was marked in it."""

    path: Path
    meta: dict[str, str]
    text: str = ""
    headings: list[tuple[str, int, int]] = field(default_factory=list)
    items: list[Label] = field(default_factory=list)
    reuse: list[tuple[str, int, int]] = field(default_factory=list)
    tables: list[tuple[str, int]] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The file name without its ending."""
        return self.path.stem


def _label(tag: str, start: int, where: str) -> Label:
    parts = tag.split()
    head, _, number = parts[0].partition("#")
    label = Label(ROLES[head], start, start, int(number) if number else None)
    for part in parts[1:]:
        if part.isdigit():
            label.substance = int(part)
        elif part in STATUSES:
            label.status = part
        elif part.startswith(">"):
            label.links = tuple(part[1:].split(","))
        elif label.role == "supervision":
            label.practices = tuple(part.split(","))
        else:
            label.themes = tuple(part.split(","))
    _check(label, where, tag)
    return label


def _check(label: Label, where: str, tag: str) -> None:
    keys, allowed = (
        (label.practices, PRACTICES) if label.role == "supervision" else (label.themes, THEMES)
    )
    bad = [key for key in keys if key not in allowed]
    scored = label.role in ("problem", "measure", "supervision")
    if bad:
        raise MarkupError(f"{where}: [[{tag}]] has unknown keys {bad}; allowed: {allowed}")
    if scored and (not keys or label.substance not in (0, 1, 2, 3)):
        raise MarkupError(f"{where}: [[{tag}]] needs keys and a level 0-3")
    if label.role == "measure" and label.status is None:
        raise MarkupError(f"{where}: [[{tag}]] needs a status: {STATUSES}")
    if "other" in keys and len(keys) > 1:
        raise MarkupError(f"{where}: [[{tag}]] 'other' stands only alone")


def parse(source: str, path: Path = Path("authored.txt")) -> Authored:
    """Read authored markup.

    Raises:
        MarkupError: a tag is unknown, unclosed or incomplete; file and line are named.
    """
    meta: dict[str, str] = {}
    figures: dict[str, str] = {}
    lines = source.splitlines()
    first = 0
    for first, line in enumerate(lines):  # noqa: B007 - the header's end is used below
        match = re.match(r"@(\w+)(?:\s+(\w+))?:\s*(.*)", line)
        if match and match[1] == "figures":
            figures[match[2]] = match[3]
        elif match:
            meta[match[1]] = match[3].strip()
        elif line.strip():
            break
    report = Authored(path, meta, figures=figures)
    body = "\n".join(line.strip() for line in lines[first:] if line.strip()) + "\n"
    _walk(body, report, first)
    _sections(report)
    return report


def _walk(body: str, report: Authored, first: int) -> None:
    walk = _Walk(report)
    at = 0
    for match in _TAG.finditer(body):
        walk.where = f"{report.path.name}, line {first + body.count(chr(10), 0, match.start()) + 1}"
        walk.keep(body[at : match.start()])
        at = match.end()
        walk.tag(match)
        if match[0].startswith("[[table") and body[at : at + 1] == "\n":
            at += 1
    walk.keep(body[at:])
    walk.end()


class _Walk:
    """The state of one pass over the markup: what is open, and the text so far."""

    def __init__(self, report: Authored) -> None:
        self.report = report
        self.where = report.path.name
        self.pieces: list[str] = []
        self.size = 0
        self.open: tuple[str, int] | None = None
        self.copied: tuple[str, int] | None = None

    def keep(self, piece: str) -> None:
        self.pieces.append(piece)
        self.size += len(piece)

    def tag(self, match: re.Match[str]) -> None:
        if match[1] is None:
            self._copy(match)
        elif match[1] == "/":
            if self.open is None:
                raise MarkupError(f"{self.where}: [[/]] closes nothing")
            _close(self.open, self.size, self.report, self.where)
            self.open = None
        elif match[1].startswith("table "):
            self._table(match[1].split()[1])
        else:
            self._opened(match[1])

    def _copy(self, match: re.Match[str]) -> None:
        if match[0] != "}}":
            self.copied = (match[2].strip(), self.size)
        elif self.copied is None:
            raise MarkupError(f"{self.where}: a }}}} without its {{{{")
        else:
            self.report.reuse.append((*self.copied, self.size))
            self.copied = None

    def _table(self, name: str) -> None:
        if name not in TABLES:
            raise MarkupError(f"{self.where}: unknown table {name!r}; allowed: {TABLES}")
        self.report.tables.append((name, self.size))

    def _opened(self, tag: str) -> None:
        if self.open is not None:
            opened = self.open[0]
            raise MarkupError(f"{self.where}: [[{tag}]] opens inside [[{opened}]]; close it first")
        if tag.split("#", maxsplit=1)[0].split(" ", maxsplit=1)[0] not in (*ROLES, "h"):
            raise MarkupError(f"{self.where}: unknown tag [[{tag}]]")
        self.open = (tag, self.size)

    def end(self) -> None:
        if self.open or self.copied:
            raise MarkupError(f"{self.where}: {self.open or self.copied} is never closed")
        self.report.text = "".join(self.pieces)
        for label in self.report.items:
            _check_text(label, self.report)


def _close(opened: tuple[str, int], end: int, report: Authored, where: str) -> None:
    tag, start = opened
    if tag.startswith("h "):
        key = tag.split()[1]
        if key not in SECTIONS:
            raise MarkupError(f"{where}: unknown section {key!r}; allowed: {SECTIONS}")
        report.headings.append((key, start, end))
    else:
        label = _label(tag, start, where)
        label.end = end
        report.items.append(label)


def _check_text(label: Label, report: Authored) -> None:
    text = report.text[label.start : label.end]
    if not text or text != text.strip() or text[-1] in "。；！？，;," or _ENUMERATOR.match(text):
        raise MarkupError(
            f"{report.path.name}: item {text[:20]!r}…{text[-6:]!r} must leave out its enumerator, "
            "outer blanks and final punctuation"
        )


def _sections(report: Authored) -> None:
    for label in report.items:
        before = [key for key, start, _ in report.headings if start <= label.start]
        label.section = before[-1] if before else "preamble"


def load(folder: Path) -> list[Authored]:
    """Read every authored report of a folder, in the order of names.

    Sources end in ``.mark``, so that nobody takes them for reports; a folder without any may
    still hold drafts that end in ``.txt``.
    """
    paths = sorted(folder.glob("**/*.mark")) or sorted(folder.glob("**/*.txt"))
    return [parse(path.read_text("utf-8"), path) for path in paths]
