"""Four shares of an item's characters that sum to one."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np

from nlp_reports.scores.mask import mask
from nlp_reports.scores.shingles import Flags, Hashes, covered, isin, shingles

UNIT = "share of masked characters, 0-1"
LEAST_CHARS = 8
"""Masked characters; what is shorter (无, 加强学习) anyone may say, and is no reuse of others."""


@cache
def statutory(k: int) -> Hashes:
    """Shingles of the wording that law and form prescribe (``statutory.txt``), sorted."""
    text = (resources.files("nlp_reports.scores") / "statutory.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    masked = (mask(line).text for line in lines)
    found = [shingles(line, k) for line in masked if len(line) >= k]
    return np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *found]))


class Cover:
    """A masked text, its shingles, and which of its characters a set of hits covers."""

    def __init__(self, text: str, k: int) -> None:
        self.text = text
        self.k = k
        self.hashes = shingles(text, k)

    def of(self, hits: Flags) -> Flags:
        """Tell which characters lie in a shingle that was hit."""
        return covered(hits, len(self.text), self.k)

    def shares(self, own: Flags | None, cross: Flags) -> tuple[float, float | None, float, float]:
        """Give mandated, own_past, cross_issuer and novel; a character counts once, in this order.

        Args:
            own: which shingles stand in the issuer's earlier reports, ``None`` without any.
            cross: which stand in other issuers' reports.
        """
        if not self.text:
            return 0.0, None if own is None else 0.0, 0.0, 1.0
        mandated = self.of(isin(self.hashes, statutory(self.k)))
        past = (np.zeros_like(mandated) if own is None else self.of(own)) & ~mandated
        others = self.of(cross) & ~mandated & ~past & (len(self.text) >= LEAST_CHARS)
        size = len(self.text)
        parts = [int(part.sum()) for part in (mandated, past, others)]
        novel = (size - sum(parts)) / size
        return (
            parts[0] / size,
            None if own is None else parts[1] / size,
            parts[2] / size,
            novel,
        )
