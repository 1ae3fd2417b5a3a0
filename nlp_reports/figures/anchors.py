"""The labels of a table's rows in running text: exact, misprinted, or broken by foreign words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlp_reports.figures.form import Label
from nlp_reports.figures.labels import likeness
from nlp_reports.figures.stream import Stream, every

_TYPO = 0.7  # likeness of a misprinted label inside running text
_WINDOW = 200  # characters between two labels in which a third is looked for
_FOREIGN = 14  # characters of other labels that a page break or an upright label puts amid a label


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row's label in the stream: from character ``start`` to ``end`` of the Chinese skeleton."""

    row: Label
    start: int
    end: int


def anchors(stream: Stream, rows: Iterable[Label]) -> list[Anchor]:
    """The rows' labels: the heaviest chain of exact finds in form order, then misprints."""
    rows = tuple(rows)
    finds = [
        (order, Anchor(row, at, at + len(name)))
        for order, row in enumerate(rows)
        for name in row.names
        for at in every(stream.skeleton, name)
    ]
    chain = _with_misprints(stream, rows, _heaviest(finds))
    return [Anchor(a.row, stream.before(a.start), a.end) for a in chain]


def _heaviest(finds: list[tuple[int, Anchor]]) -> list[Anchor]:
    """The chain of finds, rising in form order and place, with most label characters."""
    finds.sort(key=lambda find: (find[1].end, find[0]))
    ends = [anchor.end for _, anchor in finds]
    weights: list[float] = []
    before: list[int] = []
    for order, anchor in finds:
        top, link = 0.0, -1
        for j in range(min(bisect_right(ends, anchor.start), len(weights))):
            if finds[j][0] < order and weights[j] >= top:
                top, link = weights[j], j  # of equals the nearest: labels of a table stand close
        weights.append(top + anchor.end - anchor.start)
        before.append(link)
    if not finds:
        return []
    at = max(range(len(finds)), key=lambda i: weights[i])
    chain: list[Anchor] = []
    while at >= 0:
        chain.append(finds[at][1])
        at = before[at]
    return chain[::-1]


def _with_misprints(stream: Stream, rows: Sequence[Label], chain: list[Anchor]) -> list[Anchor]:
    found = {anchor.row.key: anchor for anchor in chain}
    result: list[Anchor] = []
    for i, row in enumerate(rows):
        if row.key in found:
            result.append(found[row.key])
            continue
        low = result[-1].end if result else 0
        later = (found[other.key].start for other in rows[i + 1 :] if other.key in found)
        high = next(later, len(stream.skeleton) if result else 0)
        near = _misprint(stream.skeleton, row, low, high)
        if near is not None:
            result.append(near)
    return result


def _misprint(skeleton: str, row: Label, low: int, high: int) -> Anchor | None:
    """The stretch between two labels most like a third, where it is like enough."""
    name = row.names[0]
    if len(name) < 4 or high - low < 3 or high - low > _WINDOW:
        return None
    top: tuple[float, int, int] | None = None
    letters = set(name)
    for start in range(low, high - 2):
        for size in (len(name), len(name) - 1, len(name) + 1):
            piece = skeleton[start : min(high, start + size)]
            if len(letters.intersection(piece)) < _TYPO * len(letters) - 1:
                continue
            score = likeness(name, piece)
            if score >= _TYPO and (top is None or score > top[0]):
                top = (score, start, start + len(piece))
    if top is not None:
        return Anchor(row, top[1], top[2])
    return next((_broken(skeleton, row, name, low, high)), None)


def _broken(skeleton: str, row: Label, name: str, low: int, high: int) -> Iterator[Anchor]:
    """A label in two parts with some other label's words between, as a page break leaves it."""
    for cut in range(3, len(name) - 1):
        start = skeleton.find(name[:cut], low, high)
        rest = skeleton.find(name[cut:], start + cut, min(high, start + len(name) + _FOREIGN))
        if start >= 0 and rest >= 0:
            yield Anchor(row, start, rest + len(name) - cut)
