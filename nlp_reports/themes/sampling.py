"""Which items to label: drawn with known probabilities, so that estimates can be corrected.

A sample of uncertain items is no picture of the corpus; weighted by one over the probability of
each item (Horvitz-Thompson), it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nlp_reports.errors import UsageError

How = Literal["random", "stratified", "uncertain"]


def draw(
    size: int,
    count: int,
    *,
    how: How = "random",
    strata: Sequence[str] | None = None,
    confidence: Sequence[float] | None = None,
    seed: int = 20210930,
) -> list[tuple[int, float]]:
    """Draw items without replacement.

    Args:
        size: how many items there are.
        count: how many to draw, at most; all if there are fewer.
        how: ``random``; ``stratified``, as many from each stratum; or ``uncertain``, the less
            sure the model is, the likelier.
        strata: the stratum of each item, for ``stratified``.
        confidence: of the model in its main theme, 0..1, for ``uncertain``.
        seed: of the draw.

    Returns:
        Places of the drawn items in order, each with its probability.

    Raises:
        UsageError: strata or confidence are wanting.
    """
    count = min(count, size)
    if count <= 0:
        return []
    if how == "stratified":
        if strata is None or len(strata) != size:
            raise UsageError("a stratified sample needs the stratum of every item")
        chances = _even(strata, count)
    elif how == "uncertain":
        if confidence is None or len(confidence) != size:
            raise UsageError("an uncertain sample needs the model's confidence in every item")
        chances = _capped(1.05 - np.asarray(confidence, dtype=np.float64), count)
    else:
        chances = np.full(size, count / size)
    return _systematic(chances, seed)


def _even(strata: Sequence[str], count: int) -> NDArray[np.float64]:
    _, which, sizes = np.unique(np.asarray(strata), return_inverse=True, return_counts=True)
    return _capped(1.0 / sizes[which], count)


def _capped(sizes: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Probabilities in proportion to sizes, none above 1, that sum to ``count``."""
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        rest = count - certain.sum()
        total = sizes[~certain].sum()
        chances = np.where(certain, 1.0, sizes * (rest / total if total > 0 else 0.0))
        over = (chances > 1) & ~certain
        if not over.any():
            return chances
        certain |= over


def _systematic(chances: NDArray[np.float64], seed: int) -> list[tuple[int, float]]:
    """Systematic sampling on a shuffled list (Madow 1949): keeps every item's probability."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(chances))
    edges = np.cumsum(chances[order])
    ticks = np.arange(random.random(), edges[-1] - 1e-9, 1.0)
    drawn = order[np.unique(np.searchsorted(edges, ticks, side="right"))]
    return [(int(at), float(chances[at])) for at in np.sort(drawn)]
