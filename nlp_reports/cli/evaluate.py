"""``nlp-reports evaluate``: how good is it, on coded reports that one names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp_reports.cli.console import console, err, note

if TYPE_CHECKING:
    from nlp_reports.evaluate.findings import Findings
    from nlp_reports.evaluate.whole import Scope

app = typer.Typer(
    help="Hold the software against coded reports: figures with intervals, never one number.",
    no_args_is_help=True,
)
CHECKOUT = Path(__file__).parents[2] / "corpora" / "gold"
GoldOption = Annotated[
    Path, typer.Option("--gold", help="Folder of coded reports.", show_default="corpora/gold")
]
SplitOption = Annotated[str, typer.Option("--split", help="train, dev or test.")]
RealOption = Annotated[
    Path | None, typer.Option("--real", help="Folder of real reports with gold.json.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def _scope(gold: Path, split: str, real: Path | None) -> Scope:
    from nlp_reports.errors import UsageError
    from nlp_reports.evaluate.gold import SPLITS
    from nlp_reports.evaluate.whole import Scope

    if split not in SPLITS:
        raise UsageError(f"no split {split!r}; use one of {', '.join(SPLITS)}")
    return Scope.at(gold, split, real)


def _run(names: Sequence[str], scope: Scope, as_json: bool) -> dict[str, Findings]:
    from nlp_reports.evaluate.findings import Findings
    from nlp_reports.evaluate.whole import evaluate

    found = evaluate(scope, names)
    everything = Findings()
    for own in found.values():
        everything.add(own)
    _show(everything, as_json)
    return found


def _show(found: Findings, as_json: bool) -> None:
    from nlp_reports.evaluate.findings import to_json

    if as_json:
        typer.echo(to_json(found))
    else:
        _print(found)


def _print(found: Findings) -> None:
    from rich.table import Table as Grid

    from nlp_reports.evaluate.findings import shown

    for table in found.tables:
        grid = Grid(*table.columns, title=table.title, title_justify="left", title_style="bold")
        for row in table.rows:
            grid.add_row(*(shown(entry) for entry in row))
        console().print(grid)
        if table.note:
            console().print(table.note, style="dim", markup=False)


@app.command()
def corpus(
    gold: GoldOption = CHECKOUT, real: RealOption = None, as_json: JsonOption = False
) -> None:
    """Describe a coded corpus: counts, variety, likeness to real reports, overlap with them."""
    _run(["corpus"], _scope(gold, "test", real), as_json)


@app.command()
def agreement(
    labels: Annotated[
        list[Path] | None,
        typer.Argument(help="Labels of your own coders, a file each, as label import writes them."),
    ] = None,
    gold: GoldOption = CHECKOUT,
    as_json: JsonOption = False,
) -> None:
    """Agreement between two codings, field by field; or between coders of your own."""
    if labels:
        from nlp_reports.evaluate.labellers import evaluate

        _show(evaluate(labels), as_json)
        return
    _run(["agreement"], _scope(gold, "test", None), as_json)


@app.command()
def narrative(
    gold: GoldOption = CHECKOUT,
    split: SplitOption = "test",
    real: RealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sections, items, roles, status and links; clean, under noise, and on real reports."""
    _run(["narrative"], _scope(gold, split, real), as_json)


@app.command()
def themes(
    labels: Annotated[
        Path | None,
        typer.Argument(help="Labels of your own, of issuers that training has not seen."),
    ] = None,
    codebook: Annotated[
        str, typer.Option(help="What to hold against your labels: model folder, TOML file or name.")
    ] = "disclosure-themes",
    gold: GoldOption = CHECKOUT,
    split: SplitOption = "test",
    real: RealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Themes and practices, each beside what coders reach; or a model against your own labels."""
    if labels is not None:
        from nlp_reports.evaluate.labelled import evaluate

        _show(evaluate(labels, codebook), as_json)
        return
    _run(["themes"], _scope(gold, split, real), as_json)


@app.command()
def scores(
    gold: GoldOption = CHECKOUT,
    split: SplitOption = "test",
    real: RealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Substance against the coded level, reuse against the stored truth."""
    _run(["scores"], _scope(gold, split, real), as_json)


@app.command()
def figures(
    gold: GoldOption = CHECKOUT,
    split: SplitOption = "test",
    real: RealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Statutory cells against the stored truth."""
    _run(["figures"], _scope(gold, split, real), as_json)


@app.command("all")
def everything(
    gold: GoldOption = CHECKOUT,
    split: SplitOption = "test",
    real: RealOption = None,
    as_json: JsonOption = False,
    markdown: Annotated[
        Path | None, typer.Option(help="Write the figures as a Markdown page, too.")
    ] = None,
) -> None:
    """Everything, a few minutes."""
    from nlp_reports.evaluate.whole import NAMES, page

    scope = _scope(gold, split, real)
    found = _run(NAMES, scope, as_json)
    if markdown is not None:
        markdown.write_text(page(scope, found), "utf-8")
        note(f"wrote {markdown}")


@app.command()
def gate(
    gold: GoldOption = CHECKOUT,
    pin: Annotated[bool, typer.Option(help="Set the floors at the present figures.")] = False,
    reason: Annotated[str, typer.Option(help="Why a floor is lowered, with --pin.")] = "",
) -> None:
    """Fail where a figure lies under its floor on the pinned corpus.

    Exit code 0 where all hold, 1 otherwise.
    """
    from nlp_reports.evaluate import gate as gates
    from nlp_reports.evaluate.whole import gated

    scope = _scope(gold, "test", None)
    found = gated(scope)
    if pin:
        old = gates.load() if gates.FLOORS.is_file() else None
        gates.save(gates.pinned(old, found, scope.gold.digest, reason))
        note(f"pinned {len(gates.wanted(found))} figures to corpus {scope.gold.digest}")
        return
    floors = gates.load()
    failed = list(gates.failures(floors, found, scope.gold.digest))
    for line in failed:
        err(line)
    console().print(f"{len(floors.bounds)} bounds, {len(failed)} broken")
    if failed:
        raise typer.Exit(1)
