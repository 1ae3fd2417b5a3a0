"""A finished result folder, opened: tables as pandas, SQL through DuckDB, exports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.inputs import brought, is_address
from nlp_reports.corpus.tables import check_version, schemas
from nlp_reports.errors import StoreError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from nlp_reports.scores.families import Family

_SCORED_ITEMS = """
    select report_id, issuer_id, region, issuer, year, text
    from items join reports using (report_id) where role in ('problem', 'measure', 'supervision')
"""
_ACROSS = """
    select report_id, item_id, other_report_id, other_item_id, kind, shared_chars, share,
      first_year, alignment
    from reuse where kind = 'cross_issuer'
"""


class Results:
    """The tables of a finished run: ``results.reports``, ``results.items`` … are data frames.

    Args:
        folder: where ``nlp-reports analyze --out`` wrote; it may have been made elsewhere. From
            an address such as ``s3://bucket/results`` the tables are copied first.

    Raises:
        StoreError: the folder holds no finished tables, or a newer version wrote them.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = brought(str(folder)) if is_address(folder) else Path(folder)
        if not (self.folder / "manifest.json").is_file():
            raise StoreError(
                f"{self.folder}: no finished results here; run nlp-reports analyze … --out, "
                "or resume the run that was stopped"
            )
        for name in schemas():
            check_version(self.path(name))

    def path(self, table: str) -> Path:
        """Return the Parquet file of a table.

        Raises:
            UsageError: there is no such table.
        """
        if table not in schemas():
            raise UsageError(f"no table {table!r}; there are {', '.join(schemas())}")
        return self.folder / f"{table}.parquet"

    def table(self, name: str, rows: int | None = None) -> pd.DataFrame:
        """Return a table, or its first ``rows``, as a pandas data frame with nullable types."""
        import pandas as pd

        if rows is None:
            return pd.read_parquet(self.path(name), dtype_backend="numpy_nullable")
        return next(self.batches(name, max(1, rows))).head(rows)

    def batches(self, name: str, rows: int) -> Iterator[pd.DataFrame]:
        """Yield a table as data frames of at most ``rows`` rows; at least one, if an empty one."""
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = {
            pa.string(): pd.StringDtype(),
            pa.int64(): pd.Int64Dtype(),
            pa.float64(): pd.Float64Dtype(),
            pa.bool_(): pd.BooleanDtype(),
        }
        with pq.ParquetFile(self.path(name)) as file:
            batches = file.iter_batches(rows)
            first = next(batches, file.schema_arrow.empty_table())
            for batch in chain([first], batches):
                yield batch.to_pandas(types_mapper=kinds.get)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in schemas():
            return self.table(name)
        raise AttributeError(f"Results has no {name!r}; tables: {', '.join(schemas())}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *schemas()]

    @property
    def manifest(self) -> dict[str, Any]:
        """What made these results: versions, digests, settings, counts, timings.

        Raises:
            StoreError: the manifest is damaged.
        """
        path = self.folder / "manifest.json"
        try:
            found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(
                f"{path}: missing or damaged; run nlp-reports analyze again with the same --out"
            ) from error
        return found

    def sql(self, query: str) -> pd.DataFrame:
        """Ask the tables in SQL; each is a view under its own name.

        Example: ``results.sql("select year, avg(novel) from items join reports using (report_id)
        group by year")``.
        """
        import duckdb

        with duckdb.connect() as connection:
            for name in schemas():
                file = str(self.path(name)).replace("'", "''")
                connection.execute(f"create view {name} as from read_parquet('{file}')")
            return connection.execute(query).df()

    def panel(self, columns: str = "main") -> pd.DataFrame:
        """Return one row per issuer and year with the statutory figures in named columns.

        Names that ``issuers.csv`` holds for one issuer are one issuer here.

        Args:
            columns: ``main`` or ``all``, see :func:`nlp_reports.corpus.panel.panel`.
        """
        from nlp_reports.corpus.panel import panel

        reports = self.reports
        return panel(reports.assign(issuer=reports["issuer_id"]), self.figures, columns=columns)

    def years(self) -> pd.DataFrame:
        """Return one row per report and the same issuer's of the year before.

        How many problems return (``persistence``), how many planned measures are told as done
        (``follow_through``), what is reused, changed, dropped, new; see
        :func:`nlp_reports.corpus.years.years`.
        """
        from nlp_reports.corpus.years import years

        return years(self.path("items"), self.path("reports"))

    def families(
        self, parents: Mapping[str, str] | None = None, least: float = 0.3
    ) -> list[Family]:
        """Return groups of reports that share text with other issuers: who, how much, who first.

        Args:
            parents: the superior unit of issuers, by ``issuer_id``, to tell templates from above.
            least: share of a report's masked scored characters that another one must have, 0-1.
        """
        from nlp_reports.scores.families import Member, edges, families
        from nlp_reports.scores.mask import mask
        from nlp_reports.scores.reuse import Pair

        chars: dict[str, int] = {}
        about: dict[str, tuple[str | None, int | None]] = {}
        for report, issuer, region, name, year, text in self._rows(_SCORED_ITEMS):
            chars[report] = chars.get(report, 0) + len(mask(text, (name, region)).text)
            about[report] = (issuer, year)
        members = {
            report: Member(report, issuer, year, chars[report], (parents or {}).get(issuer or ""))
            for report, (issuer, year) in about.items()
        }
        pairs = (Pair(*row) for row in self._rows(_ACROSS))
        return families(edges(pairs, members, least), members)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        frame = self.sql(query).astype(object)
        return list(frame.where(frame.notna(), None).itertuples(index=False, name=None))

    def __repr__(self) -> str:
        counts = self.manifest["counts"]
        shown = ", ".join(f"{counts[name]} {name}" for name in ("reports", "items", "failures"))
        return f"Results({str(self.folder)!r}: {shown})"

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{count}</td><td>{escape(schemas()[name].row)}</td></tr>"
            for name, count in self.manifest["counts"].items()
        )
        head = "<tr><th>table</th><th>rows</th><th>a row is</th></tr>"
        return f"<p>{escape(str(self.folder))}</p><table>{head}{rows}</table>"
