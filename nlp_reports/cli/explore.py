"""``nlp-reports explore``: a finished run as one page to filter, search and read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp_reports.cli.console import note
from nlp_reports.errors import ReadError, UsageError

if TYPE_CHECKING:
    from nlp_reports.corpus.results import Results


def explore(
    folder: Annotated[Path, typer.Argument(help="A finished result folder.")],
    out: Annotated[
        Path | None, typer.Option(help="The page; explorer.html in the folder if left out.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language it opens in: zh or en.")] = "zh",
    pages: Annotated[
        bool, typer.Option(help="Also write a page of every report (reads the files again).")
    ] = False,
) -> None:
    """Write the corpus as one self-contained page: filter, search, sort, two axes, items.

    It works offline in any current browser and sends nothing anywhere.

    Example: `nlp-reports explore results --pages`
    """
    from nlp_reports.corpus.results import Results
    from nlp_reports.views.explorer import write_explorer
    from nlp_reports.views.labels import LANGS

    if lang not in LANGS:
        raise UsageError(f"no language {lang!r}; there are zh and en")
    results = Results(folder)
    target = out or folder / "explorer.html"
    beside = f"{target.stem}_pages" if pages else None
    if beside:
        _write_pages(results, target.parent / beside)
    write_explorer(results, target, lang="zh" if lang == "zh" else "en", pages=beside)
    typer.echo(f"written to {target}; open it in a browser")


def _write_pages(results: Results, folder: Path) -> None:
    """Write a page of each report; what can no longer be read is said and left out."""
    from nlp_reports.pipeline import analyze
    from nlp_reports.pipeline.stages import named
    from nlp_reports.readers import read_all
    from nlp_reports.report import Report
    from nlp_reports.views.explorer import page_name
    from nlp_reports.views.highlight import write_page

    folder.mkdir(parents=True, exist_ok=True)
    known = set(results.reports["report_id"])
    files = dict.fromkeys(path.partition("!")[0] for path in results.reports["path"])
    for file in files:
        try:
            for found in read_all(Path(file)):
                if isinstance(found, Report) and (report := named(found)).source.id in known:
                    write_page(analyze(report), folder / page_name(report.source.id), results)
        except (ReadError, OSError) as error:
            note(f"no page: {error}")
