"""The command line: one module per command, one function :func:`main` that runs them."""

from nlp_reports.cli.app import main

__all__ = ["main"]
