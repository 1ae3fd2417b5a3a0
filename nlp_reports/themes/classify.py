"""Training: a multi-label linear classifier in the manner of scikit-learn.

Regularised least squares on characters, words and pattern hits, solved in the dual (a few thousand
items at most), so that all themes are fitted at once, exactly, and out-of-fold scores cost almost
nothing. Probabilities are calibrated per theme (Platt 1999) on scores of items whose issuer the
model had not seen; the thresholds are set on the same scores.

scikit-learn loads here and nowhere on the way of a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.utils.validation import check_is_fitted

from nlp_reports.errors import UsageError
from nlp_reports.themes.features import Embedder, Features, Rows, learn
from nlp_reports.themes.loading import OTHER
from nlp_reports.themes.loading import codebook as find_codebook
from nlp_reports.themes.match import rules
from nlp_reports.themes.model import ThemeModel, choose, joined

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = NDArray[np.float64]
GRID = np.round(np.arange(0.2, 0.61, 0.02), 2)
ABSTAIN = (0.1, 0.15, 0.2, 0.25, 0.3)
SLACK = 0.002
"""By how much the quality of two thresholds may differ by chance: about what new folds change."""


class ThemeClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tags texts with the themes of a codebook.

    Args:
        codebook: name, TOML file or model folder.
        strength: the ridge penalty; more is smoother.
        least: in how many texts a character or word must stand to be a feature.
        folds: for calibration and thresholds; issuers stay together.
        embedder: a sentence-embedding model of your own, whose numbers join the features.

    Attributes:
        classes_: keys of the themes, in the order of the columns.
        model_: what :func:`nlp_reports.themes.model.save` writes.
        held_out_: out-of-fold probabilities of the training texts.
        held_out_main_: out-of-fold scores for being the main theme.

    ``fit(texts, labels)`` takes labels as sequences of keys, the main one first, or as an
    indicator matrix; ``predict`` gives an indicator matrix.
    """

    def __init__(
        self,
        codebook: str | Path = "disclosure-themes",
        *,
        strength: float = 1.0,
        least: int = 2,
        folds: int = 6,
        embedder: Embedder | None = None,
    ) -> None:
        self.codebook = codebook
        self.strength = strength
        self.least = least
        self.folds = folds
        self.embedder = embedder

    def fit(
        self,
        X: Sequence[str],  # noqa: N803
        y: Any,
        groups: Sequence[str] | None = None,
    ) -> ThemeClassifier:
        """Learn from labelled texts.

        Args:
            X: the texts.
            y: their themes.
            groups: whose text each is (issuer); ``None`` treats every text as its own group.

        Raises:
            UsageError: a label is not in the codebook, or there are too few texts.
        """
        texts = [str(text) for text in X]
        book = find_codebook(self.codebook)
        keys = tuple(theme.key for theme in book.themes)
        labels, main = targets(y, keys)
        if len(labels) != len(texts) or len(texts) < self.folds:
            raise UsageError(
                f"{len(texts)} texts and {len(labels)} labels; need {self.folds}+ each"
            )
        features = learn(texts, rules(book), self.least, self.embedder)
        seen = features.rows(texts)
        rows = matrix(features, seen)
        both = np.hstack([labels, main])
        scores = self._held_out(rows, seen.owner, both, groups)
        slope, shift = _platt(scores[:, : len(keys)], labels)
        weights, bias = _solve(rows[: len(texts)], both, self.strength)
        self.classes_ = np.asarray(keys)
        self.held_out_ = 1 / (1 + np.exp(-(scores[:, : len(keys)] * slope + shift)))
        self.held_out_main_ = scores[:, len(keys) :]
        model = ThemeModel(
            name=book.id,
            codebook=book,
            features=features,
            weights=weights.astype(np.float16).astype(np.float32),  # as it will be saved
            bias=bias.astype(np.float32),
            slope=slope.astype(np.float32),
            shift=shift.astype(np.float32),
            threshold=0.5,
            abstain=0.2,
        )
        threshold, abstain = _thresholds(self.held_out_, self.held_out_main_, labels, keys)
        self.model_ = replace(model, threshold=threshold, abstain=abstain)
        return self

    def _held_out(
        self,
        rows: csr_matrix,
        owner: NDArray[np.int64],
        both: Array,
        groups: Sequence[str] | None,
    ) -> Array:
        """Scores of every text by models that had not seen its group, nor its clauses."""
        count = len(both)
        whose = np.arange(count) if groups is None else np.unique(groups, return_inverse=True)[1]
        likeness = (rows @ rows[:count].T).toarray()
        raw = np.zeros((rows.shape[0], both.shape[1]))
        splitter = GroupKFold(min(self.folds, len(set(whose.tolist()))))
        for rest, fold in splitter.split(both, groups=whose):
            dual, mean = _dual(likeness[np.ix_(rest, rest)], both[rest], self.strength)
            judged = np.flatnonzero(np.isin(owner, fold))
            raw[judged] = likeness[np.ix_(judged, rest)] @ dual + mean
        return joined(raw[:count], raw[count:], owner[count:])

    def predict_proba(self, X: Sequence[str]) -> Array:  # noqa: N803
        """One calibrated probability per text and theme; they need not sum to one."""
        check_is_fitted(self, "model_")
        judged = self.model_.judge([str(text) for text in X])
        found = [judgement.probabilities for judgement in judged]
        return np.asarray(found).reshape(len(found), len(self.classes_))

    def predict(self, X: Sequence[str]) -> NDArray[np.int64]:  # noqa: N803
        """An indicator matrix; every text has at least one theme."""
        check_is_fitted(self, "model_")
        judged = self.model_.judge([str(text) for text in X])
        chosen = [self.model_.choose(judgement) for judgement in judged]
        return indicator(chosen, tuple(self.classes_))

    def score(self, X: Sequence[str], y: Any, sample_weight: Any = None) -> float:  # noqa: N803
        """Micro-averaged F1."""
        from sklearn.metrics import f1_score

        wanted, _ = targets(y, tuple(self.classes_))
        return float(
            f1_score(wanted, self.predict(X), average="micro", sample_weight=sample_weight)
        )

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_label = True
        tags.target_tags.multi_output = True
        tags.no_validation = True
        return tags


def targets(labels: Any, keys: tuple[str, ...]) -> tuple[Array, Array]:
    """Indicator matrices of all themes, and of the main one.

    Raises:
        UsageError: a key is not known.
    """
    if hasattr(labels, "shape") and len(labels.shape) == 2:
        every = np.asarray(labels, dtype=np.float64)
        return every, every / np.maximum(every.sum(axis=1, keepdims=True), 1)
    every = np.zeros((len(labels), len(keys)))
    main = np.zeros_like(every)
    for at, row in enumerate(labels):
        unknown = [key for key in row if key not in keys]
        if unknown or not row:
            raise UsageError(f"label {at + 1}: {unknown or 'no theme'}; known: {', '.join(keys)}")
        every[at, [keys.index(key) for key in row]] = 1
        main[at, keys.index(row[0])] = 1
    return every, main


def matrix(features: Features, rows: Rows) -> csr_matrix:
    """The rows as a sparse matrix: a row per text, then one per clause."""
    from scipy.sparse import csr_matrix

    values = rows.values.astype(np.float64)
    size = (len(rows.spans), len(features.names))
    return csr_matrix((values, rows.places, rows.starts), shape=size)


def indicator(chosen: Sequence[Sequence[int]], keys: tuple[str, ...]) -> NDArray[np.int64]:
    """Chosen columns as an indicator matrix; nothing chosen is ``other``."""
    found = np.zeros((len(chosen), len(keys)), dtype=np.int64)
    for at, columns in enumerate(chosen):
        if columns:
            found[at, list(columns)] = 1
        elif OTHER in keys:
            found[at, keys.index(OTHER)] = 1
    return found


def _dual(gram: Array, wanted: Array, strength: float) -> tuple[Array, Array]:
    mean = wanted.mean(axis=0)
    return np.linalg.solve(gram + strength * np.eye(len(gram)), wanted - mean), mean


def _solve(rows: csr_matrix, wanted: Array, strength: float) -> tuple[Array, Array]:
    dual, mean = _dual((rows @ rows.T).toarray(), wanted, strength)
    return np.asarray(rows.T @ dual), mean


def _platt(scores: Array, wanted: Array) -> tuple[Array, Array]:
    """Slope and shift per theme; a theme without both answers keeps the common ones."""
    flat = LogisticRegression(C=100.0).fit(scores.reshape(-1, 1), wanted.reshape(-1))
    slope = np.full(scores.shape[1], flat.coef_[0, 0])
    shift = np.full(scores.shape[1], flat.intercept_[0])
    for column in range(scores.shape[1]):
        if 5 <= wanted[:, column].sum() <= len(wanted) - 5:
            own = LogisticRegression(C=100.0).fit(scores[:, [column]], wanted[:, column])
            if own.coef_[0, 0] > 0:
                slope[column], shift[column] = own.coef_[0, 0], own.intercept_[0]
    return slope, shift


def _thresholds(
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
