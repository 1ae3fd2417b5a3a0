"""What the classifier sees of an item: characters, words, and hits of the codebook's patterns.

Characters and words are weighted by tf-idf and each block is scaled to length one, so that a long
item is not louder than a short one. The same code serves training and use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt
from typing import TYPE_CHECKING

from nlp_reports.chinese.words import cut
from nlp_reports.themes.match import Hit, Rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = 1
CHARACTER, WORD, PATTERN, FIRST = "c:", "w:", "p:", "f:"
WEIGHTS = {CHARACTER: 1.2, WORD: 0.6, PATTERN: 0.2, FIRST: 0.17}
"""How loud a block is beside the others: chosen by folds over issuers in the training split."""
DAMPED = 0.6
"""What a run of three characters counts beside shorter ones: it is rare, hence loud by idf."""


def grams(text: str) -> list[str]:
    """Runs of one to three characters, blanks left out.

    >>> grams("不 及时")
    ['c:不', 'c:及', 'c:时', 'c:不及', 'c:及时', 'c:不及时']
    """
    packed = "".join(text.split())
    return [
        CHARACTER + packed[at : at + size]
        for size in (1, 2, 3)
        for at in range(len(packed) - size + 1)
    ]


def words_of(words: Iterable[str]) -> list[str]:
    """The words that hold at least one letter or digit."""
    return [WORD + word for word in words if any(sign.isalnum() for sign in word)]


@dataclass(frozen=True)
class Features:
    """The known features and their inverse document frequencies.

    Args:
        names: in the order of the weights; each begins with the sign of its block.
        idf: one number per name, 1 for patterns.
        rules: the patterns whose hits are features.
    """

    names: tuple[str, ...]
    idf: tuple[float, ...]
    rules: Rules

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each feature stands."""
        return {name: at for at, name in enumerate(self.names)}

    def of(self, text: str) -> tuple[NDArray[np.intp], NDArray[np.float32], tuple[Hit, ...]]:
        """Places and values of an item's features, and the hits among them."""
        import numpy as np

        words = cut(text)
        hits = self.rules.hits(text, words)
        places: list[int] = []
        values: list[float] = []
        for names in (grams(text), words_of(words)):
            self._weighted(names, places, values)
        for name in _marks(hits):
            if name in self.place:
                places.append(self.place[name])
                values.append(WEIGHTS[name[:2]])
        return np.asarray(places, dtype=np.intp), np.asarray(values, dtype=np.float32), hits

    def _weighted(self, names: Sequence[str], places: list[int], values: list[float]) -> None:
        block: list[tuple[int, float]] = []
        for name, count in Counter(names).items():
            at = self.place.get(name)
            if at is not None:
                block.append((at, (1 + log(count)) * self.idf[at]))
        length = sqrt(sum(value * value for _, value in block))
        for at, value in block:
            places.append(at)
            values.append(WEIGHTS[names[0][:2]] * value / length)


def _marks(hits: Sequence[Hit]) -> list[str]:
    """Which patterns hit, and whose hit came first."""
    marks = sorted({PATTERN + hit.pattern for hit in hits})
    if hits:
        marks.append(FIRST + min(hits, key=lambda hit: (hit.span.start, hit.theme)).theme)
    return marks


def learn(texts: Sequence[str], rules: Rules, least: int = 2) -> Features:
    """The features of a training set.

    Args:
        texts: the items.
        rules: the codebook's patterns.
        least: in how many items a character, pair or word must stand to be kept.
    """
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update({*grams(text), *words_of(cut(text))})
    kept = sorted(name for name, count in seen.items() if count >= least)
    marks = [PATTERN + name for name in rules.names]
    firsts = [FIRST + theme.key for theme in rules.codebook.themes]
    idf = [_idf(name, seen[name], len(texts)) for name in kept]
    ones = [1.0] * (len(marks) + len(firsts))
    return Features((*kept, *marks, *firsts), (*idf, *ones), rules)


def _idf(name: str, count: int, total: int) -> float:
    rare = log((1 + total) / (1 + count)) + 1
    return rare * DAMPED if len(name) == 5 and name.startswith(CHARACTER) else rare
