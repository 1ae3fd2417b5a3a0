"""Characters of a page into lines, and lines into paragraphs over lines and pages."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers import reflow
from nlp_reports.readers.pdf_glyphs import Boxes, Codes, Glyphs
from nlp_reports.report import Box

Index = NDArray[np.intp]
_NEW_LINE = 0.45  # of the character height: centres farther apart are on two lines
_BLANK = 0.2  # of the character height: a wider gap between Latin characters is a blank
_GAP = 0.9  # of the character height: a wider gap parts two groups of a line
_OVERPRINT = 0.3  # of a character's width: the same character nearer than this is fake bold
_FARTHEST = 1e5  # points: no page is so large
_INDENT = 0.8  # em that a first line stands in from the left margin
_MANY = 0.4  # of the lines at the commonest place
_SHORT = 1.8  # em that a last line ends before the right margin


@dataclass(slots=True)
class Line:
    """A printed line: its characters by index into the page's glyphs, -1 for a blank put in.

    ``gaps`` holds the offsets in ``text`` before which a wide gap stands.
    """

    page: int
    text: str
    index: list[int]
    box: Box
    size: float
    gaps: Sequence[int] = ()

    @property
    def middle(self) -> float:
        """The vertical centre."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def groups(self) -> list[str]:
        """The texts that wide gaps part, without blanks."""
        if not self.gaps:
            return [self.text.replace(" ", "")]
        ends = [0, *self.gaps, len(self.text)]
        return [self.text[a:b].replace(" ", "") for a, b in pairwise(ends)]


@dataclass(slots=True)
class SetLines:
    """The lines of parts of pages, part by part, each from top to bottom.

    ``text`` and ``index`` run through all lines; ``index`` counts in each page's own glyphs, -1
    is a blank put in. ``line`` and ``part`` name the line and the part of each character.
    """

    text: str
    index: list[int]
    line: Index
    part: Index
    boxes: Boxes
    sizes: NDArray[np.float64]
    wide: Index


def set_lines(glyphs: Sequence[Glyphs], parts: Index) -> SetLines:
    """Lines from the characters of some pages; ``parts`` names the part that each is in.

    Characters are one line where their middles follow closely; each line runs from left to
    right, without second prints of the same character (fake bold).
    """
    boxes = np.concatenate([page.boxes for page in glyphs], dtype=np.float64)
    if not np.abs(boxes).max(initial=0.0) <= _FARTHEST:  # which no number that is none is, either
        boxes = np.clip(np.nan_to_num(boxes), -_FARTHEST, _FARTHEST)
    own = np.concatenate([np.arange(len(page.chars)) for page in glyphs])
    every = np.concatenate([page.codes for page in glyphs])
    order, line = _levels(boxes, parts)
    codes = every[order]
    once = _printed_once(boxes[order], codes, line)
    order, line, codes = order[once], line[once], codes[once]
    boxes = boxes[order]
    starts = _starts(line)
    sizes = _medians(boxes[:, 3] - boxes[:, 1], line, starts)
    gap = np.where(line[1:] == line[:-1], boxes[1:, 0] - boxes[:-1, 2], 0.0)
    latin = (codes[1:] < 128) & (codes[:-1] < 128)
    own_size = sizes[line[1:]]
    blank = 1 + (latin & (gap > _BLANK * own_size)).nonzero()[0]
    wide = 1 + (gap > _GAP * own_size).nonzero()[0]
    index, part = own[order], parts[order]
    if len(blank):
        wide += np.searchsorted(blank, wide, side="right")
        codes, index = np.insert(codes, blank, 32), np.insert(index, blank, -1)
        line, part = np.insert(line, blank, line[blank]), np.insert(part, blank, part[blank])
    return SetLines(_text(codes), index.tolist(), line, part, _hulls(boxes, starts), sizes, wide)


def _levels(boxes: NDArray[np.float64], parts: Index) -> tuple[Index, Index]:
    """The order of characters in their lines, and the number of each one's line."""
    middle, high = (boxes[:, 1] + boxes[:, 3]) / 2, boxes[:, 3] - boxes[:, 1]
    order = _sorted_within(parts, middle)
    middle, high, part = middle[order], high[order], parts[order]
    pitch = np.maximum(1.0, _NEW_LINE * np.minimum(high[1:], high[:-1]))
    new = (part[1:] != part[:-1]) | (middle[1:] - middle[:-1] > pitch)
    line = np.concatenate(([0], new.cumsum())) if len(order) else order
    return order[_sorted_within(line, boxes[order, 0])], line


def _sorted_within(groups: Index, values: NDArray[np.float64]) -> Index:
    """The order by groups, and in each by values; equal ones stay in order."""
    if not len(values):
        return groups
    apart = float(values.max() - values.min()) + 1.0
    return (groups * apart + values).argsort(kind="stable")


def _printed_once(boxes: NDArray[np.float64], codes: Codes, line: Index) -> NDArray[np.bool_]:
    """Which characters are no second print of the one before them."""
    left, wide = boxes[:, 0], boxes[:, 2] - boxes[:, 0]
    once = np.ones(len(line), dtype=np.bool_)
    once[1:] = (
        (line[1:] != line[:-1])
        | (codes[1:] != codes[:-1])
        | (left[1:] - left[:-1] >= _OVERPRINT * wide[:-1])
    )
    return once


def _starts(line: Index) -> Index:
    """Where each line begins, of sorted line numbers without a gap."""
    if not len(line):
        return line
    return np.concatenate(((0,), 1 + (line[1:] != line[:-1]).nonzero()[0]))


def _medians(values: NDArray[np.float64], line: Index, starts: Index) -> NDArray[np.float64]:
    """The median of the values of each line."""
    values = values[_sorted_within(line, values)]
    counts = np.concatenate((starts[1:], (len(line),))) - starts
    middle: NDArray[np.float64] = values[starts + (counts - 1) // 2] + values[starts + counts // 2]
    return middle / 2


def _hulls(boxes: NDArray[np.float64], starts: Index) -> Boxes:
    """The box around each line."""
    if not len(starts):
        return boxes.astype(np.float32)
    low = np.minimum.reduceat(boxes[:, :2], starts)
    high = np.maximum.reduceat(boxes[:, 2:], starts)
    return np.concatenate((low, high), axis=1).astype(np.float32)


def _text(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "replace")


def lines_of(found: SetLines, part: int, page: int) -> list[Line]:
    """The lines of one part, from top to bottom."""
    first, last = found.part.searchsorted((part, part + 1)).tolist()
    if first == last:
        return []
    top, bottom = int(found.line[first]), int(found.line[last - 1]) + 1
    ends = found.line.searchsorted(np.arange(top, bottom + 1)).tolist()
    boxes, sizes = found.boxes[top:bottom].tolist(), found.sizes[top:bottom].tolist()
    gaps: dict[int, list[int]] = {}
    for at in found.wide[(found.wide >= first) & (found.wide < last)].tolist():
        start = bisect_right(ends, at) - 1
        gaps.setdefault(start, []).append(at - ends[start])
    return [
        Line(page, found.text[a:b], found.index[a:b], tuple(box), size, gaps.get(number, ()))
        for number, (a, b, box, size) in enumerate(zip(ends, ends[1:], boxes, sizes, strict=False))
    ]


@dataclass(frozen=True, slots=True)
class Measure:
    """The type area of a document: margins, character size, line pitch, whether it indents."""

    left: float
    right: float
    em: float
    pitch: float
    indents: bool


def measure(lines: Sequence[Line]) -> Measure:
    """The type area that most lines show."""
    if not lines:
        return Measure(0, 0, 12, 20, True)
    em = median(line.size for line in lines)
    wide = [line for line in lines if len(line.text) > 12] or list(lines)
    left = _margin([line.box[0] for line in wide])
    rights = sorted(line.box[2] for line in wide)
    right = rights[int(0.9 * (len(rights) - 1))]
    pitches = [
        b.middle - a.middle
        for a, b in pairwise(lines)
        if a.page == b.page and 0 < b.middle - a.middle < 4 * em
    ]
    indented = sum(_INDENT * em < line.box[0] - left < 4 * em for line in wide)
    pitch = median(pitches) if pitches else 1.5 * em
    return Measure(left, right, em, pitch, indented >= max(2, 0.05 * len(wide)))


def _margin(lefts: Sequence[float]) -> float:
    """Where lines begin: the leftmost of the places where many do, for first lines stand in."""
    counts = Counter(round(left / 3) for left in lefts)
    _, most = counts.most_common(1)[0]
    bucket = min(place for place, count in counts.items() if count >= _MANY * most)
    return median(left for left in lefts if abs(left / 3 - bucket) <= 1)


def begins(before: Line | None, line: Line, area: Measure) -> bool:
    """Whether a line begins a paragraph, by its place and by the line before it."""
    if before is None:
        return True
    indent = line.box[0] - area.left > _INDENT * area.em
    short = area.right - before.box[2] > _SHORT * area.em
    apart = before.page == line.page and line.middle - before.middle > 1.9 * area.pitch
    if indent or apart or abs(line.size - before.size) > 0.25 * area.em:
        return True
    opens = reflow.is_heading(line.text) if area.indents else reflow.is_heading_start(line.text)
    if opens and reflow.ends_sentence(before.text):
        return True
    if reflow.is_heading(before.text) and short:
        return True
    if not short or reflow.ends_sentence(before.text):
        return short
    return not area.indents and not reflow.carries_on(before.text, line.text)
