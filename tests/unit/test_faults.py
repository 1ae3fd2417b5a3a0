"""What goes wrong around a run, with real processes: workers die, the run is killed, disks fill."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nlp_reports.corpus.results import Results
from nlp_reports.errors import StoreError
from nlp_reports.pipeline import Corpus
from nlp_reports.settings import Settings
from tests.unit.test_run import tables, write_reports

NAMES = [f"{a}{b}县" for a in "白青石南北东西" for b in "溪田门山"]
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


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """Reports, and the tables of an undisturbed run over them."""
    folder = write_reports(tmp_path_factory.mktemp("plain") / "in", NAMES)
    return folder, tables(Corpus(folder).analyze(folder.parent / "out").folder)


@pytest.fixture
def poisonous(tmp_path, monkeypatch) -> Path:
    """A package with a reader that takes its process down, found by its entry point."""
    site = tmp_path / "site"
    (site / "poison-1.dist-info").mkdir(parents=True)
    (site / "poison.py").write_text(POISON)
    about = site / "poison-1.dist-info"
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: poison\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[nlp_reports.readers]\npoison = poison:Poison\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), *sys.path]))
    return write_reports(tmp_path / "in")


def start(folder: Path, out: Path, *more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "nlp_reports", "analyze", str(folder), "--out", str(out)]
    return subprocess.Popen([*command, *more], stderr=subprocess.PIPE, stdout=subprocess.PIPE)


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


def test_a_segfault_or_want_of_memory_costs_one_report(poisonous, tmp_path):
    (poisonous / "b.txt").write_bytes(b"POISON")
    (poisonous / "c.txt").write_bytes(b"MEMORY")
    (poisonous / "d.txt").write_bytes(b"KILLED")
    run = start(poisonous, tmp_path / "out", "--jobs", "2")
    _, said = run.communicate(timeout=120)
    assert run.returncode == 2, said.decode()
    results = Results(tmp_path / "out")
    assert len(results.reports) == 6
    rows = results.failures.set_index(results.failures["path"].map(lambda p: Path(p).name))
    assert rows.loc["b.txt", "stage"] == "worker"
    assert "SIGSEGV" in rows.loc["b.txt", "message"]
    assert rows.loc["c.txt", "error"] == "MemoryError"
    assert "SIGKILL" in rows.loc["d.txt", "message"]


def nested_forms(depth: int) -> bytes:
    """A PDF whose forms each draw the next one twice: few bytes, 2 ** depth drawings, no ring."""
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length 11>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        b"/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/F Do\nendstream",
        *(form % (6 + i) + b"stream\n/F Do /F Do\nendstream" for i in range(depth)),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 12>>stream\n0 0 9 9 re f\nendstream",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + rows + tail


def test_what_takes_too_much_memory_costs_one_report(poisonous, tmp_path):
    (poisonous / "b.txt").write_bytes(b"HOG")
    (poisonous / "c.pdf").write_bytes(nested_forms(28))
    (tmp_path / "config.toml").write_text(f"memory_limit = {2**29}")
    run = start(poisonous, tmp_path / "out", "--config", str(tmp_path / "config.toml"))
    _, said = run.communicate(timeout=240)
    assert run.returncode == 2, said.decode()
    results = Results(tmp_path / "out")
    assert len(results.reports) == 6
    rows = results.failures.set_index(results.failures["path"].map(lambda p: Path(p).name))
    assert sorted(rows.index) == ["b.txt", "c.pdf"]
    assert rows.loc["b.txt", "error"] == "MemoryError"
    assert rows.loc["c.pdf", "stage"] in ("worker", "read")


def test_a_poisoned_member_costs_one_member(poisonous, tmp_path):
    import zipfile

    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(poisonous.glob("*.txt")):
            archive.write(path, path.name)
        archive.writestr("石.txt", b"POISON")
    run = start(packed, tmp_path / "out")
    _, said = run.communicate(timeout=120)
    assert run.returncode == 2, said.decode()
    results = Results(tmp_path / "out")
    assert len(results.reports) == 6
    assert list(results.failures["path"]) == [f"{packed}!石.txt"]


def test_a_report_over_its_time_is_a_failure(poisonous, tmp_path):
    (poisonous / "b.txt").write_bytes(b"SLEEP")
    (tmp_path / "config.toml").write_text("time_limit = 6.0")
    run = start(poisonous, tmp_path / "out", "--config", str(tmp_path / "config.toml"))
    _, said = run.communicate(timeout=120)
    assert run.returncode == 2, said.decode()
    results = Results(tmp_path / "out")
    assert len(results.reports) == 6
    assert list(results.failures["stage"]) == ["time limit"]
    (tmp_path / "config.toml").write_text("time_limit = 7.0")
    again = start(poisonous, tmp_path / "out", "--config", str(tmp_path / "config.toml"))
    _, said = again.communicate(timeout=120)
    assert "6 of 7 files were read before" in said.decode(), (
        "more time for what overran it, nothing else anew"
    )


def test_a_killed_worker_loses_nothing(plain, tmp_path):
    folder, expected = plain
    run = start(folder, tmp_path / "out", "--jobs", "2")
    deadline = time.monotonic() + 60
    while not (workers := children(run.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for _ in range(3):
        os.kill(workers[0], signal.SIGKILL)
        time.sleep(0.7)
        workers = children(run.pid) or [run.pid]
        if workers == [run.pid]:
            break
    _, said = run.communicate(timeout=120)
    assert run.returncode == 0, said.decode()
    assert tables(tmp_path / "out") == expected


def killed_and_resumed(folder: Path, out: Path, kills: int, how: int, seed: int) -> None:
    """Stop a run at random moments, then let it finish."""
    moments = random.Random(seed)
    for _ in range(kills):
        run = start(folder, out, "--jobs", "2")
        try:
            run.wait(moments.uniform(0.5, 6))
        except subprocess.TimeoutExpired:
            run.send_signal(how)
        run.communicate(timeout=60)
    run = start(folder, out)
    _, said = run.communicate(timeout=120)
    assert run.returncode == 0, said.decode()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_run_goes_on_to_the_same_tables(plain, tmp_path, how):
    folder, expected = plain
    killed_and_resumed(folder, tmp_path / "out", 2, how, seed=3)
    assert tables(tmp_path / "out") == expected


@pytest.mark.slow
@pytest.mark.skipif("KILLS" not in os.environ, reason="minutes long: KILLS=20 pytest -k twenty")
def test_twenty_kills(plain, tmp_path):
    folder, expected = plain
    killed_and_resumed(folder, tmp_path / "out", int(os.environ["KILLS"]), signal.SIGKILL, seed=8)
    assert tables(tmp_path / "out") == expected


def test_a_full_disk_is_one_clear_line_and_the_run_goes_on_later(plain, tmp_path):
    folder, expected = plain
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
    main = "from nlp_reports.cli.app import main; sys.argv = sys.argv[1:]; main()"
    command = [sys.executable, "-c", limit + main, "nlp-reports", "analyze", str(folder)]
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
    assert tables(Corpus(folder).analyze(tmp_path / "out").folder) == expected


def test_damaged_shards_are_done_again(plain, tmp_path):
    folder, expected = plain
    Corpus(folder).analyze(tmp_path / "out")
    shards = sorted((tmp_path / "out" / ".work").glob("*/*/items.parquet"))
    shards[0].write_bytes(shards[0].read_bytes()[:100])  # as after a power cut
    (shards[-1].parent / "index.json").write_text("")
    assert tables(Corpus(folder).analyze(tmp_path / "out").folder) == expected


def test_the_clock_may_run_backwards(plain, tmp_path, monkeypatch):
    folder, expected = plain
    Corpus(sorted(folder.glob("*"))[:9]).analyze(tmp_path / "out")
    for path in tmp_path.rglob("*"):
        os.utime(path, (0, 0))
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert tables(Corpus(folder).analyze(tmp_path / "out").folder) == expected


def test_two_runs_at_once_are_refused(plain, tmp_path):
    from nlp_reports.corpus.store import Store

    folder, _ = plain
    out = tmp_path / "out"
    with Store(out, "x").lock():
        other = start(folder, out)
        _, said = other.communicate(timeout=60)
        assert other.returncode == 1
        assert "another run works in this folder" in said.decode()
        with pytest.raises(StoreError):
            Corpus(folder).analyze(out)


def test_another_configuration_does_not_mix(plain, tmp_path):
    folder, expected = plain
    Corpus(folder).analyze(tmp_path / "out", settings=Settings(scheme="2007"))
    assert tables(Corpus(folder).analyze(tmp_path / "out").folder) == expected
