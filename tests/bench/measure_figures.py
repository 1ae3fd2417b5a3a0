"""Cells read by input form and prescribed form: ``python -m tests.bench.measure_figures [--test]``.

The written tables of gold (train and dev; with ``--test`` the test part, which no rule was tuned
on) and of the test cases, printed in every layout and read back. Of the cells that are left open it
says how many nobody could decide: another table that prints the same digits satisfies the form and
the prose as well (:mod:`tests.unit.figures.undecided`).
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp_reports.evaluate.authored import Authored, MarkupError, parse
from nlp_reports.figures import figures
from nlp_reports.figures.values import parse_value
from nlp_reports.sections import outline
from tests.render import truth
from tests.unit.figures.reports import GOLD, LAYOUTS, rendered, whole
from tests.unit.figures.undecided import undecided

NAMES = {
    "after": "text rows, labels broken, numbers behind",
    "before": "text rows, numbers before their label",
    "middle": "text rows, numbers amid their label",
    "flat": "run together on one line",
    "cells": "text, a cell a line",
    "tabs": "text rows parted by tabs",
    "html": "grid, HTML",
    "docx": "grid, DOCX",
    "pdf": "grid, PDF",
}


def held_out() -> list[Authored]:
    """The reports with tables of gold's test part."""
    found = []
    for path in sorted(GOLD.glob("*/*.mark")):
        try:
            report = parse(path.read_text("utf-8"), path)
        except MarkupError:
            continue
        if report.figures and report.meta.get("split") == "test":
            found.append(report)
    return found


def tally(report: Authored, layout: str, folder: Path) -> Counter[str]:
    """Cells ``right``, ``wrong`` (number or ``state``), ``open``, of them ``undecided``."""
    read = rendered(report, layout, folder)
    parts = outline(read)
    found = figures(read, parts)
    counts: Counter[str] = Counter()
    for place, raw in truth(report).items():
        cell, want = found.get(*place), parse_value(raw)
        if cell is None or cell.state == "missing":
            counts["open"] += 1
        elif want is None or cell.state != want.state:
            counts["state"] += 1
        else:
            counts["right" if cell.value == want.number else "wrong"] += 1
    if counts["open"]:
        counts["undecided"] = len(undecided(report, read, parts, found))
    return counts


def line(name: str, counts: Counter[str]) -> str:
    """A row of the table that is printed."""
    cells = sum(counts[kind] for kind in ("right", "wrong", "state", "open"))
    decided = cells - counts["undecided"]
    kinds = (counts["wrong"], counts["state"], counts["open"], counts["undecided"])
    shown = " | ".join(map(str, kinds))
    return (
        f"| {name} | {cells} | {shown} | {counts['right'] / cells:.2%} "
        f"| {counts['right'] / decided:.2%} |"
    )


def main(test: bool) -> None:
    """Print a row for every layout and prescribed form, and their sums."""
    reports = held_out() if test else whole()
    print(f"{len(reports)} reports, {sum(len(r.figures) for r in reports)} tables")
    print("| input | cells | wrong | state | open | of them nobody could decide | right |", end="")
    print(" right of the decidable |\n|---|---|---|---|---|---|---|---|")
    every: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        for layout in LAYOUTS:
            for form in ("2019", "2021"):
                counts: Counter[str] = Counter()
                for report in reports:
                    if report.meta["form"] == form:
                        counts += tally(report, layout, Path(folder))
                print(line(f"{NAMES[layout]}, {form}", counts), flush=True)
                every += counts
    print(line("all", every))


if __name__ == "__main__":
    main("--test" in sys.argv[1:])
