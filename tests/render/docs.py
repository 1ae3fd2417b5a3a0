"""Generate the parts of the documentation that must not drift: ``python -m tests.render.docs``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from nlp_reports.cli.app import app
from nlp_reports.corpus.tables import Column, schema_version, schemas

DOCS = Path(__file__).parents[2] / "docs"


def commands() -> Iterator[list[str]]:
    """Every command with its sub-commands, in the order of the help."""
    group = typer.main.get_command(app)
    yield []
    for name, command in group.commands.items():
        yield [name]
        for sub in getattr(command, "commands", {}):
            yield [name, sub]


def help_of(words: list[str]) -> str:
    """What ``nlp-reports WORDS --help`` prints, plain and 100 columns wide."""
    plain = {
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "_TYPER_FORCE_DISABLE_TERMINAL": "1",
    }
    command = [sys.executable, "-m", "nlp_reports", *words, "--help"]
    done = subprocess.run(
        command, env={**os.environ, **plain}, capture_output=True, text=True, check=True
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def cli_page() -> str:
    """``docs/cli.md``."""
    parts = ["# Command line\n\nGenerated from `--help` by `python -m tests.render.docs`.\n"]
    parts += [
        f"## {' '.join(['nlp-reports', *words])}\n\n```text\n{help_of(words)}\n```\n"
        for words in commands()
    ]
    return "\n".join(parts)


def tables_page() -> str:
    """``docs/tables.md``."""
    parts = [
        "# Tables\n\nGenerated from `nlp_reports/corpus/tables.toml` by"
        f" `python -m tests.render.docs`. Schema version {schema_version()}. Parquet is the format"
        " of record; absent is null, never an empty text or a zero. `report_id` and `item_id` join"
        " everywhere. Where nothing stands under *missing* there is always a value. In exports"
        " lists are joined by `|`, and absent is an empty cell (CSV, XLSX),"
        " `.` for a number and an empty text for a text (Stata).\n"
    ]
    for name, schema in schemas().items():
        rows = [
            f"| `{c.name}` | {c.type} | {c.unit or ''} | {_values(c)} | {c.missing or ''} |"
            f" {c.meaning} |"
            for c in schema.columns
        ]
        head = (
            f"## {name}\n\nA row is {schema.row}. Key: {', '.join(f'`{k}`' for k in schema.key)}.\n"
        )
        parts.append(
            head
            + "\n| column | type | unit | range or values | missing (null) where | meaning |"
            + "\n|---|---|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def _values(column: Column) -> str:
    return f"`{column.range}`" if column.pattern else column.range


def main() -> None:
    """Write the generated pages."""
    (DOCS / "cli.md").write_text(cli_page(), "utf-8")
    (DOCS / "tables.md").write_text(tables_page(), "utf-8")


if __name__ == "__main__":
    main()
