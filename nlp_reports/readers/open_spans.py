"""Over which rows and columns the cells of a table without lines between its columns reach.

A lone word amid blank columns spans these; a label's rows are those about whose middle it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from nlp_reports.readers.debris import is_label, is_number_row
from nlp_reports.readers.open_words import MIDDLE, Word
from nlp_reports.report import Box

_BLANK_ROW = 0.3  # of a row's height: what leaving a row blank costs beside standing off the middle


@dataclass(slots=True)
class Placed:
    """A word with its first and last row and column."""

    word: Word
    top: int
    bottom: int
    left: int
    right: int


def widen(
    placed: Sequence[Placed], torn: set[int], xs: Sequence[float], heads: list[Placed]
) -> None:
    """Let words span the blank columns about their middle; numbers do as the head above them.

    Args:
        placed: the cells of one part of a table; their columns change.
        torn: rows that hold but pieces of cells that a page break cut.
        xs: the borders of the columns, from left to right.
        heads: the heads that stand over what follows, here and in the parts before; kept up.
    """
    used: dict[int, set[int]] = {}
    for own in placed:
        for row in range(own.top, own.bottom + 1):
            used.setdefault(row, set()).update(range(own.left, own.right + 1))
    for own in sorted(placed, key=lambda p: (p.top, p.left)):
        rows = range(own.top, own.bottom + 1)
        taken = {col for row in rows for col in used[row]}
        if is_number_row(own.word.text):
            _as_head(own, heads, taken)
        elif own.top not in torn or _is_head(own, xs):
            own.left, own.right = _blank_about(own, taken, xs)
            heads[:] = [h for h in heads if h.right < own.left or own.right < h.left]
            heads.append(own)
        for row in rows:
            used[row].update(range(own.left, own.right + 1))


def _is_head(own: Placed, xs: Sequence[float]) -> bool:
    """Whether a cell is no piece of one: a whole label, or set in the middle of the table."""
    middle = abs((xs[0] + xs[-1]) / 2 - own.word.across) <= MIDDLE * own.word.size
    return middle or is_label(own.word.text)


def _as_head(own: Placed, heads: Sequence[Placed], taken: set[int]) -> None:
    """Give a number the columns of the head whose middle it stands under."""
    left, right = own.left, own.right
    across, reach = own.word.across, MIDDLE * own.word.size
    for head in heads:
        wider = (
            head.left <= left and right <= head.right and (head.left, head.right) != (left, right)
        )
        if wider and abs(head.word.across - across) <= reach:
            more = {*range(head.left, left), *range(right + 1, head.right + 1)}
            if not more & taken:
                own.left, own.right = head.left, head.right


def _blank_about(own: Placed, taken: set[int], xs: Sequence[float]) -> tuple[int, int]:
    low, high = own.left, own.right
    while low - 1 >= 0 and low - 1 not in taken:
        low -= 1
    while high + 1 < len(xs) - 1 and high + 1 not in taken:
        high += 1
    best = (own.left, own.right)
    for left in range(low, own.left + 1):
        for right in range(own.right, high + 1):
            off = abs((xs[left] + xs[right + 1]) / 2 - own.word.across)
            if off <= MIDDLE * own.word.size and right - left > best[1] - best[0]:
                best = (left, right)
    return best


def lengthen(placed: Sequence[Placed], heights: Sequence[Box], cut: tuple[bool, bool]) -> None:
    """Let labels span the blank rows about their middle, column by column.

    Args:
        placed: the cells of one part of a table; their rows change.
        heights: the box of each row.
        cut: whether a page break cut the part off above and below.
    """
    tops = [heights[0][1], *((a[3] + b[1]) / 2 for a, b in pairwise(heights)), heights[-1][3]]
    columns: dict[tuple[int, int], list[Placed]] = {}
    for own in placed:
        if not is_number_row(own.word.text):
            columns.setdefault((own.left, own.right), []).append(own)
    for (left, right), labels in columns.items():
        mine = set(map(id, labels))
        walls = {-1, len(heights)} | {
            row
            for other in placed
            if id(other) not in mine and other.left <= right and left <= other.right
            for row in range(other.top, other.bottom + 1)
        }
        labels.sort(key=lambda own: own.word.middle)
        for above, below in pairwise(sorted(walls)):
            inside = [own for own in labels if above < own.top and own.bottom < below]
            if inside and len(inside) <= below - above - 1:
                torn = (cut[0] and above < 0, cut[1] and below == len(heights))
                _share(inside, above + 1, below, tops, torn)


def _share(
    labels: Sequence[Placed], first: int, end: int, tops: Sequence[float], torn: tuple[bool, bool]
) -> None:
    """Part the rows from ``first`` to ``end`` among labels so that each stands in the middle.

    A row may stay blank at a price; where the page break cut a label, its middle says little.
    """
    usual = median(b - a for a, b in pairwise(tops))
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {first: (0.0, ())}
    for number, own in enumerate(labels):
        free = (torn[0] and number == 0) or (torn[1] and number == len(labels) - 1)
        offs = _standing_off(own.word.middle, tops[first : end + 1], usual, free)
        after: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for start, (cost, spans) in best.items():
            for a in range(start, end):
                for b in range(a, end):
                    total = cost + offs[a - first][b - a] + _BLANK_ROW * (a - start)
                    if b + 1 not in after or total < after[b + 1][0]:
                        after[b + 1] = (total, (*spans, (a, b)))
        best = after
    _, chosen = min((cost + _BLANK_ROW * (end - at), spans) for at, (cost, spans) in best.items())
    for own, (top, bottom) in zip(labels, chosen, strict=True):
        own.top, own.bottom = top, bottom


def _standing_off(
    middle: float, tops: Sequence[float], usual: float, free: bool
) -> list[list[float]]:
    """How far a label stands off the middle of the rows from each to each, in rows; 1 if free."""
    offs = [
        [abs((top + bottom) / 2 - middle) / usual for bottom in tops[at:]]
        for at, top in enumerate(tops[:-1], 1)
    ]
    return [[min(off, 1.0) for off in row] for row in offs] if free else offs
