"""Cost of the figures beside reading: ``python tests/bench/bench_figures.py [ROUNDS]``.

Medians of processor time per PDF over the sample and the real reports, all in one run, so that
the ratio holds on a busy machine. The target is under 20 % of reading.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from nlp_reports.figures import check, figures
from nlp_reports.readers import read
from nlp_reports.sections import outline

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "corpora" / "sample" / "reports", ROOT.parent / "shared" / "real")
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The result of a call and its processor time in milliseconds."""
    start = time.process_time()
    result = work()
    return result, 1000 * (time.process_time() - start)


def measure(path: Path) -> tuple[float, float, float]:
    """Milliseconds to read, to parse the figures, to check them."""
    report, reading = timed(lambda: read(path))
    parts = outline(report)
    found, parsing = timed(lambda: figures(report, parts))
    _, checking = timed(lambda: check(found, parts, report))
    return reading, parsing, checking


def main(rounds: int) -> None:
    """Print the medians and the share."""
    files = [path for folder in FOLDERS for path in sorted(folder.glob("*.pdf"))]
    if not files:
        sys.exit(f"no PDF under {', '.join(map(str, FOLDERS))}")
    for path in files[:3]:
        measure(path)  # fills caches and loads libraries
    rows = [measure(path) for _ in range(rounds) for path in files]
    reading, parsing, checking = (median(column) for column in zip(*rows, strict=True))
    share = (parsing + checking) / reading
    print(f"{len(files)} PDFs, {rounds} rounds, medians per report")
    print(f"read {reading:.1f} ms, figures {parsing:.1f} ms, checks {checking:.1f} ms")
    print(f"figures and checks add {share:.1%} to reading (target under 20 %)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
