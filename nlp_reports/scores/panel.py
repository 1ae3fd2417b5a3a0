"""Scores of many reports side by side: percentiles within peers, stickiness that figures explain.

Both need a sample, so they are no scores of a report by itself; say which sample was used.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np

from nlp_reports.report import Figures

FEWEST = 5
"""Peers under which a percentile says nothing."""


def percentiles(
    values: Sequence[float | None], groups: Sequence[Hashable], fewest: int = FEWEST
) -> list[float | None]:
    """Give each value's percentile (0-100) within its group, e.g. level x kind x year.

    A value is held against its peers: those below count whole, ties half. ``None`` for an absent
    value or fewer than ``fewest`` values in the group.

    >>> percentiles([1, 2, 2, 3, None], ["a"] * 5, fewest=2)
    [12.5, 50.0, 50.0, 87.5, None]
    """
    members: defaultdict[Hashable, list[float]] = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        if value is not None:
            members[group].append(value)
    return [
        None if value is None or len(members[group]) < fewest else _rank(value, members[group])
        for value, group in zip(values, groups, strict=True)
    ]


def _rank(value: float, peers: Sequence[float]) -> float:
    below = sum(peer < value for peer in peers)
    ties = sum(peer == value for peer in peers)
    return 100 * (below + ties / 2) / len(peers)


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
    """Stickiness beyond what the change of the figures lets expect: residuals of a line.

    Where much happened, text should change (Brown & Tucker 2011); text that does not is what a
    reader may ask about. Residuals sum to zero over the sample.

    >>> [round(abs(r), 6) for r in unexplained_stickiness([0.9, 0.5, 0.1], [0.0, 0.5, 1.0])]
    [0.0, 0.0, 0.0]
    """
    target, given = np.asarray(stickiness, dtype=float), np.asarray(change, dtype=float)
    matrix = np.column_stack([np.ones_like(given), given])
    fit, *_ = np.linalg.lstsq(matrix, target, rcond=None)
    return [float(left) for left in target - matrix @ fit]
