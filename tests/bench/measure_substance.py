"""How well a substance model does on coded items: rank correlation, AUC, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp_reports.scores.model import Model
from nlp_reports.scores.substance import substance
from nlp_reports.scores.training import Example

BINS = 10


def calibration_error(p: npt.NDArray[Any], hit: npt.NDArray[Any], bins: int = BINS) -> float:
    """Expected calibration error over ``bins`` equal-width bins, 0-1."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [
        (place == b).mean() * abs(p[place == b].mean() - hit[place == b].mean())
        for b in np.unique(place)
    ]
    return float(sum(gaps))


def measure(model: Model, rows: Sequence[Example]) -> dict[str, float]:
    """Give the figures of the card, rounded to three places."""
    from scipy.stats import spearmanr
    from sklearn.metrics import roc_auc_score

    levels = np.array([row.level for row in rows])
    found = [substance(row.text, row.role, model) for row in rows]
    expected = np.array([f.expected for f in found])
    likely = np.array([f.p_substantive for f in found])
    chars = np.log([len(row.text) for row in rows])
    figures = {
        "items": len(rows),
        "spearman": spearmanr(expected, levels).statistic,
        "auc": roc_auc_score(levels >= 2, likely),
        "calibration_error": calibration_error(likely, levels >= 2),
        "same_level": np.mean([f.level == row.level for f, row in zip(found, rows, strict=True)]),
        "r2_of_length": np.corrcoef(chars, expected)[0, 1] ** 2,
    }
    return {key: round(float(value), 3) for key, value in figures.items()}
