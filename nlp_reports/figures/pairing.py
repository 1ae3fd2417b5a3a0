"""Which numbers belong to which label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from nlp_reports.figures.anchors import Anchor
from nlp_reports.figures.stream import Group

Side = Literal["after", "before"]
_FAR = 40  # characters of label between a row's label and its numbers
_THIN = 0.3  # cost of numbers too few for the row
_AMID = 0.2  # cost of numbers amid their label
_OTHER_SIDE = 0.5  # cost of numbers that stand on the other side of their label
_NO_NUMBERS, _NO_LABEL = 4.0, 6.0  # costs of a label without numbers, of numbers without a label


def assign(
    found: Sequence[Anchor],
    numbers: Sequence[Group],
    widths: Sequence[int],
    side: Side = "after",
) -> dict[str, Group]:
    """Which numbers belong to which label: the cheapest pairing that keeps the order.

    Args:
        found: the labels, in order.
        numbers: the groups of numbers, in order.
        widths: the cells of each label's row.
        side: where numbers on lines of their own are looked for first.
    """
    behind = {group.at: group for group in numbers}
    ends = [anchor.end for anchor in found]
    if side == "after" and len(numbers) == len(behind) == len(found) and behind.keys() == set(ends):
        return {anchor.row.key: behind[anchor.end] for anchor in found}
    fit = [
        [_distance(anchor, group, side) + _THIN * (group.size < width) for group in numbers]
        for anchor, width in zip(found, widths, strict=True)
    ]
    rows, cols = len(found), len(numbers)
    steps = _steps(fit, rows, cols)
    pairs: dict[str, Group] = {}
    i, j = rows, cols
    while i and j:
        if steps[i][j] == 0:
            pairs[found[i - 1].row.key] = numbers[j - 1]
        i, j = i - (steps[i][j] != 2), j - (steps[i][j] != 1)
    return pairs


def _steps(fit: Sequence[Sequence[float]], rows: int, cols: int) -> list[list[int]]:
    """The last step of the cheapest pairing of the first labels and groups.

    0: they pair, 1: the label has no numbers, 2: the numbers have no label.
    """
    cost = [j * _NO_LABEL for j in range(cols + 1)]
    steps = [[2] * (cols + 1)]
    for i in range(1, rows + 1):
        above, line, step, fits = cost, [i * _NO_NUMBERS], [1], fit[i - 1]
        for j in range(1, cols + 1):
            top, last = above[j - 1] + fits[j - 1], 0
            if above[j] + _NO_NUMBERS < top:
                top, last = above[j] + _NO_NUMBERS, 1
            if line[j - 1] + _NO_LABEL < top:
                top, last = line[j - 1] + _NO_LABEL, 2
            line.append(top)
            step.append(last)
        cost = line
        steps.append(step)
    return steps


def _distance(anchor: Anchor, group: Group, side: Side) -> float:
    """How badly numbers fit a label: nothing right behind it, little amid or right before it."""
    if group.at == anchor.end:
        return 0.0 if side == "after" or group.beside else _OTHER_SIDE
    if anchor.start < group.at < anchor.end:
        return _AMID  # the label is broken over lines, and they end one of them or stand between
    if group.beside:
        gap = group.at - anchor.end
        return 1.0 + gap / _FAR if 0 < gap <= _FAR else float("inf")
    if group.at == anchor.start:
        return _OTHER_SIDE if side == "after" else 0.0
    gap = group.at - anchor.end if group.at > anchor.end else anchor.start - group.at
    return 1.0 + gap / 10 if gap <= _FAR else float("inf")
