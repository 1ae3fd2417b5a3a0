"""The candidates for the theme classifier: which of them is best on dev?

python tests/bench/theme_candidates.py > candidates.md     some ten minutes of one core

Each is trained on the split train alone, with the statements and the codebook's examples, and is
put together as the shipped one is: clauses are judged too, scores are calibrated per theme and the
threshold is set on scores out of fold by issuer, abstention is set on dev. A combination is the
mean of its members' log-odds, each calibrated first. One recipe ships, for both codebooks and for a
researcher's own: the one with the best macro-F1 on dev, the mean of both codebooks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold

from nlp_reports.chinese.words import cut
from nlp_reports.evaluate.agreement import Interval
from nlp_reports.evaluate.metrics import macro_f1, micro_f1, of_counts, triples
from nlp_reports.themes import codebook, solvers
from nlp_reports.themes.calibrate import abstention, platt, thresholds
from nlp_reports.themes.classify import matrix, targets
from nlp_reports.themes.features import Rows, learn
from nlp_reports.themes.labels import (
    examples_of,
    for_codebook,
    read_gold,
    read_statements,
)
from nlp_reports.themes.match import rules
from nlp_reports.themes.model import choose, joined

Array = NDArray[np.float64]
Judge = Callable[[csr_matrix], Array]
CORPORA = Path(__file__).parents[2] / "corpora"
BOOKS = ("disclosure-themes", "supervision-practices")
FOLDS = 6
HEAD = """| candidate | mean macro-F1 on dev | under the best | themes on dev: micro-F1 | macro-F1 \
| practices on dev: micro-F1 | macro-F1 | themes out of fold: micro-F1 | macro-F1 \
| practices out of fold: micro-F1 | macro-F1 |
|---|---|---|---|---|---|---|---|---|---|---|"""
SETTINGS_HEAD = """
| setting | themes out of fold: micro-F1 | macro-F1 | practices out of fold: micro-F1 | macro-F1 |
|---|---|---|---|---|"""
PAIRS = "words and pairs"
TREES = "boosted trees, patterns"
SINGLE = (
    *(f"ridge, {part}" for part in ("words", PAIRS, "characters", "patterns", "all")),
    *(f"logistic, {part}" for part in ("words", PAIRS, "characters", "patterns", "all")),
    *(f"support vectors, {part}" for part in ("words", PAIRS, "characters", "patterns", "all")),
    *(f"complement naive Bayes, {part}" for part in ("words", PAIRS, "characters", "all")),
    "boosted stumps, patterns",
    TREES,
)
BAYES, STUMPS = "complement naive Bayes, characters", "boosted stumps, patterns"
LINEAR = ("ridge, all", "logistic, all", "support vectors, all")
COMBINED = (
    ("ridge, all", "logistic, all"),
    ("ridge, all", "support vectors, all"),
    ("logistic, all", "support vectors, all"),
    LINEAR,
    ("ridge, all", BAYES),
    ("ridge, all", STUMPS),
    ("ridge, all", TREES),
    ("logistic, all", STUMPS),
    ("ridge, all", BAYES, STUMPS),
    ("ridge, all", BAYES, TREES),
    ("support vectors, all", BAYES, STUMPS),
    ("ridge, characters", BAYES, STUMPS),
    ("ridge, characters", BAYES, TREES),
    (*LINEAR, BAYES, STUMPS),
    (*LINEAR, BAYES, TREES),
)
SETTINGS: dict[str, tuple[float, ...]] = {
    "ridge, all": (0.7, 1.0, 1.5),
    "logistic, all": (5, 15),
    "support vectors, all": (0.3, 1.0, 3.0),
    BAYES: (0.03, 0.1, 0.3),
    STUMPS: (50, 100, 200),
}


def trees(rows: csr_matrix, wanted: Array) -> Judge:
    """Gradient boosting of trees of up to four levels, theme by theme: no sum over features."""
    dense = rows.toarray()
    made = [
        HistGradientBoostingClassifier(
            max_iter=30, max_depth=4, min_samples_leaf=5, early_stopping=False, random_state=0
        ).fit(dense, column)
        for column in wanted.T
    ]
    return lambda seen: np.stack([one.decision_function(seen.toarray()) for one in made], axis=1)


@dataclass(frozen=True)
class Scores:
    """Scores of wholes and clauses: of the training texts out of fold, and of dev."""

    fold: Array
    dev: Array


@dataclass(frozen=True)
class Part:
    """One kind of features, of the training texts and of dev."""

    train: csr_matrix
    dev: csr_matrix


class Bench:
    """The texts, their features and folds, the same for every candidate."""

    def __init__(self, name: str) -> None:
        self.book = codebook(name)
        self.keys = tuple(theme.key for theme in self.book.themes)
        gold = for_codebook(read_gold(CORPORA / "gold"), self.book)
        more = read_statements(CORPORA / "statements" / "statements.txt")
        self.coded = [row for row in gold if row.split == "train"]
        self.dev = [row for row in gold if row.split == "dev"]
        self.seen = [*self.coded, *for_codebook(more, self.book), *examples_of(self.book)]
        self.wanted = targets([row.keys for row in self.seen], self.keys)[0]
        self.wished = targets([row.keys for row in self.dev], self.keys)[0]
        features = learn([row.text for row in self.seen], rules(self.book))
        self.own = features.rows([row.text for row in self.seen])
        self.other = features.rows([row.text for row in self.dev])
        self.parts = {PAIRS: self._pairs()}
        whole = Part(matrix(features, self.own), matrix(features, self.other))
        for part, blocks in solvers.PARTS.items():
            which = [blocks is None or name[:2] in blocks for name in features.names]
            self.parts[part] = Part(whole.train[:, which], whole.dev[:, which])
        groups = [row.group for row in self.seen]
        self.folds = list(GroupKFold(FOLDS).split(groups, groups=groups))

    def _pairs(self) -> Part:
        """Single words and pairs of neighbours by tf-idf."""
        learnt, judged = (
            [
                span.of(some[at].text)
                for span, at in zip(rows.spans, rows.owner.tolist(), strict=True)
            ]
            for some, rows in ((self.seen, self.own), (self.dev, self.other))
        )
        counted = TfidfVectorizer(analyzer=_neighbours, min_df=2, sublinear_tf=True)
        counted.fit(learnt[: len(self.seen)])
        return Part(csr_matrix(counted.transform(learnt)), csr_matrix(counted.transform(judged)))

    def scores(self, name: str, *setting: float) -> Scores:
        """Scores of one model alone, with its usual setting or another."""
        family, _, part = name.partition(", ")
        fit, own, count = _solver(family), self.parts[part], len(self.seen)
        setting = setting or ((1.0,) if family == "ridge" else ())
        raw = np.zeros((own.train.shape[0], len(self.keys)))
        for rest, fold in self.folds:
            judged = np.flatnonzero(np.isin(self.own.owner, fold))
            raw[judged] = fit(own.train[rest], self.wanted[rest], *setting)(own.train[judged])
        return Scores(raw, fit(own.train[:count], self.wanted, *setting)(own.dev))

    def combined(self, parts: Sequence[Scores]) -> Scores:
        """The mean of log-odds, each calibrated out of fold."""
        fold, dev = [], []
        for one in parts:
            slope, shift = platt(one.fold[: len(self.seen)], self.wanted)
            fold.append(one.fold * slope + shift)
            dev.append(one.dev * slope + shift)
        return Scores(np.mean(fold, axis=0), np.mean(dev, axis=0))

    def tagged(self, scores: Scores) -> tuple[Array, Array]:
        """Right, wrong and missed per item and theme: out of fold on train, and on dev."""
        fold, dev = _joined(scores.fold, self.own), _joined(scores.dev, self.other)
        slope, shift = platt(fold, self.wanted)
        own, other = (1 / (1 + np.exp(-(raw * slope + shift))) for raw in (fold, dev))
        threshold, _ = thresholds(own, own, self.wanted, self.keys)
        abstain = abstention(other, other, self.wished, self.keys, threshold)
        found = []
        for rows, chances in ((self.coded, own), (self.dev, other)):
            tags = [
                self._named(choose(row, row, self.keys, threshold, abstain))
                for row in chances[: len(rows)]
            ]
            found.append(triples([row.keys for row in rows], tags, self.keys))
        return found[0], found[1]

    def _named(self, columns: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.keys[at] for at in columns) or ("other",)


def _solver(family: str) -> Callable[..., Judge]:
    if family == "ridge":
        return solvers.ridge
    return trees if family == "boosted trees" else solvers.FAMILIES[family]


def _neighbours(text: str) -> list[str]:
    words = [word for word in cut(text) if any(sign.isalnum() for sign in word)]
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


def _joined(raw: Array, rows: Rows) -> Array:
    """Wholes with the say of their loudest clause, as the shipped model has it."""
    twice = np.hstack([raw, raw])
    both = joined(twice[: rows.texts], twice[rows.texts :], rows.owner[rows.texts :])
    return np.asarray(both[:, : raw.shape[1]])


def _figures(counts: Array) -> str:
    whole = counts.sum(axis=0)
    return f"{micro_f1(whole):.4f} | {macro_f1(whole):.4f}"


class Both:
    """The two benches, and a candidate's macro-F1 as the mean of both."""

    def __init__(self) -> None:
        self.benches = [Bench(name) for name in BOOKS]
        self.sizes = [3 * len(bench.keys) for bench in self.benches]
        self.issuers = [row.group for bench in self.benches for row in bench.dev]

    def tagged(self, label: str, *setting: float) -> list[tuple[Array, Array]]:
        """Counts of a model alone, out of fold and on dev, for each codebook."""
        return [bench.tagged(bench.scores(label, *setting)) for bench in self.benches]

    def every(self) -> dict[str, list[tuple[Array, Array]]]:
        """Counts of all candidates."""
        found: dict[str, list[tuple[Array, Array]]] = {}
        for bench in self.benches:
            single = {label: bench.scores(label) for label in SINGLE}
            for label, scores in single.items():
                found.setdefault(label, []).append(bench.tagged(scores))
            for parts in COMBINED:
                mean = bench.combined([single[part] for part in parts])
                found.setdefault(" + ".join(parts), []).append(bench.tagged(mean))
        return found

    def side_by_side(self, counts: Sequence[tuple[Array, Array]]) -> Array:
        """Counts on dev of both codebooks: a row per item, its columns of the other are nought."""
        rows = np.zeros((len(self.issuers), sum(self.sizes)))
        row = column = 0
        for _, own in counts:
            rows[row : row + len(own), column : column + own.shape[1]] = own
            row, column = row + len(own), column + own.shape[1]
        return rows

    def macro(self, counts: Array) -> float:
        """The mean of both codebooks' macro-F1."""
        parts = np.split(counts, [self.sizes[0]])
        return float(np.mean([macro_f1(part) or 0.0 for part in parts]))

    def under(self, best: Array, own: Array) -> Interval:
        """By how much a candidate's mean macro-F1 on dev lies under another's, by issuer."""
        return of_counts(
            np.hstack([best, own]),
            self.issuers,
            lambda counts: self.macro(np.split(counts, 2)[1]) - self.macro(np.split(counts, 2)[0]),
        )


def main() -> None:
    """Print the candidates, the best on dev first, and the settings tried out of fold."""
    both = Both()
    found = both.every()
    dev = {label: both.side_by_side(counts) for label, counts in found.items()}
    means = {label: both.macro(counts.sum(axis=0)) for label, counts in dev.items()}
    order = sorted(found, key=lambda label: (-means[label], label))
    print(HEAD)
    for label in order:
        (themes_fold, themes_dev), (practices_fold, practices_dev) = found[label]
        gap = both.under(dev[order[0]], dev[label])
        under = f"{gap.value:.3f} ({gap.low:.3f} to {gap.high:.3f})" if label != order[0] else ""
        each = (themes_dev, practices_dev, themes_fold, practices_fold)
        shown = " | ".join(map(_figures, each))
        print(f"| {label} | {means[label]:.4f} | {under} | {shown} |")
    print(SETTINGS_HEAD)
    for label, values in SETTINGS.items():
        for value in values:
            folds = " | ".join(_figures(fold) for fold, _ in both.tagged(label, value))
            print(f"| {label}: {value:g} | {folds} |", flush=True)


if __name__ == "__main__":
    main()
