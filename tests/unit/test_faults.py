"""Files that take their reader down, with real processes: each costs itself and nothing else."""

import zipfile
from pathlib import Path

from nlp_reports.corpus.results import Results
from nlp_reports.pipeline import Corpus
from tests.unit.disturbed import everything, gone_on, start


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
    found = everything(tmp_path / "out")
    assert gone_on(poisonous, tmp_path / "out") == found, "tried again, to the same end"
    for name in "bcd":
        (poisonous / f"{name}.txt").unlink()
    fresh = Corpus(poisonous).analyze(tmp_path / "fresh")
    again = Corpus(poisonous).analyze(tmp_path / "out")
    assert everything(again.folder) == everything(fresh.folder)


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
