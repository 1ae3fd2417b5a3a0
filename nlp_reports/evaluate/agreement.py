"""Agreement between coders: Krippendorff's α, percent agreement, confusion, boundaries.

Source: Krippendorff, *Content Analysis* (2004), chapter 11; MASI: Passonneau (2006), distances as
in Artstein & Poesio (2008). α is 1 for perfect agreement, 0 for chance, and may be negative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

Value = Hashable | None
"""One coder's value of a unit; ``None`` where the coder left it out."""
Distance = Callable[[Hashable, Hashable, Counter[Hashable]], float]


def nominal(a: Hashable, b: Hashable, counts: Counter[Hashable]) -> float:
    """Return 0 for equal values, 1 for different ones."""
    return float(a != b)


def ordinal(a: Hashable, b: Hashable, counts: Counter[Hashable]) -> float:
    """Return the squared number of values between two ranks, ends counted half.

    δ²(c, k) = (Σ_{g=c}^{k} n_g - (n_c + n_k) / 2)², Krippendorff (2004), 11.3.
    """
    low, high = sorted((a, b))  # type: ignore[type-var]
    between = sum(n for value, n in counts.items() if low <= value <= high)  # type: ignore
    return float((between - (counts[a] + counts[b]) / 2) ** 2) if a != b else 0.0


def masi(a: Hashable, b: Hashable, counts: Counter[Hashable]) -> float:
    """Return 1 - Jaccard x monotonicity (1 equal, 2/3 subset, 1/3 overlap, 0 disjoint)."""
    first, second = frozenset(a), frozenset(b)  # type: ignore[call-overload]
    if first == second:
        return 0.0
    shared = first & second
    weight = (2 / 3 if shared in (first, second) else 1 / 3) if shared else 0.0
    return 1 - weight * len(shared) / len(first | second)


def alpha(units: Sequence[Sequence[Value]], distance: Distance = nominal) -> float | None:
    """Return Krippendorff's α over units x coders; missing values are ``None``.

    ``None`` where no unit has two values, or only one value was ever used (α is undefined).

    >>> round(alpha([(1, 1), (2, 2), (3, 3), (3, 4)]), 3)
    0.696
    """
    known = Counter(tuple(v for v in unit if v is not None) for unit in units)
    paired = {unit: times for unit, times in known.items() if len(unit) > 1}
    counts: Counter[Hashable] = Counter()
    for unit, times in paired.items():
        for value in unit:
            counts[value] += times
    total = sum(counts.values())
    if len(counts) < 2:
        return None
    observed = (
        sum(
            sum(distance(a, b, counts) for i, a in enumerate(unit) for b in unit[i + 1 :])
            * (2 * times)
            / (len(unit) - 1)
            for unit, times in paired.items()
        )
        / total
    )
    values = list(counts)
    expected = sum(
        2 * counts[a] * counts[b] * distance(a, b, counts)
        for i, a in enumerate(values)
        for b in values[i + 1 :]
    ) / (total * (total - 1))
    return None if expected == 0 else 1 - observed / expected


def percent(units: Sequence[Sequence[Value]]) -> float | None:
    """Return the share of units with two values on which both agree."""
    both = [(a, b) for a, b in units if a is not None and b is not None]
    return sum(a == b for a, b in both) / len(both) if both else None


def confusion(units: Sequence[Sequence[Value]]) -> Counter[tuple[Value, Value]]:
    """Count pairs of values, first coder first."""
    return Counter((a, b) for a, b in units)


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % bootstrap interval; ``n`` units in ``clusters`` clusters."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    clusters: int

    def __str__(self) -> str:
        if self.value is None:
            return f"undefined (n {self.n})"
        if self.low is None or self.high is None:
            return f"{self.value:.3f} (n {self.n})"
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f}, n {self.n})"


def clustered(
    rows: Sequence[Sequence[Value]],
    clusters: Sequence[Hashable],
    measure: Callable[[Sequence[Sequence[Value]]], float | None],
    *,
    resamples: int = 500,
    seed: int = 20210930,
) -> Interval:
    """Return a measure with an interval from resampling whole clusters (reports or issuers).

    Percentile bootstrap; resamples on which the measure is undefined are left out.
    """
    groups: dict[Hashable, list[Sequence[Value]]] = {}
    for row, cluster in zip(rows, clusters, strict=True):
        groups.setdefault(cluster, []).append(row)
    names = sorted(groups, key=str)
    value = measure(rows)
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples if len(names) > 1 else 0):
        picked = rng.integers(len(names), size=len(names))
        found = measure([row for index in picked for row in groups[names[index]]])
        if found is not None:
            drawn.append(found)
    low, high = np.quantile(drawn, [0.025, 0.975]) if drawn else (None, None)
    return Interval(
        value, None if low is None else float(low), None if high is None else float(high),
        len(rows), len(names),
    )  # fmt: skip


def boundary_f1(
    first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]], overlap: float = 0.8
) -> tuple[int, int, int]:
    """Match two segmentations: (matched, only in first, only in second).

    Two spans match where their intersection over their union reaches ``overlap``; each span
    matches once. F1 is 2 m / (2 m + a + b).
    """
    left = list(second)
    matched = 0
    for start, end in first:
        best = max(left, key=lambda s: _iou((start, end), s), default=None)
        if best is not None and _iou((start, end), best) >= overlap:
            left.remove(best)
            matched += 1
    return matched, len(first) - matched, len(left)


def _iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0
