"""Wrong cells under noise that no check notices: ``python -m tests.bench.unnoticed_figures``.

Arguments: seeds. Train and dev parts of gold, badly extracted. Prints every cell of a wrong
state or number, and whether a failed check reads it.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from nlp_reports.evaluate.figures import verdict
from nlp_reports.evaluate.gold import GoldReport, load
from nlp_reports.evaluate.noise import noisy
from nlp_reports.figures import check, figures
from nlp_reports.readers import read_text
from nlp_reports.sections import outline

GOLD = Path(__file__).parents[2] / "corpora" / "gold"


def wrong(report: GoldReport, seed: int) -> list[tuple[str, str]]:
    """``noticed`` or ``unnoticed``, and a line, for every wrong cell of a report."""
    text = noisy(report.text, "combined", name=report.id, seed=seed).text
    read = read_text(text, f"{report.id}.txt")
    parts = outline(read)
    found = figures(read, parts)
    suspect = {c for k in check(found, parts, read) if k.result == "failed" for c in k.cells}
    lines = []
    for place, printed in report.figures.items():
        cell = found.get(*place)
        if cell is not None and verdict(cell, printed) in ("wrong", "state"):
            name = ".".join(place)
            said = "noticed" if name in suspect else "unnoticed"
            lines.append((said, f"{report.id} {name}: {printed!r} read as {cell.raw!r}, {said}"))
    return lines


def main(seeds: list[int]) -> None:
    """Print the wrong cells and how many there are."""
    gold = load(GOLD)
    reports = [report for split in ("train", "dev") for report in gold.split(split)]
    for seed in seeds:
        lines = [line for report in reports for line in wrong(report, seed)]
        print(*(text for _, text in lines), sep="\n")
        counts = Counter(said for said, _ in lines)
        cells = sum(len(report.figures) for report in reports)
        print(f"seed {seed}: {cells} cells, wrong and {dict(counts)}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1, 2])
