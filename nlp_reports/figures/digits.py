"""Digits that ran together: every way to cut them into a row's cells.

A number has no leading zero, and blanks that survived part cells. Which of the ways is right is
not decided here but by the identities of the form (:mod:`nlp_reports.figures.solve`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate, combinations, islice

from nlp_reports.figures.values import is_value

Row = tuple[str, ...]
MOST = 4000
"""Ways after which a row counts as unreadable."""

_ATOM = re.compile(r"\d[\d,]*(?:\.\d+)?¥?|[/\\]|[-—–―+]|无|不涉及")
_SIGNED = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?¥?|[/\\]|[-—–―]|无|不涉及")
_FREE = re.compile(r"[-+]?\d+")
_WHOLE = re.compile(r"\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[, ]\d{3})+")
_CELL = re.compile(r"[-+]?(?:0|[1-9][\d,]*)(?:\.\d+)?¥?")


def pieces(raw: str, signed: bool = False) -> list[str]:
    """The parts of a row that are certainly parted: at blanks, signs, slashes and dashes."""
    return (_SIGNED if signed else _ATOM).findall(unicodedata.normalize("NFKC", raw))


def readings(
    raw: str, count: int, *, block: int = 0, signed: frozenset[int] = frozenset()
) -> list[Row]:
    """Every way to read a row of ``count`` cells; none where there are more than :data:`MOST`.

    Args:
        raw: what stands between two labels.
        count: cells of the row.
        block: cells of which the last is the sum of the others, block after block; ways that
            break it are left out. 0 where no identity binds the row.
        signed: which cells may carry a sign.

    >>> readings("15130000154", 7, block=7)
    [('151', '3', '0', '0', '0', '0', '154')]
    >>> readings("2648-1853", 3, signed=frozenset({1}))
    [('2648', '-1', '853'), ('2648', '-18', '53'), ('2648', '-185', '3')]
    """
    parted = _parted(raw, count)
    if parted:
        return [parted]
    parts = pieces(raw, bool(signed))
    if len(parts) == count:
        ways = [tuple(parts)]
    elif len(parts) > count:
        lines = frozenset() if block else _line_ends(raw, bool(signed))
        ways = [way for way in _joined(parts, count, lines) if blocks_add_up(way, block)]
    else:
        ways = list(islice(_cut(parts, count, block, 0.0), MOST + 1))
    fit = [way for way in ways if _signs_fit(way, signed)]
    return fit if len(ways) <= MOST else []


def _parted(raw: str, count: int) -> Row | None:
    """Cells that tabs, bars or commas part, blank ones in their place; or as many by blanks."""
    for mark in "\t|,":
        cells = [cell.strip() for cell in raw.strip(" |").split(mark)]
        if len(cells) != count or mark not in raw or (mark == "," and _THOUSANDS.fullmatch(raw)):
            continue
        if all(len(pieces(c, signed=True)) < 2 or _THOUSANDS.fullmatch(c) for c in cells):
            return tuple(cells)
    tokens = raw.split()
    return tuple(tokens) if len(tokens) == count and all(map(is_value, tokens)) else None


def _signs_fit(row: Row, signed: frozenset[int]) -> bool:
    return all(len(cell) < 2 or cell[0] not in "+-" or i in signed for i, cell in enumerate(row))


def blocks_add_up(row: Row, block: int) -> bool:
    """Whether the last cell of every ``block`` cells is the sum of the others; 0 binds nothing."""
    return not block or all(adds_up(row[at : at + block]) for at in range(0, len(row), block))


def adds_up(row: Row) -> bool:
    """Whether the last cell is the sum of the others; signs for no number count nothing."""
    numbers = [number(cell) for cell in row]
    return number(row[-1]) == sum(numbers[:-1])


def number(cell: str) -> float:
    """The value of a cell, 0 where it holds no number."""
    try:
        return float(cell.replace(",", "").rstrip("¥"))
    except ValueError:
        return 0.0


def _line_ends(raw: str, signed: bool) -> frozenset[int]:
    """The borders between parts at which a line ends."""
    counts = accumulate(len(pieces(line, signed)) for line in raw.split("\n"))
    return frozenset(counts)


def _joined(parts: list[str], count: int, kept: frozenset[int]) -> Iterator[Row]:
    """Ways to take blanks for stray ones: neighbouring numbers are joined, but not over ``kept``.

    A number broken over two lines is one only where sums prove it.
    """
    for borders in combinations(range(1, len(parts)), count - 1):
        if not kept.intersection(range(1, len(parts))) <= set(borders):
            continue
        ends = (*borders, len(parts))
        row = tuple("".join(parts[a:b]) for a, b in zip((0, *borders), ends, strict=True))
        if all(map(_is_cell, row)):
            yield row


def _is_cell(cell: str) -> bool:
    """Whether joined parts can be a cell: a number without leading noughts, or one sign."""
    return len(cell) == 1 or _CELL.fullmatch(cell) is not None


def _cut(parts: list[str], count: int, block: int, so_far: float) -> Iterator[Row]:
    """Cut the first part further, then the rest; ``so_far`` is the sum of the block's cells."""
    if not parts or count < len(parts):
        if not parts and count == 0:
            yield ()
        return
    last_of_block = block > 0 and count % block == 1
    room = sum(map(len, parts)) - count + 1  # digits that the longest of the cells can have
    for first, left in _heads(parts[0]):
        if count == 1 and (left is not None or len(parts) > 1):
            continue
        value = number(first) if block else 0.0
        if last_of_block and value != so_far:
            continue
        if not last_of_block and (so_far + value) >= 10 ** max(1, room - len(first) + 1):
            break  # no digits are left to print such a sum with, nor for a longer first cell
        after = parts[1:] if left is None else [left, *parts[1:]]
        for way in _cut(after, count - 1, block, 0.0 if last_of_block else so_far + value):
            yield (first, *way)


def _heads(part: str) -> Iterator[tuple[str, str | None]]:
    """A first number of a part and what is left of it."""
    if not _FREE.fullmatch(part):
        yield from _decimal_heads(part)
        return
    sign = part[0] in "+-"
    longest = 1 + sign if part[sign] == "0" else len(part)
    for size in range(1 + sign, longest + 1):
        yield part[:size], part[size:] or None


def _decimal_heads(part: str) -> Iterator[tuple[str, str | None]]:
    if _is_cell(part):
        yield part, None
    whole = _WHOLE.match(part)
    if whole and len(whole[0]) < len(part):
        longest = 1 if part[0] == "0" else len(whole[0])
        for size in range(1, min(longest + 1, len(whole[0]))):
            yield part[:size], part[size:]
