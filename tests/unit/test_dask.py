"""A real Dask scheduler with two worker processes on this machine."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from nlp_reports.errors import UsageError
from nlp_reports.pipeline import Corpus
from tests.conftest import ROOT
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


SRUN = """#!/bin/bash
while [[ $1 == -* ]]; do
  [[ $1 == --ntasks=64 ]] && { shift; two=yes; continue; }
  shift
done
[ "$two" ] && "$@" &
exec "$@"
"""


@pytest.mark.slow
def test_the_job_script_of_the_documentation_runs(tmp_path):
    """As it stands there, with an srun that starts two workers for 64 on this machine."""
    page = (ROOT / "docs" / "scale.md").read_text("utf-8")
    script = re.search(r"```bash\n(#!/bin/bash\n#SBATCH.*?)```", page, re.S)[1]
    tools = tmp_path / "venv" / "bin"
    tools.mkdir(parents=True)
    (tools / "srun").write_text(SRUN)
    (tools / "srun").chmod(0o755)
    (tools / "nlp-reports").write_text(f'#!/bin/bash\nexec {sys.executable} -m nlp_reports "$@"')
    (tools / "nlp-reports").chmod(0o755)
    python = Path(sys.executable).parent
    (tools / "activate").write_text(f"PATH={tools}:{python}:$PATH")
    folder = write_reports(tmp_path / "reports")
    job = subprocess.Popen(
        ["bash", "-ec", script.replace("/shared", str(tmp_path))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "SLURM_JOB_ID": "7"},
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=(tmp_path / "said").open("w"),
        start_new_session=True,
    )
    try:
        assert job.wait(180) == 0, (tmp_path / "said").read_text()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(job.pid, signal.SIGKILL)  # as SLURM ends what a job has left
    expected = tables(Corpus(folder).analyze(tmp_path / "local").folder)
    assert tables(tmp_path / "results") == expected


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
