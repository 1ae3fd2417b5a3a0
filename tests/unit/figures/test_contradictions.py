"""Planted contradictions are found; whole reports without one raise no alarm."""

from __future__ import annotations

import tomllib

import pytest

from nlp_reports.evaluate.authored import Authored, parse
from nlp_reports.figures import check, figures
from nlp_reports.report import Check
from nlp_reports.sections import outline
from tests.unit.figures.reports import CASES, base, rendered, whole

PLANTED = tomllib.loads((CASES / "contradictions.toml").read_text("utf-8"))["planted"]


def failed(report: Authored, layout: str, folder) -> list[Check]:
    read = rendered(report, layout, folder)
    parts = outline(read)
    return [c for c in check(figures(read, parts), parts, read) if c.result == "failed"]


def planted(case) -> Authored:
    path = CASES / f"{case['base']}.txt"
    source = path.read_text("utf-8")
    for old, new in ((case["find"], case["replace"]), *case.get("also", ())):
        assert old in source, case["reason"]
        source = source.replace(old, new)
    return parse(source, path)


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: case["reason"])
def test_planted_contradiction_is_found(case, tmp_path):
    found = failed(planted(case), "after", tmp_path)
    hits = [c for c in found if c.name == case["check"]]
    if "cell" in case:
        hits = [c for c in hits if case["cell"] in c.cells]
    if "left" in case:
        hits = [c for c in hits if c.left == case["left"]]
    assert hits, [(c.name, c.note) for c in found]
    assert all(hit.likely == "source" for hit in hits)


def test_there_are_enough_of_all_kinds():
    assert len(PLANTED) >= 50
    assert len({case["check"] for case in PLANTED}) >= 19


@pytest.mark.parametrize("layout", ["after", "flat", "html"])
@pytest.mark.parametrize("name", ["whole_2021", "whole_2019"])
def test_the_clean_bases_raise_no_alarm(name, layout, tmp_path):
    assert [(c.name, c.note) for c in failed(base(name), layout, tmp_path)] == []


def test_no_false_alarms_over_the_gold_corpus(tmp_path):
    """Slips that the writers put in (一是 三是 三是) are no false alarms; the rest counts."""
    reports = [r for r in whole() if not r.meta.get("planted")]
    alarms = [
        (report.id, c.name, c.note)
        for report in reports
        for c in failed(report, "after", tmp_path)
        if c.name not in ("list_numbering", "section_numbering")
    ]
    assert alarms == []


@pytest.mark.parametrize(("layout", "likely"), [("after", "extraction"), ("pdf", "source")])
def test_a_row_out_of_balance_in_many_columns_was_rather_misread(layout, likely, tmp_path):
    """In running text a row may have been misread; in a grid with borders the writer erred."""
    path = CASES / "whole_2021.txt"
    source = path.read_text("utf-8")
    row = "本年新收 52 6 0 1 2 0 61;"
    assert row in source
    report = parse(source.replace(row, "本年新收 58 9 3 4 5 2 81;"), path)
    broken = [c for c in failed(report, layout, tmp_path) if c.name == "requests_balance"]
    assert len(broken) >= 4
    assert {c.likely for c in broken} == {likely}
