"""Four shares of an item's characters that sum to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from nlp_reports.scores.mask import mask
from nlp_reports.scores.shingles import Flags, Hashes, Shingled, shingles

Values = npt.NDArray[np.float64]

LEAST_CHARS = 12
"""Masked characters; what is shorter (无, 公开内容不够全面) anyone may say: no reuse of others."""


@cache
def statutory(k: int) -> Hashes:
    """Shingles of the wording that law and form prescribe (``statutory.txt``), sorted."""
    text = (resources.files("nlp_reports.scores") / "statutory.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    masked = (mask(line).text for line in lines)
    found = [shingles(line, k) for line in masked if len(line) >= k]
    return np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *found]))


@dataclass(frozen=True, slots=True)
class Parts:
    """Four shares of each text; ``past`` tells of which texts ``own_past`` is known."""

    mandated: Values
    own_past: Values
    past: Flags
    cross_issuer: Values
    novel: Values

    def rows(self) -> Iterator[tuple[float, float | None, float, float]]:
        """Yield mandated, own_past, cross_issuer and novel of each text."""
        known = [v if k else None for v, k in zip(self.own_past.tolist(), self.past, strict=True)]
        three = (self.mandated.tolist(), self.cross_issuer.tolist(), self.novel.tolist())
        for own, (mandated, cross, novel) in zip(known, zip(*three, strict=True), strict=True):
            yield mandated, own, cross, novel


def shares(texts: Shingled, mandated: Flags, own: Flags, past: Flags, cross: Flags) -> Parts:
    """Share out the characters of texts; each counts once: as mandated, own past, or cross issuer.

    Args:
        texts: masked texts.
        mandated: which shingles law and form prescribe.
        own: which stand in the issuer's earlier reports.
        past: which texts have an earlier report of the issuer at all.
        cross: which shingles stand in other issuers' reports.
    """
    size = texts.lengths
    law = texts.covered(mandated)
    before = texts.covered(own) & ~law
    others = texts.covered(cross) & ~law & ~before & np.repeat(size >= LEAST_CHARS, size)
    parts = [texts.sums(part) for part in (law, before, others)]
    whole = np.maximum(size, 1)
    novel = np.where(size > 0, (size - sum(parts)) / whole, 1.0)
    values = [part / whole for part in parts]
    return Parts(values[0], values[1], past, values[2], novel)
