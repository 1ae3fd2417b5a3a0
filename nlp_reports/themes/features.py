"""What the classifier sees of an item: characters, words, and hits of the codebook's patterns.

Characters and words are weighted by tf-idf and each block is scaled to length one, so that a long
item is not louder than a short one. A theme often sits in one clause of a long item: to the
characters of the whole are added the maximum over its clauses, each at length one, and those of its
first clause, which tends to name the main theme. Every clause is a row of its own besides, so that
it can be judged by itself. The same code serves training and use.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from math import log
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from nlp_reports.chinese.words import cut
from nlp_reports.text import Span
from nlp_reports.themes.match import Hit, Rules
from nlp_reports.themes.runs import Runs, grams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Cells: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
    """Row, place and value of each feature found."""

VERSION = 3
CHARACTER, WORD, PATTERN, FIRST, EMBEDDED = "c:", "w:", "p:", "f:", "e:"
WEIGHTS = {CHARACTER: 1.5, WORD: 0.6, PATTERN: 0.2, FIRST: 0.17, EMBEDDED: 1.0}
"""How loud a block is beside the others: chosen by folds over issuers in train and dev."""
ANY_CLAUSE, FIRST_CLAUSE = 0.5, 0.5
"""How loud the loudest clause and the first one are beside the whole item."""
_CLAUSE = re.compile(r"[^，,。；;：:！？!?\n]*[^，,。；;：:！？!?\s][^，,。；;：:！？!?\n]*")
"""A clause; 、 joins: what it lists makes one point."""
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


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of texts and of their clauses: a row for each text, then one for each clause.

    A text of one clause has no second row. Row ``n`` has the features ``starts[n]`` to
    ``starts[n + 1]`` of ``places`` and ``values``.

    Args:
        texts: how many there are.
        owner: the text of each row.
        spans: of each row in its text.
        starts: where the features of each row begin, and where the last end.
        places: of the features among the names.
        values: of the features.
        hits: of the patterns in each text.
    """

    texts: int
    owner: NDArray[np.int64]
    spans: tuple[Span, ...]
    starts: NDArray[np.int64]
    places: NDArray[np.int64]
    values: NDArray[np.float32]
    hits: tuple[tuple[Hit, ...], ...]

    def scores(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Each row times the weights, summed feature by feature: the same in any company."""
        import numpy as np

        found = np.zeros((len(self.spans), weights.shape[1]), dtype=np.float32)
        some = np.flatnonzero(np.diff(self.starts))
        if len(some):
            products = self.values[:, None] * weights[self.places]
            found[some] = np.add.reduceat(products, self.starts[some], axis=0)
        return found


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
    def _runs(self) -> Runs:
        return Runs(self._known[CHARACTER])

    @cached_property
    def _rarity(self) -> NDArray[np.float64]:
        import numpy as np

        return np.asarray(self.idf, dtype=np.float64)

    def only(self, blocks: Sequence[str]) -> Features:
        """The features of some blocks; what is left has the same values."""
        kept = [at for at, name in enumerate(self.names) if name[:2] in blocks]
        return replace(
            self,
            names=tuple(self.names[at] for at in kept),
            idf=tuple(self.idf[at] for at in kept),
            embedder=self.embedder if EMBEDDED in blocks else None,
        )

    def rows(self, texts: Sequence[str]) -> Rows:
        """The features of texts and of their clauses."""
        import numpy as np

        pieces = [list(_spans(text)) for text in texts]
        spans = [Span(0, len(text)) for text in texts]
        spans += [span for own in pieces for span in own]
        owner = np.concatenate(
            [np.arange(len(texts)), np.repeat(np.arange(len(texts)), [len(own) for own in pieces])]
        ).astype(np.int64)
        each = [span.of(texts[at]) for span, at in zip(spans, owner.tolist(), strict=True)]
        hits, *marks = self._read(texts, pieces)
        blocks = [self._characters(each, owner, len(texts)), *marks]
        if self.embedder:
            blocks.append(self._embedded(each, self.embedder))
        row, place, value = (np.concatenate(part) for part in zip(*blocks, strict=True))
        order = np.argsort(row, kind="stable")
        starts = np.searchsorted(row[order], np.arange(len(spans) + 1))
        values = value[order].astype(np.float32)
        return Rows(len(texts), owner, tuple(spans), starts, place[order], values, hits)

    def _read(
        self, texts: Sequence[str], pieces: Sequence[Sequence[Span]]
    ) -> tuple[Any, Cells, Cells]:
        """Hits in each text, and the blocks of words and of patterns of each row."""
        words, known = self._known[WORD], len(self.names)
        every: list[tuple[Hit, ...]] = []
        keys: list[int] = []
        marks: list[int] = []
        clause = len(texts)
        for number, text in enumerate(texts):
            cuts = cut(text)
            hits = self.rules.hits(text, cuts)
            every.append(hits)
            begins = [span.start for span in pieces[number]]
            for start, word in zip(accumulate(map(len, cuts), initial=0), cuts, strict=False):
                if (place := words.get(word)) is not None:
                    keys.append(number * known + place)
                    if begins:
                        row = clause + max(bisect_right(begins, start) - 1, 0)
                        keys.append(row * known + place)
            marks += [number * known + place for place in self._marks(hits)]
            for row, span in enumerate(pieces[number], start=clause):
                inside = [hit for hit in hits if span.start <= hit.span.start < span.end]
                marks += [row * known + place for place in self._marks(inside)]
            clause += len(begins)
        return tuple(every), self._counted(WORD, keys), self._marked(marks)

    def _marks(self, hits: Sequence[Hit]) -> list[int]:
        """The features of some hits: their patterns, and the theme that is hit first."""
        if not hits:
            return []
        first = min(hits, key=lambda hit: (hit.span.start, hit.theme)).theme
        places = [self._known[PATTERN].get(name) for name in {hit.pattern for hit in hits}]
        places.append(self._known[FIRST].get(first))
        return [place for place in places if place is not None]

    def _marked(self, keys: Sequence[int]) -> Cells:
        import numpy as np

        row, place = np.divmod(np.unique(np.asarray(keys, dtype=np.int64)), len(self.names))
        begin = min(self._known[FIRST].values(), default=0)  # these names follow the patterns'
        return row, place, np.where(place < begin, WEIGHTS[PATTERN], WEIGHTS[FIRST])

    def _counted(self, block: str, keys: Sequence[int] | NDArray[np.int64]) -> Cells:
        """A block by tf-idf, each row at the length that the block weighs.

        Args:
            block: its sign.
            keys: row times the number of names plus place, one for each occurrence.
        """
        import numpy as np

        found, times = np.unique(np.asarray(keys, dtype=np.int64), return_counts=True)
        row, place = np.divmod(found, len(self.names))
        return row, place, _scaled(row, (1 + np.log(times)) * self._rarity[place], WEIGHTS[block])

    def _characters(self, each: Sequence[str], owner: NDArray[np.int64], texts: int) -> Cells:
        """Runs of characters: of each clause, and of each whole with its loudest and first."""
        import numpy as np

        size = len(self.names)
        row, place = self._runs.find(each)
        row, place, value = self._counted(CHARACTER, row * size + place)
        part = row >= texts
        opens = np.zeros(len(owner), dtype=bool)
        opens[texts:] = np.diff(owner[texts:], prepend=-1) > 0
        first = opens[row]
        keys = owner[row] * size + place
        loud, at = np.unique(keys[part], return_inverse=True)
        loudest = np.zeros(len(loud))
        np.maximum.at(loudest, at, value[part])
        every, at = np.unique(np.concatenate([keys[~part], keys[first], loud]), return_inverse=True)
        parts = (value[~part], FIRST_CLAUSE * value[first], ANY_CLAUSE * loudest)
        whole = np.divmod(every, size)
        sums = np.asarray(np.bincount(at, np.concatenate(parts)), dtype=np.float64)
        return (
            np.concatenate([whole[0], row[part]]),
            np.concatenate([whole[1], place[part]]),
            np.concatenate([_scaled(whole[0], sums, WEIGHTS[CHARACTER]), value[part]]),
        )

    def _embedded(self, each: Sequence[str], embedder: Embedder) -> Cells:
        """What the embedder says of each row, at length one."""
        import numpy as np

        places = np.asarray(list(self._known[EMBEDDED].values()), dtype=np.int64)
        given = np.asarray(embedder(each), dtype=np.float64).reshape(len(each), len(places))
        rows = np.repeat(np.arange(len(each)), len(places))
        values = _scaled(rows, given.reshape(-1), WEIGHTS[EMBEDDED])
        return rows, np.tile(places, len(each)), values


def _spans(text: str) -> Sequence[Span]:
    """The clauses of a text, where there is more than one."""
    found = [Span(*match.span()) for match in _CLAUSE.finditer(text)]
    return found if len(found) > 1 else []


def _scaled(
    row: NDArray[np.int64], value: NDArray[np.float64], length: float
) -> NDArray[np.float64]:
    """The values, so that those of each row have the length given."""
    import numpy as np

    lengths = np.sqrt(np.bincount(row, value * value))[row]
    return value * (length / np.where(lengths > 0, lengths, 1.0))


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
