"""Training: a multi-label linear classifier in the manner of scikit-learn.

One linear model on characters, words and pattern hits, or the mean of several, each first brought
to log-odds. Probabilities are calibrated per theme (Platt 1999) on scores of items whose issuer the
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
from sklearn.model_selection import GroupKFold
from sklearn.utils.validation import check_is_fitted

from nlp_reports.errors import UsageError
from nlp_reports.themes.calibrate import indicator, platt, thresholds
from nlp_reports.themes.features import Embedder, Features, Rows, learn
from nlp_reports.themes.loading import codebook as find_codebook
from nlp_reports.themes.match import rules
from nlp_reports.themes.model import ThemeModel, joined
from nlp_reports.themes.solvers import RECIPE, Linear, Member, members, seen_by

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = NDArray[np.float64]


class ThemeClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tags texts with the themes of a codebook.

    Args:
        codebook: name, TOML file or model folder.
        members: the models whose mean decides, such as ``ridge, all`` or ``complement naive
            Bayes, characters``; see :mod:`nlp_reports.themes.solvers`. By default those of the
            shipped models, and ridge regression on embeddings where there is an embedder.
        strength: the penalty of ridge regression; more is smoother.
        least: in how many texts a character or word must stand to be a feature.
        folds: for calibration and thresholds; issuers stay together.
        embedder: a sentence-embedding model of your own, whose numbers join the features.

    Attributes:
        classes_: keys of the themes, in the order of the columns.
        members_: the models whose mean decides.
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
        members: Sequence[str] | None = None,
        strength: float = 1.0,
        least: int = 2,
        folds: int = 6,
        embedder: Embedder | None = None,
    ) -> None:
        self.codebook = codebook
        self.members = members
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
        chosen = members(self._recipe())
        features = learn(texts, rules(book), self.least, self.embedder)
        features = features.only(seen_by(chosen))
        seen = features.rows(texts)
        rows = matrix(features, seen)
        both = np.hstack([labels, main])
        raw, whole = self._fitted(chosen, rows, seen.owner, both, features.names, groups)
        scores = joined(raw[: len(texts)], raw[len(texts) :], seen.owner[len(texts) :])
        slope, shift = platt(scores[:, : len(keys)], labels)
        self.classes_ = np.asarray(keys)
        self.members_ = tuple(map(str, chosen))
        self.held_out_ = 1 / (1 + np.exp(-(scores[:, : len(keys)] * slope + shift)))
        self.held_out_main_ = scores[:, len(keys) :]
        model = ThemeModel(
            name=book.id,
            codebook=book,
            features=features,
            weights=whole.weights.astype(np.float16).astype(np.float32),  # as it will be saved
            bias=whole.bias.astype(np.float32),
            slope=slope.astype(np.float32),
            shift=shift.astype(np.float32),
            threshold=0.5,
            abstain=0.2,
        )
        threshold, abstain = thresholds(self.held_out_, self.held_out_main_, labels, keys)
        self.model_ = replace(model, threshold=threshold, abstain=abstain)
        return self

    def _recipe(self) -> Sequence[str]:
        if self.members is not None:
            return self.members
        return RECIPE if self.embedder is None else (*RECIPE, "ridge, embeddings")

    def _fitted(
        self,
        chosen: Sequence[Member],
        rows: csr_matrix,
        owner: NDArray[np.int64],
        both: Array,
        names: Sequence[str],
        groups: Sequence[str] | None,
    ) -> tuple[Array, Linear]:
        """Scores of every row by models that had not seen its group, and the model of all."""
        count = len(both)
        whose = np.arange(count) if groups is None else np.unique(groups, return_inverse=True)[1]
        splitter = GroupKFold(min(self.folds, len(set(whose.tolist()))))
        folds = list(splitter.split(both, groups=whose))
        found = []
        for member in chosen:
            raw = np.zeros((rows.shape[0], both.shape[1]))
            for rest, fold in folds:
                judged = np.flatnonzero(np.isin(owner, fold))
                raw[judged] = member.fit(rows[rest], both[rest], names, self.strength)(rows[judged])
            whole = member.fit(rows[:count], both, names, self.strength)
            if len(chosen) > 1:
                slope, shift = platt(raw[:count], (both > 0).astype(np.float64))
                raw, whole = raw * slope + shift, whole.scaled(slope, shift)
            found.append((raw, whole))
        return (
            np.mean([raw for raw, _ in found], axis=0),
            Linear(
                np.mean([whole.weights for _, whole in found], axis=0),
                np.mean([whole.bias for _, whole in found], axis=0),
            ),
        )

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
