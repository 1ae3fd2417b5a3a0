"""``nlp-reports codebook``: list, show and check codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp_reports.cli.console import console, err

if TYPE_CHECKING:
    from nlp_reports.report import Codebook

app = typer.Typer(
    help="Codebooks: which themes there are, what they mean, whether a file is right.",
    no_args_is_help=True,
)


@app.command("list")
def list_codebooks() -> None:
    """List the codebooks at hand."""
    from nlp_reports.themes.loading import codebook, names

    for name in names():
        book = codebook(name)
        console().print(f"{book.id}\t{len(book.themes)} themes\tfor {', '.join(book.roles)}")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of a codebook, or a TOML file.")],
    patterns: Annotated[bool, typer.Option(help="Print the patterns too.")] = False,
) -> None:
    """Print a codebook: every theme with definition, examples and counterexamples."""
    from nlp_reports.themes.loading import codebook

    book = codebook(name)
    out = console()
    out.print(f"{book.id} (for {', '.join(book.roles)})", markup=False)
    for theme in book.themes:
        out.print(f"\n{theme.key}  {theme.zh}  {theme.en}", markup=False)
        for line in (theme.definition, theme.definition_zh):
            if line:
                out.print(f"  {line}", markup=False)
        rows = [("covers", theme.includes), ("not", theme.excludes), ("e.g.", theme.examples)]
        rows += [("but not", theme.counterexamples)]
        rows += [("pattern", theme.patterns)] if patterns else []
        for label, texts in rows:
            for text in texts:
                out.print(f"  {label:8} {text}", markup=False)


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A codebook: TOML file or name.")],
    gold: Annotated[
        Path | None,
        typer.Option(help="Coded items (labels or a gold folder): print precision per pattern."),
    ] = None,
    split: Annotated[str, typer.Option(help="Which split of them: train, dev or test.")] = "dev",
) -> None:
    """Check a codebook: its form, its examples, and its patterns against coded items.

    Exit code 0 where all examples are right, 1 otherwise; precision is shown, not judged.
    """
    from nlp_reports.themes.check import failures
    from nlp_reports.themes.loading import codebook, place_of

    book = codebook(file)
    failed = list(failures(book))
    for failure in failed:
        err(f"{place_of(file, failure.theme, failure.field, failure.text)}: {failure}")
    examples = sum(len(theme.examples) + len(theme.counterexamples) for theme in book.themes)
    print(f"{book.id}: {len(book.themes)} themes, {examples} examples, {len(failed)} failed")
    if gold is not None:
        _print_precision(book, gold, split)
    if failed:
        raise typer.Exit(1)


def _print_precision(book: Codebook, gold: Path, split: str) -> None:
    from nlp_reports.errors import UsageError
    from nlp_reports.themes.check import precision
    from nlp_reports.themes.labels import for_codebook, read_labels

    rows = [row for row in for_codebook(read_labels(gold), book) if row.split == split]
    if not rows:
        raise UsageError(f"{gold}: no item of split {split!r} is for {book.id}")
    print(f"{len(rows)} coded items of {split}; worst patterns first")
    found = precision(book, rows)
    for one in sorted(found, key=lambda one: (-1.0 if one.value is None else one.value, one.items)):
        value = "no hit" if one.value is None else f"{one.value:.2f} ({one.right}/{one.items})"
        short = one.source if len(one.source) <= 60 else one.source[:59] + "…"
        print(f"  {value:16} {one.pattern:24} {short}")
