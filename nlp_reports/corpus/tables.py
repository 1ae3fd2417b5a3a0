"""The schemas of the tables that come out, read from ``tables.toml``.

Parquet files carry the schema version in their metadata; a file written by a newer version is
refused with a message, not misread.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.errors import StoreError

if TYPE_CHECKING:
    import pyarrow as pa

_VERSION_KEY = b"nlp_reports.schema"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        type: text, int, float, bool or list.
        meaning: in words.
        unit: of a number.
        min: least value of a number, ``None`` where it has no bound.
        max: largest value.
        values: all values there are of a text; empty where they are not listed.
        pattern: regular expression of a text, instead of its values.
        missing: what it means where the value is null; ``None`` where it never is.
    """

    name: str
    type: str
    meaning: str
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    values: tuple[str, ...] = ()
    pattern: str | None = None
    missing: str | None = None

    @property
    def range(self) -> str:
        """What values there may be, in words; empty where nothing is said.

        >>> Column("share", "float", "…", min=0, max=1).range, Column("n", "int", "…", min=1).range
        ('0 to 1', '1 or more')
        """
        if self.min is not None:
            most = "or more" if self.max is None else f"to {self.max:g}"
            return f"{self.min:g} {most}"
        return self.pattern or ", ".join(self.values)


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: what a row is, its key, its columns in order.

    ``between`` are columns that shards have besides, for the later stages.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    between: tuple[Column, ...] = ()

    @property
    def shard(self) -> TableSchema:
        """The same table as stage one writes it."""
        return replace(self, columns=(*self.columns, *self.between), between=())

    def arrow(self) -> pa.Schema:
        """Return the Arrow schema, with the version in its metadata."""
        import pyarrow as pa

        types = {
            "text": pa.string(),
            "int": pa.int64(),
            "float": pa.float64(),
            "bool": pa.bool_(),
            "list": pa.list_(pa.string()),
        }
        fields = [
            pa.field(c.name, types[c.type], metadata={"meaning": c.meaning}) for c in self.columns
        ]
        return pa.schema(fields, metadata={_VERSION_KEY: str(schema_version()).encode()})

    def table(self, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        """Return rows as an Arrow table; a key that is no column is an error."""
        import pyarrow as pa

        rows = list(rows)
        names = {column.name for column in self.columns}
        for row in rows[:1]:
            if extra := set(row) - names:
                raise StoreError(f"table {self.name} has no columns {sorted(extra)}")
        schema = self.arrow()
        arrays = [pa.array(_column(rows, field.name), field.type) for field in schema]
        return pa.Table.from_arrays(arrays, schema=schema)


def _column(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """The values of a column, ``None`` where a row has none."""
    try:
        return list(map(itemgetter(name), rows))
    except KeyError:
        return [row.get(name) for row in rows]


@cache
def _definition() -> dict[str, Any]:
    path = resources.files("nlp_reports.corpus") / "tables.toml"
    return tomllib.loads(path.read_text("utf-8"))


def schema_version() -> int:
    """Return the version of all schemas; it rises when a column changes its meaning."""
    return int(_definition()["version"])


@cache
def schemas() -> dict[str, TableSchema]:
    """Return every table's schema by name."""
    found = {}
    for name, table in _definition().items():
        if isinstance(table, dict):
            columns, between = (
                tuple(_described(*column) for column in table.get(part, {}).items())
                for part in ("columns", "between")
            )
            found[name] = TableSchema(name, table["row"], tuple(table["key"]), columns, between)
    return found


def _described(name: str, parts: Sequence[Any]) -> Column:
    kind, meaning, *more = parts
    facts: dict[str, Any] = dict(*more)
    return Column(name, kind, meaning, **{**facts, "values": tuple(facts.get("values", ()))})


def check_version(path: Path) -> None:
    """Refuse a Parquet file that a newer version wrote.

    Raises:
        StoreError: the file's schema is newer, or it is missing, damaged or not one of ours.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreError(
            f"{path}: missing or damaged; run nlp-reports analyze again with the same --out"
        ) from error
    if _VERSION_KEY not in metadata:
        raise StoreError(f"{path}: not a table of nlp_reports; point at a result folder")
    version = int(metadata[_VERSION_KEY])
    if version > schema_version():
        raise StoreError(
            f"{path}: written with schema {version}, this version knows {schema_version()}; "
            "upgrade nlp-reports"
        )
