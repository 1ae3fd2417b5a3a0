"""Passages and what they hold, as data."""

import tomllib
from pathlib import Path

import pytest

from nlp_reports.items import split_passage

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
    (item,) = split_passage("更新不及时。")
    assert item.decided_by and 0 < item.confidence <= 1


def test_empty_passage():
    assert split_passage("") == ()
    assert split_passage(" \n ") == ()
