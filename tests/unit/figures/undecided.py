"""Which cells no reader could tell from run-together digits: proved by another table that fits.

A witness is a second way to cut the same printed digits that satisfies every identity and bound of
the form and every exact number of the prose, and has another value in the cell. The cuts are
enumerated here anew, from the written truth; nothing of the parser's own search is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, islice, product

from nlp_reports.evaluate.authored import Authored
from nlp_reports.figures.form import Form, form
from nlp_reports.figures.said import claims, exact, prose
from nlp_reports.figures.scope import table_scope
from nlp_reports.report import Figures, Outline, Report
from tests.render import truth

Place = tuple[str, str, str]
Printed = Mapping[Place, str]
_COUNT = re.compile(r"0|[1-9]\d*|[/／—-]")
_AMOUNT = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?|[/／—-]")
_CHANGE = re.compile(r"[-+增减]?(?:0|[1-9]\d*)|[/／—-]")
_AMOUNTS = ("fee_amount", "total_amount")
_MOST = 5000  # tables looked at


def undecided(report: Authored, read: Report, parts: Outline, found: Figures) -> set[Place]:
    """The open cells of a report for which a witness is found."""
    printed = truth(report)
    shape = form(report.meta["form"])
    said, scope = claims(read, prose(read, parts)), table_scope(read)
    told = exact(said, "proactive", scope) | exact(said, "reviews", scope)
    open_ = [place for place in printed if _is_open(found, place)]
    proved: set[Place] = set()
    for table in {place[0] for place in open_}:
        rows = list(dict.fromkeys(row for name, row, _ in open_ if name == table))
        groups = [rows] if table == "requests" else [[row] for row in rows]
        for group in groups:
            for other in islice(_tables(printed, shape, table, group), _MOST):
                if _fits(other, shape, table) and _as_told(other, told):
                    proved |= {p for p in open_ if p in other and other[p] != printed[p]}
    return proved


def _is_open(found: Figures, place: Place) -> bool:
    cell = found.get(*place)
    return cell is None or cell.state == "missing"


def _tables(
    printed: Printed, shape: Form, table: str, rows: list[str]
) -> Iterator[dict[Place, str]]:
    """The table with some rows cut in every other way."""
    own = shape.table(table)
    same = {place: text for place, text in printed.items() if place[0] == table}
    columns = {row: own.columns_of(own.row(row)) for row in rows}
    ways = [
        list(_cuts("".join(same[table, row, c] for c in columns[row]), columns[row]))
        for row in rows
    ]
    for cut in product(*ways):
        cells = {
            (table, row, column): text
            for row, texts in zip(rows, cut, strict=True)
            for column, text in zip(columns[row], texts, strict=True)
        }
        yield same | cells


def _cuts(text: str, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for borders in combinations(range(1, len(text)), len(columns) - 1):
        ends = (*borders, len(text))
        cells = tuple(text[a:b] for a, b in zip((0, *borders), ends, strict=True))
        if all(_pattern(c).fullmatch(t) for c, t in zip(columns, cells, strict=True)):
            yield cells


def _pattern(column: str) -> re.Pattern[str]:
    return _AMOUNT if column in _AMOUNTS else _CHANGE if column == "change" else _COUNT


def _value(text: str) -> float:
    sign = -1 if text[:1] in ("-", "减") else 1
    digits = text.strip("-+增减/／—")
    return sign * float(digits) if digits else 0.0


def _fits(cells: Printed, shape: Form, table: str) -> bool:
    """Whether the form's identities and bounds hold, as far as their cells are there."""
    values = {place: _value(text) for place, text in cells.items()}
    own = shape.table(table)
    for identity in shape.identities:
        if identity.table != table:
            continue
        for line in own.columns if identity.each == "column" else own.rows:
            sides = [
                sum(
                    values.get((table, k, line.key) if identity.each == "column" else
                               (table, line.key, k), 0.0)
                    for k in side
                )
                for side in (identity.left, identity.right)
            ]  # fmt: skip
            if sides[0] != sides[1]:
                return False
    for bound in shape.bounds:
        for row in bound.rows if bound.table == table else ():
            large = sum(values.get((table, row, k), 0.0) for k in bound.large[: bound.cut])
            if values.get((table, row, bound.small), 0.0) > large:
                return False
    return True


def _as_told(cells: Printed, told: Mapping[tuple[str, str], float]) -> bool:
    return all(_value(t) == told.get((row, c), _value(t)) for (_, row, c), t in cells.items())
