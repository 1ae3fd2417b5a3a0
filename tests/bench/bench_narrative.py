"""Speed of sections, items and roles: ``python tests/bench/bench_narrative.py [FOLDER] [REPORTS]``.

First the ratio of our way from reflowed text to roles to plain ``rjieba.cut`` over the same text:
the median over REPORTS reports of FOLDER (default: 60 of the gold corpus), and the ratio of the
sums. Either way is run once over all reports in turn, seven times; each report counts with its
best processor time, so that the ratio holds on a busy machine, and neither way is favoured by a
text that is still at hand. Many gold reports are parts of one, with little but items in them; a
folder of whole reports shows what a user meets. Then whether a batch gives the same items, and the
cold start of ``nlp-reports show`` on one text report against ``import spacy`` plus the segmenter:
the best of three processes each.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpora" / "gold" / "reports"
PASSES = 7
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


def times(folder: Path, count: int) -> tuple[list[float], list[float], bool]:
    """Our time and the segmenter's for each report, and whether a batch gives the same."""
    import rjieba

    from nlp_reports.items import split_items
    from nlp_reports.readers import read
    from nlp_reports.sections import outline

    paths = [path for path in sorted(folder.iterdir()) if path.suffix in KINDS]
    reports = [read(path) for path in paths[:count]]
    alone = [split_items(report, outline(report)) for report in reports]
    batch = [split_items(report, outline(report)) for report in reversed(reports)]
    ours = best([partial(lambda r: split_items(r, outline(r)), report) for report in reports])
    theirs = best([partial(rjieba.cut, report.text) for report in reports])
    return ours, theirs, alone == batch[::-1]


def start(code: str, *arguments: str) -> float:
    """The shortest of three cold starts in seconds."""
    found = []
    for _ in range(3):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
        found.append(time.perf_counter() - begin)
    return min(found)


def main() -> None:
    """Print the ratios."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    ours, theirs, same = times(folder, count)
    found = [one / other for one, other in zip(ours, theirs, strict=True)]
    whole = sum(ours) / sum(theirs)
    print(f"text to roles by rjieba.cut: median {median(found):.1f}, of the sums {whole:.1f}")
    print(f"the same alone and in a batch: {same}")
    path = sorted(GOLD.glob("*.txt"))[0]
    ours, spacy = start(SHOW, "show", str(path)), start(SPACY)
    print(f"cold start of show by spaCy's: {ours / spacy:.2f} ({ours:.2f} s, {spacy:.2f} s)")


if __name__ == "__main__":
    main()
