"""Speed and memory of the PDF reader: ``python tests/bench/bench_readers.py [READS]``.

Medians of processor time in one run, so that ratios hold on a busy machine: pdfium's bare text,
our full read (prose, tables, reflow), pdfplumber's text plus tables. Then READS (default 2,000)
reads in a row, with the resident size after each tenth of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from nlp_reports.readers import read

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "corpora" / "sample" / "reports", ROOT.parent / "shared" / "real")


def bare(path: Path) -> None:
    """Only the text, by pdfium."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()


def plumber(path: Path) -> None:
    """Text and tables, by pdfplumber."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()


def milliseconds(work: Callable[[Path], object], path: Path, times: int) -> float:
    """The median of several runs after one to warm up."""
    work(path)
    taken = []
    for _ in range(times):
        start = time.process_time()
        work(path)
        taken.append(1000 * (time.process_time() - start))
    return median(taken)


def resident() -> float:
    """Resident size of this process in MB."""
    import psutil

    return float(psutil.Process().memory_info().rss / 2**20)


def main(reads: int = 2000) -> None:
    """Print the figures."""
    files = [path for folder in FOLDERS for path in sorted(folder.glob("*.pdf"))]
    ratios = []
    for path in files:
        least, ours = milliseconds(bare, path, 9), milliseconds(read, path, 9)
        most = milliseconds(plumber, path, 1)
        ratios.append((ours / least, most / ours))
        print(f"{path.stem:24} bare {least:6.1f}  ours {ours:6.1f}  pdfplumber {most:7.1f} ms")
    times_bare, times_plumber = (median(column) for column in zip(*ratios, strict=True))
    print(f"median: {times_bare:.2f} x bare pdfium; {times_plumber:.1f} x faster than pdfplumber")
    sizes = []
    for number in range(reads):
        read(files[number % len(files)])
        if number % max(1, reads // 10) == 0:
            sizes.append(resident())
    print("resident MB:", " ".join(f"{size:.0f}" for size in sizes))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
