"""Speed of sections, items and roles: ``python tests/bench/bench_narrative.py [FOLDER] [REPORTS]``.

First the ratio of our way from reflowed text to roles to plain ``rjieba.cut`` over the same text:
the median over REPORTS reports (default 60), and the ratio of the sums. By default the whole
reports of the gold corpus are read (``whole`` in ``documents.csv``), since a report is a whole; a
second figure is for those that are parts of one, short and with little but items in them. With
FOLDER its reports are read instead. Both ways take turns over all reports, fifteen times; each
report counts with its best processor time, so that a busy machine slows neither way alone, and
neither is favoured by a text that is still at hand. Then whether a batch gives the same items, and
the cold start of ``nlp-reports show`` on one text report against ``import spacy`` plus the
segmenter: the best of seven processes each, which take turns, first by processor time (what a busy
machine hardly moves), then by the clock.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpora" / "gold"
PASSES = 15
STARTS = 7
KINDS = (".txt", ".pdf", ".docx", ".html")
SPACY = "import spacy, rjieba; spacy.blank('zh'); rjieba.cut('政府信息公开')"
SHOW = "from nlp_reports.cli import main; main()"


def best(works: Sequence[Callable[[], object]]) -> list[float]:
    """The shortest processor time of each in seconds, over :data:`PASSES` passes over all."""
    found = [float("inf")] * len(works)
    for _ in range(PASSES):
        for at, work in enumerate(works):
            begin = time.process_time()
            work()
            found[at] = min(found[at], time.process_time() - begin)
    return found


def gold(whole: str) -> list[Path]:
    """The whole reports of the gold corpus (``1``), or the parts of reports (``0``)."""
    with (GOLD / "documents.csv").open(encoding="utf-8", newline="") as file:
        names = {row["report"] for row in csv.DictReader(file) if row["whole"] == whole}
    return [path for path in sorted((GOLD / "reports").iterdir()) if path.stem in names]


def times(paths: Sequence[Path]) -> tuple[list[float], list[float], bool]:
    """Our time and the segmenter's for each report, and whether a batch gives the same."""
    import rjieba

    from nlp_reports.items import split_items
    from nlp_reports.readers import read
    from nlp_reports.sections import outline

    reports = [read(path) for path in paths]
    alone = [split_items(report, outline(report)) for report in reports]
    batch = [split_items(report, outline(report)) for report in reversed(reports)]
    ours = [partial(lambda r: split_items(r, outline(r)), report) for report in reports]
    theirs = [partial(rjieba.cut, report.text) for report in reports]
    found = best([*ours, *theirs])
    return found[: len(ours)], found[len(ours) :], alone == batch[::-1]


def show_ratio(name: str, paths: Sequence[Path]) -> None:
    """Print the ratios of some reports."""
    ours, theirs, same = times(paths)
    found = [one / other for one, other in zip(ours, theirs, strict=True)]
    whole = sum(ours) / sum(theirs)
    print(f"text to roles by rjieba.cut, {len(paths)} {name}: ", end="")
    print(f"median {median(found):.1f}, of the sums {whole:.1f}")
    print(f"the same alone and in a batch: {same}")


def start(code: str, *arguments: str) -> tuple[float, float]:
    """The processor time and the time by the clock of one cold start, in seconds."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
    after, end = os.times(), time.perf_counter()
    spent = after.children_user + after.children_system
    return spent - before.children_user - before.children_system, end - begin


def show_cold_start(path: Path) -> None:
    """Print how long ``show`` takes from nothing, by spaCy's import and the segmenter."""
    turns = [(start(SHOW, "show", str(path)), start(SPACY)) for _ in range(STARTS)]
    for at, kind in enumerate(("processor time", "by the clock")):
        ours, theirs = (min(turn[who][at] for turn in turns) for who in (0, 1))
        print(f"cold start of show by spaCy's, {kind}: {ours / theirs:.2f} ", end="")
        print(f"({ours:.2f} s, {theirs:.2f} s)")


def main() -> None:
    """Print the ratios."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        paths = [path for path in sorted(folder.iterdir()) if path.suffix in KINDS]
        show_ratio(f"reports of {folder}", paths[:count])
    else:
        show_ratio("whole reports", gold("1")[:count])
        show_ratio("parts of reports", gold("0")[:count])
    show_cold_start(sorted((GOLD / "reports").glob("*.txt"))[0])


if __name__ == "__main__":
    main()
