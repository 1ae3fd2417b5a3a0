"""Tables in other programs' formats: CSV with BOM, XLSX, Stata, Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.results import Results
from nlp_reports.corpus.store import writing
from nlp_reports.corpus.tables import schemas
from nlp_reports.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("parquet", "csv", "xlsx", "dta")
_BATCH = 50_000
_XLSX_CELL = 32_767
_XLSX_ROWS = 1_048_575
_STATA_LABEL = 80
_STATA_RESERVED = {"end", "in", "if", "using", "with", "float", "long", "int", "byte", "double"}


def check_formats(names: Iterable[str]) -> list[str]:
    """Return the names of formats, cleaned.

    Raises:
        UsageError: one is not known.
    """
    found = [name.strip().lower().lstrip(".") for name in names]
    for name in found:
        if name not in FORMATS:
            raise UsageError(f"no format {name!r}; known: {', '.join(FORMATS)}")
    return found


def write(results: Results, formats: Iterable[str], out: Path) -> list[str]:
    """Write all tables in each format into ``out``; return notices about what did not fit.

    Raises:
        UsageError: a format is not known.
        StoreError: ``out`` cannot be written.
    """
    notices: list[str] = []
    for name in check_formats(formats):
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
            for table in schemas():
                notices += _WRITERS[name](results, table, out)
    return notices


def _flat(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Join lists by ``|``: no flat format has lists."""
    lists = [column.name for column in schemas()[table].columns if column.type == "list"]
    for name in lists:
        frame[name] = frame[name].map(_joined)
    return frame


def _joined(value: Any) -> str | None:
    return "|".join(map(str, value)) if hasattr(value, "__len__") else None


def _csv(results: Results, table: str, out: Path) -> list[str]:
    """Write batch by batch: the largest tables need not fit in memory."""
    with (out / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        _flat(table, results.table(table, rows=0)).to_csv(file, index=False)
        for frame in results.batches(table, _BATCH):
            _flat(table, frame).to_csv(file, index=False, header=False)
    return []


def _parquet(results: Results, table: str, out: Path) -> list[str]:
    target = out / f"{table}.parquet"
    if target.resolve() != results.path(table).resolve():
        target.write_bytes(results.path(table).read_bytes())
    return []


def _xlsx(results: Results, table: str, out: Path) -> list[str]:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    frame = _flat(table, results.table(table))
    notices = []
    if len(frame) > _XLSX_ROWS:
        notices.append(f"{table}.xlsx holds the first {_XLSX_ROWS} of {len(frame)} rows")
        frame = frame.head(_XLSX_ROWS)
    for name in frame.select_dtypes(include=["string", "object"]):
        if (long := frame[name].str.len() > _XLSX_CELL).any():
            notices.append(f"{table}.xlsx: {long.sum()} cells of {name} cut at {_XLSX_CELL}")
        frame[name] = frame[name].str.replace(ILLEGAL_CHARACTERS_RE, "", regex=True)
        frame[name] = frame[name].str.slice(0, _XLSX_CELL)
    frame.to_excel(out / f"{table}.xlsx", index=False, sheet_name=table)
    return notices


def _stata(results: Results, table: str, out: Path) -> list[str]:
    frame = _flat(table, results.table(table))
    labels = {c.name: c.meaning[:_STATA_LABEL] for c in schemas()[table].columns}
    texts = [name for name in frame if frame[name].dtype in ("string", "object")]
    for name in texts:
        frame[name] = frame[name].fillna("").astype(object)
    for name in frame.select_dtypes(include=["Int64", "Float64", "boolean"]):
        frame[name] = frame[name].astype("float64")
    notices = [
        f"{table}.dta: column {n} is called {n}_, as Stata reserves {n}"
        for n in frame
        if n in _STATA_RESERVED
    ]
    frame = frame.rename(columns={name: f"{name}_" for name in _STATA_RESERVED})
    labels = {f"{n}_" if n in _STATA_RESERVED else n: label for n, label in labels.items()}
    frame.to_stata(
        out / f"{table}.dta",
        write_index=False,
        version=118,
        variable_labels=labels,
        convert_strl=[f"{n}_" if n in _STATA_RESERVED else n for n in texts],
    )
    cut = [c.name for c in schemas()[table].columns if len(c.meaning) > _STATA_LABEL]
    if cut:
        where = f"labels of {', '.join(cut)} cut at {_STATA_LABEL} characters"
        notices.append(f"{table}.dta: {where}; they stand whole in docs/tables.md")
    return notices


_WRITERS: dict[str, Callable[[Results, str, Path], list[str]]] = {
    "csv": _csv,
    "parquet": _parquet,
    "xlsx": _xlsx,
    "dta": _stata,
}
