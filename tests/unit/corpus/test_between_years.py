"""Checks between years in the table ``checks``: the same as of two reports held by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

import nlp_reports as nr
from nlp_reports.figures import check_years

NAMES = ("carried_over_years", "valid_documents_years")


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """Three years of two issuers; in one report the carried-over requests are made wrong."""
    folder = tmp_path_factory.mktemp("reports")
    for path in nr.sample_reports(".txt"):
        if path.stem.startswith(("baisha_", "liuting_")):
            (folder / path.name).write_bytes(path.read_bytes())
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def results(paths, tmp_path_factory):
    return nr.Corpus(paths).analyze(out=tmp_path_factory.mktemp("out"))


def by_hand(earlier, later):
    found = [nr.analyze(path).figures for path in (earlier, later)]
    return {
        (c.name, c.result, c.left, c.right, c.delta, " ".join(c.cells)) for c in check_years(*found)
    }


def test_every_pair_of_years_is_held_as_by_hand(paths, results):
    checks = results.checks[results.checks["check"].isin(NAMES)].astype(object)
    checks = checks.where(checks.notna(), None)
    report = {r.path.rpartition("/")[2]: r.report_id for r in results.reports.itertuples()}
    found = {
        name: {
            (r.check, r.result, r.left, r.right, r.delta, r.cells)
            for r in checks[checks["report_id"] == report[name]].itertuples()
        }
        for name in report
    }
    for earlier, later in pairwise(paths):
        if earlier.stem.rpartition("_")[0] == later.stem.rpartition("_")[0]:
            assert found[later.name] == by_hand(earlier, later), later.name
            assert len(found[later.name]) >= 7
        else:
            assert found[later.name] == set(), later.name


def test_what_was_not_carried_over_fails(paths, results, tmp_path):
    assert not results.checks.empty
    figures = nr.analyze(paths[1]).figures
    row = next(c for c in figures.cells if c.row == "carried_over" and c.column == "total")
    assert row.value is not None
    text = paths[1].read_text("utf-8")
    old = next(line for line in text.split("\n") if "上年结转政府信息公开申请数量" in line)
    numbers = old.split()[-7:]
    changed = [str(int(numbers[0]) + 9), *numbers[1:6], str(int(numbers[6]) + 9)]
    new = old.replace(" ".join(numbers), " ".join(changed))
    assert new != old
    for path in paths[:2]:
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    found = nr.Corpus(sorted(tmp_path.glob("*.txt"))).analyze(out=tmp_path / "out").checks
    failed = found[(found["check"] == NAMES[0]) & (found["result"] == "failed")]
    assert set(failed["cells"].str.rpartition(".")[2]) == {"natural_person", "total"}
    assert set(failed["delta"].abs()) == {9.0}
