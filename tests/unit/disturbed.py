"""A crawl that fills every table, real processes that analyse it, and how far they have come."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nlp_reports.corpus.tables import schemas
from tests.unit.test_run import write_reports

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample" / "reports"
NAMES = [f"{a}{b}县" for a in "白青石南北东西" for b in "溪田门山"]
SHARDS = "[0-9a-f]*/*"
"""Pattern of finished shards below ``.work``; those half written have other names."""
PHASES = ("start", "stage one", "stage two", "stage three")
POISON = """
import ctypes, os, signal, time
from nlp_reports.readers.base import READERS

@READERS.register("poison")
class Poison:
    def knows(self, head, name):
        return 2.0 if head.startswith((b"POISON", b"SLEEP", b"MEMORY", b"KILLED", b"HOG")) else 0.0

    def read(self, file):
        if file.data.startswith(b"SLEEP"):
            time.sleep(60)
        if file.data.startswith(b"MEMORY"):
            raise MemoryError
        if file.data.startswith(b"HOG"):
            bytearray(2 * 2**30)
        if file.data.startswith(b"KILLED"):  # as the kernel does where memory runs out
            os.kill(os.getpid(), signal.SIGKILL)
        ctypes.string_at(0)
"""
_LATE = ("reports", "items", "scores", "reuse")
"""Tables that are written when stage two is over."""


def write_crawl(folder: Path) -> Path:
    """Write reports in four formats, re-posts, copies and broken files: no table stays empty."""
    write_reports(folder, NAMES)
    for path in SAMPLE.glob("qy*_202?.*"):
        shutil.copy(path, folder)
    shutil.copy(folder / "白溪县_2021.txt", folder / "copy.txt")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    return folder


def everything(out: Path) -> dict[str, bytes]:
    """Return the bytes of all finished tables, which are sorted, and of what is written beside."""
    names = [*(f"{name}.parquet" for name in schemas()), "methods.md", "issuers.csv"]
    return {name: (out / name).read_bytes() for name in names}


def start(
    folder: Path, out: Path, *more: str, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start the command line as a process that leads its group, as a terminal starts it."""
    command = [sys.executable, "-m", "nlp_reports", "analyze", str(folder), "--out", str(out)]
    return subprocess.Popen(
        [*command, *more],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **(env or {})},
        process_group=0,
        preexec_fn=_heeds_interrupts,  # noqa: PLW1509 - the tests have no threads
    )


def _heeds_interrupts() -> None:
    """Undo what a shell does to jobs in the background, these tests perhaps: Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ended(run: subprocess.Popen[bytes]) -> str:
    """Wait until a run and its workers are gone; return what they said."""
    return run.communicate(timeout=240)[1].decode()


def phase(out: Path, begun: float) -> str:
    """Say how far the run that began at that time of day has come, by what it has left."""

    def new(path: Path) -> bool:
        try:
            return path.stat().st_mtime > begun
        except FileNotFoundError:
            return False

    if new(out / "manifest.json"):
        return "over"
    if any(
        new(out / name.format(table))
        for table in _LATE
        for name in ("{}.parquet", ".{}.parquet.tmp")
    ):
        return "stage three"
    if new(out / ".work" / "tmp-finish"):
        return "stage two"
    shards = out.glob(f".work/{SHARDS}/index.json")
    return "stage one" if any(map(new, shards)) else "start"


@dataclass(frozen=True)
class Crawl:
    """Reports, what a run makes of them, and the seconds that each of its phases took."""

    folder: Path
    expected: dict[str, bytes]
    seconds: dict[str, float]


def undisturbed(place: Path) -> Crawl:
    """Write a crawl and analyse it with nothing going wrong."""
    folder, out = write_crawl(place / "in"), place / "out"
    seconds = _lengths(folder, out)
    return Crawl(folder, everything(out), seconds)


def gone_on(folder: Path, out: Path) -> dict[str, bytes]:
    """Run to the end; return what :func:`everything` does."""
    run = start(folder, out)
    said = ended(run)
    assert run.returncode == 2, said
    return everything(out)


def _lengths(folder: Path, out: Path) -> dict[str, float]:
    begun, run = time.time(), start(folder, out, "--jobs", "2")
    seconds = dict.fromkeys((*PHASES, "over"), 0.0)
    last = time.monotonic()
    while run.poll() is None:
        now = time.monotonic()
        seconds[phase(out, begun)] += now - last
        last = now
        time.sleep(0.002)
    ended(run)
    return seconds


def stopped(folder: Path, out: Path, when: str, after: float, how: int) -> tuple[str, str]:
    """Run until some seconds after a phase began, then signal.

    Returns:
        The phase in which the signal came, ``over`` if it came too late; what the run said.
    """
    begun, run = time.time(), start(folder, out, "--jobs", "2")
    order = (*PHASES, "over")
    while run.poll() is None and order.index(phase(out, begun)) < order.index(when):
        time.sleep(0.002)
    try:
        run.wait(after)
    except subprocess.TimeoutExpired:
        (os.killpg if how == signal.SIGINT else os.kill)(run.pid, how)
    reached = phase(out, begun)
    said = ended(run)
    return ("over" if run.returncode in (0, 1, 2) else reached), said
