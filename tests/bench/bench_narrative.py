"""Speed of sections, items and roles: ``python tests/bench/bench_narrative.py [REPORTS]``.

First the ratio of our way from reflowed text to roles to plain ``rjieba.cut`` over the same text:
the median over REPORTS gold reports (default 60), each the best of five in processor time, so that
the ratio holds on a busy machine; and whether a batch gives the same items. Then the cold start of
``nlp-reports show`` on one text report against ``import spacy`` plus the segmenter: the best of
three processes each.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpora" / "gold" / "reports"
SPACY = "import spacy, rjieba; spacy.blank('zh'); rjieba.cut('政府信息公开')"
SHOW = "from nlp_reports.cli import main; main()"


def best(work: Callable[[], object], times: int) -> float:
    """The shortest processor time in seconds."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def ratios(count: int) -> tuple[list[float], bool]:
    """Our time by the segmenter's for each report, and whether a batch gives the same."""
    import rjieba

    from nlp_reports.items import split_items
    from nlp_reports.readers import read
    from nlp_reports.sections import outline

    reports = [read(path) for path in sorted(GOLD.glob("*.txt"))[:count]]
    split_items(reports[0], outline(reports[0]))  # models and rules are loaded once
    rjieba.cut(reports[0].text)
    alone = [split_items(report, outline(report)) for report in reports]
    batch = [split_items(report, outline(report)) for report in reversed(reports)]
    found = []
    for report in reports:
        ours = best(lambda r=report: split_items(r, outline(r)), 5)  # type: ignore[misc]
        theirs = best(lambda r=report: [rjieba.cut(r.text) for _ in range(20)], 5) / 20  # type: ignore[misc]
        found.append(ours / theirs)
    return found, alone == batch[::-1]


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
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    found, same = ratios(count)
    print(f"text to roles by rjieba.cut: median {median(found):.1f}, most {max(found):.1f}")
    print(f"the same alone and in a batch: {same}")
    path = sorted(GOLD.glob("*.txt"))[0]
    ours, spacy = start(SHOW, "show", str(path)), start(SPACY)
    print(f"cold start of show by spaCy's: {ours / spacy:.2f} ({ours:.2f} s, {spacy:.2f} s)")


if __name__ == "__main__":
    main()
