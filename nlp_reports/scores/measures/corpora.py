"""Measures of a report against reports of other issuers (never against itself)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from nlp_reports.scores.measures.base import (
    UNBOUNDED,
    cosine,
    gram_set,
    measure,
    ngrams,
    share_of_words,
    words,
)

_ALPHABET = 8192
_WEIGHTS = (0.60, 0.25, 0.10, 0.05)
"""Of trigram, bigram, unigram and uniform characters in the language model; they sum to one."""


def _common(
    others: Sequence[str],
    grams_of: Callable[[str], set[tuple[str, ...]]],
    low: float,
    high: float,
) -> set[tuple[str, ...]]:
    """Grams in a share of documents between two bounds: documents are counted, not tokens."""
    count = Counter(gram for other in others for gram in grams_of(other))
    return {gram for gram, n in count.items() if low <= n / len(others) <= high}


@measure(
    "corpus",
    "words in sentences with a 4-gram that 30-75 % of the others have / words",
    "Lang & Stice-Lawrence 2015",
    "secondary",
)
def tetragram(
    text: str, others: Sequence[str], n: int = 4, low: float = 0.30, high: float = 0.75
) -> float | None:
    """Boilerplate by common 4-grams of words, digits removed, within sentences.

    >>> tetragram("公开信息。印发文件。", ["公开信息。", "回复来信。"], n=2)  # in 1 of 2
    0.5
    """
    if not others:
        return None
    common = _common(others, lambda other: gram_set(other, n), low, high)
    return share_of_words(text, lambda s: any(gram in common for gram in ngrams(s, n)))


@measure(
    "corpus",
    "the same on runs of 8 characters",
    "Lang & Stice-Lawrence 2015, on characters",
    "ours",
)
def tetragram_characters(
    text: str, others: Sequence[str], n: int = 8, low: float = 0.30, high: float = 0.75
) -> float | None:
    """Boilerplate by common runs of characters: no tokenizer needed.

    >>> tetragram_characters("公开信息。印发文件。", ["公开信息。", "回复来信。"], n=3)
    0.5
    """
    if not others:
        return None

    def grams_of(other: str) -> set[tuple[str, ...]]:
        return set(ngrams([c for c in other if c.isalpha()], n))

    common = _common(others, grams_of, low, high)
    return share_of_words(text, lambda s: any(g in common for g in ngrams([*"".join(s)], n)))


@measure(
    "corpus",
    "words in sentences with a 4-gram that at least 75 % of the others have / words",
    "Dyer, Lang & Stice-Lawrence 2017",
    "recalled",
)
def dyer_boilerplate(text: str, others: Sequence[str], n: int = 4) -> float | None:
    """Boilerplate by 4-grams of nearly all.

    >>> dyer_boilerplate("公开信息。印发文件。", ["公开信息。", "公开信息。"], n=2)
    0.5
    """
    return tetragram(text, others, n, 0.75, 1.0)


def tfidf(text: str, others: Sequence[str]) -> dict[str, float]:
    """Term frequency x (1 + ln((1 + documents) / (1 + documents with the term)))."""
    seen = Counter(term for other in others for term in set(words(other)))
    size = 1 + len(others)
    return {
        term: count * (1 + math.log(size / (1 + seen[term])))
        for term, count in Counter(words(text)).items()
    }


@measure("change", "1 - cosine of TF-IDF vectors", "Brown & Tucker 2011", "recalled")
def modification(text: str, earlier: str, others: Sequence[str]) -> float | None:
    """How much a report changes: a distance.

    Document frequency is counted over ``others``. Adjust for length with
    :func:`~nlp_reports.scores.measures.pairs.modification_adjusted`.

    >>> round(modification("公开信息", "公开文件", []), 6)  # without others all terms weigh 1
    0.5
    """
    found = cosine(tfidf(text, others).items(), tfidf(earlier, others).items())
    return None if found is None else 1 - found


@measure("corpus", "cosine to the sum of the others' TF-IDF vectors", "—", "ours")
def centroid(text: str, others: Sequence[str]) -> float | None:
    """Likeness to the average report; a baseline.

    >>> centroid("公开信息", ["公开信息"])
    1.0
    """
    total: Counter[str] = Counter()
    for other in others:
        total.update(tfidf(other, others))
    return cosine(tfidf(text, others).items(), total.items())


def content(text: str, peers: Sequence[Sequence[str]]) -> tuple[float, float] | None:
    """Hanley & Hoberg 2010 [recalled]: standard and informative content.

    The report's term shares are regressed, without intercept, on the mean term shares of each
    group of peers (same system; same province and level), never with itself among them. Standard
    content is the sum of coefficients, informative content the sum of absolute residuals.

    >>> content("公开信息", [["公开文件"]])  # shares (1/2, 1/2, 0) on (1/2, 0, 1/2)
    (0.5, 1.0)
    """
    groups = [group for group in peers if group]
    if not groups or not words(text):
        return None
    terms = sorted({t for doc in (text, *(d for g in groups for d in g)) for t in words(doc)})
    place = {term: at for at, term in enumerate(terms)}

    def shares(doc: str) -> npt.NDArray[np.float64]:
        row = np.zeros(len(terms))
        for term in words(doc):
            row[place[term]] += 1
        return np.asarray(row / max(1.0, row.sum()))

    matrix = np.column_stack([np.mean([shares(d) for d in g], axis=0) for g in groups])
    target = shares(text)
    fit, *_ = np.linalg.lstsq(matrix, target, rcond=None)
    standard, informative = float(fit.sum()), float(np.abs(target - matrix @ fit).sum())
    return round(standard, 12), round(informative, 12)


@measure(
    "corpus",
    "sum of coefficients on the peers' mean term shares",
    "Hanley & Hoberg 2010; 孟庆斌 et al. 2017",
    "recalled",
    high=UNBOUNDED,
    unit="0 and up; 1 for the peers' mean itself",
)
def standard_content(text: str, others: Sequence[str]) -> float | None:
    """Standard content with all others as one group of peers; see :func:`content`.

    >>> standard_content("公开信息", ["公开文件"])
    0.5
    """
    found = content(text, [others])
    return None if found is None else max(0.0, found[0])


@measure(
    "corpus",
    "sum of absolute residuals on the peers' mean term shares",
    "Hanley & Hoberg 2010; 孟庆斌 et al. 2017",
    "recalled",
    high=UNBOUNDED,
    unit="0 and up; 0 for the peers' mean itself",
)
def informative_content(text: str, others: Sequence[str]) -> float | None:
    """Informative content with all others as one group of peers; see :func:`content`.

    >>> informative_content("公开信息", ["公开文件"])
    1.0
    """
    found = content(text, [others])
    return None if found is None else found[1]


class CharacterModel:
    """Characters given the two before, interpolated down to uniform over 8,192 characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.counts: list[Counter[str]] = [Counter(), Counter(), Counter()]
        self.before: list[Counter[str]] = [Counter(), Counter(), Counter()]
        for text in texts:
            padded = "\n\n" + text
            for at in range(2, len(padded)):
                for n in range(3):
                    self.counts[n][padded[at - n : at + 1]] += 1
                    self.before[n][padded[at - n : at]] += 1

    def bits(self, text: str) -> float | None:
        """Cross-entropy in bits per character; ``None`` for empty text."""
        padded = "\n\n" + text
        total = 0.0
        for at in range(2, len(padded)):
            total -= math.log2(self._chance(padded[at - 2 : at + 1]))
        return total / len(text) if text else None

    def _chance(self, gram: str) -> float:
        chance = _WEIGHTS[3] / _ALPHABET
        for n, weight in zip((2, 1, 0), _WEIGHTS, strict=False):
            seen = self.before[n][gram[2 - n : 2]]
            chance += weight * self.counts[n][gram[2 - n :]] / seen if seen else 0.0
        return chance


@measure(
    "corpus",
    "cross-entropy per character under a trigram model of the other issuers",
    "Moore & Lewis 2010 (cross-entropy difference); here without the issuer",
    "paper",
    unit="bits per character",
    high=17.4,
)
def surprisal(text: str, others: Sequence[str]) -> float | None:
    """How unexpected the text is to who knows the others; high for odd as for particular text.

    >>> round(surprisal("甲", []), 3)  # nothing known: -log2(0.05 / 8192)
    17.322
    """
    return CharacterModel(others).bits(text)
