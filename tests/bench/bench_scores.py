"""Time and memory of substance and reuse: ``python tests/bench/bench_scores.py [items]``.

Items are made from authored phrases put together at random, so about half of every item stands in
other issuers' reports too: a hard case for the comparison. CPU seconds and peak memory are printed.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from nlp_reports.evaluate.gold import load
from nlp_reports.evaluate.readings import given
from nlp_reports.scores import Passage, compare, score, substance
from nlp_reports.scores.slots import look

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
PER_REPORT, YEARS = 20, 5


def clauses() -> list[str]:
    """Clauses of the authored items."""
    items = (item.text for report in load(GOLD).reports for item in report.items)
    return sorted({clause for text in items for clause in text.split("，")})


def passages(size: int, parts: list[str]) -> Iterator[Passage]:
    """Yield ``size`` items, sorted by issuer and year, each with thirty random characters."""
    for number in range(size):
        report, item = divmod(number, PER_REPORT)
        issuer, year = divmod(report, YEARS)
        draw = random.Random(number)
        fresh = "".join(chr(0x4E00 + draw.randrange(3000)) for _ in range(30))
        text = "，".join([*draw.sample(parts, 3), fresh])
        yield Passage(f"r{report:07}", f"{item:03}", f"i{issuer:07}", None, 2018 + year, text)


def main(size: int) -> None:
    """Measure and print."""
    parts = clauses()
    start = time.process_time()
    pairs = sum(len(found) for _, found in compare(lambda: passages(size, parts)))
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"compare: {size} items, {pairs} pairs, {spent:.1f} s CPU, peak {peak:.0f} MB")
    reports = [given(report) for report in load(GOLD).reports]
    whole = cpu(lambda: [score(items) for items in reports])
    slots = cpu(lambda: [look([(i.text, i.role) for i in items]) for items in reports])
    print(
        f"substance: {1000 * whole / len(reports):.2f} ms CPU a report, slots {slots / whole:.0%}"
    )
    piece = "6月举办培训2期，印发《审核办法》，由法规科每月通报；加强领导，提高认识，"
    long, short = (cpu(lambda n=n: substance(piece * n, "measure")) for n in (2400, 1200))
    print(f"an item of {len(piece) * 2400} characters against half of it: {long / short:.1f} times")


def cpu(work: Callable[[], object], rounds: int = 3) -> float:
    """Least CPU seconds of some rounds, after one to warm up."""
    work()
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
