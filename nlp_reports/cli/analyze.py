"""``nlp-reports analyze``: many reports to tables."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp_reports.cli.console import console, note

if TYPE_CHECKING:
    from nlp_reports.corpus.results import Results
    from nlp_reports.settings import Settings


def analyze(
    paths: Annotated[
        list[str],
        typer.Argument(help="Files, folders, globs, zip archives or addresses such as s3://…"),
    ],
    out: Annotated[str, typer.Option(help="Result folder, or an address such as s3://…")],
    jobs: Annotated[int, typer.Option(min=1, help="Worker processes.")] = 1,
    engine: Annotated[str, typer.Option(help="local or dask.")] = "local",
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    background: Annotated[
        str | None,
        typer.Option(
            help="For shares of reuse, instead of one fitted on these reports: folder of train "
            "background, or shipped."
        ),
    ] = None,
    format: Annotated[
        str, typer.Option(help="Tables to write, e.g. parquet,csv,xlsx,dta.")
    ] = "parquet",
    resume: Annotated[
        bool, typer.Option("--resume/--restart", help="Go on with an earlier run, or begin anew.")
    ] = True,
    config: Annotated[Path | None, typer.Option(help="Settings as TOML.")] = None,
    codebook: Annotated[
        list[str] | None, typer.Option(help="Another codebook: a name or a TOML file.")
    ] = None,
) -> None:
    """Analyse reports into tables.

    A stopped run goes on where it was; what repeats another file is listed in `duplicates`; which
    names are one issuer stands in `issuers.csv`, for you to correct.

    Exit code 0: all read; 2: some failed, they stand in the table `failures`; 1: none, or bad
    usage.

    Example: `nlp-reports analyze reports/ --out results --jobs 2 --format parquet,csv`
    """
    from nlp_reports.corpus.export import check_formats, write
    from nlp_reports.corpus.inputs import is_address, publish
    from nlp_reports.pipeline import Corpus

    formats = check_formats(format.split(","))
    start = time.perf_counter()
    results = Corpus(paths).analyze(
        out,
        n_jobs=jobs,
        engine=engine,
        scheduler=scheduler,
        settings=_settings(config, codebook),
        background=background,
        restart=not resume,
        progress=_Progress(),
    )
    for notice in write(results, [name for name in formats if name != "parquet"], results.folder):
        note(notice)
    if is_address(out) and formats != ["parquet"]:
        publish(results.folder, out)
    _summary(results, time.perf_counter() - start)
    raise typer.Exit(_exit_code(results))


def _settings(config: Path | None, codebooks: list[str] | None) -> Settings:
    from nlp_reports.settings import Settings

    settings = Settings.load(config) if config else Settings()
    if codebooks:
        chosen = (*settings.codebooks, *codebooks)
        settings = settings.model_copy(update={"codebooks": chosen})
    return settings


def _exit_code(results: Results) -> int:
    counts = results.manifest["counts"]
    if counts["failures"] == 0:
        return 0
    return 2 if counts["reports"] else 1


_SECONDS = 10.0
"""Between two plain lines; stages that take less are not told of where there is no terminal."""


class _Progress:
    """A line that rewrites itself on a terminal, a plain line now and then elsewhere."""

    def __init__(self) -> None:
        self.what = ""
        self.start = self.last = 0.0
        self.before = 0

    def __call__(self, done: int, failed: int, all_: int, what: str) -> None:
        now = time.perf_counter()
        if what != self.what:
            self.what, self.start, self.last, self.before = what, now, now, done
            if what == "reports" and 0 < done < all_:
                note(f"going on: {done} of {all_} files were read before")
        rate = (done - self.before) / max(now - self.start, 1e-9)
        left = f", {(all_ - done) / rate:.0f} s left" if rate and done < all_ else ""
        lost = f", {failed} failed" if what == "reports" else ""
        line = f"{done}/{all_} {what}{lost}, {rate:.1f} a second{left}"
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="\n" if done == all_ else "", file=sys.stderr, flush=True)
        elif now - self.last > _SECONDS or (done == all_ and what == "reports"):
            self.last = now
            note(line)


def _summary(results: Results, seconds: float) -> None:
    from shlex import quote

    from rich.table import Table

    counts = results.manifest["counts"]
    table = Table("table", "rows", "file", title=None)
    for name, count in counts.items():
        table.add_row(name, str(count), f"{name}.parquet")
    console().print(table)
    for row in results.failures.head(10).itertuples() if counts["failures"] else ():
        why = str(row.message).removeprefix(f"{row.path}: ")
        note(f"failed: {row.path} [{row.stage}] {why}")
    if counts["failures"] > 10:
        note(f"… and {counts['failures'] - 10} more in failures.parquet")
    for warning in results.manifest["background"]["warnings"] if counts["reports"] else ():
        note(warning)
    console().print(f"results in {results.folder} after {seconds:.1f} s")
    if counts["reports"]:
        console().print(
            f"look at them: nlp-reports explore {quote(str(results.folder))}", soft_wrap=True
        )
