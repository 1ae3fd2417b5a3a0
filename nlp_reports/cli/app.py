"""The application: gathers the commands and turns our errors into messages and exit codes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nlp_reports._version import __version__
from nlp_reports.cli import (
    analyze,
    codebook,
    compare,
    demo,
    evaluate,
    explore,
    export,
    items,
    label,
    show,
    train,
)
from nlp_reports.cli.console import err
from nlp_reports.errors import NlpReportsError

_INTERRUPTED = 130
app = typer.Typer(
    name="nlp-reports",
    help="Read 政府信息公开工作年度报告, find problems, measures and supervision, and tell "
    "substance from boilerplate.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("analyze")(analyze.analyze)
app.command("show")(show.show)
app.command("items")(items.items)
app.command("compare")(compare.compare)
app.command("demo")(demo.demo)
app.command("explore")(explore.explore)
app.command("export")(export.export)
app.add_typer(codebook.app, name="codebook")
app.add_typer(label.app, name="label")
app.add_typer(train.app, name="train")
app.add_typer(evaluate.app, name="evaluate")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line.

    Exit code 1, with one clear line, for what is the user's to mend: bad usage, bad data, a
    folder in use. (Click's own 2 for bad usage would say "some reports failed" here.)
    """
    try:
        code = app(prog_name="nlp-reports", standalone_mode=False)
        if code == _INTERRUPTED:  # what Typer makes of Ctrl-C
            raise KeyboardInterrupt
    except NlpReportsError as error:
        err(str(error))
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        err("stopped; run the same command again to go on where it stopped")
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        message = getattr(error, "format_message", None)  # usage errors of any Click
        if message is None:
            raise
        if text := message().rstrip("."):  # empty where the help was shown instead
            err(f"{text}; see nlp-reports --help")
        sys.exit(1)
    sys.exit(code or 0)
