"""How fast a corpus is analysed, beside the floor and beside what one would write oneself.

``python -m tests.bench.bench_corpus FOLDER`` takes the text and PDF files of a folder
(:mod:`tests.bench.synthesise` and :mod:`tests.bench.printed` make some) and prints lines of JSON:

``--beside 300 1000 10000``
    Milliseconds of processor time a report on the first 300, 1,000 and 10,000 files: this package
    with one worker, the floor (pdfium's bare text, bare words), and the pipeline of
    :mod:`tests.bench.straightforward`, light and whole, with the ratios and its peak memory. What a
    program needs to start is left out of all: ours is the difference between N files and two. The
    pipeline compares every statement with every other, so the ratios grow with N: give several.
``--sizes 10000 100000 10000 --jobs 2``
    Whole runs: processor time of all processes, peak memory, seconds of each stage, and how the
    cost grew from each size to the next. Processor time holds on a busy machine, seconds do not.
    A virtual machine is a fifth faster at one minute than at another, which a short run meets and
    a long one does not: sizes may be given several times, and growth is that of their means.
``--pairs 3 --sizes 1000``
    One worker and two in turn, by the clock: needs a quiet machine; the load is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

_RUN = (
    "import json, sys; from nlp_reports import Corpus;"
    "Corpus(json.load(open(sys.argv[1]))).analyze(sys.argv[2], n_jobs=int(sys.argv[3]))"
)


def memory(pid: int) -> int:
    """Kilobytes that a process and its children hold, shared pages counted once (Linux)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.name == str(pid) or f"\nPPid:\t{pid}\n" in (folder / "status").read_text():
                rollup = (folder / "smaps_rollup").read_text()
                total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])  # type: ignore[index]
        except OSError:
            continue
    return total


def _spent() -> float:
    """Processor seconds of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ours(files: list[Path], jobs: int) -> dict[str, Any]:
    """Run the package on the files in a process of its own."""
    with tempfile.TemporaryDirectory() as out:
        listed = Path(out) / "files.json"
        listed.write_text(json.dumps([str(file) for file in files]))
        before, start = _spent(), time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", _RUN, listed, f"{out}/run", str(jobs)])
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(1)
        if process.returncode:
            raise SystemExit(f"the run ended with code {process.returncode}")
        seconds = time.perf_counter() - start
        manifest = json.loads((Path(out) / "run" / "manifest.json").read_text())
    return {
        "reports": manifest["counts"]["reports"],
        "failures": manifest["counts"]["failures"],
        "duplicates": manifest["counts"]["duplicates"],
        "jobs": jobs,
        "cpu_seconds": round(_spent() - before, 1),
        "seconds": round(seconds, 1),
        "per_second": round(len(files) / seconds, 1),
        "peak_mb": peak // 1024,
        "stages": {name: round(took, 1) for name, took in manifest["seconds"].items()},
    }


def floor(files: list[Path]) -> float:
    """Processor seconds a report to read it barely and cut it into words."""
    import rjieba

    cutter = rjieba.Jieba()
    cutter.cut("预热")
    start = time.process_time()
    for file in files:
        cutter.cut(_bare(file))
    return (time.process_time() - start) / len(files)


def _bare(file: Path) -> str:
    if file.suffix != ".pdf":
        return file.read_text("utf-8")
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def beside(files: list[Path]) -> dict[str, float]:
    """Milliseconds a report of each way, and ratios."""
    start, whole = ours(files[:2], 1), ours(files, 1)
    own = 1000 * (whole["cpu_seconds"] - start["cpu_seconds"]) / (len(files) - 2)
    light, plain, peak = straightforward(files)
    bare = 1000 * floor(files)
    found = {
        "files": len(files),
        "reports": whole["reports"],
        "failures": whole["failures"],
        "ours_ms": own,
        "start_s": start["cpu_seconds"],
        "floor_ms": bare,
        "light_ms": light,
        "straightforward_ms": plain,
        "straightforward_peak_mb": peak,
        "times_the_floor": own / bare,
        "light_over_ours": light / own,
        "straightforward_over_ours": plain / own,
    }
    return {name: round(value, 2) for name, value in found.items()}


def straightforward(files: list[Path]) -> tuple[float, float, int]:
    """Milliseconds a report, light and whole, and peak memory, in a process of its own."""
    with tempfile.TemporaryDirectory() as out:
        listed = Path(out) / "files.json"
        listed.write_text(json.dumps([str(file) for file in files]))
        command = [sys.executable, "-m", "tests.bench.straightforward", listed, out]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    light, whole, peak = json.loads(done.stdout)
    return 1000 * light, 1000 * whole, peak


def pair(files: list[Path]) -> dict[str, Any]:
    """Seconds with one worker over seconds with two."""
    load = os.getloadavg()[0]
    one, two = ours(files, 1), ours(files, 2)
    return {
        "files": len(files),
        "seconds": [one["seconds"], two["seconds"]],
        "times": round(one["seconds"] / two["seconds"], 2),
        "load_before": round(load, 1),
        "cpu_seconds": [one["cpu_seconds"], two["cpu_seconds"]],
        "stages": [one["stages"], two["stages"]],
    }


def _said(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--sizes", type=int, nargs="+", default=[])
    options.add_argument("--jobs", type=int, nargs="+", default=[2])
    options.add_argument("--beside", type=int, nargs="+", default=[])
    options.add_argument("--pairs", type=int, default=0)
    chosen = options.parse_args()
    found = sorted(path for path in chosen.folder.rglob("*") if path.suffix in (".txt", ".pdf"))
    files = [path.resolve() for path in found]
    if not files:
        options.error(f"{chosen.folder}: no .txt or .pdf; make some with tests.bench.synthesise")
    most = max([*chosen.beside, *chosen.sizes], default=0)
    if len(files) < most:
        options.error(f"{chosen.folder}: {len(files)} files, {most} wanted")
    for size in chosen.beside:
        _said(beside(files[:size]))
    for _ in range(chosen.pairs):
        _said(pair(files[: chosen.sizes[0]]))
    for jobs in chosen.jobs if not chosen.pairs else ():
        lines = []
        for size in chosen.sizes:
            lines.append({"files": size, **ours(files[:size], jobs)})
            _said(lines[-1])
        for less, more in pairwise(sorted(set(chosen.sizes))):
            _said({"from": less, "to": more, "jobs": jobs, **grew(lines, less, more)})


def grew(lines: list[dict[str, Any]], less: int, more: int) -> dict[str, float]:
    """Return means of runs over ``more`` files as multiples of those over ``less``."""

    def mean(size: int, name: str) -> float:
        return fmean(line[name] for line in lines if line["files"] == size)

    return {
        name: round(mean(more, name) / mean(less, name), 2) for name in ("cpu_seconds", "seconds")
    }


if __name__ == "__main__":
    main()
