"""What stage two finds, on its way from a worker to the run: two Arrow tables as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.rows import SHARES
from nlp_reports.corpus.tables import schemas

if TYPE_CHECKING:
    import pyarrow as pa

Row = tuple[Any, ...]


def compared_schemas() -> dict[str, pa.Schema]:
    """Return the schemas: an item's ``shares``, and ``pairs`` of items that share text."""
    import pyarrow as pa

    ids = [(name, pa.string()) for name in ("report_id", "item_id")]
    shares = pa.schema([*ids, *((name, pa.float64()) for name in SHARES)])
    return {"shares": shares, "pairs": schemas()["reuse"].arrow()}


def packed(found: Iterable[tuple[list[Row], list[Row]]]) -> dict[str, bytes]:
    """Pack rows of shares and of pairs, an issuer's at a time."""
    import pyarrow as pa

    shares, pairs = zip(*found, strict=True)
    return {
        name: _bytes(_table(list(chain.from_iterable(rows)), schema), pa)
        for rows, (name, schema) in zip((shares, pairs), compared_schemas().items(), strict=True)
    }


def unpacked(data: Mapping[str, bytes]) -> dict[str, pa.Table]:
    """Return the tables by name."""
    import pyarrow as pa

    return {name: pa.ipc.open_stream(data[name]).read_all() for name in compared_schemas()}


def _table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    """Make a table of rows that have the schema's columns in order."""
    import pyarrow as pa

    values = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(some, field.type) for some, field in zip(values, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _bytes(table: pa.Table, pa: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
