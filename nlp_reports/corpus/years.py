"""What each issuer's report keeps, repeats and drops of the report of the year before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from nlp_reports.report import Item

COLUMNS = (
    "issuer_id",
    "year",
    "report_id",
    "earlier_report_id",
    "problems",
    "repeated",
    "persistence",
    "planned",
    "kept",
    "follow_through",
    "reused",
    "changed",
    "dropped",
    "new",
)
_ITEMS = """
    select issuer_id, year, report_id, issuer, region, item_id, section, role, status,
        start, "end", text, themes[1] as theme
    from read_parquet(?) as items join read_parquet(?) as reports using (report_id)
    where issuer_id is not null and year is not null and role <> 'context'
    order by issuer_id, year, report_id, item_id
"""
_CHUNK = 5000
Row = tuple[Any, ...]


def years(items: Path, reports: Path) -> pd.DataFrame:
    """Hold each report against the same issuer's of the year before.

    Of several reports of one issuer and year, the first by ``report_id`` counts.

    Args:
        items: the table ``items``.
        reports: the table ``reports``.

    Returns:
        A row per pair of years, sorted by issuer and year. ``persistence`` is ``repeated`` over
        ``problems``, ``follow_through`` is ``kept`` over ``planned`` measures of the year before,
        both 0-1 and missing where there is nothing to divide by.
    """
    import pandas as pd

    found = [row for own in _by_issuer(items, reports) for row in _pairs(own)]
    return pd.DataFrame(found, columns=list(COLUMNS)).convert_dtypes()


def _by_issuer(items: Path, reports: Path) -> Iterator[list[Row]]:
    """Rows of one issuer at a time, so that memory goes with its reports."""
    import duckdb

    with duckdb.connect() as connection:
        with suppress(duckdb.InvalidInputException):  # Jupyter without ipywidgets: has no bar
            connection.execute("set enable_progress_bar = false")
        found = connection.execute(_ITEMS, [str(items), str(reports)])
        rows = (row for some in iter(lambda: found.fetchmany(_CHUNK), []) for row in some)
        for _, own in groupby(rows, key=lambda row: row[0]):
            yield list(own)


def _pairs(rows: list[Row]) -> Iterator[Row]:
    """Compare the reports of one issuer, year with year before."""
    first: dict[int, list[Row]] = {}
    for (year, _), own in groupby(rows, key=lambda row: (row[1], row[2])):
        first.setdefault(year, list(own))
    for year, later in first.items():
        if year - 1 in first:
            yield _compared(first[year - 1], later)


def _compared(before: list[Row], after: list[Row]) -> Row:
    from nlp_reports.scores.versus import versus

    earlier, later = _items(before), _items(after)
    themes = {item: theme for item, theme in (earlier | later).items() if theme}
    names = (before[0][3:5], after[0][3:5])
    found = versus(list(earlier), list(later), names=names, themes=themes)
    issuer, year, report = after[0][:3]
    problems = sum(item.role == "problem" for item in later)
    planned = sum(item.role == "measure" and item.status == "planned" for item in earlier)
    return (
        *(issuer, year, report, before[0][2]),
        *(problems, len(found.repeated), found.persistence),
        *(planned, len(found.kept), found.follow_through(earlier)),
        *(len(found.of("reused")), len(found.of("changed")), len(found.dropped), len(found.new)),
    )


def _items(rows: list[Row]) -> dict[Item, str | None]:
    """The items of a report with their main themes."""
    from nlp_reports.report import Item
    from nlp_reports.text import Span

    return {
        Item(item, section, role, Span(start, end), text, status): theme
        for *_, item, section, role, status, start, end, text, theme in rows
    }
