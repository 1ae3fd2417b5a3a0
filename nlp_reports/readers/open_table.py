"""The cells of a table that has no lines between its columns, by where its words stand.

Words are runs of characters with no gap. Columns are the fewest upright cuts that pass through
every gap between two runs side by side. Runs below one another about one middle are one cell.
Rows are the heights at which most cells stand without overlap; what stands between two of them
is a cell that spans rows, and a lone word amid blank columns spans these.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from nlp_reports.readers.debris import is_cut_label, is_label, is_number_row, opens_label
from nlp_reports.readers.half_ruled import Ruled, Rules, borders_of, with_borders
from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.report import Box

_GAP = 0.3  # of the character height: a wider gap parts two words
_LEVEL = 0.3  # of the character height by which centres on one line may differ
_PITCH = 0.9  # of the character height: a wider space parts the lines of two cells
_CENTRED = 0.2  # of the character height by which a cell's lines may stand off its middle
_MIDDLE = 0.6  # of the character height by which a word may stand off the middle of its columns
_BLANK_ROW = 0.3  # of a row's height: what leaving a row blank costs beside standing off the middle
_OPENS = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]")


@dataclass(slots=True)
class Word:
    """Lines of characters that make up one cell, by index into the page's glyphs."""

    text: str
    index: list[int]
    box: Box
    size: float
    lines: int = 1
    foot: Box = (0, 0, 0, 0)  # the box of the last line

    @property
    def middle(self) -> float:
        """The centre down the page."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def across(self) -> float:
        """The centre across the page."""
        return (self.box[0] + self.box[2]) / 2


@dataclass(slots=True)
class Placed:
    """A word with its first and last row and column."""

    word: Word
    top: int
    bottom: int
    left: int
    right: int


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
    level = abs(one[1] + one[3] - other[1] - other[3]) <= 2 * _LEVEL * high
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


def cuts_of(gaps: Sequence[tuple[float, float]]) -> list[float]:
    """The fewest places that lie in every gap."""
    groups: list[tuple[float, float]] = []
    for left, right in sorted(gaps, key=lambda gap: gap[1]):
        if groups and left < groups[-1][1]:
            groups[-1] = (max(left, groups[-1][0]), groups[-1][1])
        else:
            groups.append((left, right))
    return [(left + right) / 2 for left, right in groups]


def _level(one: Word, other: Word) -> bool:
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return shared > _LEVEL * min(one.size, other.size)


def cells_of(words: Sequence[Word], ruled: Ruled) -> list[Word]:
    """Lines below one another about one middle, or from one left edge, as one cell."""
    numbers = [word.middle for word in words if is_number_row(word.text)]
    numbers.sort()
    cells: list[Word] = []
    for word in sorted(words, key=lambda w: (w.box[1], w.box[0])):
        above = [cell for cell in _above(cells, word) if _goes_on(cell, word, numbers, ruled)]
        if above:
            best = max(above, key=lambda cell: cell.box[3])
            best.text += word.text
            best.index += word.index
            best.box, best.foot = hull((best.box, word.box)), word.box
            best.lines += 1
        else:
            cells.append(word)
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
    return not whole and not level and not _OPENS.match(word.text)


def _below(cell: Word, word: Word) -> bool:
    """Whether a line stands under a cell's last, about one middle or from one left edge."""
    middle = abs(cell.foot[0] + cell.foot[2] - word.box[0] - word.box[2]) / 2
    reach = _MIDDLE if is_cut_label(cell.text, word.text) else _CENTRED
    return min(middle, abs(cell.box[0] - word.box[0])) <= reach * word.size


def _has_near(values: Sequence[float], at: float, reach: float) -> bool:
    place = bisect_left(values, at - reach)
    return place < len(values) and values[place] <= at + reach


def rows_of(cells: Sequence[Word]) -> list[list[Word]]:
    """The cells of one row each, top to bottom: the heaviest choice of levels that do not meet."""
    levels: list[list[Word]] = []
    for cell in sorted(cells, key=lambda c: c.middle):
        if levels and cell.middle - levels[-1][0].middle <= _LEVEL * cell.size:
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
    _widen(placed, _torn_rows(rows, cut), xs, heads)
    if ruled.rules:
        _between_rules(placed, heights, ruled)
    else:
        _lengthen(placed, heights, cut)
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
    below = bisect_left(middles, cell.middle - _LEVEL * cell.size)
    if below < len(middles) and middles[below] - cell.middle <= _LEVEL * cell.size:
        return below, below
    return max(0, below - 1), min(below, len(middles) - 1)


def _widen(
    placed: Sequence[Placed], torn: set[int], xs: Sequence[float], heads: list[Placed]
) -> None:
    """Let words span the blank columns about their middle; numbers do as the head above them."""
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
    middle = abs((xs[0] + xs[-1]) / 2 - own.word.across) <= _MIDDLE * own.word.size
    return middle or is_label(own.word.text)


def _as_head(own: Placed, heads: Sequence[Placed], taken: set[int]) -> None:
    """Give a number the columns of the head whose middle it stands under."""
    mine = set(range(own.left, own.right + 1))
    for head in heads:
        wide = set(range(head.left, head.right + 1))
        near = abs(head.word.across - own.word.across) <= _MIDDLE * own.word.size
        if near and mine < wide and not (wide - mine) & taken:
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
            if off <= _MIDDLE * own.word.size and right - left > best[1] - best[0]:
                best = (left, right)
    return best


def _lengthen(placed: Sequence[Placed], heights: Sequence[Box], cut: tuple[bool, bool]) -> None:
    """Let labels span the blank rows about their middle, column by column."""
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
        after: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for start, (cost, spans) in best.items():
            for a in range(start, end):
                for b in range(a, end):
                    off = abs((tops[a] + tops[b + 1]) / 2 - own.word.middle) / usual
                    total = cost + (min(off, 1.0) if free else off) + _BLANK_ROW * (a - start)
                    if b + 1 not in after or total < after[b + 1][0]:
                        after[b + 1] = (total, (*spans, (a, b)))
        best = after
    _, chosen = min((cost + _BLANK_ROW * (end - at), spans) for at, (cost, spans) in best.items())
    for own, (top, bottom) in zip(labels, chosen, strict=True):
        own.top, own.bottom = top, bottom
