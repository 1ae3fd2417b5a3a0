"""``nlp-reports train``: fit a classifier for a codebook from labelled items."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Train classifiers from labelled items.", no_args_is_help=True)


@app.command()
def themes(
    labels: Annotated[
        Path, typer.Argument(help="Labels of label import (JSON lines), or a gold folder.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of the model; give it to --codebook later.")],
    codebook: Annotated[str, typer.Option(help="Codebook: name or TOML file.")],
    statements: Annotated[
        Path | None, typer.Option(help="Single statements to add: 'p|m|s themes | text' a line.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="How results cite the model.")] = None,
) -> None:
    """Train a theme classifier and write its folder: arrays, codebook, manifest with digests.

    Prints the quality out of fold, each issuer held out of the models that judge its items.
    """
    from nlp_reports.themes.labels import read_labels, read_statements
    from nlp_reports.themes.train import train

    rows = read_labels(labels)
    if statements is not None:
        rows += read_statements(statements)
    trained = train(rows, out, codebook, name=name)
    print(f"{trained.model.name}: {trained.items} items, folder {out}")
    print(f"out of fold: micro-F1 {trained.micro:.2f}, macro-F1 {trained.macro:.2f}")
    for key, value, count in trained.by_theme:
        print(f"  {key:24} F1 {value:.2f}  items {count}")


@app.callback()
def _group() -> None:
    """Keep ``themes`` a sub-command, though it is the only one."""
