"""``nlp-reports demo``: the main job on the sample that ships with the package."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp_reports.cli.console import console

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

_COLUMNS = (
    "issuer",
    "year",
    "problems",
    "measures",
    "supervisions",
    "substance_mean",
    "own_past",
    "cross_issuer",
    "novel",
    "checks_failed",
)


def demo(
    out: Annotated[Path, typer.Option(help="Result folder.")] = Path("results"),
    jobs: Annotated[int, typer.Option(min=1, help="Worker processes.")] = 2,
) -> None:
    """Analyse the shipped sample corpus and say where the results lie.

    Example: `nlp-reports demo --out results`
    """
    from nlp_reports.data import sample_reports
    from nlp_reports.pipeline import Corpus, analyze
    from nlp_reports.views.explorer import write_explorer
    from nlp_reports.views.highlight import write_page

    start = time.perf_counter()
    results = Corpus(sample_reports(".pdf")).analyze(out, n_jobs=jobs)
    reports = results.reports.sort_values(["issuer", "year", "path"])
    best = reports.sort_values(["substance_mean", "report_id"], ascending=False)["path"].iloc[0]
    page = out / "report.html"
    write_page(analyze(best), page, results)
    explorer = write_explorer(results, out / "explorer.html")
    console().print(_table(reports))
    print(f"results (tables, manifest, methods): {out}/")
    print(f"one report as a page: {page}")
    print(f"the corpus as a page: {explorer}")
    print(f"the demo took {time.perf_counter() - start:.1f} s")


def _table(reports: pd.DataFrame) -> Table:
    """Return the table that a newcomer sees: a line per report."""
    from rich.table import Table

    table = Table(*_COLUMNS)
    for row in reports.to_dict("records"):
        table.add_row(*(_shown(row[name]) for name in _COLUMNS))
    return table


def _shown(value: object) -> str:
    if value is None or str(value) in ("<NA>", "nan"):
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
