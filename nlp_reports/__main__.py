"""``python -m nlp_reports``: the command line."""

from nlp_reports.cli.app import main

main()
