"""A real Dask scheduler with two worker processes on this machine."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from nlp_reports.errors import UsageError
from nlp_reports.pipeline import Corpus
from tests.unit.test_run import tables, write_reports

pytest.importorskip("distributed")
NAMES = [f"{a}{b}县" for a in "白青石南" for b in "溪田门山河"]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two worker processes, each with one thread: address and processes."""
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": env}
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    running = [
        subprocess.Popen([*command, *options, "--scheduler-file", str(file)], cwd=folder, **quiet)
    ]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file)]
    options = ["--nthreads", "1", "--no-dashboard", "--no-nanny", "--host", "127.0.0.1"]
    running += [subprocess.Popen([*worker, *options], cwd=folder, **quiet) for _ in range(2)]
    yield _address(file), running[1:]
    for process in running:
        process.kill()
        process.wait()


def _address(file: Path) -> str:
    import json

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if file.is_file() and file.stat().st_size:
            return json.loads(file.read_text())["address"]
        time.sleep(0.1)
    raise TimeoutError("the scheduler did not start")


def test_dask_gives_the_same_tables_though_a_worker_dies(cluster, tmp_path):
    address, workers = cluster
    folder = write_reports(tmp_path / "in", NAMES)
    expected = tables(Corpus(folder).analyze(tmp_path / "local").folder)
    results = Corpus(folder).analyze(tmp_path / "out", engine="dask", scheduler=address)
    assert tables(results.folder) == expected

    def kill(done: int, failed: int, whole: int, what: str) -> None:
        if what == "reports" and done >= 8 and workers[0].poll() is None:
            threading.Thread(target=workers[0].send_signal, args=[signal.SIGKILL]).start()

    results = Corpus(folder).analyze(
        tmp_path / "again", engine="dask", scheduler=address, progress=kill
    )
    assert workers[0].wait(10) == -signal.SIGKILL
    assert tables(results.folder) == expected


def test_a_scheduler_that_is_none(tmp_path):
    folder = write_reports(tmp_path / "in")
    with pytest.raises(
        UsageError, match=r"nonsense: no Dask scheduler answers there .*; start one"
    ):
        Corpus(folder).analyze(tmp_path / "out", engine="dask", scheduler="nonsense")


def test_an_engine_nobody_knows(tmp_path):
    folder = write_reports(tmp_path / "in")
    with pytest.raises(UsageError, match="local or dask"):
        Corpus(folder).analyze(tmp_path / "out", engine="spark")
