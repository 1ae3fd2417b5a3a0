"""What goes wrong around a run, with real processes: each time it goes on to the same tables."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from nlp_reports.corpus.store import Store
from nlp_reports.corpus.tables import schemas
from nlp_reports.errors import StoreError
from nlp_reports.pipeline import Corpus
from nlp_reports.settings import Settings
from tests.unit.disturbed import (
    PHASES,
    SHARDS,
    ended,
    everything,
    gone_on,
    phase,
    start,
    stopped,
)


def test_no_table_of_the_crawl_is_empty(crawl):
    import pyarrow.parquet as pq

    for name in schemas():
        file = crawl.folder.parent / "out" / f"{name}.parquet"
        assert pq.read_metadata(file).num_rows, name


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_stopped_in_every_stage_goes_on(crawl, tmp_path, how):
    moments, reached = random.Random(3), set()
    for when in PHASES:
        after = 0.5 * moments.random() * crawl.seconds[when] + 0.4 * (when == "start")
        where, said = stopped(crawl.folder, tmp_path / "out", when, after, how)
        reached.add(where)
        assert "Traceback" not in said
        assert how == signal.SIGKILL or where == "over" or "run the same command again" in said
    assert {"start", "stage one", "stage two"} <= reached, reached
    assert gone_on(crawl.folder, tmp_path / "out") == crawl.expected


@pytest.mark.slow
@pytest.mark.skipif("KILLS" not in os.environ, reason="minutes long: KILLS=20 pytest -k twenty")
def test_twenty_kills(crawl, tmp_path):
    """Each kill falls at a random moment of a stage, the stages by turns, of a run from scratch."""
    moments, out = random.Random(8), tmp_path / "out"
    wanted = int(os.environ["KILLS"])
    kills: list[str] = []
    while len(kills) < wanted:
        shutil.rmtree(out, ignore_errors=True)
        when = PHASES[len(kills) % len(PHASES)]
        after = moments.uniform(0, crawl.seconds[when])
        where, _ = stopped(crawl.folder, out, when, after, signal.SIGKILL)
        same = gone_on(crawl.folder, out) == crawl.expected
        print(f"{len(kills) + 1}: {after:.2f} s into {when}, killed in {where}, same: {same}")
        assert same
        kills += [where] * (where != "over")
    assert wanted < 20 or set(kills) == set(PHASES)


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


def test_a_killed_worker_loses_nothing(crawl, tmp_path):
    run = start(crawl.folder, tmp_path / "out", "--jobs", "2")
    killed = 0
    for _ in range(4):
        deadline = time.monotonic() + 60
        while not (workers := children(run.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(workers[0], signal.SIGKILL)
        killed += 1
        time.sleep(1.1)
        if run.poll() is not None:
            break
    said = ended(run)
    assert run.returncode == 2 and killed > 1, said
    assert everything(tmp_path / "out") == crawl.expected


def test_workers_killed_while_they_compare_lose_nothing(crawl, tmp_path):
    begun, run = time.time(), start(crawl.folder, tmp_path / "out", "--jobs", "2")
    while run.poll() is None and phase(tmp_path / "out", begun) in ("start", "stage one"):
        time.sleep(0.002)
    workers = children(run.pid)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    said = ended(run)
    assert run.returncode == 2 and workers, said
    assert everything(tmp_path / "out") == crawl.expected


def test_a_killed_run_takes_its_workers_along(tmp_path, poisonous):
    (poisonous / "龥.txt").write_bytes(b"SLEEP")
    run = start(poisonous, tmp_path / "out")
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(f"out/.work/{SHARDS}/index.json")) and time.monotonic() < deadline:
        time.sleep(0.05)
    run.kill()
    assert not ended(run), "the pipe closes with the last worker, long before it has slept"


FULL = """
import resource, signal, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from nlp_reports.cli.app import main
sys.argv = sys.argv[1:]
main()
"""


@pytest.mark.parametrize("most", [3_000, 25_000])
def test_a_file_that_cannot_be_written_is_one_clear_line(crawl, tmp_path, most):
    command = [sys.executable, "-c", FULL, str(most), "analyze", str(crawl.folder)]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "run the same command again" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert gone_on(crawl.folder, tmp_path / "out") == crawl.expected


SMALL_DISK = """
mount -t tmpfs -o size="$1" tmpfs "$OUT" || exit 1
shift
if [ "$FILLED" ]; then "$@" >/dev/null 2>&1; dd if=/dev/zero of="$OUT/zeros" bs=4k 2>/dev/null; fi
"$@"; echo "code $?"
rm -f "$OUT/zeros"
mount -o remount,size=99m "$OUT"
"$@"; echo "code $?"
cp "$OUT"/*.* "$SAVED"
"""


@pytest.mark.parametrize(("size", "filled"), [("300k", ""), ("9m", "after stage one")])
def test_a_full_disk_is_one_clear_line_and_the_run_goes_on_later(crawl, tmp_path, size, filled):
    """On a real disk of its own, which is made larger afterwards."""
    out, saved = tmp_path / "out", tmp_path / "saved"
    out.mkdir(), saved.mkdir()
    analyze = [sys.executable, "-m", "nlp_reports", "analyze", str(crawl.folder), "--out", str(out)]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", SMALL_DISK, "sh", size, *analyze],
        env={**os.environ, "OUT": str(out), "SAVED": str(saved), "FILLED": filled},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    if "code" not in done.stdout:
        pytest.skip("this machine lets nobody mount a disk")
    codes = [line for line in done.stdout.splitlines() if line.startswith("code")]
    assert codes == ["code 1", "code 2"], done.stdout + done.stderr
    assert done.stderr.count("run the same command again") == 1 and "Traceback" not in done.stderr
    assert everything(saved) == crawl.expected


CLOCK = """
import itertools, os, pathlib, time
hours, true = itertools.count(int(os.environ["HOURS"])), time.time
def look():
    pathlib.Path(os.environ["LOOKED"], str(os.getpid())).touch()
    return true() - 3600 * next(hours)
time.time, time.time_ns = look, lambda: int(look() * 1e9)
look()
"""


def test_the_clock_may_run_backwards(crawl, tmp_path):
    """By an hour at each look; the resumed run lives ten years before the files that it finds."""
    out, looked = tmp_path / "out", tmp_path / "looked"
    looked.mkdir()
    (tmp_path / "sitecustomize.py").write_text(CLOCK)
    env = {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
        "LOOKED": str(looked),
        "HOURS": "0",
    }
    begun, run = time.time(), start(crawl.folder, out, "--jobs", "2", env=env)
    while run.poll() is None and phase(out, begun) == "start":
        time.sleep(0.01)
    run.kill()
    ended(run)
    for path in out.rglob("*"):
        os.utime(path, (2**31 - 1, 2**31 - 1))
    again = start(crawl.folder, out, "--jobs", "2", env={**env, "HOURS": "90000"})
    said = ended(again)
    assert again.returncode == 2 and "going on" in said, said
    assert len(list(looked.iterdir())) >= 4, "the clock is changed in runs and workers"
    assert everything(out) == crawl.expected


def test_two_runs_at_once_are_refused(crawl, tmp_path):
    out = tmp_path / "out"
    first = start(crawl.folder, out, "--jobs", "2")
    while first.poll() is None and not list(out.glob(f".work/{SHARDS}/index.json")):
        time.sleep(0.01)
    second = start(crawl.folder, out)
    said = ended(second)
    assert second.returncode == 1 and "another run works in this folder" in said, said
    ended(first)
    assert first.returncode == 2
    assert everything(out) == crawl.expected
    with Store(out, "x").lock(), pytest.raises(StoreError, match="another run"):
        Corpus(crawl.folder).analyze(out)


def test_damaged_shards_are_done_again(crawl, tmp_path):
    out = tmp_path / "out"
    gone_on(crawl.folder, out)
    shards = sorted(out.glob(f".work/{SHARDS}/items.parquet"))
    shards[0].write_bytes(shards[0].read_bytes()[:100])  # as after a power cut
    (shards[-1].parent / "index.json").write_text("")
    assert gone_on(crawl.folder, out) == crawl.expected


def test_another_configuration_does_not_mix(crawl, tmp_path):
    out = tmp_path / "out"
    Corpus(crawl.folder).analyze(out, settings=Settings(scheme="2007"))
    assert everything(out) != crawl.expected
    assert gone_on(crawl.folder, out) == crawl.expected


def test_restart_forgets_what_was_done(crawl, tmp_path):
    out = tmp_path / "out"
    gone_on(crawl.folder, out)
    old = set(out.glob(f".work/{SHARDS}"))
    again = start(crawl.folder, out, "--restart")
    said = ended(again)
    assert again.returncode == 2 and "going on" not in said
    assert old and old.isdisjoint(out.glob(f".work/{SHARDS}"))
    assert everything(out) == crawl.expected
