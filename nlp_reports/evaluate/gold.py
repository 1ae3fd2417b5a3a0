"""Gold reports: raw texts, and by offsets in them sections, items, reuse and figures.

A gold folder holds ``documents.csv``, ``reports/*.txt``, ``sections.jsonl``, ``labels.jsonl``,
``reuse.jsonl`` and ``figures.jsonl``. A folder of real reports holds the files themselves,
``gold.json`` (coded items without offsets) and ``reports.json``; the items are found again in the
text that our reader gives.
"""

from __future__ import annotations

import csv
import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from nlp_reports.errors import UsageError
from nlp_reports.report import Report, Role
from nlp_reports.text import Span

SUPERVISION, FIVE = "overview.supervision", "problems_improvements"
CODED = (SUPERVISION, FIVE)
SPLITS = ("train", "dev", "test")
Cells = dict[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Coding:
    """What one reader said of an item; ``links`` are indices of problems, or ``prior``."""

    role: Role
    themes: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    substance: int | None = None
    status: str | None = None
    links: tuple[int | str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Themes or practices, whichever the role has."""
        return self.themes or self.practices


@dataclass(frozen=True, slots=True)
class GoldItem:
    """A coded item: ``span`` counts in the raw text, ``coding`` is the settled one."""

    index: int
    section: str
    span: Span
    text: str
    coding: Coding
    first: Coding | None = None
    second: Coding | None = None

    @property
    def role(self) -> Role:
        """The settled role."""
        return self.coding.role


@dataclass(frozen=True, slots=True)
class GoldSection:
    """A section: ``span`` with its heading, ``body`` without."""

    key: str
    heading: str
    span: Span
    body: Span


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A coded report; ``about`` is its row of ``documents.csv``."""

    id: str
    text: str
    about: dict[str, str]
    items: tuple[GoldItem, ...]
    sections: tuple[GoldSection, ...] = ()
    reuse: tuple[tuple[str, Span], ...] = ()
    figures: Cells = field(default_factory=dict)
    path: Path | None = None

    @property
    def issuer(self) -> str:
        """Who published it."""
        return self.about["issuer"]

    @property
    def year(self) -> int:
        """The year reported on."""
        return int(self.about["year"])

    def bodies(self, key: str) -> list[Span]:
        """The bodies of all sections with this key."""
        return [section.body for section in self.sections if section.key == key]


@dataclass(frozen=True, slots=True)
class Gold:
    """A coded corpus, its name for people, and a digest that changes with any file."""

    name: str
    digest: str
    reports: tuple[GoldReport, ...]

    def split(self, *names: str) -> tuple[GoldReport, ...]:
        """The reports of some splits."""
        return tuple(report for report in self.reports if report.about["split"] in names)


def load(folder: Path) -> Gold:
    """Load a compiled gold folder.

    Raises:
        UsageError: a file is missing or does not fit the others; the message names it.
    """
    try:
        lines = (folder / "documents.csv").read_text("utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{folder}: no gold corpus ({error}); name its folder") from error
    rows = {name: _by_report(folder / f"{name}.jsonl") for name in _TABLES}
    reports = tuple(_report(folder, about, rows) for about in csv.DictReader(lines))
    return Gold(folder.name, _digest(folder, reports), reports)


_TABLES = ("sections", "labels", "reuse", "figures")


def _by_report(path: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path}: missing ({error}); compile the corpus again") from error
    for line in lines:
        row = json.loads(line)
        found[row["report"]].append(row)
    return found


def _report(
    folder: Path, about: dict[str, str], rows: dict[str, dict[str, list[dict[str, Any]]]]
) -> GoldReport:
    name = about["report"]
    path = folder / "reports" / f"{name}.txt"
    text = path.read_text("utf-8")
    items = tuple(_item(row) for row in rows["labels"][name])
    for item in items:
        if item.span.of(text) != item.text:
            raise UsageError(
                f"{folder}: {name} item {item.index} is not at {item.span}; compile it"
            )
    return GoldReport(
        name,
        text,
        about,
        items,
        tuple(_section(row) for row in rows["sections"][name]),
        tuple((row["source"], Span(row["start"], row["end"])) for row in rows["reuse"][name]),
        {(row["table"], row["row"], row["column"]): row["text"] for row in rows["figures"][name]},
        path,
    )


def _section(row: dict[str, Any]) -> GoldSection:
    whole = Span(row["start"], row["end"])
    return GoldSection(row["section"], row["heading"], whole, Span(row["body"], row["end"]))


def _item(row: dict[str, Any]) -> GoldItem:
    first, second = row.get("coder_a"), row.get("coder_b")
    return GoldItem(
        row["index"],
        row["section"],
        Span(row["start"], row["end"]),
        row["text"],
        _coding(row),
        _coding(first) if first else None,
        _coding(second) if second else None,
    )


def _coding(row: dict[str, Any]) -> Coding:
    return Coding(
        row["role"],
        tuple(row["themes"]),
        tuple(row["practices"]),
        row["substance"],
        row["status"],
        tuple(row["links"]),
    )


def _digest(folder: Path, reports: Iterable[GoldReport]) -> str:
    """12 hexadecimal digits over everything that a figure can depend on."""
    names = ["documents.csv", *(f"{name}.jsonl" for name in _TABLES)]
    body = hashlib.sha256()
    for name in names:
        body.update((folder / name).read_bytes())
    for report in reports:
        body.update(report.text.encode())
    return body.hexdigest()[:12]


def load_real(folder: Path) -> Gold:
    """Load real reports with ``gold.json``; sections are the stretches that its items cover.

    Raises:
        UsageError: a file is missing, or an item is not in its report's text.
    """
    try:
        coded = json.loads((folder / "gold.json").read_text("utf-8"))
        about = json.loads((folder / "reports.json").read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{folder}: no coded real reports ({error})") from error
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in coded:
        rows[row["report"]].append(row)
    reports = tuple(_real(folder, entry, rows[entry["report"]]) for entry in about)
    body = (folder / "gold.json").read_bytes() + "".join(r.text for r in reports).encode()
    return Gold(folder.name, hashlib.sha256(body).hexdigest()[:12], reports)


@cache
def _opened(path: Path) -> Report:
    from nlp_reports.readers import read

    return read(path)


def opened(report: GoldReport) -> Report:
    """The report as our reader gives it: real ones from their file, ours from their text."""
    from nlp_reports.readers import read_text

    if report.about["split"] == "real" and report.path is not None:
        return _opened(report.path)
    return read_text(report.text, f"{report.id}.txt")


def _real(folder: Path, entry: dict[str, Any], rows: Sequence[dict[str, Any]]) -> GoldReport:
    path = next(p for p in sorted(folder.glob(f"{entry['report']}.*")))
    read = _opened(path)
    about = {k: str(entry[k]) for k in ("report", "issuer", "level", "year", "form", "title")}
    about |= {"split": "real", "kind": "", "region": "", "parent": ""}
    numbers = {row["index"]: row for row in rows}
    places = dict(_located(read, rows, entry["report"]))
    items = tuple(
        GoldItem(n, row["section"], places[n], row["text"], _coding(row))
        for n, row in sorted(numbers.items())
    )
    cells = entry.get("requests") if entry.get("requests_source") == "table" else None
    return GoldReport(
        entry["report"],
        read.normalised.source,
        about,
        items,
        tuple(_stretches(items)),
        figures=_request_cells(cells or {}),
        path=path,
    )


_REQUESTS = {
    "new_received": "new_received",
    "carried_over": "carried_over",
    "handled_total": "total",
    "carried_forward": "carried_forward",
}


def _request_cells(cells: dict[str, Any]) -> Cells:
    """The totals that ``reports.json`` states, as cells of the table."""
    return {
        ("requests", row, "total"): str(cells[name])
        for name, row in _REQUESTS.items()
        if cells.get(name) is not None
    }


def folded(text: str) -> tuple[str, list[int]]:
    """The letters, digits and Han characters of a text, and where each stands."""
    kept = [(unicodedata.normalize("NFKC", c), at) for at, c in enumerate(text) if c.isalnum()]
    return "".join(c[0] for c, _ in kept), [at for _, at in kept]


def _located(read: Report, rows: Sequence[dict[str, Any]], name: str) -> Iterator[tuple[int, Span]]:
    """Where the items stand in the raw text, found in order; text before markup differs."""
    body, places = folded(read.text)
    at = 0
    for row in rows:
        wanted, _ = folded(row["text"])
        found = body.find(wanted, at)
        found = body.find(wanted) if found < 0 else found
        if found < 0:
            raise UsageError(f"{name}: item {row['index']} is not in the text as read")
        at = found + len(wanted)
        span = Span(places[found], places[at - 1] + 1)
        yield row["index"], read.normalised.to_raw(span)


_GAP = 60
"""Uncoded characters between two items from which they are parts of different sections."""


def _apart(one: GoldItem, other: GoldItem) -> bool:
    return one.section != other.section or other.span.start - one.span.end > _GAP


def _stretches(items: Sequence[GoldItem]) -> Iterator[GoldSection]:
    """One section per run of items that share one and stand close together."""
    run: list[GoldItem] = []
    for item in [*items, None]:
        if run and (item is None or _apart(run[-1], item)):
            whole = Span(run[0].span.start, run[-1].span.end)
            yield GoldSection(run[-1].section, "", whole, whole)
            run = []
        if item is not None:
            run.append(item)
