"""``nlp-reports show``: one report, readable, as JSON or as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp_reports.cli.console import console, note

if TYPE_CHECKING:
    from rich.console import RenderableType

    from nlp_reports.report import Analysis, Figure, Item
    from nlp_reports.scores import Background

_COLOURS = {
    "problem": "red",
    "measure": "green",
    "supervision": "blue",
    "activity": "yellow",
    "context": "dim",
}
_TABLES = {
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "reviews": "行政复议、行政诉讼情况",
}
_SIGNS = {"blank": "", "slash": "/", "dash": "—", "not_applicable": "不涉及", "missing": "?"}


def show(
    path: Annotated[Path, typer.Argument(help="A report: PDF, DOCX, HTML or text.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained page here.")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings as TOML.")] = None,
    background: Annotated[
        str | None,
        typer.Option(help="For shares of reuse: folder of train background, or shipped."),
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Say why each item has its level.")] = False,
) -> None:
    """Show what one report says.

    Example: `nlp-reports show report.pdf --json`
    """
    from nlp_reports.pipeline import analyze
    from nlp_reports.settings import Settings

    ground = _background(background) if background else None
    chosen = Settings.load(config) if config else None
    analysis = analyze(path, settings=chosen, background=ground)
    if as_json:
        from nlp_reports.cli.facts import facts

        print(json.dumps(facts(analysis), ensure_ascii=False, indent=2))
    elif html:
        from nlp_reports.views.highlight import write_page

        write_page(analysis, html)
        typer.echo(f"written to {html}")
    else:
        for part in _parts(analysis, why):
            console().print(part)
    for failure in analysis.failures:
        note(f"failed: {failure.stage}: {failure.error}: {failure.message}")


def _background(name: str) -> Background:
    from nlp_reports.scores import Background

    return Background.named(name)


def _parts(analysis: Analysis, why: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    from nlp_reports.report import Issuer, Year

    report = analysis.report
    year = report.year.value if isinstance(report.year, Year) else "year unknown"
    issuer = report.issuer if isinstance(report.issuer, Issuer) else Issuer("issuer unknown")
    name, level = issuer.name, issuer.level
    yield Text(f"{name}  {year}  ({level}, form {analysis.outline.scheme})", style="bold")
    yield from (Text(f"warning: {text}", style="yellow") for text in report.warnings)
    yield Text(str(analysis.outline), style="dim")
    yield from _items(analysis, why)
    yield from _figures(analysis)
    yield from _checks(analysis)


def _items(analysis: Analysis, why: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    section = None
    for item in analysis.items:
        if item.section != section:
            section = item.section
            yield Text(f"\n{section}", style="bold")
        yield _item(analysis, item)
        if why and analysis.score_of(item.id, "level"):
            yield _explained(item)
    for link in analysis.links:
        yield Text(f"{link.problem} <- {link.measure}  {link.weight:.2f}  {link.why}", style="dim")


def _item(analysis: Analysis, item: Item) -> RenderableType:
    from rich.text import Text

    line = Text(f"{item.id} ")
    line.append(item.role + (f"/{item.status}" if item.status else ""), _COLOURS[item.role])
    if keys := analysis.themes_of(item):
        line.append(f" [{', '.join(keys)}]", "cyan")
    substance = analysis.score_of(item.id, "substance")
    if substance and substance.value is not None:
        line.append(f" {substance.value:.1f}", "bold")
    if (shared := analysis.score_of(item.id, "cross_issuer")) and shared.value is not None:
        line.append(f" shared {shared.value:.0%}", "magenta")
    page = analysis.report.page_of(item.span)
    line.append(f" p.{page}" if page else "", "dim")
    line.append(f"\n     {item.text}")
    return line


def _explained(item: Item) -> RenderableType:
    from rich.text import Text

    from nlp_reports.scores import explain

    said = explain(item.text, item.role)
    return Text(f"     {said.zh}\n     {said.en}", style="dim")


def _figures(analysis: Analysis) -> Iterator[RenderableType]:
    from rich.table import Table

    for name, title in _TABLES.items():
        cells = [cell for cell in analysis.figures.cells if cell.table == name]
        if not cells:
            continue
        if name != "proactive":
            yield _grid(cells, title)
            continue
        table = Table("行", "列", "值", title=title)
        for cell in cells:
            table.add_row(cell.row_zh, cell.column_zh, _shown(cell))
        yield table


def _grid(cells: list[Figure], title: str) -> RenderableType:
    from rich.table import Table

    columns = list(dict.fromkeys(cell.column for cell in cells))
    names = {cell.column: cell.column_zh for cell in cells}
    table = Table("", *(names[column] for column in columns), title=title)
    for row in dict.fromkeys(cell.row for cell in cells):
        here = {cell.column: cell for cell in cells if cell.row == row}
        label = next(iter(here.values())).row_zh
        table.add_row(label, *(_shown(here[c]) if c in here else "" for c in columns))
    return table


def _shown(cell: Figure) -> str:
    return _SIGNS.get(cell.state, "") if cell.value is None else f"{cell.value:g}"


def _checks(analysis: Analysis) -> Iterator[RenderableType]:
    from rich.text import Text

    results = [check.result for check in analysis.checks]
    if results:
        yield Text(f"\n{results.count('passed')} checks passed, {results.count('failed')} failed")
    for check in analysis.checks:
        if check.result == "failed":
            yield Text(
                f"✗ {check.name}: {check.left} against {check.right}; {check.note}"
                f" (likely {check.likely})",
                style="red",
            )
