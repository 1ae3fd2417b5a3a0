"""Substance against the settled level, reuse against the stored truth of copied characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nlp_reports.evaluate.agreement import Interval, alpha, clustered, ordinal
from nlp_reports.evaluate.discrimination import discrimination
from nlp_reports.evaluate.findings import Entry, Findings
from nlp_reports.evaluate.gold import GoldReport
from nlp_reports.evaluate.match import Reading
from nlp_reports.evaluate.metrics import (
    Array,
    auc,
    calibration_error,
    mean_error,
    of_values,
    pearson,
    spearman,
)
from nlp_reports.evaluate.readings import given
from nlp_reports.evaluate.simple_scores import simple_scores
from nlp_reports.scores import Passage, compare, substance
from nlp_reports.scores.mask import mask
from nlp_reports.text import Span

SCORED = ("problem", "measure", "supervision")


@dataclass(frozen=True, slots=True)
class Scored:
    """An item with its settled level, the expected level and P(level >= 2) that we give."""

    issuer: str
    role: str
    text: str
    level: int
    expected: float
    likely: float


def on_coded(reports: Sequence[GoldReport]) -> list[Scored]:
    """Score the coded items, their text and role given."""
    rows = []
    for report in reports:
        for item, ours in zip(report.items, given(report), strict=True):
            if item.coding.substance is not None and item.role in SCORED:
                own = substance(ours.text, ours.role)
                level = item.coding.substance
                rows.append(
                    Scored(
                        report.issuer, item.role, item.text, level, own.expected, own.p_substantive
                    )
                )
    return rows


def end_to_end(readings: Sequence[Reading]) -> list[Scored]:
    """Scores of items found by ourselves that meet a coded one, under the role that we gave."""
    rows = []
    for reading in readings:
        for gold, item in reading.matched:
            own = [reading.analysis.score_of(item.id, n) for n in ("substance", "p_substantive")]
            values = [score.value for score in own if score is not None and score.value is not None]
            if gold.coding.substance is not None and len(values) == 2:
                rows.append(
                    Scored(
                        reading.gold.issuer, gold.role, gold.text, gold.coding.substance, *values
                    )
                )
    return rows


def _columns(rows: Sequence[Scored]) -> tuple[Array, Array, Array, Array, list[str]]:
    level = np.array([float(row.level) for row in rows])
    return (
        level,
        (level >= 2).astype(float),
        np.array([row.expected for row in rows]),
        np.array([row.likely for row in rows]),
        [row.issuer for row in rows],
    )


def figures(rows: Sequence[Scored]) -> dict[str, Interval]:
    """Spearman with the level, AUC and calibration error of P(level >= 2)."""
    level, high, expected, likely, issuers = _columns(rows)
    return {
        "spearman": of_values((expected, level), issuers, spearman),
        "auc": of_values((likely, high), issuers, auc),
        "ece": of_values((likely, high), issuers, calibration_error),
    }


HEADS = ("Spearman", "AUC for level >= 2", "ECE of P(level >= 2)")


def evaluate(
    readings: dict[str, list[Reading]],
    train: Sequence[GoldReport],
    everything: Sequence[GoldReport],
) -> Findings:
    """Hold both axes against the coding.

    Args:
        readings: by what they are: ``clean``, ``combined`` noise, ``real`` …
        train: the training split, for what simple scores are fitted on.
        everything: all reports: reuse is a matter of the corpus.
    """
    found = Findings()
    lines: list[Sequence[Entry]] = []
    for text, group in readings.items():
        parts = {"end_to_end": end_to_end(group)}
        if text in ("clean", "real"):
            parts["given"] = on_coded([reading.gold for reading in group])
        for how, rows in sorted(parts.items(), reverse=True):
            own = figures(rows)
            found.figures |= {f"substance.{text}.{how}.{k}": v for k, v in own.items()}
            lines.append((f"{text}, {how.replace('_', ' ')}", len(rows), *own.values()))
    found.table("Substance", ("texts, items", "items", *HEADS), lines, _coders(everything))
    if readings.get("clean"):
        test = [reading.gold for reading in readings["clean"]]
        _per_role(found, on_coded(test))
        _baselines(found, on_coded(test), train)
        found.add(discrimination({"test": test, "all": everything}))
        _reuse(found, everything, {report.id for report in test})
    return found


def _coders(reports: Sequence[GoldReport]) -> str:
    both = [
        (report.id, item.first.substance, item.second.substance)
        for report in reports
        for item in report.items
        if item.first and item.second
    ]
    both = [row for row in both if None not in row]
    if not both:
        return "No second coding."
    rows = [row[1:] for row in both]
    own = clustered(rows, [row[0] for row in both], lambda units: alpha(units, ordinal))
    levels = np.array(rows, dtype=float)
    rho = spearman(levels[:, 0], levels[:, 1])
    return f"Between two coders (language models, all splits): α {own} ordinal, Spearman {rho:.3f}."


def _per_role(found: Findings, rows: Sequence[Scored]) -> None:
    lines: list[Sequence[Entry]] = []
    for role in SCORED:
        own = [row for row in rows if row.role == role]
        counts = [sum(row.level == level for row in own) for level in range(4)]
        lines.append((role, *counts, *figures(own).values()))
    heads = ("role", *(f"level {n}" for n in range(4)), *HEADS)
    found.table("Substance by role (test, items given)", heads, lines)


def _baselines(found: Findings, rows: Sequence[Scored], train: Sequence[GoldReport]) -> None:
    level, high, expected, likely, issuers = _columns(rows)
    texts = [item.text for report in train for item in report.items if item.role in SCORED]
    lines: list[Sequence[Entry]] = []
    for name, values in simple_scores([row.text for row in rows], texts).items():
        gap = of_values(
            (expected, values, level), issuers, lambda a, b, y: _gap(spearman(a, y), spearman(b, y))
        )
        lines.append((
            name,
            of_values((values, level), issuers, spearman),
            of_values((values, high), issuers, auc),
            gap,
            of_values((likely, values, high), issuers, lambda a, b, y: _gap(auc(a, y), auc(b, y))),
        ))  # fmt: skip
        found.figures[f"substance.lead_over.{name.replace(' ', '_')}"] = gap
    heads = ("simple score", "Spearman", "AUC", "our lead in Spearman", "our lead in AUC")
    note = "Each points the way in which it does best. Leads: paired bootstrap over issuers."
    found.table("Substance: baselines (test, items given)", heads, lines, note)


def _gap(ours: float | None, other: float | None) -> float | None:
    return None if ours is None or other is None else ours - other


@dataclass(frozen=True, slots=True)
class Copied:
    """Shares of an item's masked characters: copied in truth, and as measured."""

    issuer: str
    report: str
    own: float
    cross: float
    found_own: float
    found_cross: float


def reuse(reports: Sequence[GoldReport]) -> list[Copied]:
    """Measure reuse over a whole corpus and set the stored truth beside it.

    Reports that others copied from are left out: their text is shared too, but where is stored
    only on the copy's side.
    """
    by_id = {report.id: report for report in reports}
    lenders = {
        source
        for report in reports
        for source, _ in report.reuse
        if source in by_id and by_id[source].issuer != report.issuer
    }
    truths = {
        (report.id, f"i{item.index:03d}"): _truth(report, item.span, by_id)
        for report in reports
        for item in report.items
    }
    rows = []
    for shares, _ in compare(lambda: _passages(reports)):
        if shares.report_id not in lenders:
            own, cross = truths[shares.report_id, shares.item_id]
            found = (shares.own_past or 0.0, shares.cross_issuer)
            issuer = by_id[shares.report_id].issuer
            rows.append(Copied(issuer, shares.report_id, own, cross, *found))
    return rows


def _region(report: GoldReport) -> str | None:
    from nlp_reports.agencies import describe

    return describe(report.issuer).region


def _passages(reports: Sequence[GoldReport]) -> Iterator[Passage]:
    for report in sorted(reports, key=lambda r: (r.issuer, r.year, r.id)):
        for item in given(report):
            if item.role in SCORED:
                region = _region(report)
                yield Passage(report.id, item.id, report.issuer, region, report.year, item.text)


def _truth(report: GoldReport, span: Span, by_id: dict[str, GoldReport]) -> tuple[float, float]:
    """Shares of an item's masked characters that were copied from own past and from others."""
    masked = mask(span.of(report.text), (report.issuer, _region(report)))
    kept = [part.shift(span.start) for part in masked.spans]
    own = cross = 0
    for part in kept:
        sources = [name for name, copied in report.reuse if part in copied]
        past = any(name in by_id and by_id[name].issuer == report.issuer for name in sources)
        own += past
        cross += bool(sources) and not past
    size = max(1, len(kept))
    return own / size, cross / size


def copying(rows: Sequence[Copied], reports: Sequence[GoldReport]) -> list[Copied]:
    """Items of reports in which copied text is marked."""
    copiers = {report.id for report in reports if report.reuse}
    return [row for row in rows if row.report in copiers]


KINDS = ("copied", "own_past", "cross_issuer")


def _shares(rows: Sequence[Copied], kind: str) -> tuple[Array, Array]:
    """Shares as measured and in truth."""
    parts = {
        "copied": [(r.found_own + r.found_cross, r.own + r.cross) for r in rows],
        "own_past": [(r.found_own, r.own) for r in rows],
        "cross_issuer": [(r.found_cross, r.cross) for r in rows],
    }
    ours, true = np.array(parts[kind]).reshape(-1, 2).T
    return ours, true


def reuse_figures(rows: Sequence[Copied]) -> dict[str, Interval]:
    """Pearson and mean absolute error of each kind of share."""
    issuers = [row.issuer for row in rows]
    found = {}
    for kind in KINDS:
        shares = _shares(rows, kind)
        found[f"reuse.{kind}.pearson"] = of_values(shares, issuers, pearson)
        found[f"reuse.{kind}.mae"] = of_values(shares, issuers, mean_error)
    return found


def _reuse(found: Findings, reports: Sequence[GoldReport], test: set[str]) -> None:
    everything = reuse(reports)
    copied = copying(everything, reports)
    silent = {row.report for row in everything} - {row.report for row in copied}
    chosen = {
        "test, reports that copy": [row for row in copied if row.report in test],
        "all reports that copy": copied,
        "reports that copy nothing": [row for row in everything if row.report in silent],
    }
    lines: list[Sequence[Entry]] = []
    for name, rows in chosen.items():
        own = reuse_figures(rows)
        if name.startswith("test"):
            found.figures |= own
        for kind in KINDS:
            ours, true = _shares(rows, kind)
            some = np.flatnonzero(true > 0)
            owners = [rows[at].issuer for at in some]
            hard = of_values((ours[some], true[some]), owners, mean_error)
            line = (own[f"reuse.{kind}.pearson"], own[f"reuse.{kind}.mae"], hard)
            lines.append((name, kind.replace("_", " "), len(true), len(some), *line))
    heads = ("reports", "share", "items", "with copied text", "Pearson", "mean error",
             "mean error where copied")  # fmt: skip
    found.table("Reuse against the stored truth", heads, lines, _REUSE)


_REUSE = (
    "Shares of masked characters of items, measured over the whole corpus. Reports that others "
    "copied from are left out, because the truth is stored on the copy's side. In reports that "
    "copy nothing, every share found is stock wording that stands in another report word for "
    "word: true reuse, but none that was planted."
)
