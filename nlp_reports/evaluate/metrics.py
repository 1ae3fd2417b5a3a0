"""Figures of merit in numpy, each with an interval from resampling whole clusters (issuers).

Reports of one issuer resemble each other, so items are no independent draws: the 95 % percentile
bootstrap draws issuers with replacement and keeps each one's items together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
import numpy.typing as npt

from nlp_reports.evaluate.agreement import Interval

Array = npt.NDArray[np.float64]
RESAMPLES = 500
SEED = 20210930


def f1(counts: Array) -> float | None:
    """F1 of (true positives, false positives, false negatives); ``None`` without any.

    >>> f1(np.array([8, 2, 2]))
    0.8
    """
    hit, false, missed = counts[:3]
    whole = 2 * hit + false + missed
    return float(2 * hit / whole) if whole else None


def precision(counts: Array) -> float | None:
    """True positives by all that was predicted."""
    return _share(counts[0], counts[0] + counts[1])


def recall(counts: Array) -> float | None:
    """True positives by all that was coded."""
    return _share(counts[0], counts[0] + counts[2])


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def accuracy(counts: Array) -> float | None:
    """Right ones of (right, all)."""
    return _share(counts[0], counts[1])


def macro_f1(counts: Array) -> float | None:
    """Mean F1 over classes of (tp, fp, fn) triples laid end to end; classes never coded are out.

    >>> round(macro_f1(np.array([8, 2, 2, 1, 1, 1])), 3)
    0.65
    """
    triples = counts.reshape(-1, 3)
    found = [f1(row) for row in triples if row[0] + row[2] > 0]
    return float(np.mean([value for value in found if value is not None])) if found else None


def micro_f1(counts: Array) -> float | None:
    """F1 over all classes together, from triples laid end to end."""
    return f1(counts.reshape(-1, 3).sum(axis=0))


def triples(
    coded: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]], classes: Sequence[str]
) -> Array:
    """A row per item, (tp, fp, fn) per class laid end to end."""
    rows = np.zeros((len(coded), len(classes), 3))
    for at, (true, found) in enumerate(zip(coded, predicted, strict=True)):
        for k, name in enumerate(classes):
            kinds = (name in true and name in found, name in found, name in true)
            rows[at, k] = (kinds[0], kinds[1] and not kinds[0], kinds[2] and not kinds[0])
    return rows.reshape(len(coded), 3 * len(classes))


def ranks(values: Array) -> Array:
    """Ranks from 1; equal values share their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse], dtype=np.float64)


def pearson(one: Array, other: Array) -> float | None:
    """Pearson's r; ``None`` where a side never varies."""
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def spearman(one: Array, other: Array) -> float | None:
    """Spearman's ρ with ties at their mean rank.

    >>> spearman(np.array([1.0, 2, 3, 4]), np.array([10.0, 20, 30, 25]))
    0.8
    """
    found = pearson(ranks(one), ranks(other))
    return None if found is None else round(found, 12)


def auc(scores: Array, positive: Array) -> float | None:
    """Chance that a positive scores above a negative; ties count half.

    >>> auc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([0.0, 0, 1, 1]))
    0.875
    """
    hits = positive.sum()
    misses = len(positive) - hits
    if not hits or not misses:
        return None
    above = ranks(scores)[positive > 0].sum() - hits * (hits + 1) / 2
    return float(above / (hits * misses))


def calibration_error(confidence: Array, right: Array, bins: int = 10) -> float | None:
    """Expected calibration error over ``bins`` equally wide bins of confidence.

    >>> round(calibration_error(np.array([0.95, 0.95]), np.array([1.0, 0.0])), 2)
    0.45
    """
    if not len(confidence):
        return None
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[which == b].sum() - right[which == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(confidence))


def mean_error(predicted: Array, true: Array) -> float | None:
    """Mean absolute error."""
    return float(np.abs(predicted - true).mean()) if len(true) else None


def _groups(clusters: Sequence[Hashable]) -> list[npt.NDArray[np.intp]]:
    rows: dict[Hashable, list[int]] = {}
    for at, cluster in enumerate(clusters):
        rows.setdefault(cluster, []).append(at)
    return [np.array(rows[name]) for name in sorted(rows, key=str)]


def of_counts(
    rows: Array | Sequence[Sequence[float]],
    clusters: Sequence[Hashable],
    measure: Callable[[Array], float | None],
) -> Interval:
    """A measure of the column sums of ``rows``, e.g. F1 of (tp, fp, fn) per report."""
    table = np.asarray(rows, dtype=np.float64)
    if not len(table):
        return Interval(None, None, None, 0, 0)
    sums = np.array([table[group].sum(axis=0) for group in _groups(clusters)])
    rng = np.random.default_rng(SEED)
    drawn = rng.multinomial(len(sums), [1 / len(sums)] * len(sums), RESAMPLES) @ sums
    return _interval(
        measure(table.sum(axis=0)), [measure(row) for row in drawn], len(table), len(sums)
    )


def of_values(
    columns: Sequence[Array],
    clusters: Sequence[Hashable],
    measure: Callable[..., float | None],
) -> Interval:
    """A measure of columns of values, e.g. Spearman's ρ of scores and levels."""
    groups = _groups(clusters)
    if not groups:
        return Interval(None, None, None, 0, 0)
    rng = np.random.default_rng(SEED)
    drawn = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([groups[at] for at in rng.integers(len(groups), size=len(groups))])
        drawn.append(measure(*(column[rows] for column in columns)))
    return _interval(measure(*columns), drawn, len(columns[0]), len(groups))


def _interval(
    value: float | None, drawn: Sequence[float | None], n: int, clusters: int
) -> Interval:
    known = [found for found in drawn if found is not None]
    if value is None or not known or clusters < 2:
        return Interval(value, None, None, n, clusters)
    low, high = np.quantile(known, [0.025, 0.975])
    return Interval(value, float(low), float(high), n, clusters)
