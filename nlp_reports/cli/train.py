"""``nlp-reports train``: classifiers for a codebook, roles, sections and links; a background."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Train classifiers from labelled items; fit a background.", no_args_is_help=True
)


@app.command()
def themes(
    out: Annotated[Path, typer.Option(help="Folder of the model; give it to --codebook later.")],
    codebook: Annotated[str, typer.Option(help="Codebook: name or TOML file.")],
    labels: Annotated[
        Path | None,
        typer.Argument(help="Labels of label import (JSON lines), or a gold folder."),
    ] = None,
    more: Annotated[
        list[Path] | None, typer.Option("--labels", help="The same; may be said several times.")
    ] = None,
    statements: Annotated[
        Path | None, typer.Option(help="Single statements to add: 'p|m|s themes | text' a line.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="How results cite the model.")] = None,
) -> None:
    """Train a theme classifier and write its folder: arrays, codebook, manifest with digests.

    Prints the quality out of fold, each issuer held out of the models that judge its items.
    """
    from nlp_reports.errors import UsageError
    from nlp_reports.themes.labels import read_labels, read_statements
    from nlp_reports.themes.train import train

    files = [*([labels] if labels else []), *(more or [])]
    if not files:
        raise UsageError("no labels to train on; name a file of label import with --labels")
    rows = [row for file in files for row in read_labels(file)]
    if statements is not None:
        rows += read_statements(statements)
    trained = train(rows, out, codebook, name=name)
    print(f"{trained.model.name}: {trained.items} items, folder {out}")
    print(f"out of fold: micro-F1 {trained.micro:.2f}, macro-F1 {trained.macro:.2f}")
    for key, value, count in trained.by_theme:
        print(f"  {key:24} F1 {value:.2f}  items {count}")


@app.command()
def roles(
    gold: Annotated[Path, typer.Argument(help="Gold folder, such as corpora/gold.")],
    out: Annotated[Path, typer.Option(help="Folder of the model.")],
) -> None:
    """Train the classifier of roles and status, and write its folder: arrays, manifest, card.

    Learns from the splits train and dev only. Prints the quality out of fold.
    """
    from nlp_reports.evaluate.train_roles import train_roles

    manifest = train_roles(gold, out)
    typer.echo(f"{manifest['name']}: {manifest['examples']} items, folder {out}")
    for name, own in manifest["metrics"].items():
        decides = manifest["heads"][name]["decides"]
        typer.echo(
            f"{name}: out of fold accuracy {own['accuracy']:.3f}, macro-F1 {own['macro_f1']:.3f}; "
            f"rules {own['rules_accuracy']:.3f}, {own['rules_macro_f1']:.3f}; {decides} decide"
        )


@app.command()
def sections(
    gold: Annotated[Path, typer.Argument(help="Gold folder, such as corpora/gold.")],
    out: Annotated[Path, typer.Option(help="Folder of the model.")],
) -> None:
    """Train the scorer of headings that no rule knows, and write its folder: array, manifest, card.

    Learns from the splits train and dev only. Prints the quality out of fold, on unseen titles.
    """
    from nlp_reports.evaluate.train_sections import train_sections

    manifest = train_sections(gold, out)
    own = manifest["metrics"]
    typer.echo(f"{manifest['name']}: {own['headings']} headings, {own['others']} others")
    typer.echo(
        f"out of fold, unseen titles: scorer {own['scorer_accuracy']:.3f}, "
        f"rules {own['rules_accuracy']:.3f}, both {own['both_accuracy']:.3f}; "
        f"unknown to rules {own['unknown_to_rules']}, named {own['of_them_named']}, "
        f"right {own['of_them_right']}"
    )


@app.command()
def links(
    gold: Annotated[Path, typer.Argument(help="Gold folder, such as corpora/gold.")],
    out: Annotated[Path, typer.Option(help="Folder of the model.")],
) -> None:
    """Train the scorer of links between measures and problems, and write its folder."""
    from nlp_reports.evaluate.train_links import train_links

    manifest = train_links(gold, out)
    typer.echo(f"{manifest['name']}: {manifest['pairs']} pairs, {manifest['linked']} linked")
    typer.echo(f"out of fold: F1 {manifest['f1']:.3f}")


@app.command()
def background(
    results: Annotated[Path, typer.Argument(help="A result folder of analyze.")],
    out: Annotated[
        Path, typer.Option(help="Folder of the background, for --background of analyze and show.")
    ],
    name: Annotated[str, typer.Option(help="How scores cite it, beside its digest.")] = "corpus",
) -> None:
    """Fit what other reports say, for shares of reuse, on the reports of a run, and save it.

    The folder holds arrays and a head with digest, settings and counts.
    """
    from nlp_reports.cli.console import note
    from nlp_reports.corpus.results import Results
    from nlp_reports.scores import Background, Passage

    rows = Results(results).sql(
        """
        select report_id, item_id, issuer, region, year, text, issuer_id
        from items join reports using (report_id)
        where role in ('problem', 'measure', 'supervision')
        order by coalesce(issuer_id, issuer, report_id), issuer, report_id, item_id
        """
    )
    plain = rows.astype(object).where(rows.notna(), None)
    found = Background.fit((Passage(*row) for row in plain.itertuples(index=False)), name=name)
    found.save(out)
    typer.echo(f"{found}, folder {out}")
    for warning in found.warnings:
        note(warning)
