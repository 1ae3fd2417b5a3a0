"""The words of a table without lines between its columns, and the cuts between its columns.

Words are runs of characters with no gap. Columns are the fewest upright cuts that pass through
every gap between two runs side by side. Lengths are in points, from the page's left and top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

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
    parts: list[list[int]] = []
    for i in sorted(among):
        if not parts or not _touch(glyphs.sides[parts[-1][-1]], glyphs.sides[i]):
            parts.append([])
        parts[-1].append(i)
    parts.sort(key=lambda part: glyphs.sides[part[0]][0])
    joined: list[list[int]] = []
    tails: list[Sequence[float]] = []
    for part in parts:
        near = _touching(tails, glyphs.sides[part[0]])
        if near is None:
            joined.append(part)
            tails.append(glyphs.sides[part[-1]])
        else:
            joined[near] += part
            tails[near] = glyphs.sides[part[-1]]
    return [_word(glyphs, part) for part in joined]


def _touching(tails: Sequence[Sequence[float]], head: Sequence[float]) -> int | None:
    """The last of the boxes that a box goes on from."""
    left, reach = head[0], _GAP * (head[3] - head[1])
    for at in range(len(tails) - 1, -1, -1):
        if -reach <= left - tails[at][2] <= reach and _touch(tails[at], head):
            return at
    return None


def _touch(one: Sequence[float], other: Sequence[float]) -> bool:
    high = min(one[3] - one[1], other[3] - other[1])
    level = abs(one[1] + one[3] - other[1] - other[3]) <= 2 * LEVEL * high
    return level and -_GAP * high <= other[0] - one[2] <= _GAP * high


def _word(glyphs: Glyphs, index: list[int]) -> Word:
    box = hull(glyphs.sides[i] for i in index)
    size = median(glyphs.sides[i][3] - glyphs.sides[i][1] for i in index)
    return Word("".join(glyphs.chars[i] for i in index), index, box, size, foot=box)


def hull(boxes: Iterable[Sequence[float]]) -> Box:
    """The box around all boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def gaps_of(words: Sequence[Word]) -> list[tuple[float, float]]:
    """The gap to the right of each word that has another beside it."""
    gaps = []
    boxes = [(word.box, word) for word in words]
    for one in words:
        _, top, right, bottom = one.box
        beside = [
            box[0]
            for box, word in boxes
            if box[0] >= right and box[1] < bottom and box[3] > top and _level(one, word)
        ]
        if beside:
            gaps.append((right, min(beside)))
    return gaps


def _level(one: Word, other: Word) -> bool:
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return shared > LEVEL * min(one.size, other.size)


def cuts_of(gaps: Sequence[tuple[float, float]]) -> list[float]:
    """The fewest places that lie in every gap."""
    groups: list[tuple[float, float]] = []
    for left, right in sorted(gaps, key=lambda gap: gap[1]):
        if groups and left < groups[-1][1]:
            groups[-1] = (max(left, groups[-1][0]), groups[-1][1])
        else:
            groups.append((left, right))
    return [(left + right) / 2 for left, right in groups]
