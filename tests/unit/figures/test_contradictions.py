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
    assert len(PLANTED) >= 25
    assert len({case["check"] for case in PLANTED}) >= 14


@pytest.mark.parametrize("layout", ["after", "flat", "html"])
@pytest.mark.parametrize("name", ["whole_2021", "whole_2019"])
def test_the_clean_bases_raise_no_alarm(name, layout, tmp_path):
    assert [(c.name, c.note) for c in failed(base(name), layout, tmp_path)] == []


def test_few_false_alarms_over_the_gold_corpus(tmp_path):
    """Slips that the writers put in (一是 三是 三是) are no false alarms; the rest counts."""
    reports = [r for r in whole() if not r.meta.get("planted")]
    alarms = [
        (report.id, c.name, c.note)
        for report in reports
        for c in failed(report, "after", tmp_path)
        if c.name not in ("list_numbering", "section_numbering")
    ]
    assert len(alarms) <= len(reports) / 20, alarms
