"""What the classifier sees of an item: characters, words, and hits of the codebook's patterns.

Characters and words are weighted by tf-idf and each block is scaled to length one, so that a long
item is not louder than a short one. A theme often sits in one clause of a long item: to the
characters of the whole are added the maximum over its clauses, each at length one, and those of its
first clause, which tends to name the main theme. The same code serves training and use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from nlp_reports.chinese.words import cut
from nlp_reports.themes.match import Hit, Rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Block: TypeAlias = tuple[NDArray[np.intp], NDArray[np.float32]]

VERSION = 2
CHARACTER, WORD, PATTERN, FIRST, EMBEDDED = "c:", "w:", "p:", "f:", "e:"
WEIGHTS = {CHARACTER: 1.5, WORD: 0.6, PATTERN: 0.2, FIRST: 0.17, EMBEDDED: 1.0}
"""How loud a block is beside the others: chosen by folds over issuers in train and dev."""
ANY_CLAUSE, FIRST_CLAUSE = 0.5, 0.5
"""How loud the loudest clause and the first one are beside the whole item."""
_CLAUSE = re.compile(r"[^，,。；;：:！？!?\n]+")  # 、 joins: what it lists makes one point
DAMPED = 0.6
"""What a run of three characters counts beside shorter ones: it is rare, hence loud by idf."""


class Embedder(Protocol):
    """A sentence-embedding model of the user's own; ``name`` goes into the manifest.

    The package ships none and fetches none. Called with texts, it returns a row of numbers for
    each, always as many; a row need not have length one.
    """

    name: str

    def __call__(self, texts: Sequence[str], /) -> NDArray[Any]:
        """Embed texts."""
        ...


def grams(text: str) -> list[str]:
    """Runs of one to three characters, blanks left out.

    >>> grams("不 及时")
    ['不', '及', '时', '不及', '及时', '不及时']
    """
    packed = "".join(text.split())
    pairs = [packed[at : at + 2] for at in range(len(packed) - 1)]
    return [*packed, *pairs, *(packed[at : at + 3] for at in range(len(packed) - 2))]


@dataclass(frozen=True)
class Features:
    """The known features and their inverse document frequencies.

    Args:
        names: in the order of the weights; each begins with the sign of its block.
        idf: one number per name, 1 for patterns.
        rules: the patterns whose hits are features.
        embedder: whose numbers are features too, where there is one.
    """

    names: tuple[str, ...]
    idf: tuple[float, ...]
    rules: Rules
    embedder: Embedder | None = None

    @cached_property
    def _known(self) -> dict[str, dict[str, int]]:
        """Where each feature stands, by block."""
        blocks: dict[str, dict[str, int]] = {block: {} for block in WEIGHTS}
        for at, name in enumerate(self.names):
            blocks[name[:2]][name[2:]] = at
        return blocks

    @cached_property
    def _rarity(self) -> NDArray[np.float64]:
        import numpy as np

        return np.asarray(self.idf, dtype=np.float64)

    def of(self, text: str) -> tuple[NDArray[np.intp], NDArray[np.float32], tuple[Hit, ...]]:
        """Places and values of an item's features, and the hits among them."""
        import numpy as np

        words = cut(text)
        hits = self.rules.hits(text, words)
        first = [min(hits, key=lambda hit: (hit.span.start, hit.theme)).theme] if hits else []
        blocks = (
            self._characters(text),
            self._weighted(WORD, words),
            self._marked(PATTERN, {hit.pattern for hit in hits}),
            self._marked(FIRST, first),
            *([self._embedded(text, self.embedder)] if self.embedder else []),
        )
        places = np.concatenate([places for places, _ in blocks])
        return places, np.concatenate([values for _, values in blocks]), hits

    def _characters(self, text: str) -> Block:
        """The characters of the whole, of the loudest clause and of the first one."""
        import numpy as np

        whole = self._unit(CHARACTER, grams(text))
        pieces = _CLAUSE.findall(text)
        if len(pieces) < 2:  # nothing to be louder than the whole
            return whole[0], (whole[1] * WEIGHTS[CHARACTER]).astype(np.float32)
        parts = [self._unit(CHARACTER, grams(piece)) for piece in pieces]
        sums = np.zeros(len(self.names))
        for places, values in parts:
            sums[places] = np.maximum(sums[places], ANY_CLAUSE * values)
        for (places, values), weight in ((whole, 1.0), (parts[0], FIRST_CLAUSE)):
            sums[places] += weight * values
        found = np.flatnonzero(sums)
        values = sums[found]  # few: a product over all names would wake the threads of BLAS
        length = float(np.sqrt(values @ values)) or 1.0
        return found, (values * (WEIGHTS[CHARACTER] / length)).astype(np.float32)

    def _embedded(self, text: str, embedder: Embedder) -> Block:
        """What the embedder says of the whole text, at length one."""
        import numpy as np

        places = np.asarray(list(self._known[EMBEDDED].values()), dtype=np.intp)
        row = np.asarray(embedder([text])[0], dtype=np.float64)
        length = float(np.sqrt(row @ row)) or 1.0
        return places, (row * (WEIGHTS[EMBEDDED] / length)).astype(np.float32)

    def _weighted(self, block: str, names: Iterable[str]) -> Block:
        """A block by tf-idf, its length that of the block's weight."""
        import numpy as np

        places, values = self._unit(block, names)
        return places, (values * WEIGHTS[block]).astype(np.float32)

    def _unit(self, block: str, names: Iterable[str]) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """A block by tf-idf, at length one."""
        import numpy as np

        known = self._known[block]
        counts = Counter(known[name] for name in names if name in known)
        places = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        values = (1 + np.log(times)) * self._rarity[places]
        return places, values / (float(np.sqrt(values @ values)) or 1.0)

    def _marked(self, block: str, names: Iterable[str]) -> Block:
        import numpy as np

        known = self._known[block]
        places = sorted(known[name] for name in names if name in known)
        return np.asarray(places, dtype=np.intp), np.full(len(places), WEIGHTS[block], np.float32)


def learn(
    texts: Sequence[str], rules: Rules, least: int = 2, embedder: Embedder | None = None
) -> Features:
    """The features of a training set.

    Args:
        texts: the items.
        rules: the codebook's patterns.
        least: in how many items a character, run or word must stand to be kept.
        embedder: adds its numbers to the features.
    """
    seen: Counter[str] = Counter()
    for text in texts:
        words = {WORD + word for word in cut(text) if any(sign.isalnum() for sign in word)}
        seen.update({CHARACTER + run for run in grams(text)} | words)
    kept = sorted(name for name, count in seen.items() if count >= least)
    marks = [PATTERN + name for name in rules.names]
    marks += [FIRST + theme.key for theme in rules.codebook.themes]
    if embedder is not None:
        marks += [f"{EMBEDDED}{at}" for at in range(len(embedder(texts[:1])[0]))]
    idf = [_idf(name, seen[name], len(texts)) for name in kept]
    return Features((*kept, *marks), (*idf, *[1.0] * len(marks)), rules, embedder)


def _idf(name: str, count: int, total: int) -> float:
    rare = log((1 + total) / (1 + count)) + 1
    return rare * DAMPED if name.startswith(CHARACTER) and len(name) == 5 else rare
