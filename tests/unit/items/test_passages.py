"""Passages and what they hold, as data."""

import tomllib
from pathlib import Path

import pytest

from nlp_reports.items import split_items, split_passage
from nlp_reports.items.splitting import FIVE
from nlp_reports.readers import read_text
from nlp_reports.sections import outline

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "items.toml").read_text("utf-8"))[
    "case"
]


def params():
    for case in CASES:
        marks = [pytest.mark.xfail(strict=True, reason=case["xfail"])] if "xfail" in case else []
        yield pytest.param(case, id=case["why"], marks=marks)


@pytest.mark.parametrize("case", list(params()))
def test_passage(case):
    items = split_passage(case["text"], case.get("section", "problems_improvements"))
    assert [[item.role, item.text] for item in items] == case["items"]
    if "statuses" in case:
        assert [i.status for i in items if i.role == "measure"] == case["statuses"]


def test_item_says_who_decided():
    (item,) = split_passage("更新不及时。")  # it has no neighbours: the rules decide
    assert item.decided_by == "rule: not enough" and 0 < item.confidence <= 1
    for item in split_passage("一是更新不及时；二是解读单一。下一步，将加强培训。"):
        assert item.decided_by.startswith(("roles@1 and rule: ", "roles@1 over rule: "))
        assert 0 < item.confidence <= 1


def _report(passage):
    text = f"五、存在的主要问题及改进情况\n{passage}\n（五）监督保障\n{passage}\n"
    return read_text(text)


def test_a_report_gives_the_same_alone_and_in_a_batch():
    reports = [_report(case["text"]) for case in CASES]
    alone = [split_items(report, outline(report)) for report in reports]
    batch = [split_items(report, outline(report)) for report in reversed(reports)]
    assert batch[::-1] == alone
    assert sum(map(len, alone)) > 2 * len(reports)


def test_rules_alone_cut_alike_and_decide_by_themselves():
    report = _report("一是更新不及时；二是解读单一。下一步，将加强培训。")
    both = split_items(report, outline(report))
    alone = split_items(report, outline(report), rules_alone=True)
    assert [item.span for item in alone] == [item.span for item in both]
    assert all(item.decided_by.startswith("rule: ") for item in alone)


def test_sections_of_a_report_do_not_sway_each_other():
    text = "一是更新不及时；二是解读单一。下一步，将加强培训。"
    report = read_text(
        f"一、总体情况\n（五）监督保障\n检查4次。培训2期。\n五、存在的主要问题及改进情况\n{text}\n"
    )
    told = [item for item in split_items(report, outline(report)) if item.section == FIVE]
    bare = split_passage(text)
    assert [(i.role, i.text, i.status) for i in told] == [(i.role, i.text, i.status) for i in bare]


def test_empty_passage():
    assert split_passage("") == ()
    assert split_passage(" \n ") == ()
