"""The cells of a table that has no lines between its columns, by where its words stand.

Words and columns come from :mod:`nlp_reports.readers.open_words`, cells and rows from
:mod:`nlp_reports.readers.open_rows`. What stands between two rows is a cell that spans both
(:mod:`nlp_reports.readers.open_spans`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from nlp_reports.readers.debris import is_number_row
from nlp_reports.readers.half_ruled import Ruled, Rules, borders_of, with_borders
from nlp_reports.readers.open_rows import cells_of, rows_of
from nlp_reports.readers.open_spans import Placed, lengthen, widen
from nlp_reports.readers.open_words import LEVEL, Word, cuts_of, gaps_of, hull
from nlp_reports.report import Box


def place(
    parts: Sequence[Sequence[Word]], rules: Sequence[Rules]
) -> tuple[list[list[Placed]], list[float]]:
    """Every cell with its rows and columns, part by part, and the borders of the columns.

    The parts are those of one table on following pages: they share the columns. ``rules`` are
    the horizontal lines on the page of each part.
    """
    cuts = cuts_of([gap for words in parts for gap in gaps_of(words)])
    drawn = [
        Ruled.of(rules[at], sorted(w.middle for w in words if is_number_row(w.text)))
        for at, words in enumerate(parts)
    ]
    cells = [cells_of(words, ruled) for words, ruled in zip(parts, drawn, strict=True)]
    every = [cell for own in cells for cell in own]
    boxes = [hull(cell.box for cell in own) for own in cells]
    borders = borders_of(x for r, box in zip(drawn, boxes, strict=True) for x in r.ends(box))
    if borders:
        cuts = with_borders(cuts, borders, [cell.across for cell in every])
    else:
        cuts = sorted([*cuts, *_label_cuts(every, cuts)])
    xs = _borders(every, cuts)
    heads: list[Placed] = []
    placed = []
    for number, (own, ruled) in enumerate(zip(cells, drawn, strict=True)):
        cut = (number > 0, number < len(cells) - 1)
        placed.append(_placed(own, xs, heads, cut, ruled))
    return placed, xs


def _label_cuts(cells: Sequence[Word], cuts: Sequence[float]) -> list[float]:
    """Cuts between labels in one column that stand side by side without sharing a level."""
    numbers = [cell for cell in cells if is_number_row(cell.text)]
    edge = min((cell.box[0] for cell in numbers), default=0.0)
    bounds = [float("-inf"), *(cut for cut in cuts if cut < edge)]
    found = []
    for low, high in pairwise(bounds):
        spans = sorted(
            (cell.box[0], cell.box[2])
            for cell in cells
            if low <= cell.box[0] and cell.box[2] <= high and any(_beside(cell, n) for n in numbers)
        )
        right = spans[0][1] if spans else 0.0
        for start, end in spans:
            if start > right:
                found.append((start + right) / 2)
            right = max(right, end)
    return found


def _beside(cell: Word, number: Word) -> bool:
    return cell.box[1] < number.middle < cell.box[3]


def _placed(
    cells: Sequence[Word],
    xs: Sequence[float],
    heads: list[Placed],
    cut: tuple[bool, bool],
    ruled: Ruled,
) -> list[Placed]:
    """The cells of one part; ``cut`` says whether the page break cut it off above and below."""
    cuts, rows = xs[1:-1], rows_of(cells)
    row_of = {id(cell): at for at, row in enumerate(rows) for cell in row}
    heights = [hull(cell.box for cell in row) for row in rows]
    placed = []
    for cell in cells:
        at = row_of.get(id(cell))
        first = bisect_right(cuts, cell.box[0] + 0.1 * cell.size)
        last = max(first, bisect_right(cuts, cell.box[2] - 0.1 * cell.size))
        top, bottom = (at, at) if at is not None else _around(cell, heights)
        placed.append(Placed(cell, top, bottom, first, last))
    widen(placed, _torn_rows(rows, cut), xs, heads)
    if ruled.rules:
        _between_rules(placed, heights, ruled)
    else:
        lengthen(placed, heights, cut)
    return placed


def _between_rules(placed: Sequence[Placed], heights: Sequence[Box], ruled: Ruled) -> None:
    """Let labels span the rows between the lines drawn above and below them."""
    middles = [(box[1] + box[3]) / 2 for box in heights]
    for own in placed:
        if not is_number_row(own.word.text):
            rows = ruled.rows(own.word.middle, own.word.across, middles)
            own.top, own.bottom = rows or (own.top, own.bottom)


def _torn_rows(rows: Sequence[Sequence[Word]], cut: tuple[bool, bool]) -> set[int]:
    """First and last row where they hold but pieces of cells that the page break cut."""
    ends = [end for end, torn in ((0, cut[0]), (len(rows) - 1, cut[1])) if torn]
    return {end for end in ends if not any(is_number_row(cell.text) for cell in rows[end])}


def _borders(cells: Sequence[Word], cuts: Sequence[float]) -> list[float]:
    """The cuts with outer borders, as far from the middle of their column as the inner ones."""
    left, _, right, _ = hull(cell.box for cell in cells)
    if not cuts:
        return [left, right]
    first = [cell.across for cell in cells if cell.box[2] <= cuts[0]]
    last = [cell.across for cell in cells if cell.box[0] >= cuts[-1]]
    low = 2 * median(first) - cuts[0] if first else left
    high = 2 * median(last) - cuts[-1] if last else right
    return [min(left, low), *cuts, max(right, high)]


def _around(cell: Word, heights: Sequence[Box]) -> tuple[int, int]:
    """The rows whose middles lie next to a cell's own."""
    middles = [(box[1] + box[3]) / 2 for box in heights]
    below = bisect_left(middles, cell.middle - LEVEL * cell.size)
    if below < len(middles) and middles[below] - cell.middle <= LEVEL * cell.size:
        return below, below
    return max(0, below - 1), min(below, len(middles) - 1)
