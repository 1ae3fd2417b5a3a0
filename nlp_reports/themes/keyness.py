"""Which words set one group of texts apart, and where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from nlp_reports.chinese.words import cut
from nlp_reports.text import Span


@dataclass(frozen=True, slots=True)
class Key:
    """A word and how much more one group uses it than the other.

    ``log_odds`` is above 0 where the first group uses it more; ``z`` is it by its standard error,
    so that beyond 1.96 on either side it is unlikely by chance.
    """

    word: str
    log_odds: float
    z: float
    first: int
    second: int


def keyness(
    first: Iterable[str],
    second: Iterable[str],
    *,
    background: Iterable[str] = (),
    prior: float = 1.0,
) -> list[Key]:
    """Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008).

    Args:
        first: texts of one group.
        second: texts of the other.
        background: further texts for the prior; both groups always belong to it.
        prior: its strength: pseudo-counts per word of the vocabulary, on average.

    Returns:
        All words, those of the first group first. Empty where a group has no words.
    """
    one, two = _counts(first), _counts(second)
    whole = one + two + _counts(background)
    size_one, size_two = sum(one.values()), sum(two.values())
    if not size_one or not size_two:
        return []
    mass = prior * len(whole)
    total = sum(whole.values())
    found = []
    for word in one.keys() | two.keys():
        alpha = mass * whole[word] / total
        a, b = one[word] + alpha, two[word] + alpha
        odds = log(a / (size_one + mass - a)) - log(b / (size_two + mass - b))
        found.append(Key(word, odds, odds / sqrt(1 / a + 1 / b), one[word], two[word]))
    return sorted(found, key=lambda key: (-key.z, key.word))


def _counts(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in cut(text) if word.isalpha())


@dataclass(frozen=True, slots=True)
class Line:
    """A keyword in its context: which text, where, and what stands around it."""

    text: int
    span: Span
    left: str
    keyword: str
    right: str

    def __str__(self) -> str:
        return f"{self.left}【{self.keyword}】{self.right}"


def kwic(texts: Sequence[str], keyword: str, width: int = 20) -> Iterator[Line]:
    """Every place of a keyword with ``width`` characters on either side.

    >>> [str(line) for line in kwic(["栏目更新不及时"], "更新", width=2)]
    ['栏目【更新】不及']
    """
    if not keyword:
        return
    for number, text in enumerate(texts):
        at = text.find(keyword)
        while at >= 0:
            end = at + len(keyword)
            left, right = text[max(0, at - width) : at], text[end : end + width]
            yield Line(number, Span(at, end), left, keyword, right)
            at = text.find(keyword, end)
