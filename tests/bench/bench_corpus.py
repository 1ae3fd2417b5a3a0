"""How fast a corpus is analysed, beside the floor and beside what one would write oneself.

``python -m tests.bench.bench_corpus FOLDER --sizes 2000 10000 --jobs 1 2`` measures reports per
second, peak memory of all processes, and seconds per stage on the first files of a folder (text
from :mod:`tests.bench.synthesise`, or PDFs). The floor only reads and cuts into words. The
straightforward pipeline is pdfplumber, jieba, regular expressions, scikit-learn and pandas: the
same question (which statements, how much shared with other reports), item by item. Compare the
figures of one run only: the machine is in all of them alike.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FLOOR, PLAIN = 200, 400


def memory(pid: int) -> int:
    """Kilobytes that a process and its descendants hold, shared pages counted once (Linux)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.name == str(pid) or f"\nPPid:\t{pid}\n" in (folder / "status").read_text():
                rollup = (folder / "smaps_rollup").read_text()
                total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])  # type: ignore[index]
        except OSError:
            continue
    return total


def ours(files: list[Path], jobs: int) -> dict[str, object]:
    """Run the command line on the files; seconds of wall and processor, memory, stages."""
    with tempfile.TemporaryDirectory() as out:
        listed = Path(out) / "files.json"
        listed.write_text(json.dumps([str(file) for file in files]))
        code = (
            "import json, sys; from nlp_reports import Corpus;"
            "Corpus(json.load(open(sys.argv[1]))).analyze(sys.argv[2], n_jobs=int(sys.argv[3]))"
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", code, listed, f"{out}/run", str(jobs)])
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(1)
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        manifest = json.loads((Path(out) / "run" / "manifest.json").read_text())
    return {
        "reports": manifest["counts"]["reports"],
        "failures": manifest["counts"]["failures"],
        "jobs": jobs,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(after.ru_utime - before.ru_utime, 1),
        "per_second": round(len(files) / seconds, 1),
        "peak_mb": peak // 1024,
        "stages": {name: round(took, 1) for name, took in manifest["seconds"].items()},
    }


def floor(files: list[Path]) -> float:
    """Seconds a report to read it barely and cut it into words."""
    import rjieba

    cutter = rjieba.Jieba()
    cutter.cut("预热")
    start = time.process_time()
    for file in files[:FLOOR]:
        cutter.cut(_bare(file))
    return (time.process_time() - start) / min(FLOOR, len(files))


def _bare(file: Path) -> str:
    if file.suffix != ".pdf":
        return file.read_text("utf-8")
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    return "".join(page.get_textpage().get_text_range() for page in document)


def straightforward(files: list[Path]) -> float:
    """Seconds a report of what a researcher would write first."""
    import jieba
    import pandas as pd
    from sklearn.feature_extraction.text import TfidfVectorizer

    jieba.initialize()
    files = files[:PLAIN]
    start = time.process_time()
    rows = []
    for number, file in enumerate(files):
        text = _plumbed(file)
        body = re.search(r"五、.*?(?=六、|$)", text, re.S)
        for sentence in re.split(r"[。；\n]", body[0] if body else ""):
            words = jieba.lcut(sentence)
            hit = [word for word in words if word in ("不足", "问题", "加强", "培训", "及时")]
            rows.append({"report": number, "text": " ".join(words), "hits": len(hit)})
        jieba.lcut(text)
    frame = pd.DataFrame(rows)
    matrix = TfidfVectorizer().fit_transform(frame["text"])
    reuse: list[float] = []
    for at in range(0, len(frame), 500):
        alike = (matrix[at : at + 500] @ matrix.T).tolil()
        for row in range(alike.shape[0]):
            alike[row, at + row] = 0
        reuse += alike.tocsr().max(axis=1).toarray().ravel().tolist()
    frame["reuse"] = reuse
    frame.groupby("report").mean(numeric_only=True).to_csv("/dev/null")
    return (time.process_time() - start) / len(files)


def _plumbed(file: Path) -> str:
    if file.suffix != ".pdf":
        return file.read_text("utf-8")
    import pdfplumber

    with pdfplumber.open(file) as document:
        for page in document.pages:
            page.extract_tables()
        return "\n".join(page.extract_text() or "" for page in document.pages)


def main() -> None:
    """Measure and print a line of JSON each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--sizes", type=int, nargs="+", default=[2000])
    options.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    chosen = options.parse_args()
    files = sorted(path for path in chosen.folder.rglob("*") if path.suffix in (".txt", ".pdf"))
    print(json.dumps({"floor_ms": round(1000 * floor(files), 2)}))
    print(json.dumps({"straightforward_ms": round(1000 * straightforward(files), 2)}))
    for size in chosen.sizes:
        for jobs in chosen.jobs:
            print(json.dumps(ours(files[:size], jobs), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
