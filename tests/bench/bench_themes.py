"""Time of tagging beside the narrative stage: ``python tests/bench/bench_themes.py [rounds]``.

CPU milliseconds a report over the gold corpus: outline and items with roles (the narrative stage),
then themes and practices by their models, which recall no item that they judged before. The ratio
counts; the times drift with the machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import nlp_reports as nr
from nlp_reports.themes.tagging import model_of

GOLD = Path(__file__).parents[2] / "corpora" / "gold" / "reports"
BOOKS = ("disclosure-themes", "supervision-practices")
In = TypeVar("In")
Out = TypeVar("Out")


def timed(work: Callable[[In], Out], rows: Sequence[In], rounds: int) -> tuple[list[Out], float]:
    """What the work gives, and its best CPU time a row, in milliseconds, after a warm run."""
    found = [work(row) for row in rows]
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        found = [work(row) for row in rows]
        best = min(best, time.process_time() - start)
    return found, 1000 * best / len(rows)


def main(rounds: int) -> None:
    """Measure and print."""
    reports = [nr.read(path) for path in sorted(GOLD.iterdir())[:30]]
    items, narrative = timed(lambda r: nr.split_items(r, nr.outline(r)), reports, rounds)
    books = [nr.codebook(name) for name in BOOKS]
    models = [model for book in books if (model := model_of(book))]

    def tagged(own: Sequence[nr.Item]) -> list[tuple[nr.Mention, ...]]:
        pairs = zip(books, models, strict=True)
        return [nr.tag(own, book, model=replace(model)) for book, model in pairs]  # a blank memory

    _, tagging = timed(tagged, items, rounds)
    count = sum(map(len, items)) / len(items)
    print(f"{len(reports)} reports, {count:.1f} items each; CPU ms a report:")
    print(f"narrative {narrative:.1f}, tagging {tagging:.1f}, ratio {tagging / narrative:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
