"""The linear models that a theme classifier may be made of, each for all themes at once.

Least squares, logistic regression, support vectors, complement naive Bayes (Rennie et al. 2003) and
gradient boosting of stumps: whatever the family, an item's score is a bias and a sum over its
features. So a mean of several is one matrix of weights again, and costs nothing when it is used.

scikit-learn loads here and nowhere on the way of a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports.errors import UsageError
from nlp_reports.themes.features import CHARACTER, EMBEDDED, FIRST, PATTERN, WORD

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = NDArray[np.float64]
PARTS = {
    "all": None,
    "characters": (CHARACTER,),
    "words": (WORD,),
    "patterns": (PATTERN, FIRST),
    "embeddings": (EMBEDDED,),
}
"""The kinds of features that a member may look at, by the signs of their blocks."""
RECIPE = ("ridge, characters", "complement naive Bayes, characters", "boosted stumps, patterns")
"""The best mean macro-F1 on dev over both shipped codebooks; their cards hold the comparison."""
RATE, LEAF, TINY = 0.1, 5, 1e-6
"""Of boosting: how far a round goes, in how many texts a mark must stand and lack, no division by
nought."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted member: a row of weights per feature, a column and a bias per theme."""

    weights: Array
    bias: Array

    def __call__(self, rows: csr_matrix) -> Array:
        """One score per row and column."""
        return np.asarray(rows @ self.weights + self.bias)

    def scaled(self, slope: Array, shift: Array) -> Linear:
        """The member whose scores are these times ``slope`` plus ``shift``, column by column."""
        return Linear(self.weights * slope, self.bias * slope + shift)


@dataclass(frozen=True, slots=True)
class Member:
    """A family of models and the kind of features that it sees."""

    family: str
    part: str

    def __str__(self) -> str:
        return f"{self.family}, {self.part}"

    def fit(self, rows: csr_matrix, wanted: Array, names: Sequence[str], strength: float) -> Linear:
        """Learn from training rows.

        Args:
            rows: a row per text, a column per feature.
            wanted: a row per text, a column per theme, 0..1.
            names: of the features.
            strength: the penalty of ridge regression.
        """
        blocks = PARTS[self.part]
        own = [at for at, name in enumerate(names) if blocks is None or name[:2] in blocks]
        seen = rows if blocks is None else rows[:, own]
        if self.family == "ridge":
            fitted = ridge(seen, wanted, strength)
        else:
            fitted = FAMILIES[self.family](seen, wanted)
        weights = np.zeros((len(names), wanted.shape[1]))
        weights[own] = fitted.weights
        return Linear(weights, fitted.bias)


def members(names: Iterable[str]) -> tuple[Member, ...]:
    """Read members as they are written in settings: ``ridge, characters``.

    Raises:
        UsageError: there is no such family or kind of features, or no member at all.
    """
    found = tuple(Member(*name.partition(", ")[::2]) for name in names)
    for one in found:
        if one.family not in (*FAMILIES, "ridge") or one.part not in PARTS:
            known = f"{', '.join(('ridge', *FAMILIES))}, each on {', '.join(PARTS)}"
            raise UsageError(f"no member {one.family!r} on {one.part!r}; there are {known}")
    if not found:
        raise UsageError("a classifier needs a member, such as 'ridge, all'")
    return found


def seen_by(chosen: Iterable[Member]) -> tuple[str, ...]:
    """The signs of the blocks that some members look at; patterns always, for they are evidence."""
    parts = [PARTS[one.part] for one in chosen]
    every = {sign for part in PARTS.values() for sign in part or ()}
    seen = every if None in parts else {sign for part in parts for sign in part or ()}
    return tuple(sorted(seen | {PATTERN, FIRST}))


def ridge(rows: csr_matrix, wanted: Array, strength: float) -> Linear:
    """Regularised least squares, solved exactly in the dual for all columns at once."""
    mean = wanted.mean(axis=0)
    gram = (rows @ rows.T).toarray()
    dual = np.linalg.solve(gram + strength * np.eye(len(gram)), wanted - mean)
    return Linear(np.asarray(rows.T @ dual), mean)


def logistic(rows: csr_matrix, wanted: Array, inverse: float = 5.0) -> Linear:
    """Logistic regression, theme by theme."""
    from sklearn.linear_model import LogisticRegression

    def fit(column: Array) -> tuple[Array, float]:
        made = LogisticRegression(C=inverse, solver="liblinear", tol=0.01).fit(rows, column)
        return made.coef_[0], float(made.intercept_[0])

    return _each(fit, rows, wanted)


def vectors(rows: csr_matrix, wanted: Array, inverse: float = 1.0) -> Linear:
    """A linear support vector machine, theme by theme."""
    from sklearn.svm import LinearSVC

    def fit(column: Array) -> tuple[Array, float]:
        made = LinearSVC(C=inverse, random_state=0).fit(rows, column)
        return made.coef_[0], float(made.intercept_[0])

    return _each(fit, rows, wanted)


def complement(rows: csr_matrix, wanted: Array, smoothing: float = 0.03) -> Linear:
    """Complement naive Bayes, theme by theme: the log odds of a theme against all else."""
    from sklearn.naive_bayes import ComplementNB

    def fit(column: Array) -> tuple[Array, float]:
        made = ComplementNB(alpha=smoothing).fit(rows, column)
        return made.feature_log_prob_[1] - made.feature_log_prob_[0], 0.0

    return _each(fit, rows, wanted)


def stumps(rows: csr_matrix, wanted: Array, rounds: int = 100) -> Linear:
    """Gradient boosting of stumps on marks that are there or not, all themes at once.

    In each round every theme gets the split that lowers its logistic loss most, to second order
    (Friedman 2001; Chen & Guestrin 2016). A stump on a mark is a weight and a bias, so the sum is
    linear. For features whose value is the same wherever they stand.

    Args:
        rows: a row per text, a column per mark.
        wanted: a row per text, a column per theme; above 0 is a yes.
        rounds: how many stumps a theme.
    """
    there = (rows > 0).astype(np.float64).T.tocsr()
    count = np.asarray(there.sum(axis=1)).ravel()
    usable = (count >= LEAF) & (count <= rows.shape[0] - LEAF)
    yes = (wanted > 0).astype(np.float64)
    columns = np.arange(yes.shape[1])
    share = np.clip(yes.mean(axis=0), 1e-3, 1 - 1e-3)
    weights = np.zeros((rows.shape[1], yes.shape[1]))
    bias = np.log(share / (1 - share))
    scores = np.tile(bias, (len(yes), 1))
    for _ in range(rounds if usable.any() else 0):
        chance = 1 / (1 + np.exp(-scores))
        slope, bend = yes - chance, chance * (1 - chance)
        inner, bent = there @ slope, there @ bend + TINY
        outer, bent_out = slope.sum(axis=0) - inner, bend.sum(axis=0) - bent + 2 * TINY
        gain = np.where(usable[:, None], inner**2 / bent + outer**2 / bent_out, -1.0)
        best = gain.argmax(axis=0)
        with_mark = RATE * inner[best, columns] / bent[best, columns]
        without = RATE * outer[best, columns] / bent_out[best, columns]
        weights[best, columns] += with_mark - without
        bias = bias + without
        scores += without + there[best].toarray().T * (with_mark - without)
    values = np.asarray(rows.max(axis=0).todense()).ravel()
    return Linear(weights / np.where(values > 0, values, 1.0)[:, None], bias)


FAMILIES: dict[str, Callable[..., Linear]] = {
    "logistic": logistic,
    "support vectors": vectors,
    "complement naive Bayes": complement,
    "boosted stumps": stumps,
}


def _each(fit: Callable[[Any], tuple[Array, float]], rows: csr_matrix, wanted: Array) -> Linear:
    """One model per column; a column of which all texts, or none, are, is a bias alone."""
    weights = np.zeros((rows.shape[1], wanted.shape[1]))
    bias = np.zeros(wanted.shape[1])
    for at, column in enumerate((wanted > 0).T):
        if column.all() or not column.any():
            bias[at] = 1.0 if column.all() else -1.0
        else:
            weights[:, at], bias[at] = fit(column)
    return Linear(weights, bias)
