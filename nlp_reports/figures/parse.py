"""The statutory figures of a report: from grids, lines, flattened text, and last from prose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from nlp_reports.figures import flowing, prose
from nlp_reports.figures.form import FORMS, Form, Label, TableForm, form, han
from nlp_reports.figures.grids import TABLES, GridReader, Raw
from nlp_reports.figures.labels import columns_of, rows_of
from nlp_reports.figures.said import claims, exact
from nlp_reports.figures.said import prose as stretches
from nlp_reports.figures.scope import table_scope
from nlp_reports.figures.stream import Streams
from nlp_reports.figures.values import Value, parse_value
from nlp_reports.report import Figure, Figures, Missing, Outline, Report, State, Year


def figures(report: Report, outline: Outline) -> Figures:
    """Read the statutory tables of a report.

    Args:
        report: as read; its tables, and its text where tables were flattened into it.
        outline: its sections; ``outline.scheme`` names the form where the tables do not.

    Returns:
        Every cell that the form prescribes, with its state; ``missing`` says which tables are not
        there and which cells cannot be read without guessing. Where a report has no tables but
        states counts in its prose, these are given under a form ending in ``prose``.
    """
    shape = choose_form(report, outline)

    @cache
    def told() -> dict[tuple[str, str], float]:
        found, scope = claims(report, stretches(report, outline)), table_scope(report)
        return exact(found, "proactive", scope) | exact(found, "reviews", scope)

    raws, missing, chosen = _from_tables(report, shape, told)
    found = raws.keys() | {gap.key.partition(".")[0] for gap in missing}
    cells: list[Figure] = []
    for table in TABLES:
        if table in found:
            cells += _completed(shape, table, raws.get(table, {}))
    stated = prose.stated(report, outline, [t for t in TABLES if t not in found])
    cells += [
        replace(_figure(f"{shape.name} prose", raw), value=value, state="number")
        for raw, value in stated.values()
    ]
    said = {table for table, _, _ in stated}
    missing += [_absent(table, table in said, outline) for table in TABLES if table not in found]
    return Figures(
        form=shape.name if found or not stated else f"{shape.name} prose",
        cells=tuple(cells),
        missing=tuple(missing),
        warnings=tuple(_warnings(raws, missing, chosen)),
    )


def choose_form(report: Report, outline: Outline) -> Form:
    """The form whose own words stand in the tables; else the outline's, else by year."""
    words = han_of_tables(report) or "".join(
        han(section.body.of(report.text))
        for key in ("proactive_figures", "request_figures")
        for section in outline.all(key)
    )
    if not any(mark in words for name in FORMS for mark in form(name).marks):
        words = han_of_tables(report) + han(report.text)
    score = {name: sum(mark in words for mark in form(name).marks) for name in FORMS}
    top = max(FORMS, key=lambda name: score[name])
    if score[top] and score[top] > min(score.values()):
        return form(top)
    if outline.scheme in FORMS:
        return form(outline.scheme)
    year = report.year.value if isinstance(report.year, Year) else 2021
    return form("2021" if year >= 2021 else "2019")


def han_of_tables(report: Report) -> str:
    """The Chinese characters of all table cells."""
    return han("".join([cell.text for table in report.tables for cell in table.cells]))


Known = dict[tuple[str, str], Raw]
"""The raw cells of one table by row and column."""


def _from_tables(
    report: Report, shape: Form, told: flowing.Prose
) -> tuple[dict[str, Known], list[Missing], dict[str, str]]:
    reader = GridReader()
    raws: dict[str, Known] = {}
    for grid in report.tables:
        if grid.kind == "grid":
            _add_firsts(raws, reader.read(grid))
    missing: list[Missing] = []
    absent = [table for table in TABLES if table not in raws]
    lines = flowing.lines_text([table for table in report.tables if table.kind == "lines"])
    chosen: dict[str, str] = {}
    texts = Streams((lines, report.normalised.source))
    for table in absent:
        found = flowing.fullest(texts, table, shape, told)
        chosen |= found.chosen
        for raw in found.raws:
            raws.setdefault(table, {})[raw.row, raw.column] = raw
        missing += found.missing
    return raws, missing, chosen


def _add_firsts(known: dict[str, Known], raws: Iterable[Raw]) -> None:
    """Add one reading per cell: the first that says something, else the first."""
    for raw in raws:
        own = known.setdefault(raw.table, {})
        place = (raw.row, raw.column)
        if place not in own or not own[place].raw.strip():
            own[place] = raw


def _completed(shape: Form, table: str, known: Known) -> list[Figure]:
    """All cells of a table: as the form orders them, then rows that no form has."""
    order = _prescribed(shape.name, table)
    if known.keys() - order.keys():
        order = order | dict.fromkeys(known)
    own = shape.table(table)
    return [
        _figure(shape.name, known[place])
        if place in known
        else _missing_figure(shape.name, own, *place)
        for place in order
    ]


@cache
def _prescribed(form_name: str, table: str) -> dict[tuple[str, str], None]:
    """Rows and columns of a table's cells in the order of the form."""
    own = form(form_name).table(table)
    return {(row.key, column): None for row in own.rows for column in own.columns_of(row)}


@cache
def _labels(form_name: str, table: str) -> tuple[dict[str, Label], dict[str, Label]]:
    """Rows and columns by key; the report's own form prints the names."""
    own = form(form_name.partition(" ")[0]).table(table)
    rows = {row.key: row for row in (*rows_of(table), *own.rows)}
    columns = {column.key: column for column in (*columns_of(table), *own.columns)}
    return rows, columns


@lru_cache(maxsize=8192)
def _read(
    form_name: str, table: str, row: str, column: str, printed: str, given: str | None
) -> tuple[str, str, float | None, State]:
    """The printed names of a cell's row (none: no form has it) and column, its value and state."""
    rows, columns = _labels(form_name, table)
    own = columns[column]
    value = parse_value(printed, own.unit, given) or Value("missing")
    return rows[row].zh if row in rows else "", own.zh, value.number, value.state


def _figure(form_name: str, raw: Raw) -> Figure:
    table, row, column, printed, page, box, label, given = raw
    row_zh, column_zh, value, state = _read(form_name, table, row, column, printed, given)
    if label is not None:
        row_zh = label
    return Figure(
        form_name, table, row, row_zh, column, column_zh, value, state, page, box, printed
    )


def _missing_figure(form_name: str, own: TableForm, row: str, column: str) -> Figure:
    return Figure(
        form=form_name,
        table=own.key,
        row=row,
        row_zh=own.row(row).zh,
        column=column,
        column_zh=own.column(column).zh,
        value=None,
        state="missing",
    )


def _absent(table: str, said: bool, outline: Outline) -> Missing:
    if said:
        return Missing(table, "no table; counts taken from the prose")
    section = outline.get(form("2021").table(table).section)
    where = "its section is missing" if isinstance(section, Missing) else "its section has no table"
    return Missing(table, f"no such table was found; {where}")


def _warnings(
    raws: Mapping[str, Known], missing: Sequence[Missing], chosen: Mapping[str, str]
) -> list[str]:
    own = raws.get("requests", {}).values()
    extra = list(dict.fromkeys(raw.label for raw in own if raw.label))
    lines = [f"row that the form does not have: {label}" for label in extra]
    lines += [f"{key}: digits cut so that {why}" for key, why in chosen.items()]
    return lines + [f"{gap.key}: {gap.reason}" for gap in missing if "." in gap.key]
