"""Which passages hold copies of which: counted by shared shingles first, then measured exactly.

All passages of an issuer are looked at together, in arrays: shingles are numbered within the
group, and a passage that holds a shingle is one number made of both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp_reports.scores.shingles import (
    Flags,
    Hashes,
    Numbers,
    Shingled,
    found,
    isin,
    lying_in,
    ranges,
    within,
)

_ROOM = 1 << 24
"""Bytes of a table that is still faster than search."""
CAP = 32
"""Records read of each shingle: what stands everywhere points nowhere."""
CHECKED = 6
"""Candidates per passage that are measured exactly."""
STRONGEST = 3
"""Pairs kept per passage and kind."""
SKETCHED = 8
"""Shingles in the sketch of a passage."""
SKETCH = np.dtype([("hash", "<u8"), ("record", "<u4")])
"""A shingle and the passage that it is the sketch of."""
LEAST_SHARE = 0.2
"""A pair that shares less of the passage is not worth a row."""


class Numbered:
    """Shingles of a group of texts, each distinct one with a number in the order of its hash.

    Attributes:
        known: the distinct shingles, sorted.
        ids: the number of each shingle of the texts.
        first: where each distinct one begins in ``order``.
        order: the shingles of the texts sorted by hash, then text.
    """

    def __init__(self, hashes: Hashes) -> None:
        self.order = np.argsort(hashes, kind="stable")
        ordered = hashes[self.order]
        new = np.ones(len(ordered), dtype=bool)
        np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
        self.known, self.first = ordered[new], np.flatnonzero(new)
        self.ids = np.empty(len(hashes), dtype=np.int64)
        self.ids[self.order] = np.cumsum(new) - 1

    def __len__(self) -> int:
        return len(self.known)

    def held(self, texts: Numbers, ids: Numbers) -> tuple[Numbers, Numbers]:
        """Leave out repeats among pairs of text and shingle; sorted by both."""
        size = max(1, len(self))
        held, which = np.divmod(np.unique(texts * size + ids), size)
        return held, which

    def least(self, values: Numbers) -> Numbers:
        """The least value of each distinct shingle, of values for each of the texts' shingles."""
        if not len(self):
            return np.empty(0, dtype=np.int64)
        least: Numbers = np.minimum.reduceat(values[self.order], self.first)
        return least


@dataclass(frozen=True, slots=True)
class Postings:
    """Where shingles stand: number ``i`` in ``records[left[i] : right[i]]``."""

    left: Numbers
    right: Numbers
    records: npt.NDArray[np.integer]


def candidates(
    texts: Numbers, ids: Numbers, where: Postings, wanted: Callable[[Numbers, Numbers], Flags]
) -> tuple[Numbers, Numbers]:
    """Find the records that share most shingles with each text.

    Args:
        texts: which text holds
        ids: which shingle, without repeats.
        where: the records that hold each shingle.
        wanted: of texts and records, which may be pairs.

    Returns:
        Texts and their records, at most :data:`CHECKED` of each, sorted by text.
    """
    left = where.left[ids]
    sizes = np.minimum(where.right[ids] - left, CAP)
    records = where.records[ranges(left, sizes)].astype(np.int64)
    base = int(records.max(initial=0)) + 1
    pairs, times = np.unique(np.repeat(texts, sizes) * base + records, return_counts=True)
    held, others = np.divmod(pairs, base)
    kept = wanted(held, others)
    held, others, times = held[kept], others[kept], times[kept]
    order = np.lexsort((others, -times, held))
    order = order[foremost(held[order], CHECKED)]
    return held[order], others[order]


def foremost(groups: Numbers, most: int) -> Flags:
    """Tell the first ``most`` of each stretch of equal numbers."""
    new = np.ones(len(groups), dtype=bool)
    np.not_equal(groups[1:], groups[:-1], out=new[1:])
    at = np.arange(len(groups))
    first: Flags = at - np.maximum.accumulate(np.where(new, at, 0)) < most
    return first


@dataclass(frozen=True, slots=True)
class Copies:
    """Pairs of a text and a record, strongest first within each text.

    Attributes:
        texts, records: their numbers.
        chars: characters of the text that stand in the record.
        starts, ends: the longest run of shared shingles, counted from the text's first.
    """

    texts: Numbers
    records: Numbers
    chars: Numbers
    starts: Numbers
    ends: Numbers


@dataclass(frozen=True, slots=True)
class Sources:
    """The shingles of records, by their number within the group.

    Attributes:
        keys: a row of the table for each pair.
        rows: the row of each shingle of the records.
        ids: the number of each shingle of the records.
    """

    keys: Numbers
    rows: Numbers
    ids: Numbers


def measured(
    group: Shingled, distinct: Numbered, pairs: tuple[Numbers, Numbers], sources: Sources
) -> Copies:
    """Measure how much of each text stands in its candidates; keep the strongest.

    Args:
        group: the texts.
        distinct: their shingles.
        pairs: texts and candidate records.
        sources: what the records hold.
    """
    texts, records = pairs
    counts, lengths = np.diff(group.cuts)[texts], group.lengths[texts]
    own = distinct.ids[ranges(group.cuts[texts], counts)]
    size = len(distinct)
    hits = _among(np.repeat(sources.keys * size, counts) + own, sources.rows * size + sources.ids)
    chars = _chars(group, texts, counts, hits)
    kept = np.flatnonzero(chars / np.maximum(lengths, 1) >= LEAST_SHARE)
    kept = kept[np.lexsort((records[kept], -chars[kept], texts[kept]))]
    kept = kept[foremost(texts[kept], STRONGEST)]
    cuts = np.cumsum(counts) - counts
    starts, ends = _longest(hits[ranges(cuts[kept], counts[kept])], counts[kept])
    return Copies(texts[kept], records[kept], chars[kept], starts, ends)


def _among(values: Numbers, known: Numbers) -> Flags:
    """Tell which numbers are among others: by a table where they are small, else by search."""
    room = int(max(values.max(initial=0), known.max(initial=0))) + 1
    if room > _ROOM:
        return isin(values, np.unique(known))
    table = np.zeros(room, dtype=bool)
    table[known] = True
    flags: Flags = table[values]
    return flags


def _chars(group: Shingled, texts: Numbers, counts: Numbers, hits: Flags) -> Numbers:
    """Count characters that lie in hits, for each of several looks at a text."""
    lengths = group.lengths[texts]
    ends = np.concatenate([[0], np.cumsum(lengths)])
    places = ranges(ends[:-1], counts)[hits]
    sizes = np.repeat(np.minimum(group.k, lengths), counts)[hits]
    return within(lying_in(places, sizes, int(ends[-1])), ends)


def _longest(hits: Flags, counts: Numbers) -> tuple[Numbers, Numbers]:
    """The longest run of hits in each stretch, of equals the first; every stretch has one."""
    gaps = np.repeat(np.arange(len(counts)), counts)
    padded = np.zeros(len(hits) + len(counts) + 1, dtype=np.int8)
    padded[1 + np.arange(len(hits)) + gaps] = hits
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    starts, ends = edges[::2], edges[1::2]
    origin = np.cumsum(counts + 1) - (counts + 1)
    stretch = np.searchsorted(origin, starts, "right") - 1
    order = np.lexsort((starts, starts - ends, stretch))
    order = order[foremost(stretch[order], 1)]
    return starts[order] - origin, ends[order] - origin


def sketch_of(
    first: int, group: Shingled, shared: Hashes, issuers: npt.NDArray[np.integer]
) -> npt.NDArray[np.void]:
    """Find the rarest shared shingles of every passage of an issuer: where to look for copies.

    Args:
        first: the number of the group's first passage.
        group: the passages of one issuer.
        shared: the shingles that issuers share, sorted.
        issuers: how many issuers use each.

    Returns:
        Rows of :data:`SKETCH`, at most :data:`SKETCHED` a passage.
    """
    distinct = Numbered(group.hashes)
    at, known = found(distinct.known, shared)
    used = known[distinct.ids]
    texts, ids = distinct.held(group.texts[used], distinct.ids[used])
    if not len(texts):
        return np.empty(0, dtype=SKETCH)
    order = np.lexsort((ids, issuers[at][ids], texts))
    order = order[foremost(texts[order], SKETCHED)]
    rows = np.zeros(len(order), dtype=SKETCH)
    rows["hash"], rows["record"] = distinct.known[ids[order]], first + texts[order]
    return rows
