"""Where a report stands among those of its run: what is asked of the tables, and what comes back.

Percentiles and residuals need all reports at once, but only a line of each: they are computed on
columns of that, not on tables of items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.between_years import BEFORE
from nlp_reports.corpus.rows import SHARES
from nlp_reports.corpus.tables import schemas

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

Row = dict[str, Any]
Rank = Callable[[Mapping[str, list[Any]], str | None], Iterable[Row]]
"""Gets columns with a line of every report, and the name of the background of the shares; yields
rows of the table ``scores``. Handed in from above, as it needs the scores room."""

PUBLISHED = ("substance_percentile", "cross_issuer_percentile", "unexplained_stickiness")
"""Those that are columns of the table ``reports``, too."""
_CHUNK = 20_000
# Sums are of whole numbers (1e-9 each), so that their order changes nothing.
_STANDING = f"""
    with own as (
        select report_id, level, kind, year, substance_mean from kept_reports
    ), pairs as ({BEFORE}), sizes as (
        select report_id, "table", "row", "column", ln(1 + greatest(0, value)) as size
        from kept_figures where state = 'number' and value is not null
    ), changes as (
        select pairs.report_id,
            sum(round(abs(now.size - past.size) * 1e9)::hugeint)::double / 1e9 / count(*) as change
        from pairs join sizes as now on now.report_id = pairs.report_id
        join sizes as past on past.report_id = before
            and (past."table", past."row", past."column") = (now."table", now."row", now."column")
        group by pairs.report_id
    )
    select own.report_id, level, kind, year, substance_mean, {", ".join(SHARES)},
        pairs.before is not null as before, change as figure_change
    from own left join means using (report_id) left join pairs using (report_id)
    left join changes using (report_id) order by own.report_id
"""
PIVOTED = f"""
    select report_id, {", ".join(f"max(value) filter (name = '{n}') as {n}" for n in PUBLISHED)}
    from ranks group by report_id
"""


def write_ranks(
    db: duckdb.DuckDBPyConnection, rank: Rank, background: str | None, path: Path
) -> None:
    """Write what reports are among others to a file; ``means`` and ``links`` must be there."""
    import pyarrow.parquet as pq

    table = db.sql(_STANDING).to_arrow_table()
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    schema = schemas()["scores"]
    rows = iter(rank(columns, background))
    with pq.ParquetWriter(path, schema.arrow()) as writer:
        for some in _chunks(rows):
            writer.write_table(schema.table(some))


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, _CHUNK)):
        yield some
