"""Where the command line prints: colours and tables on a terminal, plain text in a pipe."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


@cache
def console() -> Console:
    """Return the console for results; wide when piped, so that nothing is cut."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 200
    return Console(width=width, highlight=False, soft_wrap=not sys.stdout.isatty())


def err(message: str) -> None:
    """Print an error on standard error."""
    prefix = "\033[31merror:\033[0m " if sys.stderr.isatty() else "error: "
    print(prefix + message, file=sys.stderr)


def note(message: str) -> None:
    """Print a remark on standard error, where it does not mix with results."""
    print(message, file=sys.stderr)
