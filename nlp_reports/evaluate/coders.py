"""Agreement between the two codings of a corpus, field by field, and on boundaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from nlp_reports.evaluate.agreement import (
    Distance,
    Interval,
    Value,
    alpha,
    clustered,
    confusion,
    masi,
    nominal,
    ordinal,
    percent,
)
from nlp_reports.evaluate.findings import Entry, Findings
from nlp_reports.evaluate.gold import CODED, Coding, Gold, GoldReport, folded
from nlp_reports.evaluate.match import pairs
from nlp_reports.evaluate.metrics import f1, of_counts
from nlp_reports.text import Span

RESAMPLES = 200
SHORT = 4
"""A line of fewer letters (无) is first looked for where none stands before it."""
RELIABLE, TENTATIVE = 0.80, 0.667
NOTE = (
    "Both coders and the authors are language models: this is no human agreement, and it flatters. "
    "The authors' own coding is the first one; the second saw boundaries, but no other label. "
    "Intervals: 95 % bootstrap over reports. α >= 0.80 reliable, 0.667 to 0.80 tentative."
)
Unit = tuple[str, Coding, Coding]
Reader = Callable[[Coding], Value]


def _by_level(coding: Coding) -> Value:
    return coding.substance


def _set(coding: Coding) -> Value:
    return frozenset(coding.keys) or None


def _main(coding: Coding) -> Value:
    return coding.keys[0] if coding.keys else None


def _units(gold: Gold) -> list[Unit]:
    return [
        (report.id, item.first, item.second)
        for report in gold.reports
        for item in report.items
        if item.first and item.second
    ]


def _of(units: Sequence[Unit], *roles: str) -> list[Unit]:
    """Units that both coders gave one of the roles."""
    return [unit for unit in units if unit[1].role in roles and unit[2].role in roles]


def _agreed(units: Sequence[Unit], read: Reader, distance: Distance) -> tuple[Interval, Interval]:
    """α and the share of equal values."""
    rows = [(read(first), read(second)) for _, first, second in units]
    clusters = [report for report, *_ in units]

    def measure(sample: Sequence[Sequence[Value]]) -> float | None:
        return alpha(sample, distance)

    return (
        clustered(rows, clusters, measure, resamples=RESAMPLES),
        clustered(rows, clusters, percent, resamples=RESAMPLES),
    )


def _fields(units: Sequence[Unit]) -> list[tuple[str, str, list[Unit], Reader, Distance]]:
    about = _of(units, "problem", "measure")
    practices = _of(units, "supervision")
    scored = _of(units, "problem", "measure", "supervision")
    return [
        ("role", "nominal", list(units), lambda c: c.role, nominal),
        ("level", "ordinal", scored, _by_level, ordinal),
        *(
            (f"level of {role}", "ordinal", _of(units, role), _by_level, ordinal)
            for role in ("problem", "measure", "supervision")
        ),
        ("themes", "MASI", about, _set, masi),
        ("main theme", "nominal", about, _main, nominal),
        ("practices", "MASI", practices, _set, masi),
        ("main practice", "nominal", practices, _main, nominal),
        ("status", "nominal", _of(units, "measure"), lambda c: c.status, nominal),
    ]


def evaluate(gold: Gold, splits: Path | None = None) -> Findings:
    """Agreement of both codings.

    Args:
        gold: a corpus whose items carry both codings.
        splits: folder with a blind coder's splitting: a file per report, an item per line.
    """
    found = Findings()
    units = _units(gold)
    if not units:
        return found
    lines: list[Sequence[Entry]] = []
    for name, kind, own, read, distance in _fields(units):
        value, same = _agreed(own, read, distance)
        found.figures[f"agreement.{name.replace(' ', '_')}"] = value
        lines.append((name, kind, len(own), same, value, verdict(value)))
    lines.append(_links(found, gold))
    if splits is not None and splits.is_dir():
        lines.append(_boundaries(found, gold, splits))
    heads = ("field", "measure", "units", "same", "α or F1", "")
    found.table("Agreement between two codings", heads, lines, NOTE)
    _confusions(found, units)
    return found


def verdict(value: Interval) -> str:
    """``reliable``, ``tentative`` or ``not reliable``, after Krippendorff; empty if undefined."""
    if value.value is None:
        return ""
    if value.value >= RELIABLE:
        return "reliable"
    return "tentative" if value.value >= TENTATIVE else "not reliable"


def _links(found: Findings, gold: Gold) -> Sequence[Entry]:
    """F1 of links: the second coding's held against the first's."""
    rows, clusters = [], []
    for report in gold.reports:
        both = [(i.index, i.first, i.second) for i in report.items if i.first and i.second]
        first = {(n, link) for n, one, _ in both for link in one.links}
        second = {(n, link) for n, _, other in both for link in other.links}
        rows.append((len(first & second), len(second - first), len(first - second)))
        clusters.append(report.id)
    value = of_counts(rows, clusters, f1)
    found.figures["agreement.links"] = value
    return ("links", "F1", sum(a + c for a, _, c in rows), None, value, "")


def _boundaries(found: Findings, gold: Gold, splits: Path) -> Sequence[Entry]:
    rows, clusters = [], []
    for report in gold.reports:
        path = splits / f"{report.id}.txt"
        if path.is_file():
            spans = located(report, path.read_text("utf-8").splitlines())
            met = len(pairs([item.span for item in report.items], spans))
            rows.append((met, len(spans) - met, len(report.items) - met))
            clusters.append(report.id)
    value = of_counts(rows, clusters, f1)
    found.figures["agreement.boundaries"] = value
    return ("boundaries", "F1", sum(a + c for a, _, c in rows), None, value, "")


def located(report: GoldReport, lines: Sequence[str]) -> list[Span]:
    """Where the lines of a blind splitting stand in the report, found in order.

    A line that is not in the coded sections counts as an item that meets nothing.
    """
    spans = []
    body, places = folded(report.text)
    starts = [s.span.start for s in report.sections if s.key in CODED]
    at = sum(place < min(starts, default=0) for place in places)
    for line in lines:
        wanted, _ = folded(line)
        found = _find(body, places, wanted, at) if wanted else -1
        if found >= 0:
            at = found + len(wanted)
            spans.append(Span(places[found], places[at - 1] + 1))
        elif wanted:
            spans.append(Span(0, 0))
    return spans


def _find(body: str, places: Sequence[int], wanted: str, at: int) -> int:
    """The next place of a line; a short one rather where no letter stands before it."""
    first = found = body.find(wanted, at)
    while len(wanted) < SHORT and found > 0 and places[found] == places[found - 1] + 1:
        found = body.find(wanted, found + 1)
    return first if found < 0 else found


def _confusions(found: Findings, units: Sequence[Unit]) -> None:
    scored = _of(units, "problem", "measure", "supervision")
    tables: tuple[tuple[str, Sequence[Unit], Reader], ...] = (
        ("Roles", units, lambda c: c.role),
        ("Levels", scored, _by_level),
        ("Status of measures", _of(units, "measure"), lambda c: c.status),
    )
    for title, own, read in tables:
        counts = confusion([(read(first), read(second)) for _, first, second in own])
        names = sorted({name for pair in counts for name in pair if name is not None}, key=str)
        rows: list[Sequence[Entry]] = [(str(a), *(counts[a, b] for b in names)) for a in names]
        heads = ("first coding", *(f"second: {name}" for name in names))
        found.table(f"{title}: first coding by second", heads, rows)
    swaps: Counter[tuple[Hashable, Hashable]] = Counter()
    for _, first, second in _of(units, "problem", "measure"):
        lost, new = set(first.themes) - set(second.themes), set(second.themes) - set(first.themes)
        swaps.update((a, b) for a in lost or {"-"} for b in new or {"-"} if (a, b) != ("-", "-"))
    found.table(
        "Themes most often coded differently",
        ("only in the first", "only in the second", "items"),
        [(str(a), str(b), n) for (a, b), n in swaps.most_common(15)],
    )
