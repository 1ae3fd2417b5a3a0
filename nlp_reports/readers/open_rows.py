"""The cells and rows of a table without lines between its columns, from its words.

Words below one another about one middle are one cell. Rows are the heights at which most cells
stand without overlap.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from nlp_reports.readers.debris import (
    is_cut_label,
    is_enumerated,
    is_label,
    is_number_row,
    opens_label,
)
from nlp_reports.readers.half_ruled import Ruled
from nlp_reports.readers.open_words import LEVEL, MIDDLE, Word, hull

_PITCH = 0.9  # of the character height: a wider space parts the lines of two cells
_CENTRED = 0.2  # of the character height by which a cell's lines may stand off its middle


def cells_of(words: Sequence[Word], ruled: Ruled) -> list[Word]:
    """Lines below one another about one middle, or from one left edge, as one cell."""
    numbers = [word.middle for word in words if is_number_row(word.text)]
    numbers.sort()
    cells: list[Word] = []
    near: list[Word] = []  # cells that end so low that a line to come may go on from them
    reach = _PITCH * max((word.size for word in words), default=0.0)
    for word in sorted(words, key=lambda w: (w.box[1], w.box[0])):
        near = [cell for cell in near if word.box[1] - cell.foot[3] < reach]
        above = [cell for cell in _above(near, word) if _goes_on(cell, word, numbers, ruled)]
        if above:
            best = max(above, key=lambda cell: cell.box[3])
            best.text += word.text
            best.index += word.index
            best.box, best.foot = hull((best.box, word.box)), word.box
        else:
            cells.append(word)
            near.append(word)
    return cells


def _above(cells: Sequence[Word], word: Word) -> list[Word]:
    """The cells whose last line ends close above a line."""
    top, over, reach = word.box[1], -0.3 * word.size, _PITCH * word.size
    return [cell for cell in cells if over < top - cell.foot[3] < reach]


def _goes_on(cell: Word, word: Word, numbers: Sequence[float], ruled: Ruled) -> bool:
    """Whether a line is the next one of a cell close above it."""
    if is_number_row(word.text) or is_number_row(cell.text) or not _below(cell, word):
        return False
    if ruled.rules:
        return not ruled.between(cell.foot[3] - 0.3 * word.size, word.middle, word.across)
    whole = is_label(cell.text) and not opens_label(cell.text + word.text)
    own = ((cell.foot[1] + cell.foot[3]) / 2, word.middle)
    level = all(_has_near(numbers, y, 0.25 * word.size) for y in own)
    return not whole and not level and not is_enumerated(word.text)


def _below(cell: Word, word: Word) -> bool:
    """Whether a line stands under a cell's last, about one middle or from one left edge."""
    middle = abs(cell.foot[0] + cell.foot[2] - word.box[0] - word.box[2]) / 2
    reach = MIDDLE if is_cut_label(cell.text, word.text) else _CENTRED
    return min(middle, abs(cell.box[0] - word.box[0])) <= reach * word.size


def _has_near(values: Sequence[float], at: float, reach: float) -> bool:
    place = bisect_left(values, at - reach)
    return place < len(values) and values[place] <= at + reach


def rows_of(cells: Sequence[Word]) -> list[list[Word]]:
    """The cells of one row each, top to bottom: the heaviest choice of levels that do not meet."""
    levels: list[list[Word]] = []
    for cell in sorted(cells, key=lambda c: c.middle):
        if levels and cell.middle - levels[-1][0].middle <= LEVEL * cell.size:
            levels[-1].append(cell)
        else:
            levels.append([cell])
    numbers = sorted(cell.middle for cell in cells if is_number_row(cell.text))
    spans = [(*_extent(own, numbers), own) for own in levels]
    slack = _slack(spans)
    spans = sorted(_parted(spans, slack), key=lambda span: span[1])
    ends = [bottom for _, bottom, _ in spans]
    best: list[tuple[float, list[list[Word]]]] = [(0, [])]
    for place, (top, _, own) in enumerate(spans):
        before = best[bisect_right(ends, top + slack, 0, place)]
        taken = (before[0] + len(own), [*before[1], own])
        best.append(max(best[-1], taken, key=lambda choice: choice[0]))
    return best[-1][1]


def _parted(
    spans: Sequence[tuple[float, float, list[Word]]], slack: float
) -> list[tuple[float, float, list[Word]]]:
    """The extents with those of rows of numbers cut where they meet, as far apart as rows must be.

    Two rows of numbers are two rows, however far their labels reach.
    """
    parted = list(spans)
    full = [at for at, span in enumerate(spans) if sum(is_number_row(c.text) for c in span[2]) > 1]
    for one, other in pairwise(full):
        (top, bottom, own), (start, end, others) = parted[one], parted[other]
        if bottom - slack > start and own[0].middle < others[0].middle:
            border = (own[0].middle + others[0].middle) / 2
            half = max(0.0, -slack) / 2
            parted[one] = (top, min(bottom, border - half), own)
            parted[other] = (max(start, border + half), end, others)
    return parted


def _extent(level: Sequence[Word], numbers: Sequence[float]) -> tuple[float, float]:
    """From where to where a level reaches, without labels that reach over numbers off it."""
    middle = level[0].middle
    own = [
        cell
        for cell in level
        if not any(
            cell.box[1] < at + 0.5 * cell.size
            and at - 0.5 * cell.size < cell.box[3]
            and abs(at - middle) > 0.5 * cell.size
            for at in _about(numbers, cell)
        )
    ]
    _, top, _, bottom = hull(cell.box for cell in own or level)
    return top, bottom


def _about(numbers: Sequence[float], cell: Word) -> Sequence[float]:
    """Those of sorted heights that are not far from a cell."""
    first = bisect_left(numbers, cell.box[1] - cell.size)
    return numbers[first : bisect_right(numbers, cell.box[3] + cell.size)]


def _slack(spans: Sequence[tuple[float, float, list[Word]]]) -> float:
    """By how much rows must stay apart (negative) or may overlap: from rows of numbers."""
    full = [span for span in spans if sum(is_number_row(c.text) for c in span[2]) > 1]
    apart = [b[0] - a[1] for a, b in pairwise(full)]
    size = median(c.size for *_, own in spans for c in own)
    return 0.2 * size if not apart else min(0.2 * size, -0.3 * min(apart))
