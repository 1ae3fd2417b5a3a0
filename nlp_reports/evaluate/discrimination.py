"""Whether the score of a report tells substance, or only length, level and year.

Linear models over reports: the variance that log length alone explains, what the coded level adds
once it is known, and partial correlations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp_reports.agencies import describe
from nlp_reports.evaluate.findings import Findings
from nlp_reports.evaluate.gold import GoldReport
from nlp_reports.evaluate.metrics import Array, of_values, pearson
from nlp_reports.evaluate.readings import given
from nlp_reports.scores.document import MINIMUM_CHARS
from nlp_reports.scores.slots import SCORED
from nlp_reports.scores.substance import read


@dataclass(frozen=True, slots=True)
class Whole:
    """A report: its mean expected level, its mean coded level, and what might explain both."""

    issuer: str
    found: float
    coded: float
    chars: int
    year: int
    level: str


def wholes(reports: Sequence[GoldReport]) -> list[Whole]:
    """Score whole reports, their items and roles given; those too short are left out."""
    rows = []
    for report in reports:
        both = [
            (item.coding.substance, ours)
            for item, ours in zip(report.items, given(report), strict=True)
            if item.role in SCORED and item.coding.substance is not None
        ]
        chars = sum(len(ours.text) for _, ours in both)
        if chars >= MINIMUM_CHARS:
            found = read([(ours.text, ours.role) for _, ours in both])
            mean = float(np.mean([one.expected for one in found]))
            coded = float(np.mean([level for level, _ in both]))
            kind = describe(report.issuer).level or "unknown"
            rows.append(Whole(report.issuer, mean, coded, chars, report.year, kind))
    return rows


def left_over(target: Array, *given: Array) -> Array:
    """What a linear model of ``given`` leaves of ``target``.

    >>> left_over(np.array([1.0, 2, 3]), np.array([2.0, 4, 6])).round(9).tolist()
    [0.0, 0.0, 0.0]
    """
    matrix = np.column_stack([np.ones(len(target)), *given])
    fit, *_ = np.linalg.lstsq(matrix, target, rcond=None)
    return np.asarray(target - matrix @ fit)


def explained(target: Array, *given: Array) -> float | None:
    """R²: the share of the variance of ``target`` that ``given`` explain linearly."""
    total = float(((target - target.mean()) ** 2).sum())
    return 1 - float((left_over(target, *given) ** 2).sum()) / total if total else None


def partial(one: Array, other: Array, *given: Array) -> float | None:
    """Pearson's r of what ``given`` leave of both; ``None`` where nothing is left."""
    a, b = left_over(one, *given), left_over(other, *given)
    return pearson(a, b) if np.ptp(a) > 1e-9 and np.ptp(b) > 1e-9 else None


def discrimination(sets: dict[str, Sequence[GoldReport]]) -> Findings:
    """Tabulate correlations of the report score by set of reports."""
    findings = Findings()
    lines = []
    for name, reports in sets.items():
        rows = wholes(reports)
        if len(rows) < 10:
            continue
        issuers = [row.issuer for row in rows]
        found, coded = (np.array([getattr(r, k) for r in rows]) for k in ("found", "coded"))
        length = np.log([float(row.chars) for row in rows])
        year = np.array([float(row.year) for row in rows])
        kinds = sorted({row.level for row in rows})[1:]
        level = [np.array([float(row.level == kind) for row in rows]) for kind in kinds]
        own = of_values((found, length), issuers, explained)
        findings.figures[f"substance.reports.{name}.r2_of_length"] = own
        held = partial(found, coded, length, year, *level)
        lines.append(
            (name, len(rows), of_values((found, coded), issuers, pearson), held, own,
             partial(found, length, year, *level), partial(found, year, length, *level),
             (explained(found, length, year, *level) or 0) - (explained(found, length, year) or 0))
        )  # fmt: skip
    findings.table("Substance of whole reports", _HEADS, lines, _NOTE)
    return findings


_HEADS = (
    "reports", "n", "r with the coded mean", "the same, given the rest", "R² of log length",
    "partial r, log length", "partial r, year", "R² that the issuer's level adds",
)  # fmt: skip
_NOTE = (
    "Mean expected level of a report against the mean of its coded levels. Partial: given the "
    "others of log length, year and the issuer's level (province to township)."
)
