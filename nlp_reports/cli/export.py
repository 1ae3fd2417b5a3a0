"""``nlp-reports export``: finished tables in other formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nlp_reports.cli.console import note


def export(
    folder: Annotated[Path, typer.Argument(help="A finished result folder.")],
    out: Annotated[Path | None, typer.Option(help="Where to; the same folder if left out.")] = None,
    format: Annotated[
        str, typer.Option(help="csv, xlsx, dta, parquet; several with commas.")
    ] = "csv",
) -> None:
    """Export the tables of a finished run.

    Example: `nlp-reports export results --format csv,dta --out for_stata`
    """
    from nlp_reports.corpus.export import write
    from nlp_reports.corpus.results import Results

    target = out or folder
    for notice in write(Results(folder), format.split(","), target):
        note(notice)
    typer.echo(f"written to {target}")
