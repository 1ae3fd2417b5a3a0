"""``python -m nlp_reports.cli``: the command line without its script."""

from nlp_reports.cli.app import main

main()
