"""A crawl in small: four formats, broken files among them (tests/bench/mixed.py runs it large)."""

import pytest

from nlp_reports.corpus.results import Results
from tests.bench import mixed
from tests.unit.test_run import run


@pytest.mark.slow
def test_every_file_is_a_report_a_repeat_or_the_right_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(mixed, "BROKEN", 2 * len(mixed.WAYS) / 200)
    expected = mixed.write(200, tmp_path / "in")
    assert {error for error in expected.values() if error} == {e for e, _ in mixed.WAYS.values()}
    done = run("analyze", tmp_path / "in", "--out", tmp_path / "out", "--jobs", 2)
    assert done.returncode == 2, done.stderr
    assert mixed.faults(expected, Results(tmp_path / "out")) == []


def test_the_check_itself_can_fail(tmp_path):
    expected = mixed.write(12, tmp_path / "in")
    run("analyze", tmp_path / "in", "--out", tmp_path / "out")
    lost = {**expected, "nowhere.pdf": None, "b.pdf": "LimitError"}
    gone = dict(list(expected.items())[1:])
    results = Results(tmp_path / "out")
    assert len(mixed.faults(lost, results)) == 2
    assert len(mixed.faults(gone, results)) == 1
