"""Local alignment with affine gaps: where two texts run together, for the eye.

Smith & Waterman with Gotoh's gaps: the best pair of stretches, with what was kept, changed, added
and left out between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp_reports.text import Span

MATCH, MISMATCH, GAP_OPEN, GAP_EXTEND = 3.0, -1.0, -3.0, -0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best local alignment of two sequences.

    Attributes:
        score: sum of matches, mismatches and gaps; 0 where nothing matches.
        left, right: the aligned stretches.
        pairs: aligned places, ``None`` on the side that has a gap.
    """

    score: float
    left: Span
    right: Span
    pairs: tuple[tuple[int | None, int | None], ...]


def align(
    left: Sequence[str],
    right: Sequence[str],
    *,
    match: float = MATCH,
    mismatch: float = MISMATCH,
    gap_open: float = GAP_OPEN,
    gap_extend: float = GAP_EXTEND,
) -> Alignment:
    """Align two sequences (characters of a text, or words) locally.

    A gap of n costs ``gap_open + (n - 1) * gap_extend``.

    >>> found = align("及时公开政府信息", "主动公开信息")
    >>> found.score  # 公开 and 信息 match (12), one gap of two (-3.5)
    8.5
    >>> [("及时公开政府信息"[a] if a is not None else "-") for a, _ in found.pairs]
    ['公', '开', '政', '府', '信', '息']
    """
    table = _Table(left, right, match, mismatch, gap_open, gap_extend)
    return table.best()


class _Table:
    """Scores of alignments that end at each pair, by how they end: met, gap right, gap left."""

    def __init__(
        self,
        left: Sequence[str],
        right: Sequence[str],
        match: float,
        mismatch: float,
        gap_open: float,
        gap_extend: float,
    ) -> None:
        low = float("-inf")
        height, width = len(left) + 1, len(right) + 1
        self.met = [[0.0] * width for _ in range(height)]
        self.down = [[low] * width for _ in range(height)]
        self.across = [[low] * width for _ in range(height)]
        self.gap_open, self.gap_extend = gap_open, gap_extend
        for i in range(1, height):
            for j in range(1, width):
                self.down[i][j] = max(
                    self.met[i - 1][j] + gap_open, self.down[i - 1][j] + gap_extend
                )
                self.across[i][j] = max(
                    self.met[i][j - 1] + gap_open, self.across[i][j - 1] + gap_extend
                )
                step = match if left[i - 1] == right[j - 1] else mismatch
                before = max(self.met[i - 1][j - 1], self._gaps(i - 1, j - 1))
                self.met[i][j] = max(0.0, before + step)

    def _gaps(self, i: int, j: int) -> float:
        return max(self.down[i][j], self.across[i][j])

    def best(self) -> Alignment:
        score, i, j = max(
            ((row[j], -i, -j) for i, row in enumerate(self.met) for j in range(len(row))),
        )
        i, j = -i, -j
        pairs: list[tuple[int | None, int | None]] = []
        state = "met"
        while state != "met" or self.met[i][j] > 0:
            state, i, j = self._back(state, i, j, pairs)
        pairs.reverse()
        if not pairs:
            return Alignment(0.0, Span(0, 0), Span(0, 0), ())
        lefts = [a for a, _ in pairs if a is not None]
        rights = [b for _, b in pairs if b is not None]
        return Alignment(
            score, Span(lefts[0], lefts[-1] + 1), Span(rights[0], rights[-1] + 1), tuple(pairs)
        )

    def _back(
        self, state: str, i: int, j: int, pairs: list[tuple[int | None, int | None]]
    ) -> tuple[str, int, int]:
        """One step back; says in which state the alignment was before it."""
        if state == "met":
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
            if self._gaps(i, j) > self.met[i][j]:
                return ("down" if self.down[i][j] >= self.across[i][j] else "across"), i, j
            return "met", i, j
        if state == "down":
            pairs.append((i - 1, None))
            opened = self.met[i - 1][j] + self.gap_open >= self.down[i - 1][j] + self.gap_extend
            return ("met" if opened else "down"), i - 1, j
        pairs.append((None, j - 1))
        opened = self.met[i][j - 1] + self.gap_open >= self.across[i][j - 1] + self.gap_extend
        return ("met" if opened else "across"), i, j - 1
