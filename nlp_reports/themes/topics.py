"""What a corpus speaks of when nobody has said what to look for: topics by NMF.

Non-negative matrix factorisation of tf-idf over words (Lee & Seung 1999), with the figures that a
referee asks for: do other seeds find the same topics, do a topic's words stand together, and does
the codebook have a theme for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports.chinese.words import cut
from nlp_reports.errors import UsageError
from nlp_reports.themes.keyness import Key, keyness

Array = NDArray[np.float64]
TERMS = 10
EXEMPLARS = 5
SEEDS = (20210930, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its words, its most typical texts, and how far to trust it.

    Args:
        terms: the heaviest words first.
        exemplars: places of the most typical texts.
        share: of all text that it accounts for, 0..1; the shares sum to one.
        coherence: mean normalised pointwise mutual information of its words, -1..1 (Bouma 2009).
        stability: mean cosine with its best match under each other seed, 0..1. Those start at
            random: a topic that only one start finds is well under 1.
    """

    terms: tuple[str, ...]
    exemplars: tuple[int, ...]
    share: float
    coherence: float
    stability: float

    def __str__(self) -> str:
        return (
            f"{' '.join(self.terms)}  share {self.share:.2f}, coherence {self.coherence:.2f}, "
            f"stability {self.stability:.2f}"
        )


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of a corpus; ``shares`` has a row per text that sums to one, or to nought."""

    topics: tuple[Topic, ...]
    shares: Array

    def by(self, groups: Sequence[Hashable]) -> dict[Hashable, Array]:
        """Mean share of each topic in each group of texts: years, levels, regions.

        Raises:
            UsageError: not one group per text.
        """
        if len(groups) != len(self.shares):
            raise UsageError(f"{len(groups)} groups for {len(self.shares)} texts; give one each")
        wanted = sorted(set(groups), key=str)
        where = np.asarray([wanted.index(group) for group in groups])
        return {group: self.shares[where == at].mean(axis=0) for at, group in enumerate(wanted)}

    def keywords(self, texts: Sequence[str], count: int = TERMS) -> list[tuple[Key, ...]]:
        """What sets the texts of each topic apart: log-odds with a prior, the strongest first.

        A text belongs to its largest topic. Words that other texts use as often have no place here,
        however often they stand in the topic.

        Args:
            texts: those that the topics were found in.
            count: how many words a topic, at most.

        Raises:
            UsageError: other texts.
        """
        if len(texts) != len(self.shares):
            raise UsageError(f"{len(texts)} texts for topics of {len(self.shares)}; give the same")
        main = np.where(self.shares.sum(axis=1) > 0, self.shares.argmax(axis=1), -1)
        found = []
        for at in range(len(self.topics)):
            own = [text for text, topic in zip(texts, main, strict=True) if topic == at]
            rest = [text for text, topic in zip(texts, main, strict=True) if topic != at]
            found.append(tuple(key for key in keyness(own, rest)[:count] if key.z > 0))
        return found

    def themes(self, tagged: Sequence[Sequence[str]]) -> list[tuple[str | None, float]]:
        """The theme that is nearest to each topic, and the share of the topic that carries it.

        A topic of which no theme covers three tenths has ``None``: the codebook may lack it.
        """
        keys = sorted({key for row in tagged for key in row} - {"other"})
        has = np.asarray([[key in row for key in keys] for row in tagged], dtype=np.float64)
        found: list[tuple[str | None, float]] = []
        for column in self.shares.T:
            if not keys or column.sum() == 0:
                found.append((None, 0.0))
                continue
            covered = column @ has / column.sum()
            best = int(covered.argmax())
            cover = float(covered[best])
            found.append((keys[best] if cover >= 0.3 else None, cover))
        return found


def content_words(text: str) -> list[str]:
    """Words of two characters or more without digits: what topics are made of."""
    return [word for word in cut(text) if len(word) > 1 and word.isalpha()]


def topics(
    texts: Sequence[str], count: int, *, seeds: Sequence[int] = SEEDS, common: float = 0.3
) -> Topics:
    """Find topics.

    Args:
        texts: items, sections or reports.
        count: how many topics.
        seeds: the first gives the result, from a start by singular values (NNDSVD, Boutsidis &
            Gallopoulos 2008), the others, from random starts, its stability.
        common: words in a larger share of the texts say nothing and are dropped.

    Raises:
        UsageError: fewer texts than topics, or no words left.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    if count < 2 or len(texts) < 2 * count:
        raise UsageError(f"{len(texts)} texts are too few for {count} topics; want twice as many")
    vectors = TfidfVectorizer(
        analyzer=content_words, min_df=2, max_df=common, sublinear_tf=True, lowercase=False
    )
    try:
        rows = vectors.fit_transform(texts)
    except ValueError as error:
        raise UsageError(f"no words for topics ({error}); give more or longer texts") from error
    words = vectors.get_feature_names_out()
    weights, components = _factors(rows, count, seeds[0], "nndsvdar")
    others = [_factors(rows, count, seed, "random")[1] for seed in seeds[1:]]
    return Topics(
        tuple(
            _topic(at, weights, components, words, (rows > 0).astype(np.float64), others)
            for at in range(count)
        ),
        weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12),
    )


def _factors(rows: Any, count: int, seed: int, start: str) -> tuple[Array, Array]:
    from sklearn.decomposition import NMF

    model = NMF(count, init=start, random_state=seed, max_iter=400, tol=1e-4)
    weights = model.fit_transform(rows)
    sizes = np.maximum(model.components_.sum(axis=1), 1e-12)
    return weights * sizes, model.components_ / sizes[:, None]


def _topic(
    at: int, weights: Array, components: Array, words: Any, has: Any, others: Sequence[Array]
) -> Topic:
    heavy = np.argsort(-components[at], kind="stable")[:TERMS]
    typical = np.argsort(-weights[:, at], kind="stable")[:EXEMPLARS]
    return Topic(
        terms=tuple(str(words[place]) for place in heavy if components[at, place] > 0),
        exemplars=tuple(int(place) for place in typical if weights[place, at] > 0),
        share=float(weights[:, at].sum() / max(weights.sum(), 1e-12)),
        coherence=_coherence(has, heavy),
        stability=float(np.mean([_nearest(components[at], other) for other in others] or [1.0])),
    )


def _nearest(topic: Array, others: Array) -> float:
    lengths = np.linalg.norm(others, axis=1) * np.linalg.norm(topic)
    return float((others @ topic / np.maximum(lengths, 1e-12)).max())


def _coherence(has: Any, places: NDArray[np.intp]) -> float:
    """Mean NPMI of pairs of words over texts; a pair that never meets counts -1."""
    part = has[:, places].toarray()
    alone = part.mean(axis=0)
    both = part.T @ part / len(part)
    values = []
    for one, other in combinations(range(len(places)), 2):
        joint = both[one, other]
        if joint == 0:
            values.append(-1.0)
        elif joint < 1:
            values.append(log(joint / (alone[one] * alone[other])) / -log(joint))
    return float(np.mean(values)) if values else 0.0


def cooccurrence(pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], tuple[int, float]]:
    """Which theme of a problem meets which theme of a measure.

    Args:
        pairs: theme of a problem and theme of a measure, one pair per link or per report.

    Returns:
        For each pair that occurs its count and its lift: how many times as often as it would if
        both were independent.
    """
    from collections import Counter

    counts = Counter(pairs)
    left = Counter(one for one, _ in pairs)
    right = Counter(other for _, other in pairs)
    return {
        (one, other): (count, count * len(pairs) / (left[one] * right[other]))
        for (one, other), count in sorted(counts.items())
    }
