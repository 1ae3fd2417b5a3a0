"""Tables that run over a page break, as one: columns matched by place, cut cells rejoined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp_reports.readers.debris import is_cut_label, is_enumerated, is_label, is_number_row
from nlp_reports.readers.pdf_tables import PageTable
from nlp_reports.report import Cell

_SAME = 5.0  # points by which the outer borders of two parts may differ
_NEAR = 24.0  # points by which columns without rules may begin apart


def continues(first: PageTable, second: PageTable) -> bool:
    """Whether two tables have the same outer borders, or without rules the same columns."""
    if _aligned(first, second):
        return True
    left, right = first.xs[0] - second.xs[0], first.xs[-1] - second.xs[-1]
    return abs(left) <= _SAME and abs(right) <= _SAME


def _aligned(first: PageTable, second: PageTable) -> bool:
    """Whether two tables have as many columns at nearly the same places.

    Where no rules are drawn, columns begin where their widest text does.
    """
    pairs = zip(first.xs, second.xs, strict=False)
    return len(first.xs) == len(second.xs) and all(abs(a - b) <= _NEAR for a, b in pairs)


def stitch(first: PageTable, second: PageTable) -> PageTable:
    """Both parts as one table that counts as the first's; ``contents`` stay the first's own."""
    aligned = _aligned(first, second)
    xs = first.xs if aligned else _union(first.xs, second.xs)
    own = xs if aligned else second.xs
    above = _without_blank_foot(_moved(first.cells, first.xs, xs))
    height = max(cell.row + cell.rowspan for cell in above)
    below = _without_repeated_head(above, _moved(second.cells, own, xs))
    below = [_lowered(cell, height) for cell in below]
    cells = _rejoin(above, below, height, first.ruled)
    return PageTable(first.page, first.box, cells, first.contents, xs, first.ruled)


def _union(one: Sequence[float], other: Sequence[float]) -> list[float]:
    result: list[float] = []
    for x in sorted([*one, *other]):
        if not result or x - result[-1] > _SAME:
            result.append(x)
    return result


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda i: abs(xs[i] - x))


def _moved(cells: Sequence[Cell], own: Sequence[float], xs: Sequence[float]) -> list[Cell]:
    """The cells with their columns counted in the joint lattice."""
    at = list(range(len(own))) if own is xs else [_nearest(xs, x) for x in own]
    if at == list(range(len(own))):
        return list(cells)
    moved = []
    for c in cells:
        left, right = at[c.col], at[c.col + c.colspan]
        span = max(1, right - left)
        moved.append(Cell(c.row, left, c.text, c.box, c.rowspan, span, c.page))
    return moved


def _lowered(c: Cell, rows: int) -> Cell:
    return Cell(c.row + rows, c.col, c.text, c.box, c.rowspan, c.colspan, c.page)


def _row_texts(cells: Sequence[Cell], row: int) -> list[str]:
    return [cell.text for cell in cells if cell.row == row]


def _without_repeated_head(above: Sequence[Cell], below: list[Cell]) -> list[Cell]:
    """The second part without head rows that are printed again on its page."""
    repeated = 0
    while texts := _row_texts(below, repeated):
        if _row_texts(above, repeated) != texts or all(is_number_row(t) for t in texts if t):
            break
        repeated += 1
    return [_lowered(c, -repeated) for c in below if c.row >= repeated] if repeated else below


def _without_blank_foot(above: list[Cell]) -> list[Cell]:
    """The first part without the blank sliver of a row whose words all went to the next page."""
    last = max(cell.row + cell.rowspan for cell in above) - 1
    if last == 0 or any(cell.row == last and cell.text for cell in above):
        return above
    return [
        replace(cell, rowspan=min(cell.rowspan, last - cell.row))
        for cell in above
        if cell.row < last
    ]


def _rejoin(above: list[Cell], below: list[Cell], height: int, ruled: bool) -> list[Cell]:
    """Cells of the last row above joined with those of the first row below that go on.

    Without rules a label that opens below may seem to begin in the rest of a row that was cut.
    """
    last = [c for c in above if c.row + c.rowspan == height]
    first = [c for c in below if c.row == height]
    late = [] if ruled else [c for c in first if c.rowspan > 1 and is_enumerated(c.text)]
    pairs = _covered(last, [c for c in first if c not in late])
    if pairs is not None and _one_row(pairs):
        return _joined_row(above, below, pairs, late)
    bottom = {(c.col, c.colspan): c for c in last}
    top = {(c.col, c.colspan): c for c in first}
    whole: dict[int, Cell] = {}
    gone: set[int] = set()
    for place, lower in top.items():
        upper = bottom.get(place)
        if upper is not None and _goes_on(upper, lower):
            text = upper.text + lower.text if upper.text != lower.text else upper.text
            whole[id(upper)] = replace(upper, text=text, rowspan=upper.rowspan + lower.rowspan)
            gone.add(id(lower))
    joined = [whole.get(id(cell), cell) for cell in above]
    return [*joined, *(cell for cell in below if id(cell) not in gone)]


def _goes_on(upper: Cell, lower: Cell) -> bool:
    """Whether a label is cut by the page break: blank below, printed again, or half of one."""
    if is_number_row(upper.text) or is_number_row(lower.text):
        return False
    if not lower.text:
        return bool(upper.text)
    if not upper.text:
        return upper.rowspan > 1
    return upper.text == lower.text or (
        not is_enumerated(lower.text) and is_cut_label(upper.text, lower.text)
    )


def _covered(last: Sequence[Cell], first: Sequence[Cell]) -> list[tuple[Cell, Cell]] | None:
    """Each cell below the break with the one above in whose columns it lies; all must have one."""
    pairs = []
    for lower in first:
        right = lower.col + lower.colspan
        over = [c for c in last if c.col <= lower.col and right <= c.col + c.colspan]
        if not over:
            return None
        pairs.append((over[0], lower))
    return pairs


def _one_row(pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Whether the page break runs through one row.

    Its numbers stand on one side only, or halves of labels on both. A whole label or an enumerator
    below the break begins a row.
    """
    one = [(a, b) for a, b in pairs if bool(a.text) != bool(b.text)]
    numbers = sum(is_number_row(a.text or b.text) for a, b in one)
    halves = sum(is_cut_label(a.text, b.text) for a, b in pairs if a.text and b.text)
    return max(numbers, halves) >= 2 and all(_is_rest(a, b) for a, b in pairs if b.text)


def _is_rest(upper: Cell, lower: Cell) -> bool:
    """Whether a text below the break may be the rest of the one above it."""
    if not upper.text:
        return True
    if is_number_row(lower.text) or is_number_row(upper.text):
        return False
    if is_enumerated(lower.text):
        return False
    ends = not is_label(upper.text) and is_label(upper.text + lower.text)
    return ends or not is_label(lower.text)


def _joined_row(
    above: list[Cell],
    below: list[Cell],
    pairs: Sequence[tuple[Cell, Cell]],
    late: Sequence[Cell],
) -> list[Cell]:
    """The parts with the cut row as one; labels that come ``late`` begin in the row below it."""
    whole: dict[int, Cell] = {}
    for upper, lower in pairs:
        known = whole.get(id(upper), upper)
        rows = max(known.rowspan, upper.rowspan + lower.rowspan - 1)
        whole[id(upper)] = replace(known, text=known.text + lower.text, rowspan=rows)
    done = {id(lower) for _, lower in pairs}
    rest = [
        replace(c, rowspan=c.rowspan - 1) if c in late else _lowered(c, -1)
        for c in below
        if id(c) not in done
    ]
    return [*(whole.get(id(cell), cell) for cell in above), *rest]
