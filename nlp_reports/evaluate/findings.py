"""What an evaluation found: named figures for the gate, tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nlp_reports.evaluate.agreement import Interval

Entry = str | int | float | Interval | None


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; ``note`` says how it was made or what it leaves open."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    note: str = ""


@dataclass(slots=True)
class Findings:
    """Figures by dotted name, and tables."""

    figures: dict[str, Interval] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Take over what another evaluation found."""
        self.figures |= other.figures
        self.tables += other.tables

    def table(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[Entry]], note: str = ""
    ) -> None:
        """Add a table; one without rows is left out."""
        kept = tuple(tuple(row) for row in rows)
        if kept:
            self.tables.append(Table(title, tuple(columns), kept, note))


def shown(entry: Entry) -> str:
    """An entry as people read it: an interval as ``0.912 (0.88-0.94)``."""
    if entry is None:
        return "-"
    if isinstance(entry, Interval):
        return _interval(entry)
    return f"{entry:.3f}" if isinstance(entry, float) else str(entry)


def _interval(found: Interval) -> str:
    if found.value is None:
        return "-"
    if found.low is None or found.high is None:
        return f"{found.value:.3f}"
    return f"{found.value:.3f} ({found.low:.2f} to {found.high:.2f})"


def to_json(findings: Findings) -> str:
    """Figures and tables as one JSON object, in a fixed order."""
    figures = {name: _plain(found) for name, found in sorted(findings.figures.items())}
    tables = [
        {
            "title": table.title,
            "columns": table.columns,
            "rows": [[_plain(entry) for entry in row] for row in table.rows],
            "note": table.note,
        }
        for table in findings.tables
    ]
    return json.dumps({"figures": figures, "tables": tables}, ensure_ascii=False, indent=1)


def _plain(entry: Entry) -> Any:
    if isinstance(entry, Interval):
        names = ("value", "low", "high", "n", "clusters")
        return {name: _rounded(getattr(entry, name)) for name in names}
    return _rounded(entry)


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def to_markdown(findings: Findings, level: int = 3) -> str:
    """The tables as Markdown."""
    return "\n".join(_markdown(table, level) for table in findings.tables)


def _markdown(table: Table, level: int) -> str:
    lines = ["#" * level + f" {table.title}", ""]
    lines += [table.note, ""] if table.note else []
    lines.append("| " + " | ".join(table.columns) + " |")
    lines.append("|" + "---|" * len(table.columns))
    for row in table.rows:
        cells = (shown(entry).replace("|", "\\|") for entry in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
