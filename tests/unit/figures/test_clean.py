"""Clean prose that a careless check would call contradictory: no check may fail."""

from __future__ import annotations

import re
import tomllib

import pytest

from nlp_reports.evaluate.authored import parse
from nlp_reports.figures import check, figures
from nlp_reports.report import Check
from nlp_reports.sections import outline
from tests.unit.figures.reports import CASES, rendered

CLEAN = tomllib.loads((CASES / "clean.toml").read_text("utf-8"))["clean"]
_BODY = re.compile(r"(?<=一、总体情况\[\[/\]\]\n).*?(?=\[\[h proactive_figures\]\])", re.S)


def alarms(case, folder) -> list[Check]:
    path = CASES / f"{case['base']}.txt"
    source, count = _BODY.subn(lambda _: case["text"].strip() + "\n", path.read_text("utf-8"))
    assert count == 1
    read = rendered(parse(source, path), "after", folder)
    parts = outline(read)
    return [c for c in check(figures(read, parts), parts, read) if c.result == "failed"]


@pytest.mark.parametrize("case", CLEAN, ids=lambda case: case["reason"])
def test_clean_prose_raises_no_alarm(case, tmp_path):
    assert [(c.name, c.note) for c in alarms(case, tmp_path)] == []


def test_there_are_enough_of_them():
    assert len(CLEAN) >= 30
