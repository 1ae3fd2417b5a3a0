"""Cells from running text: labels found in order, numbers assigned to the label they stand by.

Serves tables of which only lines are known (numbers on the label's line, after it, before it or
amid its broken lines) and tables flattened into one line of text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp_reports.figures.form import Label, TableForm
from nlp_reports.figures.labels import likeness

_HAN = re.compile(r"[一-鿿]")
_VALUE = r"[+\-—–―−/／\\\d０-９][\d０-９.．,，+\-—–―−/／\\ \t　|]*"
_RUN = re.compile(rf"(?:{_VALUE}|(?<![^\s|])(?:无|不涉及)(?![^\s|])[ \t|]*)+")
_SIGN = re.compile(r"[增减](?=\d)")
_ENUMERATOR = re.compile(r"[\d０-９][.．、][ \t]*$")
_TYPO = 0.7  # likeness of a misprinted label inside running text
_FAR = 40  # characters of label between a row's label and its numbers
_THIN = 0.3  # cost of numbers too few for the row
_NO_NUMBERS, _NO_LABEL = 4.0, 6.0  # costs of a label without numbers, of numbers without a label


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row's label in the stream: from character ``start`` to ``end`` of the Chinese skeleton."""

    row: Label
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers standing together: before skeleton character ``at``; ``beside`` a label's end."""

    raw: str
    at: int
    beside: bool

    @property
    def cells(self) -> int:
        """Pieces that blanks part."""
        return len(self.raw.replace("|", " ").split())

    def thin(self, width: int) -> bool:
        """Whether it is too short to hold a row: a page number, say."""
        return len(self.raw.replace(" ", "")) < width


@dataclass(frozen=True, slots=True)
class Stream:
    """Text and the Chinese characters in it, with their offsets."""

    text: str
    skeleton: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Stream:
        """The stream of a text; 增3 is +3, isolated 无 and 不涉及 are cells, no part of labels."""
        text = _SIGN.sub(lambda m: "+" if m[0] == "增" else "-", text)
        masked = re.sub(r"(?<![^\s|])(?:无|不涉及)(?![^\s|])", lambda m: " " * len(m[0]), text)
        places = tuple(match.start() for match in _HAN.finditer(masked))
        return cls(text, "".join(text[i] for i in places), places)


def anchors(stream: Stream, rows: Iterable[Label]) -> list[Anchor]:
    """The rows' labels: the heaviest chain of exact finds in form order, then misprints."""
    rows = tuple(rows)
    finds = [
        (order, Anchor(row, match.start(), match.start() + len(name)))
        for order, row in enumerate(rows)
        for name in row.names
        for match in re.finditer(f"(?={name})", stream.skeleton)
    ]
    return _with_misprints(stream, rows, _heaviest(finds))


def _heaviest(finds: list[tuple[int, Anchor]]) -> list[Anchor]:
    """The chain of finds, rising in form order and place, with most label characters."""
    finds.sort(key=lambda find: (find[1].end, find[0]))
    weights: list[float] = []
    before: list[int] = []
    for i, (order, anchor) in enumerate(finds):
        top, link = 0.0, -1
        for j in range(i):
            fits = finds[j][0] < order and finds[j][1].end <= anchor.start
            if fits and weights[j] >= top:  # of equals the nearest: labels of a table stand close
                top, link = weights[j], j
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
    if len(name) < 4 or high - low < 3 or high - low > 200:
        return None
    top: tuple[float, int, int] | None = None
    for size in (len(name), len(name) - 1, len(name) + 1):
        for start in range(low, max(low, high - size) + 1):
            score = likeness(name, skeleton[start : start + size])
            if score >= _TYPO and (top is None or score > top[0]):
                top = (score, start, min(high, start + size))
    return None if top is None else Anchor(row, top[1], top[2])


def groups(stream: Stream, width: int) -> list[Group]:
    """The runs of cell contents of rows of ``width`` cells.

    Enumerators of labels are taken off; runs on lines of their own are joined as long as they
    fit one row: some texts print a cell a line.
    """
    joined: list[Group] = []
    for group in _runs(stream):
        last = joined[-1] if joined else None
        if last and last.at == group.at and last.cells + group.cells <= width:
            joined[-1] = Group(f"{last.raw} {group.raw}", last.at, last.beside)
        else:
            joined.append(group)
    return joined


def _runs(stream: Stream) -> list[Group]:
    masked = re.sub(r"增[/／]减", lambda m: m[0][0] + "增" + m[0][2], stream.text)
    found: list[Group] = []
    for match in _RUN.finditer(masked):
        raw, after = match[0], stream.text[match.end() : match.end() + 1]
        if after and after not in "\n" and not raw.endswith(("\n",)):
            raw = _ENUMERATOR.sub("", raw)
        line = stream.text[stream.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if raw.strip(" \t　|,，.．"):
            at = bisect_left(stream.places, match.start())
            found.append(Group(raw.strip(), at, bool(_HAN.search(line))))
    return found


def assign(
    found: Sequence[Anchor], numbers: Sequence[Group], widths: Sequence[int]
) -> dict[str, Group]:
    """Which numbers belong to which label: the cheapest pairing that keeps the order.

    Args:
        found: the labels, in order.
        numbers: the groups of numbers, in order.
        widths: the cells of each label's row.
    """
    fit = [
        [_distance(anchor, group) + _THIN * group.thin(width) for group in numbers]
        for anchor, width in zip(found, widths, strict=True)
    ]
    rows, cols = len(found), len(numbers)
    cost = [[0.0] * (cols + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(cols + 1):
            if i or j:
                cost[i][j] = min(_ways(cost, fit, i, j))
    pairs: dict[str, Group] = {}
    i, j = rows, cols
    while i and j:
        ways = _ways(cost, fit, i, j)
        if ways[0] <= min(ways):
            pairs[found[i - 1].row.key] = numbers[j - 1]
            i, j = i - 1, j - 1
        elif ways[1] <= ways[2]:
            i -= 1
        else:
            j -= 1
    return pairs


def _ways(
    cost: list[list[float]], fit: Sequence[Sequence[float]], i: int, j: int
) -> tuple[float, float, float]:
    never = float("inf")
    pair = cost[i - 1][j - 1] + fit[i - 1][j - 1] if i and j else never
    skip_label = cost[i - 1][j] + _NO_NUMBERS if i else never
    skip_group = cost[i][j - 1] + _NO_LABEL if j else never
    return pair, skip_label, skip_group


def _distance(anchor: Anchor, group: Group) -> float:
    """How badly numbers fit a label: nothing right behind it, little amid or right before it."""
    if group.at == anchor.end:
        return 0.0
    if group.beside:
        gap = group.at - anchor.end
        return 1.0 + gap / _FAR if 0 < gap <= _FAR else float("inf")
    if anchor.start < group.at < anchor.end:
        return 0.2
    if group.at == anchor.start:
        return 0.5
    gap = group.at - anchor.end if group.at > anchor.end else anchor.start - group.at
    return 1.0 + gap / 10 if gap <= _FAR else float("inf")


def cut(text: str, table: TableForm) -> str | None:
    """The stretch of a text in which a table stands, by the words it opens and ends with."""
    stream = Stream.of(text)
    starts = [at for words in table.opens if (at := stream.skeleton.find(words)) >= 0]
    if not starts:
        return None
    start = min(starts)
    ends = [at for words in table.ends if (at := stream.skeleton.find(words, start)) >= 0]
    end = stream.places[min(ends)] if ends else len(text)
    return text[stream.places[start] : end]
