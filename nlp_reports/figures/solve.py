"""Which readings of run-together rows the form's identities allow.

Nothing is guessed: where several readings satisfy every identity, only the cells on which all
agree are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from nlp_reports.figures.digits import Row, adds_up, number, pieces, readings
from nlp_reports.figures.labels import tables_of

_MOST = 20_000  # combinations looked at
_MANY = 2000  # solutions kept

Vector = tuple[float, ...]
Readings = Mapping[str, Sequence[Row]]
Said = Mapping[tuple[str, str], float]
"""What the prose says of cells, by row and column."""


@dataclass(slots=True)
class Solved:
    """The cells that are certain by row (``None`` where they are not), and why not.

    ``chosen`` says what else than the form's identities chose among several readings of a row.
    """

    rows: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def holding(self) -> int:
        """Rows that add up, and ten for each column of section three that balances."""
        rows = {key: cells for key, cells in self.rows.items() if None not in cells}
        own = sum(adds_up(tuple(map(str, cells))) for cells in rows.values())
        return own + 10 * sum(self._balances())

    @property
    def consistent(self) -> bool:
        """Whether every column of section three balances."""
        return all(self._balances())

    def _balances(self) -> list[bool]:
        outer = [self.rows.get(key) for key in _OUTER]
        if any(cells is None or None in cells for cells in outer):
            return [False]
        new, over, total, forward = ([number(str(c)) for c in cells or ()] for cells in outer)
        return [a + b == c + d for a, b, c, d in zip(new, over, total, forward, strict=True)]


def candidates(raw: str, count: int) -> list[Row]:
    """The readings of a row of applicants: those that add up, or all where none does.

    Where blanks part fewer numbers than there are cells, and no way to cut them further adds up,
    a cell is lacking rather than a blank: such a row has no reading.
    """
    found = readings(raw, count, block=count)
    return found if found or 1 < len(pieces(raw)) < count else readings(raw, count)


def requests(raws: Mapping[str, str], columns: int) -> Solved:
    """The rows of section three, by row key, from what stands behind their labels."""
    ways = {key: candidates(raw, columns) for key, raw in raws.items()}
    solved = Solved()
    for key, raw in raws.items():
        if not ways[key]:
            solved.unread[key] = f"{raw!r} cannot be cut into {columns} numbers"
    known = {key: found for key, found in ways.items() if found}
    for key, rows in _narrowed(known, complete=not solved.unread).items():
        _settle(solved, key, rows)
    return solved


Rules = Callable[[str], Mapping[str, Callable[[Row], bool]]]
"""Gives the rules that may choose among the readings of a row, by their names."""


def reviews(raw: str, rules: Rules) -> Solved:
    """The three blocks of section four from one run of digits; ``rules`` as in :func:`settle`."""
    keys = [row.key for row in tables_of("reviews")[0].rows]
    solved = Solved()
    ways = readings(raw, 15, block=5) or _single(readings(raw, 15))
    if not ways:
        solved.unread.update(dict.fromkeys(keys, f"{raw!r} cannot be cut into 15 numbers"))
    for at, key in enumerate(keys if ways else ()):
        ways = _chosen(solved, key, ways, rules, at)
    for at, key in enumerate(keys if ways else ()):
        _settle(solved, key, [_blocks(way)[at] for way in ways])
    return solved


def _chosen(solved: Solved, key: str, ways: list[Row], rules: Rules, at: int) -> list[Row]:
    """The ways whose block number ``at`` the rules allow, where they allow any."""
    several = len({_blocks(way)[at] for way in ways}) > 1
    for name, holds in rules(key).items() if several else ():
        fit = [way for way in ways if holds(_blocks(way)[at])]
        if 0 < len(fit) < len(ways):
            ways = fit
            solved.chosen[key] = name
    return ways


def blocks(raws: Mapping[str, str], rules: Rules) -> Solved:
    """The blocks of section four, each from its own run of digits."""
    solved = Solved()
    for key, raw in raws.items():
        ways = candidates(raw, 5)
        if ways:
            settle(solved, key, ways, rules(key) if len(ways) > 1 else {})
        else:
            solved.unread[key] = f"{raw!r} cannot be cut into 5 numbers"
    return solved


def settle(
    solved: Solved, key: str, ways: Sequence[Row], rules: Mapping[str, Callable[[Row], bool]]
) -> None:
    """What several readings of one row agree on, after rules have chosen among them.

    Args:
        solved: where the row is put.
        key: of the row.
        ways: its readings.
        rules: name and test of each; a rule that no reading satisfies is left out.
    """
    for name, holds in rules.items():
        fit = [way for way in ways if holds(way)]
        if 0 < len(fit) < len(ways):
            ways = fit
            solved.chosen[key] = name
    _settle(solved, key, ways)


def _settle(solved: Solved, key: str, rows: Sequence[Row]) -> None:
    agreed = tuple(cells[0] if len(set(cells)) == 1 else None for cells in zip(*rows, strict=True))
    solved.rows[key] = agreed
    if None in agreed:
        shown = "; ".join(" ".join(row) for row in rows[:3])
        more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
        solved.unread[key] = f"run-together digits, several readings fit: {shown}{more}"


def _blocks(row: Row) -> tuple[Row, Row, Row]:
    return row[:5], row[5:10], row[10:15]


def _single(ways: list[Row]) -> list[Row]:
    return ways if len(ways) == 1 else []


def _vector(row: Row) -> Vector:
    return tuple(number(cell) for cell in row)


def _narrowed(ways: Readings, complete: bool) -> Readings:
    """The readings that occur in a solution of the identities.

    As before where there is no solution, or where there are too many to see them all: a part of
    the solutions may agree on what is wrong.
    """
    if all(len(rows) == 1 for rows in ways.values()):
        return ways
    leaves = [key for key in ways if key not in _OUTER]
    solutions: list[dict[str, Row]] = []
    balanced: list[dict[str, Row]] = []
    steps = [0]
    for outer in _outers(ways):
        balanced.append(outer)
        if complete and "total" in outer:
            for inner in _inners(ways, leaves, _vector(outer["total"]), steps):
                solutions.append(outer | inner)
                if len(solutions) > _MANY:
                    return ways
        if steps[0] > _MOST:
            return ways
    return _seen(ways, solutions or balanced)


_OUTER = ("new_received", "carried_over", "total", "carried_forward")


def _seen(ways: Readings, solutions: Sequence[dict[str, Row]]) -> Readings:
    if not solutions:
        return ways
    return {
        key: list(dict.fromkeys(s[key] for s in solutions if key in s)) or rows
        for key, rows in ways.items()
    }


def _outers(ways: Readings) -> Iterator[dict[str, Row]]:
    """Readings of the four outer rows for which new + carried over = handled + carried forward."""
    keys = [key for key in _OUTER if key in ways]
    size = 1
    for key in keys:
        size *= len(ways[key])
    if len(keys) < len(_OUTER) or size > _MOST:
        return
    for rows in product(*(ways[key] for key in keys)):
        new, over, total, forward = map(_vector, rows)
        if all(a + b == c + d for a, b, c, d in zip(new, over, total, forward, strict=True)):
            yield dict(zip(keys, rows, strict=True))


def _inners(
    ways: Readings, leaves: Sequence[str], target: Vector, steps: list[int]
) -> Iterator[dict[str, Row]]:
    """Readings of the outcomes that add up to the row of totals."""
    fixed = [key for key in leaves if len(ways[key]) == 1]
    open_ = sorted((key for key in leaves if len(ways[key]) > 1), key=lambda k: len(ways[k]))
    rest = target
    for key in fixed:
        rest = _minus(rest, _vector(ways[key][0]))
    chosen = {key: ways[key][0] for key in fixed}
    yield from _fill(ways, open_, rest, chosen, steps)


def _minus(one: Vector, other: Vector) -> Vector:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _fill(
    ways: Readings, keys: Sequence[str], rest: Vector, chosen: dict[str, Row], steps: list[int]
) -> Iterator[dict[str, Row]]:
    if min(rest) < 0 or steps[0] > _MOST:
        return
    if not keys:
        if not any(rest):
            yield dict(chosen)
        return
    for row in ways[keys[0]]:
        steps[0] += 1
        yield from _fill(ways, keys[1:], _minus(rest, _vector(row)), chosen | {keys[0]: row}, steps)
