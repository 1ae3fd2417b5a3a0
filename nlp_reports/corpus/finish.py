"""Stages two and three: reuse over the whole corpus, then the finished, sorted tables.

DuckDB reads the shards, sorts and joins them; it spills to disk where memory is short, and what
stage two finds waits on disk too, so no table has to fit in memory.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.between_years import CHECKS
from nlp_reports.corpus.compared import Row, compared_schemas, unpacked
from nlp_reports.corpus.issuers import FILE, Link, Name, links, place_of
from nlp_reports.corpus.methods import methods
from nlp_reports.corpus.rows import SCORED, SHARES
from nlp_reports.corpus.standing import PIVOTED, PUBLISHED, Rank, write_ranks
from nlp_reports.corpus.store import Store, write_aside, writing
from nlp_reports.corpus.tables import TableSchema, schema_version, schemas
from nlp_reports.errors import StoreError

if TYPE_CHECKING:
    import pyarrow as pa

Told = Callable[[int, str], object]
"""Gets how many statements are done, and with what."""
Compare = Callable[[Iterable[Row], Path, dict[str, Any], Told], Iterable[Mapping[str, bytes]]]
"""Gets all scored items (report, item, issuer, region, year, masked text, issuer's identifier, and
true: the text is masked), sorted by issuer and year, a folder for what has to wait on disk, a
dictionary to which it adds what the manifest should say, and what it tells how far it is; yields
what :mod:`nlp_reports.corpus.compared` packs, some issuers' at a time."""
Progress = Callable[[int, int, int, str], object]
"""Called with (done, failed, all, what is done) now and then."""

MEMORY = "1GB"
"""What DuckDB may use before it spills to disk."""
_CHUNK = 20_000
_LATE = ("reports", "items", "scores", "reuse")
"""Tables that wait for stage two."""
_SCORED = ", ".join(f"'{role}'" for role in SCORED)
_PASSAGES = f"""
    select report_id, item_id, issuer, region, year, masked, links.issuer_id, true
    from kept_items join kept_reports using (report_id) left join links on issuer = name
    where role in ({_SCORED}) order by links.issuer_id, year, report_id, item_id
"""
# The order within the sums matters: floating point is not associative.
_BY_CHARS = ", ".join(
    f"sum(shares.{s} * length(text) order by item_id) / sum(length(text)) as {s}" for s in SHARES
)
_MEANS = f"""
    create table means as select report_id, {_BY_CHARS}
    from kept_items join shares using (report_id, item_id) group by report_id
"""
_RANKED = """
    create table ranked as
    select *, row_number() over same_text as nth_text, first_value(path) over same_text as kept_text
    from (
        select report_id, shard, path, sha256, issuer, year, text_sha256,
            row_number() over same_bytes as nth, first_value(path) over same_bytes as kept_bytes
        from shard_reports
        window same_bytes as (
            partition by sha256, regexp_extract(report_id, '#[0-9]+$') order by path, shard
        )
    )
    window same_text as (
        partition by nth = 1, issuer, year, text_sha256,
            case when issuer is null or year is null then path end
        order by path, report_id
    )
"""
_NAMES = """
    select issuer, min(region), min(kind), min(level),
        coalesce(list(distinct year) filter (where year is not null), []), count(*)
    from kept_reports where issuer is not null group by issuer
"""
_HAS_REPORT = """
    exists (from shard_reports r where r.path = copies.kept or starts_with(r.path, kept || '!'))
"""
_QUERIES = {
    "items": f"""
        select kept_items.* replace ({", ".join(f"shares.{s} as {s}" for s in SHARES)})
        from kept_items left join shares using (report_id, item_id)
    """,
    "reports": f"""
        select kept_reports.* replace (
            links.issuer_id as issuer_id, places.region_code as region_code,
            places.region_code_year as region_code_year,
            places.region_code_note as region_code_note,
            {", ".join(f"means.{s} as {s}" for s in SHARES)},
            {", ".join(f"standing.{s} as {s}" for s in PUBLISHED)}
        )
        from kept_reports left join links on issuer = links.name
        left join places on issuer is not distinct from places.name
            and kept_reports.year is not distinct from places.year
        left join means using (report_id)
        left join ({PIVOTED}) as standing using (report_id)
    """,
    "scores": "select * exclude (shard) from kept_scores union all by name from ranks",
    "reuse": "from pairs",
    "checks": CHECKS,
    "duplicates": f"""
        select path, rule, kept, sha256 from shard_duplicates
        union all select path, 'same bytes', kept_bytes, sha256 from ranked where nth > 1
        union all select path, 'same text', kept_text, sha256 from ranked
        where nth = 1 and nth_text > 1
        union all select path, 'same bytes', kept, sha256 from copies where {_HAS_REPORT}
    """,
    "failures": f"""
        select distinct path, stage, error, message from shard_failures
        union all select distinct copies.path, stage, error, replace(message, kept, copies.path)
        from copies join shard_failures f on f.path = kept where not {_HAS_REPORT}
    """,
}


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that was not read because an earlier one has the same bytes."""

    path: str
    kept: str
    sha256: str


class Finish:
    """Turns the shards of stage one into the finished tables of a folder.

    Args:
        store: the folder of the run.
        compare: stage two, handed in from above because it needs the scores room.
        rank: what gives reports their scores among others, handed in for the same reason.
        copies: files that stage one left out.
        n_jobs: how many cores to use; with several, tables are written while others wait.
        progress: told of stages two and three.
    """

    def __init__(
        self,
        store: Store,
        compare: Compare,
        rank: Rank,
        copies: Sequence[Copy] = (),
        n_jobs: int = 1,
        progress: Progress = lambda *_: None,
    ) -> None:
        self.store = store
        self.compare = compare
        self.rank = rank
        self.copies = copies
        self.n_jobs = n_jobs
        self.progress = progress
        self.aside = store.work / "tmp-finish"
        self.notes: dict[str, Any] = {}

    def write(self, manifest: Mapping[str, Any]) -> None:
        """Write every table, the manifest last: its presence says that the folder is whole.

        Raises:
            StoreError: the disk is full.
        """
        import duckdb

        with writing(self.store.out), ExitStack() as stack:
            (self.store.out / "manifest.json").unlink(missing_ok=True)
            shutil.rmtree(self.aside, ignore_errors=True)
            self.aside.mkdir()
            stack.callback(shutil.rmtree, self.aside, ignore_errors=True)
            self.db = stack.enter_context(duckdb.connect())
            try:
                self._write_all(manifest)
            except (duckdb.Error, RuntimeError) as error:
                raise self._told(error) from error

    def _told(self, error: Exception) -> BaseException:
        """Return what to raise for what DuckDB raises; it takes Ctrl-C for an error of its own."""
        import duckdb

        if isinstance(error, duckdb.InterruptException) or "interrupted" in str(error):
            return KeyboardInterrupt()
        if not isinstance(error, duckdb.Error):
            return error
        return StoreError(
            f"{self.store.out}: the tables cannot be written ({error}); make room, then run the "
            "same command again: what is done is kept"
        )

    def _write_all(self, manifest: Mapping[str, Any]) -> None:
        self._configure()
        clock = [time.perf_counter()]
        self._open()
        late = [schema for schema in schemas().values() if schema.name in _LATE]
        early = [schema for schema in schemas().values() if schema.name not in _LATE]
        counts: dict[str, int] = {}

        def write(some: Iterable[TableSchema]) -> Iterator[int]:
            for schema in some:
                counts[schema.name] = self._write(schema)
                yield len(counts)

        with ThreadPoolExecutor(1) as pool:
            beside = pool.submit(list, write(early)) if self.n_jobs > 1 else None
            self._compare()
            clock.append(time.perf_counter())
            if beside:
                beside.result()
        for done in write(late if beside else [*early, *late]):
            self.progress(done, 0, len(schemas()), "tables written")
        clock.append(time.perf_counter())
        seconds = {"compare": clock[1] - clock[0], "write": clock[2] - clock[1]}
        whole = {
            **manifest,
            **self.notes,
            "counts": {name: counts[name] for name in schemas()},
            "schema": schema_version(),
            "seconds": {**manifest.get("seconds", {}), **seconds},
        }
        write_aside(self.store.out / "methods.md", methods(whole).encode())
        text = json.dumps(whole, ensure_ascii=False, indent=2, default=str)
        write_aside(self.store.out / "manifest.json", text.encode())

    def _configure(self) -> None:
        import duckdb

        self.db.execute("set preserve_insertion_order = false")
        with suppress(duckdb.InvalidInputException):  # Jupyter without ipywidgets: has no bar
            self.db.execute("set enable_progress_bar = false")
        self.db.execute(f"set threads = {self.n_jobs}")
        self.db.execute(f"set memory_limit = '{MEMORY}'")
        self.db.execute(f"set temp_directory = {_quoted(self.aside / 'spill')}")

    def _open(self) -> None:
        """Make the shards views, once with all and once without repeated reports."""
        import pyarrow as pa

        for schema in schemas().values():
            self._open_shards(schema)
        names = ("path", "kept", "sha256")
        columns = {name: [getattr(copy, name) for copy in self.copies] for name in names}
        self._table("copies", pa.table(columns, pa.schema([(n, pa.string()) for n in names])))
        self.db.execute(_RANKED)
        self.db.execute("create table kept as from ranked where nth = 1 and nth_text = 1")
        repeated = self.db.sql("from ranked where nth > 1 or nth_text > 1 limit 1").fetchall()
        only = "semi join kept using (report_id, shard)" if repeated else ""
        for name, schema in schemas().items():
            if schema.columns[0].name == "report_id":
                self.db.execute(f"create view kept_{name} as from shard_{name} {only}")

        self._link()

    def _link(self) -> None:
        """Settle which names are one issuer; leaves the table ``links``."""
        import pyarrow as pa

        rows = self.db.sql(_NAMES).fetchall()
        names = [Name(n, r, k, lv, frozenset(years), count) for n, r, k, lv, years, count in rows]
        found = links(names, self.store.out / FILE)
        columns = {"name": list(found), "issuer_id": [link.issuer_id for link in found.values()]}
        self._table("links", pa.table(columns, pa.schema([(n, pa.string()) for n in columns])))
        self._place(found)

    def _place(self, found: Mapping[str, Link]) -> None:
        """Look up the codes of places by year; leaves the table ``places``."""
        import pyarrow as pa

        rows = self.db.sql("select distinct issuer, region, year from kept_reports").fetchall()
        none = Link(None)
        placed = [
            (name, year, *place_of(region, found.get(name, none).place, year))
            for name, region, year in rows
        ]
        kinds = (pa.string(), pa.int64(), pa.string(), pa.int64(), pa.string())
        names = ("name", "year", "region_code", "region_code_year", "region_code_note")
        schema = pa.schema(list(zip(names, kinds, strict=True)))
        records = [dict(zip(names, row, strict=True)) for row in placed]
        self._table("places", pa.Table.from_pylist(records, schema))

    def _open_shards(self, schema: TableSchema) -> None:
        """Make the shards of a table one view, empty where no shard has it."""
        paths = (shard / f"{schema.name}.parquet" for shard in self.store.shards())
        files = ", ".join(_quoted(path) for path in paths if path.is_file())
        if not files:
            self._table(f"shard_{schema.name}", schema.shard.table([]), ", '' as shard")
            return
        self.db.execute(
            f"create view shard_{schema.name} as select *, parse_path(filename)[-2] as shard "
            f"from read_parquet([{files}], filename = true)"
        )

    def _table(self, name: str, table: pa.Table, more: str = "") -> None:
        self.db.register("arrow_rows", table)  # cursors see tables, not these
        self.db.execute(f"create table {name} as select *{more} from arrow_rows")
        self.db.unregister("arrow_rows")

    def _compare(self) -> None:
        """Run stage two over all scored items; leaves the views ``shares`` and ``pairs``."""
        import pyarrow.parquet as pq

        whole = self.db.sql(f"select count(*) from ({_PASSAGES})").fetchall()[0][0]
        kinds = compared_schemas()
        files = {name: self.aside / f"{name}.parquet" for name in kinds}
        with ExitStack() as stack:
            writers = {
                name: stack.enter_context(pq.ParquetWriter(files[name], kinds[name]))
                for name in kinds
            }

            def told(done: int, what: str) -> object:
                return self.progress(done, 0, whole, what)

            for found in self.compare(self._passages(told), self.aside, self.notes, told):
                tables = unpacked(found)
                for name, writer in writers.items():
                    writer.write_table(tables[name])
        for name, file in files.items():
            self.db.execute(f"create view {name} as from read_parquet({_quoted(file)})")
        self._stand()

    def _stand(self) -> None:
        """Tell where reports stand among others; leaves ``means`` and the view ``ranks``."""
        self.db.execute(_MEANS)
        file = self.aside / "ranks.parquet"
        background = self.notes.get("background", {}).get("id")
        write_ranks(self.db, self.rank, background, file)
        self.db.execute(f"create view ranks as from read_parquet({_quoted(file)})")

    def _passages(self, told: Told) -> Iterator[Row]:
        reader = self.db.cursor().sql(_PASSAGES).to_arrow_reader(_CHUNK)
        done = 0
        for batch in reader:
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
            done += batch.num_rows
            told(done, "statements gathered")

    def _write(self, schema: TableSchema) -> int:
        """Write one finished table, sorted; return its number of rows.

        Rows with the same key are sorted by their other columns, so that ties leave no choice.
        """
        query = _QUERIES.get(schema.name, f"from kept_{schema.name}")
        names = [column.name for column in schema.columns]
        columns = ", ".join(f'"{name}"' for name in names)
        order = ", ".join(f'"{name}" nulls first' for name in dict.fromkeys([*schema.key, *names]))
        rows = self.db.cursor().sql(f"select {columns} from ({query}) order by {order}")
        return _write_parquet(
            rows.to_arrow_reader(_CHUNK), schema, self.store.out / f"{schema.name}.parquet"
        )


def _quoted(path: Path) -> str:
    text = str(path).replace("'", "''")
    return f"'{text}'"


def _write_parquet(reader: pa.RecordBatchReader, schema: TableSchema, path: Path) -> int:
    """Stream batches into a Parquet file that appears complete or not at all.

    DuckDB's batches differ in size from run to run; row groups must not, nor then the bytes.
    """
    import pyarrow.parquet as pq

    aside = path.with_name(f".{path.name}.tmp")
    count = 0
    with pq.ParquetWriter(aside, schema.arrow(), compression="zstd") as writer:
        for group in _groups(reader, _CHUNK):
            writer.write_table(group.cast(schema.arrow()))
            count += group.num_rows
    aside.replace(path)
    return count


def _groups(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """Cut batches of any size into tables of just as many rows, in one piece each."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    room = rows
    for batch in batches:
        at = 0
        while at < batch.num_rows:
            waiting.append(batch.slice(at, room))
            at += waiting[-1].num_rows
            room -= waiting[-1].num_rows
            if not room:
                yield pa.Table.from_batches(waiting).combine_chunks()
                waiting, room = [], rows
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()
