"""``nlp-reports codebook``: list, show and check codebooks."""

from __future__ import annotations

from typing import Annotated

import typer

from nlp_reports.cli.console import console, err

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
) -> None:
    """Check a codebook: its form, and its examples against its patterns.

    Exit code 0 where all is well, 1 otherwise.
    """
    from nlp_reports.themes.check import failures
    from nlp_reports.themes.loading import codebook

    book = codebook(file)
    failed = list(failures(book))
    for failure in failed:
        err(str(failure))
    examples = sum(len(theme.examples) + len(theme.counterexamples) for theme in book.themes)
    print(f"{book.id}: {len(book.themes)} themes, {examples} examples, {len(failed)} failed")
    if failed:
        raise typer.Exit(1)
