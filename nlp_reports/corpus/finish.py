"""Stages two and three: reuse over the whole corpus, then the finished, sorted tables.

DuckDB reads the shards, sorts and joins them; it spills to disk where memory is short, so no
table has to fit in memory.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.methods import methods
from nlp_reports.corpus.rows import SCORED, SHARES
from nlp_reports.corpus.store import Store, write_aside
from nlp_reports.corpus.tables import TableSchema, schema_version, schemas

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Compare = Callable[[Callable[[], Iterable[Row]]], Iterator[tuple[Row, list[Row]]]]
"""Gets a way to read all scored items, sorted by issuer and year, as often as it likes; yields
for each item its row of shares and its rows of ``reuse``."""

_CHUNK = 20_000
_SHARE_ROW = {"report_id": "string", "item_id": "string", **dict.fromkeys(SHARES, "float64")}
_SCORED = ", ".join(f"'{role}'" for role in SCORED)
_PASSAGES = f"""
    select report_id, item_id, text, issuer, region, kind, year
    from shard_items join shard_reports using (report_id)
    where role in ({_SCORED}) order by issuer, year, report_id, item_id
"""
_BY_CHARS = ", ".join(f"sum(shares.{s} * length(text)) / sum(length(text)) as {s}" for s in SHARES)
_QUERIES = {
    "items": f"""
        select shard_items.* replace ({", ".join(f"shares.{s} as {s}" for s in SHARES)})
        from shard_items left join shares using (report_id, item_id)
    """,
    "reports": f"""
        select shard_reports.* replace ({", ".join(f"means.{s} as {s}" for s in SHARES)})
        from shard_reports left join (
            select report_id, {_BY_CHARS}
            from shard_items join shares using (report_id, item_id) group by report_id
        ) as means using (report_id)
    """,
    "reuse": "from pairs",
}


class Finish:
    """Turns the shards of stage one into the finished tables of a folder.

    Args:
        store: the folder of the run.
        compare: stage two, handed in from above because it needs the scores room.
    """

    def __init__(self, store: Store, compare: Compare) -> None:
        import duckdb

        self.store = store
        self.compare = compare
        self.db = duckdb.connect()
        self.db.execute("set preserve_insertion_order = false; set enable_progress_bar = false")

    def write(self, manifest: Mapping[str, Any]) -> None:
        """Write every table, the manifest last: its presence says that the folder is whole."""
        (self.store.out / "manifest.json").unlink(missing_ok=True)
        clock = [time.perf_counter()]
        for schema in schemas().values():
            self._open(schema)
        self._compare()
        clock.append(time.perf_counter())
        counts = {schema.name: self._write(schema) for schema in schemas().values()}
        clock.append(time.perf_counter())
        self.db.close()
        seconds = {"compare": clock[1] - clock[0], "write": clock[2] - clock[1]}
        whole = {
            **manifest,
            "counts": counts,
            "schema": schema_version(),
            "seconds": {**manifest.get("seconds", {}), **seconds},
        }
        write_aside(self.store.out / "methods.md", methods(whole).encode())
        text = json.dumps(whole, ensure_ascii=False, indent=2, default=str)
        write_aside(self.store.out / "manifest.json", text.encode())

    def _open(self, schema: TableSchema) -> None:
        """Make the shards of a table one view, empty where no shard has it."""
        paths = (shard / f"{schema.name}.parquet" for shard in self.store.shards())
        files = [str(path).replace("'", "''") for path in paths if path.is_file()]
        if files:
            listed = ", ".join(f"'{file}'" for file in files)
            self.db.execute(f"create view shard_{schema.name} as from read_parquet([{listed}])")
        else:
            self.db.register("nothing", schema.table([]))  # cursors see tables, not these
            self.db.execute(f"create table shard_{schema.name} as from nothing")

    def _compare(self) -> None:
        """Run stage two over all scored items; leaves the tables ``shares`` and ``pairs``."""
        import pyarrow as pa

        share_schema = pa.schema([(k, getattr(pa, t)()) for k, t in _SHARE_ROW.items()])
        pair_schema = schemas()["reuse"].arrow()
        shares, pairs = [share_schema.empty_table()], [pair_schema.empty_table()]
        for chunk in _chunks(self.compare(self._passages)):
            shares.append(pa.Table.from_pylist([s for s, _ in chunk], share_schema))
            pairs.append(pa.Table.from_pylist([p for _, ps in chunk for p in ps], pair_schema))
        self.db.register("shares", pa.concat_tables(shares))
        self.db.register("pairs", pa.concat_tables(pairs))

    def _passages(self) -> Iterator[Row]:
        reader = self.db.cursor().sql(_PASSAGES).to_arrow_reader(_CHUNK)
        for batch in reader:
            yield from batch.to_pylist()

    def _write(self, schema: TableSchema) -> int:
        """Write one finished table, sorted by its key; return its number of rows."""
        query = _QUERIES.get(schema.name, f"from shard_{schema.name}")
        columns = ", ".join(f'"{column.name}"' for column in schema.columns)
        order = ", ".join(f'"{key}" nulls first' for key in schema.key)
        rows = self.db.sql(f"select {columns} from ({query}) order by {order}")
        return _write_parquet(
            rows.to_arrow_reader(_CHUNK), schema, self.store.out / f"{schema.name}.parquet"
        )


def _chunks(pairs: Iterable[tuple[Row, list[Row]]]) -> Iterator[list[tuple[Row, list[Row]]]]:
    chunk: list[tuple[Row, list[Row]]] = []
    for pair in pairs:
        chunk.append(pair)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _write_parquet(reader: pa.RecordBatchReader, schema: TableSchema, path: Path) -> int:
    """Stream batches into a Parquet file that appears complete or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    aside = path.with_name(f".{path.name}.tmp")
    count = 0
    with pq.ParquetWriter(aside, schema.arrow(), compression="zstd") as writer:
        for batch in reader:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema.arrow()))
            count += batch.num_rows
    aside.replace(path)
    return count
