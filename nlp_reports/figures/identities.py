"""The identities that the forms prescribe, held against the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache
from typing import Literal, NamedTuple

from nlp_reports.figures.form import FORMS, Bound, Form, Identity, form
from nlp_reports.report import Check, Figure, Figures

_MANY = 4  # columns out of balance from which a whole row is in doubt
_CLOSE = 0.005  # fees are in 10,000 yuan with decimals


def form_of(figures: Figures) -> Form:
    """The form of the figures; of tables that were not there, the newest."""
    name = figures.form.split()[0]
    return form(name if name in FORMS else FORMS[0])


Place = tuple[str, str, str]


def check_identities(figures: Figures) -> Iterator[Check]:
    """Every identity for every column or row of the tables that are there.

    Where a table read from text breaks the balance of many columns at once, a row was misread
    rather than miswritten: the likely cause is extraction.
    """
    found = list(_identities(figures))
    broken = [c for c in found if c.name == "requests_balance" and c.result == "failed"]
    doubtful = len(broken) >= _MANY and all(c.box is None for c in figures.cells)
    for each in found:
        yield replace(each, likely="extraction") if doubtful and each in broken else each


def _identities(figures: Figures) -> Iterator[Check]:
    shape = form_of(figures)
    prose = {form for form in {c.form for c in figures.cells} if form.endswith("prose")}
    there = {(c.table, c.row, c.column): c for c in figures.cells if c.form not in prose}
    tables, rows = {table for table, _, _ in there}, {row for _, row, _ in there}
    strange = {row for row in rows if row.startswith("extra_")}
    extra = [c for c in there.values() if c.row in strange and _leaf(c)] if strange else []
    for line in _plan(shape.name):
        if line.table not in tables:
            continue
        more = [c for c in extra if c.column == line.key and line.name == "requests_outcomes"]
        sides = None if more else _sums(line, there)
        if sides:
            yield _weighed(line, *sides, figures)
            continue
        left, right = ([there[p] for p in side if p in there] for side in (line.left, line.right))
        yield compare(line.name, left, [*right, *more], note=line.note, figures=figures)
    for bound in shape.bounds:
        for row in bound.rows:
            yield from _bounded(bound, row, there, figures)


class _Line(NamedTuple):
    """An identity in one column or row (``key``) of a table: the cells of both sides."""

    name: str
    table: str
    key: str
    note: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    cells: tuple[str, ...]


@cache
def _plan(name: str) -> tuple[_Line, ...]:
    """Every identity of a form in every column or row."""
    plan = []
    for identity in form(name).identities:
        own = form(name).table(identity.table)
        for line in own.columns if identity.each == "column" else own.rows:
            left, right = (_places(identity, keys, line.key) for keys in _sides(identity))
            note, keys = f"{identity.en}; {line.key}", tuple(map(".".join, (*left, *right)))
            plan.append(_Line(identity.name, own.key, line.key, note, left, right, keys))
    return tuple(plan)


def _sums(line: _Line, there: Mapping[Place, Figure]) -> tuple[float, float] | None:
    """Both sides of an identity, where all of its cells are there and numbers: most are."""
    try:
        left = sum([there[place].value for place in line.left])  # type: ignore[misc]
        return left, sum([there[place].value for place in line.right])  # type: ignore[misc]
    except (KeyError, TypeError):
        return None


def _weighed(line: _Line, left: float, right: float, figures: Figures) -> Check:
    """The check of an identity all of whose cells are numbers."""
    delta = round(left - right, 6)
    if abs(delta) <= _CLOSE:
        return Check(line.name, "passed", left, right, delta, line.cells, None, line.note)
    likely = _cause({line.table}, figures)
    return Check(line.name, "failed", left, right, delta, line.cells, likely, line.note)


def _bounded(
    bound: Bound, row: str, there: dict[Place, Figure], figures: Figures
) -> Iterator[Check]:
    """A bound for one row, where the table has the row."""
    keys = (bound.small, *bound.large) if bound.small else bound.large
    cells = [there[place] for key in keys if (place := (bound.table, row, key)) in there]
    if len(cells) < len(keys):
        return
    note = f"{bound.en}; {row}"
    if bound.small:
        found = compare(bound.name, cells[:1], cells[1:], note=note, figures=figures)
    else:
        found = _at_least_nought(bound.name, cells, note, figures)
    if found.delta is not None and found.delta <= _CLOSE:
        found = replace(found, result="passed", likely=None)
    yield found


def _at_least_nought(name: str, cells: Sequence[Figure], note: str, figures: Figures) -> Check:
    keys = tuple(map(key_of, cells))
    if any(cell.state != "number" for cell in cells):
        note += "; no number to hold it against"
        return Check(name, "not_assessable", cells=keys, note=note)
    rest = total(cells)
    likely = likely_cause(cells, figures)
    return Check(name, "failed", 0.0, rest, 0.0 - rest, keys, likely, note)


def _sides(identity: Identity) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return identity.left, identity.right


def _places(identity: Identity, keys: Iterable[str], line: str) -> tuple[Place, ...]:
    """The cells of one side in one column or row."""
    by_column = identity.each == "column"
    return tuple((identity.table, *((key, line) if by_column else (line, key))) for key in keys)


def _leaf(extra: Figure) -> bool:
    """Whether a row that no form has counts requests: heads of groups do not."""
    return extra.state == "number" and not extra.row_zh.startswith(("（三）", "（四）", "（五）"))


def compare(
    name: str, left: Sequence[Figure], right: Sequence[Figure], *, note: str, figures: Figures
) -> Check:
    """A check that two groups of cells add up to the same."""
    cells = (*left, *right)
    keys = tuple([key_of(cell) for cell in cells])
    states = {cell.state for cell in cells}  # mostly numbers alone: nothing more to look at
    if states != {"number"} or not left or not right:
        gaps = [cell for cell in cells if cell.state == "missing" and not _optional(cell, cells)]
        silent = not any([cell.state == "number" for cell in left])
        if gaps or silent or all([cell.state == "blank" for cell in right]):
            why = f"{key_of(gaps[0])} is not known" if gaps else "no number to hold it against"
            return Check(name, "not_assessable", cells=keys, note=f"{note}; {why}")
    one, other = total(left), total(right)
    delta = round(one - other, 6)
    if abs(delta) <= _CLOSE:
        return Check(name, "passed", one, other, delta, keys, note=note)
    return Check(name, "failed", one, other, delta, keys, likely_cause(cells, figures), note)


def likely_cause(cells: Sequence[Figure], figures: Figures) -> Literal["source", "extraction"]:
    """``extraction`` where a cell of the table was not read or a foreign row stands in it."""
    return _cause({cell.table for cell in cells}, figures)


def _cause(tables: Set[str], figures: Figures) -> Literal["source", "extraction"]:
    doubt = any(gap.key.split(".")[0] in tables and "." in gap.key for gap in figures.missing)
    return "extraction" if doubt else "source"


def total(cells: Iterable[Figure]) -> float:
    """The sum of cells; a slash, dash or blank counts nothing."""
    return sum([cell.value or 0.0 for cell in cells])


def key_of(cell: Figure) -> str:
    """``table.row.column``."""
    return f"{cell.table}.{cell.row}.{cell.column}"


def _optional(cell: Figure, among: Sequence[Figure]) -> bool:
    """Rows of 其他处理 that a report prints as one row only."""
    one = {c.row for c in among if c.state != "missing"}
    return cell.row in ("overdue_correction", "overdue_fee") and "other_handling" in one
