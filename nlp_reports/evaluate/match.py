"""Predicted items against coded ones: a pair shares at least 0.8 of the characters both cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nlp_reports.evaluate.gold import GoldItem, GoldReport
from nlp_reports.report import Analysis, Item
from nlp_reports.text import Normalised, Span

OVERLAP = 0.8
Mask = npt.NDArray[np.bool_]


def iou(one: Span, other: Span) -> float:
    """Characters in both spans by characters in either, 0..1."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / (len(one) + len(other) - shared) if shared > 0 else 0.0


def pairs(first: Sequence[Span], second: Sequence[Span]) -> list[tuple[int, int]]:
    """Indices of spans that match; spans of one side do not overlap, so each matches once at most.

    >>> pairs([Span(0, 10), Span(10, 20)], [Span(0, 9), Span(12, 14)])
    [(0, 0)]
    """
    found: list[tuple[int, int]] = []
    used: set[int] = set()
    for i, one in enumerate(first):
        best = max(range(len(second)), key=lambda j: iou(one, second[j]), default=None)
        if best is not None and best not in used and iou(one, second[best]) >= OVERLAP:
            used.add(best)
            found.append((i, best))
    return found


@dataclass(frozen=True)
class Reading:
    """What the pipeline made of a gold report, perhaps with noise laid over its text.

    ``layer`` is the noise's name, ``noise`` leads its offsets back to the clean text.
    """

    gold: GoldReport
    analysis: Analysis
    layer: str = "clean"
    noise: Normalised | None = None

    def raw(self, span: Span) -> Span:
        """The characters of the gold text that a span of the read text came from."""
        raw = self.analysis.report.normalised.to_raw(span)
        return raw if self.noise is None else self.noise.to_raw(raw)

    @cached_property
    def matched(self) -> list[tuple[GoldItem, Item]]:
        """Coded items with the predicted item that covers the same stretch."""
        found = [self.raw(item.span) for item in self.analysis.items]
        met = pairs([item.span for item in self.gold.items], found)
        return [(self.gold.items[i], self.analysis.items[j]) for i, j in met]

    def section_masks(self, key: str) -> tuple[Mask, Mask]:
        """Which letters and digits lie in a section's body: coded, and predicted."""
        content = np.array([c.isalnum() for c in self.gold.text], dtype=bool)
        bodies = [self.raw(section.body) for section in self.analysis.outline.all(key)]
        return _mask(self.gold.bodies(key), content), _mask(bodies, content)


def _mask(spans: Sequence[Span], content: Mask) -> Mask:
    found = np.zeros_like(content)
    for span in spans:
        found[span.start : span.end] = True
    return found & content
