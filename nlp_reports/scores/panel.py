"""Scores of many reports side by side: percentiles within peers, stickiness that figures explain.

Both need a sample, so ``background`` says which one was used, and how large it was.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nlp_reports.report import Figures, Score
from nlp_reports.scores.catalogue import unit_of
from nlp_reports.scores.document import TARGET

FEWEST = 5
"""Peers under which a percentile says nothing."""
FEWEST_CHANGES = 20
"""Reports with last year's report and figures under which no line is fitted."""
RANKED = {"substance_mean": "substance_percentile", "cross_issuer": "cross_issuer_percentile"}
"""What is ranked, and the name of its percentile."""
SHARES = ("mandated", "own_past", "cross_issuer", "novel")
Columns = Mapping[str, Sequence[Any]]


def percentiles(
    values: Sequence[float | None], groups: Sequence[Hashable], fewest: int = FEWEST
) -> list[float | None]:
    """Give each value's percentile (0-100) within its group, e.g. level x kind x year.

    A value is held against its peers: those below count whole, ties half. ``None`` for an absent
    value or fewer than ``fewest`` values in the group.

    >>> percentiles([1, 2, 2, 3, None], ["a"] * 5, fewest=2)
    [12.5, 50.0, 50.0, 87.5, None]
    """
    members = _members(values, groups)
    return [
        None if value is None or len(members[group]) < fewest else _rank(value, members[group])
        for value, group in zip(values, groups, strict=True)
    ]


def _members(
    values: Sequence[float | None], groups: Sequence[Hashable]
) -> defaultdict[Hashable, list[float]]:
    """The values of each group, sorted."""
    members: defaultdict[Hashable, list[float]] = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        if value is not None:
            members[group].append(value)
    for own in members.values():
        own.sort()
    return members


def _rank(value: float, peers: Sequence[float]) -> float:
    below, upto = bisect_left(peers, value), bisect_right(peers, value)
    return 100 * (below + (upto - below) / 2) / len(peers)


def figure_change(earlier: Figures, later: Figures) -> float | None:
    """Mean absolute change of ln(1 + figure) over the cells that are numbers in both reports.

    ``None`` where no cell is; forms of 2019 and 2021 share the request and review tables.
    """
    before = {(c.table, c.row, c.column): c.value for c in earlier.cells if c.value is not None}
    changes = [
        abs(math.log1p(max(0.0, cell.value)) - math.log1p(max(0.0, before[key])))
        for cell in later.cells
        if cell.value is not None and (key := (cell.table, cell.row, cell.column)) in before
    ]
    return math.fsum(changes) / len(changes) if changes else None


def unexplained_stickiness(stickiness: Sequence[float], change: Sequence[float]) -> list[float]:
    """Stickiness (0-1) beyond what the change of the figures lets expect, -1 to 1.

    Where much happened, text should change (Brown & Tucker 2011); text that does not is what a
    reader may ask about. Residuals of a line by least squares; what the line expects is held
    within 0-1. Without that, they sum to zero over the sample.

    >>> [round(abs(r), 6) for r in unexplained_stickiness([0.9, 0.5, 0.1], [0.0, 0.5, 1.0])]
    [0.0, 0.0, 0.0]
    """
    at_zero, slope = line(stickiness, change)
    expected = np.clip(at_zero + slope * np.asarray(change, dtype=float), 0.0, 1.0)
    return [float(left) for left in np.asarray(stickiness, dtype=float) - expected]


def line(values: Sequence[float], given: Sequence[float]) -> tuple[float, float]:
    """Intercept and slope by least squares; sums are exact, so the order changes nothing.

    >>> line([1.0, 2.0, 3.0], [0.0, 1.0, 2.0])
    (1.0, 1.0)
    """
    size = len(values)
    if not size:
        return 0.0, 0.0
    middle, mean = math.fsum(given) / size, math.fsum(values) / size
    spread = math.fsum((x - middle) ** 2 for x in given)
    together = math.fsum((x - middle) * y for x, y in zip(given, values, strict=True))
    slope = together / spread if spread else 0.0
    return mean - slope * middle, slope


def standings(reports: Columns, background: str | None) -> Iterator[tuple[str, Score]]:
    """Give the scores that reports have among those of a run.

    Args:
        reports: a list for each of ``report_id``, ``level``, ``kind``, ``year``,
            ``substance_mean``, the four shares, ``before`` (whether the run has the issuer's
            report of the year before) and ``figure_change`` (see :func:`figure_change`).
        background: name and digest of what the shares were held against.

    Yields:
        The report and its score, absent ones with the reason.
    """
    for name in SHARES:
        why = _NO_PAST if name == "own_past" else _NO_TEXT
        for report, value in zip(reports["report_id"], reports[name], strict=True):
            yield report, _score(name, value, background, None if value is not None else why)
    for name, published in RANKED.items():
        yield from zip(reports["report_id"], _ranked(reports, name, published), strict=True)
    yield from zip(reports["report_id"], _unexplained(reports), strict=True)


_NO_TEXT = "no scored character"
_NO_PAST = "no earlier report of the issuer in this run, or no scored character"


def _score(name: str, value: float | None, background: str | None, why: str | None) -> Score:
    return Score(name, 1, TARGET, value, unit_of(name), (), background, why)


def _ranked(reports: Columns, name: str, published: str) -> Iterator[Score]:
    """The percentile of each report among those of its level, kind and year."""
    groups = list(zip(reports["level"], reports["kind"], reports["year"], strict=True))
    values = [
        None if _unknown(group) else value
        for value, group in zip(reports[name], groups, strict=True)
    ]
    members = _members(values, groups)
    for value, found, group in zip(values, percentiles(values, groups), groups, strict=True):
        size = len(members.get(group, ()))
        why = _unknown(group) or (f"no {name}" if value is None else None)
        if why is None and found is None:
            why = f"{size} reports of its level, kind and year with a value, fewer than {FEWEST}"
        peers = f"peers of this run: {', '.join(map(str, group))}: {size}"
        yield _score(published, found, peers, why)


def _unknown(group: Sequence[object]) -> str | None:
    """What keeps a report from having peers."""
    level, kind, year = group
    for what, value in (("level", level), ("kind", kind), ("year", year)):
        if value is None or value == "unknown":
            return f"its {what} is not known"
    return None


def _unexplained(reports: Columns) -> Iterator[Score]:
    """What own_past is beyond the line on the change of the figures."""
    name = "unexplained_stickiness"
    rows = list(zip(reports["own_past"], reports["figure_change"], reports["before"], strict=True))
    whole = [(own, change) for own, change, _ in rows if own is not None and change is not None]
    owns, changes = [own for own, _ in whole], [change for _, change in whole]
    left = iter(unexplained_stickiness(owns, changes))
    at_zero, slope = line(owns, changes)
    sample = f"line over {len(whole)} reports of this run: {at_zero:.4f} {slope:+.4f} x change"
    for own, change, before in rows:
        value = next(left) if own is not None and change is not None else None
        why = None
        if not before:
            why = "no report of the issuer for the year before in this run"
        elif value is None:
            why = "no figure that both reports have" if change is None else _NO_TEXT
        elif len(whole) < FEWEST_CHANGES:
            why = f"{len(whole)} reports with last year's, fewer than {FEWEST_CHANGES}"
        yield _score(name, None if why else value, sample, why)
