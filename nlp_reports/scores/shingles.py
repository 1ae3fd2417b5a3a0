"""Shingles: every run of k masked characters as a 64-bit number."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_BASE = 0x9E3779B97F4A7C15
"""An odd number, so that it has an inverse modulo 2^64."""


@lru_cache(maxsize=8)
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


def covered(hits: Flags, length: int, k: int) -> Flags:
    """Tell which characters lie in a shingle that was hit."""
    size = min(k, length)
    so_far = np.zeros(len(hits) + 1, dtype=np.int32)
    np.cumsum(hits, out=so_far[1:])
    at = np.arange(length)
    covers: Flags = so_far[np.minimum(at + 1, len(hits))] > so_far[np.maximum(at - size + 1, 0)]
    return covers


def isin(values: Hashes, known: npt.NDArray[Any]) -> Flags:
    """Tell which values stand in a sorted array."""
    if not len(known) or not len(values):
        return np.zeros(len(values), dtype=bool)
    found: Flags = known[lookup(values, known)] == values
    return found


def lookup(values: Hashes, known: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Give the index in a sorted array at which each value stands, if it stands there at all."""
    return np.minimum(np.searchsorted(known, values), len(known) - 1)
