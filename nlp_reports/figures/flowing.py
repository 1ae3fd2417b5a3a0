"""Raw cells of tables that stand in text: as lines, or flattened into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nlp_reports.figures import solve
from nlp_reports.figures.digits import readings
from nlp_reports.figures.form import Form, TableForm
from nlp_reports.figures.grids import Raw
from nlp_reports.figures.labels import rows_of, tables_of
from nlp_reports.figures.stream import Group, Stream, anchors, assign, cut, groups
from nlp_reports.report import Missing, Table

_FEWEST = {"proactive": 2, "requests": 4}  # rows without which a text does not hold the table


@dataclass(slots=True)
class Found:
    """What a text gave: cells, and cells that cannot be read without guessing."""

    raws: list[Raw] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def lines_text(tables: Sequence[Table]) -> str:
    """The tables of kind ``lines`` as text again: a row a line, pieces parted by blanks."""
    lines = [
        " ".join(piece for piece in row if piece.strip()) for table in tables for row in table.rows
    ]
    return "\n".join(lines)


def read(text: str, table: str, form: Form) -> Found:
    """One table out of a text that may hold it."""
    shape = form.table(table)
    stretch = cut(text, shape)
    if stretch is None:
        return Found()
    if table == "reviews":
        return _reviews(stretch)
    return _labelled(stretch, shape)


def _labelled(text: str, shape: TableForm) -> Found:
    stream = Stream.of(text)
    rows = rows_of("requests") if shape.key == "requests" else shape.rows
    found = anchors(stream, rows)
    if len(found) < _FEWEST[shape.key]:
        return Found()
    widths = [len(shape.columns_of(anchor.row)) for anchor in found]
    near = [g for g in groups(stream, max(widths)) if found[0].start <= g.at <= found[-1].end]
    numbers = assign(found, near, widths)
    if shape.key == "requests" and not numbers:
        return Found()
    result = Found()
    if shape.key == "requests":
        solved = solve.requests({k: g.raw for k, g in numbers.items()}, len(shape.columns))
    else:
        solved = _proactive(shape, numbers)
    _report(result, solved, shape)
    for anchor in found:
        if anchor.row.key not in numbers:
            for column in shape.columns_of(anchor.row):
                result.raws.append(Raw(shape.key, anchor.row.key, column, "", "text"))
    return result


def _proactive(shape: TableForm, numbers: dict[str, Group]) -> solve.Solved:
    """Rows of section two: no identity binds them, so only the one reading counts."""
    solved = solve.Solved()
    for key, group in numbers.items():
        columns = shape.columns_of(shape.row(key))
        signed = frozenset(i for i, c in enumerate(columns) if shape.column(c).signed)
        ways = readings(group.raw, len(columns), signed=signed)
        if ways:
            one = solve.settle(key, ways)
            solved.rows |= one.rows
            solved.unread |= one.unread
        else:
            solved.unread[key] = f"{group.raw!r} cannot be cut into {len(columns)} numbers"
    return solved


def _report(result: Found, solved: solve.Solved, shape: TableForm) -> None:
    known = {row.key: row for row in rows_of(shape.key)} | {row.key: row for row in shape.rows}
    for key, cells in solved.rows.items():
        for column, cell in zip(shape.columns_of(known[key]), cells, strict=True):
            if cell is not None:
                result.raws.append(Raw(shape.key, key, column, cell, "text"))
    for key, why in solved.unread.items():
        result.missing.append(Missing(f"{shape.key}.{key}", why))


def _reviews(text: str) -> Found:
    """Section four: the numbers behind its last column head."""
    stream = Stream.of(text)
    result = Found()
    end = max((stream.skeleton.rfind(w) + len(w) for w in ("审结总计", "审结合计")), default=0)
    behind = [group for group in groups(stream, 15) if group.at == end]
    if end < 4 or not behind:
        return result
    solved = solve.reviews(" ".join(group.raw for group in behind))
    _report(result, solved, tables_of("reviews")[0])
    return result


def fullest(texts: Iterable[str], table: str, form: Form) -> Found:
    """The reading of a table that knows most cells, of several texts that may hold it.

    The tables that the reader made out are free of page furniture; the raw source has the lines
    that the reader took for prose.
    """
    readings = [read(text, table, form) for text in texts if text]
    return max(readings, key=lambda found: sum(bool(r.raw) for r in found.raws), default=Found())
