"""The words of a table without lines between its columns, and the cuts between its columns.

Words are runs of characters with no gap. Columns are the fewest upright cuts that pass through
every gap between two runs side by side. Lengths are in points, from the page's left and top.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.report import Box

LEVEL = 0.3
"""Of the character height: by how much centres on one line may differ."""
MIDDLE = 0.6
"""Of the character height: by how much a word may stand off the middle of its columns."""
_GAP = 0.3  # of the character height: a wider gap parts two words


@dataclass(slots=True)
class Word:
    """Lines of characters that make up one cell, by index into the page's glyphs."""

    text: str
    index: list[int]
    box: Box
    size: float
    foot: Box = (0, 0, 0, 0)  # the box of the last line

    @property
    def middle(self) -> float:
        """The centre down the page."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def across(self) -> float:
        """The centre across the page."""
        return (self.box[0] + self.box[2]) / 2


def words_of(glyphs: Glyphs, among: Iterable[int]) -> list[Word]:
    """The runs of a part of a page, by its content's order, then joined where they touch."""
    sides = glyphs.sides
    parts: list[list[int]] = []
    last = None
    for i in sorted(among):
        if last is None or not _touch(sides[last], sides[i]):
            parts.append([])
        parts[-1].append(i)
        last = i
    parts.sort(key=lambda part: sides[part[0]][0])
    joined: list[list[int]] = []
    tails: list[tuple[float, int]] = []  # where each run ends so far, and which it is
    for part in parts:
        near = _touching(tails, joined, sides, part[0])
        if near is None:
            near = len(joined)
            joined.append(part)
        else:
            tails.remove((sides[joined[near][-1]][2], near))
            joined[near] += part
        insort(tails, (sides[part[-1]][2], near))
    return [_word(glyphs, part) for part in joined]


def _touching(
    tails: Sequence[tuple[float, int]],
    runs: Sequence[Sequence[int]],
    sides: Sequence[Sequence[float]],
    first: int,
) -> int | None:
    """The last of the runs, told by their ends, that a character goes on from."""
    left, top, _, bottom = head = sides[first]
    reach = _GAP * (bottom - top)
    near = tails[
        bisect_left(tails, (left - reach,)) : bisect_right(tails, (left + reach, len(runs)))
    ]
    return max((at for _, at in near if _touch(sides[runs[at][-1]], head)), default=None)


def _touch(one: Sequence[float], other: Sequence[float]) -> bool:
    high = min(one[3] - one[1], other[3] - other[1])
    level = abs(one[1] + one[3] - other[1] - other[3]) <= 2 * LEVEL * high
    return level and -_GAP * high <= other[0] - one[2] <= _GAP * high


def _word(glyphs: Glyphs, index: list[int]) -> Word:
    own = [glyphs.sides[i] for i in index]
    box = hull(own)
    size = median([bottom - top for _, top, _, bottom in own])
    return Word("".join(glyphs.chars[i] for i in index), index, box, size, foot=box)


def hull(boxes: Iterable[Sequence[float]]) -> Box:
    """The box around all boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def gaps_of(words: Sequence[Word]) -> list[tuple[float, float]]:
    """The gap to the right of each word that has another beside it."""
    if not words:
        return []
    left, top, right, bottom = np.array([word.box for word in words]).T
    size = np.array([word.size for word in words])
    shared = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    level = shared > LEVEL * np.minimum.outer(size, size)
    nearest = np.where(level & (left >= right[:, None]), left, np.inf).min(axis=1)
    return [gap for gap in zip(right.tolist(), nearest.tolist(), strict=True) if gap[1] < np.inf]


def cuts_of(gaps: Sequence[tuple[float, float]]) -> list[float]:
    """The fewest places that lie in every gap."""
    groups: list[tuple[float, float]] = []
    for left, right in sorted(gaps, key=lambda gap: gap[1]):
        if groups and left < groups[-1][1]:
            groups[-1] = (max(left, groups[-1][0]), groups[-1][1])
        else:
            groups.append((left, right))
    return [(left + right) / 2 for left, right in groups]
