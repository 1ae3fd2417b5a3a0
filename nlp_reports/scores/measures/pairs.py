"""Measures of a report against the same issuer's earlier one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from nlp_reports.scores.align import align
from nlp_reports.scores.measures.base import (
    UNBOUNDED,
    cosine,
    gram_set,
    measure,
    ngrams,
    share_of_words,
    words,
)

COHEN = "Cohen, Malloy & Nguyen 2020"


@measure(
    "pair",
    "words in sentences with at least one 8-gram of the earlier report / words",
    "Dyer, Lang & Stice-Lawrence 2017",
    "recalled",
)
def stickiness(text: str, earlier: str, n: int = 8) -> float | None:
    """Share of words in sentences that return.

    >>> stickiness("公开信息。印发文件。", "公开信息。", n=2)  # two of four words
    0.5
    """
    known = gram_set(earlier, n)
    if not words(earlier):
        return None
    return share_of_words(text, lambda s: any(gram in known for gram in ngrams(s, n)))


@measure("pair", "cosine of term frequencies", COHEN, "recalled")
def tf_cosine(text: str, earlier: str) -> float | None:
    """Similarity, not distance: 1 for the same words.

    >>> round(tf_cosine("公开信息", "公开文件"), 6)  # one shared of two words each
    0.5
    """
    return cosine(Counter(words(text)).items(), Counter(words(earlier)).items())


@measure("pair", "shared distinct words / all distinct words", COHEN, "recalled")
def jaccard(text: str, earlier: str) -> float | None:
    """Overlap of word sets.

    >>> jaccard("公开信息", "公开文件")  # 公开 of 公开, 信息, 文件
    0.3333333333333333
    """
    one, other = set(words(text)), set(words(earlier))
    return len(one & other) / len(one | other) if one and other else None


@measure("pair", "1 - edit distance of words / words of the longer text", COHEN, "recalled")
def minimum_edit(text: str, earlier: str) -> float | None:
    """Share of words that need no edit.

    >>> minimum_edit("公开信息", "公开文件")  # one of two words replaced
    0.5
    """
    one, other = words(text), words(earlier)
    if not one or not other:
        return None
    return 1 - _distance(one, other) / max(len(one), len(other))


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein distance, a row at a time; within a row, insertions by a running minimum."""
    codes = {word: code for code, word in enumerate(dict.fromkeys((*one, *other)))}
    right = np.array([codes[word] for word in other])
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for word in one:
        fresh = row + 1
        fresh[1:] = np.minimum(fresh[1:], row[:-1] + (right != codes[word]))
        row = np.minimum.accumulate(fresh - steps) + steps
    return int(row[-1])


@measure(
    "pair",
    "(added + deleted + 2 x replaced words) / (words of both)",
    f"{COHEN} (simple: changes / mean length; min-max scaled over the sample, see min_max)",
    "recalled",
)
def simple_changes(text: str, earlier: str) -> float | None:
    """Raw changes, a distance: 0 for the same text; scale over a sample with :func:`min_max`.

    >>> simple_changes("公开信息", "公开文件")  # one replaced of two and two
    0.5
    """
    one, other = words(text), words(earlier)
    if not one or not other:
        return None
    matcher = SequenceMatcher(None, other, one, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    return 1 - 2 * kept / (len(one) + len(other))


def min_max(changes: Sequence[float]) -> list[float]:
    """Turn raw changes of a sample into the paper's similarity: 1 for the least changed.

    Depends on the sample, so it is no score of a report by itself.

    >>> min_max([0.2, 0.6, 0.4])
    [1.0, 0.0, 0.5]
    """
    low, high = min(changes), max(changes)
    if low == high:
        return [1.0 for _ in changes]
    return [round(1 - (change - low) / (high - low), 12) for change in changes]


@measure(
    "pair",
    "Smith-Waterman score of words: match 3, mismatch -2, gap -3",
    "Linder et al. 2020",
    "paper",
    high=UNBOUNDED,
    unit="score, 3 per shared word at most",
)
def alignment(text: str, earlier: str) -> float | None:
    """Score of the best local alignment.

    >>> alignment("及时公开信息", "公开信息目录")  # two shared words in a row
    6.0
    """
    one, other = words(text), words(earlier)
    if not one or not other:
        return None
    return align(one, other, match=3, mismatch=-2, gap_open=-3, gap_extend=-3).score


def length_adjusted(values: Sequence[float], lengths: Sequence[float]) -> list[float]:
    """Brown & Tucker's adjustment: residuals of a fit on length, length^2 … length^5.

    Args:
        values: raw modification scores of a sample.
        lengths: words of the reports.

    Lengths are standardised first, which changes no residual and keeps powers finite.

    >>> [round(abs(r), 6) for r in length_adjusted([0.1, 0.2, 0.3], [1, 2, 3])]
    [0.0, 0.0, 0.0]
    """
    sizes = np.asarray(lengths, dtype=float)
    spread = sizes.std() or 1.0
    powers = np.vander((sizes - sizes.mean()) / spread, 6)
    target = np.asarray(values, dtype=float)
    fit, *_ = np.linalg.lstsq(powers, target, rcond=None)
    return [float(r) for r in target - powers @ fit]


@measure(
    "sample",
    "residual of modification on length, length^2 ... length^5 over the sample",
    "Brown & Tucker 2011",
    "recalled",
    unit="modification beyond what length lets expect",
    low=-UNBOUNDED,
    high=UNBOUNDED,
)
def modification_adjusted(
    value: float, length: float, others: Sequence[tuple[float, float]]
) -> float | None:
    """Modification of a report, adjusted for length.

    Args:
        value: its raw modification.
        length: its length in words.
        others: both of the other reports in the sample; under six, the fit is exact and says
            nothing.

    >>> others = [(0.1, 10), (0.2, 20), (0.3, 30), (0.4, 40), (0.5, 50), (0.6, 60)]
    >>> round(abs(modification_adjusted(0.7, 70, others)), 6)  # a line has no residual
    0.0
    """
    if len(others) < _FEWEST:
        return None
    values, lengths = zip(*others, strict=True)
    return length_adjusted([value, *values], [length, *lengths])[0]


_FEWEST = 6
"""Other reports that a polynomial of the fifth degree needs to leave anything over."""
