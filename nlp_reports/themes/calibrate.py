"""From scores to probabilities, and from where a theme is named.

scikit-learn loads here and nowhere on the way of a report.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp_reports.themes.loading import OTHER
from nlp_reports.themes.model import choose

Array = NDArray[np.float64]
GRID = np.round(np.arange(0.2, 0.61, 0.02), 2)
ABSTAIN = (0.1, 0.15, 0.2, 0.25, 0.3)
SLACK = 0.002
"""By how much the quality of two thresholds may differ by chance: about what new folds change."""


def indicator(chosen: Sequence[Sequence[int]], keys: tuple[str, ...]) -> NDArray[np.int64]:
    """Chosen columns as an indicator matrix; nothing chosen is ``other``."""
    found = np.zeros((len(chosen), len(keys)), dtype=np.int64)
    for at, columns in enumerate(chosen):
        if columns:
            found[at, list(columns)] = 1
        elif OTHER in keys:
            found[at, keys.index(OTHER)] = 1
    return found


def platt(scores: Array, wanted: Array) -> tuple[Array, Array]:
    """Slope and shift of log-odds per theme (Platt 1999).

    Args:
        scores: a row per item, a column per theme.
        wanted: indicator matrix of the coded themes; one without both answers, five times each,
            keeps the slope and shift of all together.
    """
    flat = LogisticRegression(C=100.0).fit(scores.reshape(-1, 1), wanted.reshape(-1))
    slope = np.full(scores.shape[1], flat.coef_[0, 0])
    shift = np.full(scores.shape[1], flat.intercept_[0])
    for column in range(scores.shape[1]):
        if 5 <= wanted[:, column].sum() <= len(wanted) - 5:
            own = LogisticRegression(C=100.0).fit(scores[:, [column]], wanted[:, column])
            if own.coef_[0, 0] > 0:
                slope[column], shift[column] = own.coef_[0, 0], own.intercept_[0]
    return slope, shift


def thresholds(
    probabilities: Array, main: Array, wanted: Array, keys: tuple[str, ...]
) -> tuple[float, float]:
    """From where a theme is named, and below which chance of any nothing is.

    Judged by the mean of micro and macro F1 on out-of-fold probabilities; of the thresholds that
    are as good as the best but for chance, the middle one.
    """
    quality = {
        (abstain, threshold): _quality(probabilities, main, wanted, keys, threshold, abstain)
        for abstain in ABSTAIN
        for threshold in GRID.tolist()
    }
    abstain, best = max(quality, key=lambda pair: quality[pair])
    near = [at for at in GRID.tolist() if quality[abstain, at] >= quality[abstain, best] - SLACK]
    return near[len(near) // 2], abstain


def abstention(
    probabilities: Array,
    main: Array,
    wanted: Array,
    keys: tuple[str, ...],
    threshold: float,
) -> float:
    """Below which chance of any theme nothing is named: best on items that the model had not seen.

    Args:
        probabilities: calibrated, a row per item and a column per theme.
        main: scores for being the main theme, in the same places.
        wanted: indicator matrix of the coded themes.
        keys: of the columns.
        threshold: from where a theme is named.

    Returns:
        The middle one of the values that are equally good.
    """
    quality = [_quality(probabilities, main, wanted, keys, threshold, at) for at in ABSTAIN]
    best = [at for at, found in zip(ABSTAIN, quality, strict=True) if found == max(quality)]
    return best[len(best) // 2]


def _quality(
    probabilities: Array,
    main: Array,
    wanted: Array,
    keys: tuple[str, ...],
    threshold: float,
    abstain: float,
) -> float:
    from sklearn.metrics import f1_score

    chosen = [
        choose(row, rank, keys, threshold, abstain)
        for row, rank in zip(probabilities, main, strict=True)
    ]
    given = indicator(chosen, keys)
    both = [f1_score(wanted, given, average=how, zero_division=0.0) for how in ("micro", "macro")]
    return float(np.mean(both))
