"""Counts that the prose of older reports states."""

from __future__ import annotations

import tomllib

import pytest

from nlp_reports.figures import figures
from nlp_reports.readers import read_text
from nlp_reports.sections import outline
from tests.unit.figures.reports import CASES, identified

STATED = tomllib.loads((CASES / "stated.toml").read_text("utf-8"))["stated"]
FRAME = """柳汀县水利局2015年政府信息公开工作年度报告
一、概述
我局做好公开工作。
二、主动公开情况
公开信息200条。
三、依申请公开情况
{}
四、存在的问题
更新不及时。
"""


@pytest.mark.parametrize("case", STATED, ids=lambda case: case["text"][:20])
def test_what_the_prose_states_is_given_and_nothing_else(case):
    report = identified(read_text(FRAME.format(case["text"])))
    found = figures(report, outline(report))
    said = {f"{c.table}.{c.row}.{c.column}": c.value for c in found.cells}
    totals = {key: value for key, value in said.items() if key.endswith(".total")}
    assert totals == case["cells"]
    assert found.form.endswith("prose")
