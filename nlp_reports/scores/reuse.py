"""Reuse over a corpus: what each item shares with law and form, its issuer's past, other issuers.

First the shingles are counted over issuers, then every item is held against the counts. Masked
texts wait on disk between the passes, and counts of a single issuer are dropped, so memory grows
with what is shared, not with the corpus.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from nlp_reports.scores.background import NO_YEAR, Background, Counter, Passage, by_owner
from nlp_reports.scores.mask import mask
from nlp_reports.scores.shares import LEAST_CHARS, Cover
from nlp_reports.scores.shingles import Flags, Hashes, isin, lookup, shingles

STRONGEST = 3
"""Pairs kept per item and kind."""
LEAST_SHARE = 0.2
"""A pair that shares less of the item is not worth a row."""
_SKETCH = 8
_CAP = 32
_CHECKED = 6


@dataclass(frozen=True, slots=True)
class Shares:
    """An item's four shares; ``own_past`` is ``None`` without an earlier report of the issuer."""

    report_id: str
    item_id: str
    mandated: float
    own_past: float | None
    cross_issuer: float
    novel: float


@dataclass(frozen=True, slots=True)
class Pair:
    """An item that shares text with another one, see the table ``reuse``."""

    report_id: str
    item_id: str
    other_report_id: str
    other_item_id: str
    kind: str
    shared_chars: int
    share: float
    first_year: int | None
    alignment: str


@dataclass(frozen=True, slots=True)
class Record:
    """A masked passage as it waits on disk."""

    report_id: str
    item_id: str
    owner: str
    year: int | None
    text: str


class Spool:
    """Masked passages in a temporary file, by number; another process can read it too."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.NamedTemporaryFile(prefix="nlp-reports-")  # noqa: SIM115
        self._starts: Any = array("q")

    def __getstate__(self) -> tuple[str, npt.NDArray[np.int64]]:
        self._file.flush()
        return self._file.name, np.frombuffer(self._starts, dtype=np.int64)

    def __setstate__(self, state: tuple[str, Any]) -> None:
        self._file, self._starts = Path(state[0]).open("rb"), state[1]  # noqa: SIM115

    def append(self, record: Record) -> None:
        """Write a record at the end."""
        self._starts.append(self._file.tell())
        fields = [record.report_id, record.item_id, record.owner, record.year, record.text]
        self._file.write(json.dumps(fields, ensure_ascii=False).encode() + b"\n")

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> Record:
        self._file.seek(int(self._starts[number]))
        return Record(*json.loads(self._file.readline()))

    def groups(self) -> Iterator[Group]:
        """Yield the records of each issuer with the number of the first."""
        records = ((number, self[number]) for number in range(len(self)))
        for _, group in groupby(records, key=lambda pair: pair[1].owner):
            pairs = list(group)
            yield pairs[0][0], [record for _, record in pairs]

    def close(self) -> None:
        """Delete the file."""
        self._file.close()


Group = tuple[int, list[Record]]
"""The number of the first record of an issuer, and all of them."""
Scored = list[tuple[Shares, tuple[Pair, ...]]]


def compare(
    read: Callable[[], Iterable[Passage]],
    warnings: list[str] | None = None,
    spread: Callable[[Callable[[Group], Scored], Iterator[Group]], Iterable[Scored]] = map,
) -> Iterator[tuple[Shares, tuple[Pair, ...]]]:
    """Hold every passage against all others.

    Args:
        read: gives the passages of a corpus, sorted by issuer, then year.
        warnings: what weakens the result is added here, e.g. a corpus of few issuers.
        spread: a ``map`` that may work in several processes; it keeps the order.

    Raises:
        UsageError: the passages are not sorted by issuer.
    """
    spool = Spool()
    try:
        background = _fitted(read(), spool)
        if warnings is not None:
            warnings += background.warnings
        index = _Index(spool, background)
        for scored in spread(partial(_scored, background, index), spool.groups()):
            yield from scored
    finally:
        spool.close()


def _scored(background: Background, index: _Index, group: Group) -> Scored:
    return list(_Group(*group, background, index).scored())


def _fitted(passages: Iterable[Passage], spool: Spool) -> Background:
    counter = Counter()
    for owner, group in by_owner(passages):
        records = [
            Record(p.report_id, p.item_id, owner, p.year, mask(p.text, (p.issuer, p.region)).text)
            for p in group
        ]
        for record in records:
            spool.append(record)
        texts = [(record.text, record.year) for record in records]
        counter.add(owner, texts, len({p.report_id for p in group}))
    return counter.finish(least=2)


class _Postings:
    """Which records hold a shingle: sorted arrays."""

    def __init__(self, hashes: Hashes, records: npt.NDArray[np.int64]) -> None:
        order = np.lexsort((records, hashes))
        self.hashes, self.records = hashes[order], records[order]

    def counts(self, hashes: Hashes, cap: int) -> dict[int, int]:
        """Count shared shingles by record, reading at most ``cap`` records of each."""
        left = np.searchsorted(self.hashes, hashes, "left")
        right = np.minimum(np.searchsorted(self.hashes, hashes, "right"), left + cap)
        spans = [self.records[a:b] for a, b in zip(left, right, strict=True) if a < b]
        if not spans:
            return {}
        found, times = np.unique(np.concatenate(spans), return_counts=True)
        return dict(zip(found.tolist(), times.tolist(), strict=True))


class _Index:
    """The rarest shared shingles of every record: where to look for its copies."""

    def __init__(self, spool: Spool, background: Background) -> None:
        self.spool = spool
        rows = background.rows
        hashes, numbers = array("Q"), array("q")
        for number in range(len(spool)):
            own = np.unique(Cover(spool[number].text, background.k).hashes)
            shared = own[isin(own, background.hashes)]
            issuers = rows["issuers"][lookup(shared, background.hashes)] if len(shared) else shared
            rare = shared[np.lexsort((shared, issuers))][:_SKETCH]
            hashes.frombytes(rare.astype(np.uint64).tobytes())
            numbers.extend([number] * len(rare))
        self.postings = _Postings(
            np.frombuffer(hashes, dtype=np.uint64), np.frombuffer(numbers, dtype=np.int64)
        )


class _Group:
    """All records of one issuer."""

    def __init__(
        self, first: int, records: list[Record], background: Background, index: _Index
    ) -> None:
        self.first, self.records = first, records
        self.background, self.index = background, index
        self.covers = [Cover(record.text, background.k) for record in records]
        self.years = np.array([record.year or NO_YEAR for record in records])
        sizes = [len(cover.hashes) for cover in self.covers]
        hashes = np.concatenate([cover.hashes for cover in self.covers])
        self.postings = _Postings(hashes, np.repeat(np.arange(len(records)), sizes))
        order = np.lexsort((np.repeat(self.years, sizes), hashes))
        years = np.repeat(self.years, sizes)[order]
        self.hashes, first_at = np.unique(hashes[order], return_index=True)
        self.first_year = years[first_at]

    def scored(self) -> Iterator[tuple[Shares, tuple[Pair, ...]]]:
        """Yield shares and strongest pairs of each record, in order."""
        for at, record in enumerate(self.records):
            cover = self.covers[at]
            own = self._own(at)
            cross = isin(cover.hashes, self.background.hashes)
            shares = Shares(record.report_id, record.item_id, *cover.shares(own, cross))
            yield shares, (*self._own_pairs(at, own), *self._cross_pairs(at, cross))

    def _own(self, at: int) -> Flags | None:
        """Which shingles stand in an earlier year of the issuer; ``None`` without one."""
        year = self.years[at]
        if year == NO_YEAR or self.years.min() >= year:
            return None
        hashes = self.covers[at].hashes
        if not len(hashes):
            return np.zeros(0, dtype=bool)
        earlier: Flags = self.first_year[lookup(hashes, self.hashes)] < year
        return earlier

    @staticmethod
    @lru_cache(maxsize=4096)
    def known(text: str, k: int) -> Hashes:
        """The shingles of a text, sorted: the same few sources come again and again."""
        return np.unique(shingles(text, k))

    def _own_pairs(self, at: int, own: Flags | None) -> list[Pair]:
        if own is None or not own.any():
            return []
        counts = self.postings.counts(np.unique(self.covers[at].hashes[own]), _CAP)
        earlier = {n: c for n, c in counts.items() if self.years[n] < self.years[at]}
        first = self.first_year[lookup(self.covers[at].hashes, self.hashes)]
        others = [(self.records[n], n + self.first) for n in _strongest(earlier)]
        return self._pairs(at, "own_past", others, first)

    def _cross_pairs(self, at: int, cross: Flags) -> list[Pair]:
        if not cross.any() or len(self.covers[at].text) < LEAST_CHARS:
            return []
        counts = self.index.postings.counts(np.unique(self.covers[at].hashes[cross]), _CAP)
        last = self.first + len(self.records)
        others = {n: c for n, c in counts.items() if not self.first <= n < last}
        rows = self.background.rows
        first = rows["year"][lookup(self.covers[at].hashes, self.background.hashes)]
        found = [(self.index.spool[n], n) for n in _strongest(others)]
        return self._pairs(at, "cross_issuer", found, first)

    def _pairs(
        self, at: int, kind: str, others: list[tuple[Record, int]], first: npt.NDArray[np.int64]
    ) -> list[Pair]:
        record, cover = self.records[at], self.covers[at]
        found: list[tuple[int, int, Pair]] = []
        for other, number in others:
            hits = isin(cover.hashes, self.known(other.text, cover.k))
            chars = int(cover.of(hits).sum())
            share = chars / max(1, len(cover.text))
            if share >= LEAST_SHARE:
                start, end = _longest(hits)
                stretch = cover.text[start : end + cover.k - 1]
                year = int(first[start:end].max())
                pair = Pair(
                    record.report_id,
                    record.item_id,
                    other.report_id,
                    other.item_id,
                    kind,
                    chars,
                    share,
                    None if year == NO_YEAR else year,
                    stretch,
                )
                found.append((-chars, number, pair))
        return [pair for _, _, pair in sorted(found, key=lambda f: f[:2])[:STRONGEST]]


def _strongest(counts: dict[int, int]) -> list[int]:
    return sorted(counts, key=lambda number: (-counts[number], number))[:_CHECKED]


def _longest(hits: Flags) -> tuple[int, int]:
    """The longest run of hits as a half-open range; the first of equals."""
    padded = np.zeros(len(hits) + 2, dtype=np.int8)
    padded[1:-1] = hits
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    starts, ends = edges[::2], edges[1::2]
    best = int(np.argmax(ends - starts))
    return int(starts[best]), int(ends[best])
