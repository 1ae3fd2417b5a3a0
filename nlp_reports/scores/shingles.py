"""Shingles: every run of k masked characters as a 64-bit number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15
"""An odd number, so that it has an inverse modulo 2^64."""


@lru_cache(maxsize=64)
def _powers(size: int, base: int) -> Hashes:
    """The first ``size`` powers of ``base`` modulo 2^64."""
    powers = np.full(size, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


@lru_cache(maxsize=1)
def _inverse() -> int:
    return pow(_BASE, -1, 1 << 64)


def _mixed(values: Hashes) -> Hashes:
    """Spread the bits (the finaliser of SplitMix64), so that hashes can be sampled by size."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def shingles(text: str, k: int) -> Hashes:
    """Hash each run of ``k`` characters; a shorter text is one shingle of its own length.

    Returns:
        One number per start, ``max(1, len(text) - k + 1)`` of them; none for empty text.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    size = min(k, len(codes))
    if size == 0:
        return np.empty(0, dtype=np.uint64)
    length = len(codes)
    room = 1 << (length - 1).bit_length()  # few sizes, so that the tables are cached
    sums = np.cumsum(codes * _powers(room, _BASE)[:length])
    window = sums[size - 1 :].copy()
    window[1:] -= sums[:-size]
    return _mixed(window * _powers(room, _inverse())[: length - size + 1] + np.uint64(size))


@dataclass(frozen=True, slots=True)
class Shingled:
    """The shingles of many texts.

    Attributes:
        k: characters in a shingle.
        hashes: what :func:`shingles` gives for each text, one after the other.
        texts: the number of the text that each belongs to.
        cuts: where each text's shingles begin in ``hashes``, and where the last end.
        ends: where each text ends among the characters of all, with 0 in front.
    """

    k: int
    hashes: Hashes
    texts: Numbers
    cuts: Numbers
    ends: Numbers

    @property
    def lengths(self) -> Numbers:
        """Characters of each text."""
        return np.diff(self.ends)

    @property
    def places(self) -> Numbers:
        """The first character of each shingle among the characters of all."""
        return _counting(np.diff(self.cuts)) + self.ends[self.texts]

    def covered(self, hits: Flags) -> Flags:
        """Tell which characters of all lie in a shingle that was hit."""
        sizes = np.minimum(self.k, self.lengths)[self.texts]
        return lying_in(self.places[hits], sizes[hits], int(self.ends[-1]))

    def sums(self, flags: Flags) -> Numbers:
        """Count flagged characters of each text."""
        return within(flags, self.ends)


def shingles_of(texts: Sequence[str], k: int) -> Shingled:
    """Hash each run of ``k`` characters of many texts, see :func:`shingles`."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    counts = np.minimum(np.maximum(lengths - k + 1, 1), lengths)
    ends, cuts = _from_zero(lengths), _from_zero(counts)
    owners = np.repeat(np.arange(len(texts)), counts)
    room = 1 << int(lengths.max(initial=1)).bit_length()
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * _powers(room, _BASE)[_counting(lengths)], out=sums[1:])
    inside, sizes = _counting(counts), np.minimum(k, lengths)[owners]
    places = inside + ends[owners]
    window = (sums[places + sizes] - sums[places]) * _powers(room, _inverse())[inside]
    return Shingled(k, _mixed(window + sizes.astype(np.uint64)), owners, cuts, ends)


def _from_zero(sizes: Numbers) -> Numbers:
    ends = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def _counting(sizes: Numbers) -> Numbers:
    """Count from 0 in each of several stretches: sizes 2 and 3 give 0 1 0 1 2."""
    ends = _from_zero(sizes)
    return np.arange(ends[-1]) - np.repeat(ends[:-1], sizes)


def ranges(starts: Numbers, sizes: Numbers) -> Numbers:
    """Give the numbers of several ranges, one after the other."""
    return _counting(sizes) + np.repeat(starts, sizes)


def within(flags: Flags, ends: Numbers) -> Numbers:
    """Count flags in each stretch; ``ends`` has 0 in front."""
    so_far = np.zeros(len(flags) + 1, dtype=np.int64)
    np.cumsum(flags, out=so_far[1:])
    return np.diff(so_far[ends])


def lying_in(starts: Numbers, sizes: Numbers, length: int) -> Flags:
    """Tell which of ``length`` characters lie in a range; no two begin or end at the same place."""
    steps = np.zeros(length + 1, dtype=np.int32)
    steps[starts] += 1
    steps[starts + sizes] -= 1
    flags: Flags = np.cumsum(steps[:-1]) > 0
    return flags


def covered(hits: Flags, length: int, k: int) -> Flags:
    """Tell which characters lie in a shingle that was hit."""
    size = min(k, length)
    so_far = np.zeros(len(hits) + 1, dtype=np.int32)
    np.cumsum(hits, out=so_far[1:])
    at = np.arange(length)
    covers: Flags = so_far[np.minimum(at + 1, len(hits))] > so_far[np.maximum(at - size + 1, 0)]
    return covers


def isin(values: npt.NDArray[Any], known: npt.NDArray[Any]) -> Flags:
    """Tell which values stand in a sorted array."""
    return found(values, known)[1]


def found(values: npt.NDArray[Any], known: npt.NDArray[Any]) -> tuple[npt.NDArray[np.intp], Flags]:
    """Give the index in a sorted array at which each value stands, and whether it does."""
    if not len(known) or not len(values):
        return np.zeros(len(values), dtype=np.intp), np.zeros(len(values), dtype=bool)
    at = lookup(values, known)
    there: Flags = known[at] == values
    return at, there


def lookup(values: npt.NDArray[Any], known: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Give the index in a sorted array at which each value stands, if it stands there at all."""
    return np.minimum(np.searchsorted(known, values), len(known) - 1)
