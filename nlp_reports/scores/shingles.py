"""Shingles: every run of k masked characters as a 64-bit number."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_PRIME = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


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
    total = np.full(len(codes) - size + 1, size, dtype=np.uint64)
    for offset in range(size):
        weight = np.uint64(pow(_PRIME, offset + 1, 1 << 64) & _MASK)
        total += codes[offset : len(codes) - size + 1 + offset] * weight
    return _mixed(total)


def covered(hits: Flags, length: int, k: int) -> Flags:
    """Tell which characters lie in a shingle that was hit."""
    size = min(k, length)
    edges = np.zeros(length + 1, dtype=np.int32)
    starts = np.flatnonzero(hits)
    np.add.at(edges, starts, 1)
    np.add.at(edges, starts + size, -1)
    return np.cumsum(edges[:-1]) > 0


def isin(values: Hashes, known: npt.NDArray[Any]) -> Flags:
    """Tell which values stand in a sorted array."""
    if not len(known) or not len(values):
        return np.zeros(len(values), dtype=bool)
    found: Flags = known[lookup(values, known)] == values
    return found


def lookup(values: Hashes, known: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Give the index in a sorted array at which each value stands, if it stands there at all."""
    return np.minimum(np.searchsorted(known, values), len(known) - 1)
