"""Texts and their sections, as data, and what the outline promises."""

import tomllib
from pathlib import Path

import pytest

from nlp_reports.errors import UsageError
from nlp_reports.report import Missing
from nlp_reports.sections import outline_text

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "outlines.toml").read_text("utf-8"))[
    "case"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_outline(case):
    found = outline_text(case["text"])
    assert [section.key for section in found.sections] == [key for key, _ in case["keys"]]
    for section, (_, words) in zip(found.sections, case["keys"], strict=True):
        assert section.heading.startswith(words)
    if "after" in case:
        assert found.sections[1].span.start > case["text"].index(case["after"])


def test_an_unknown_part_keeps_its_heading():
    found = outline_text(
        "一、总体情况\n（一）主动公开\n发布30条。\n（二）基层试点\n选了两村。\n（三）监督保障\n检查2次。\n"
    )
    assert [section.heading for section in found.unmapped] == ["（二）基层试点"]
    assert "基层试点" in str(found)


def test_absent_parts_say_why():
    found = outline_text("一、总体情况\n平稳推进。\n")
    gap = found.get("problems_improvements")
    assert isinstance(gap, Missing) and gap.reason


def test_an_outline_prints_as_a_tree_with_what_is_missing():
    lines = str(
        outline_text("一、总体情况\n（一）主动公开\n发布30条。\n（五）监督保障\n检查2次。\n")
    ).splitlines()
    assert lines[0] == "form 2021"
    assert lines[1].startswith("  一、总体情况  [overview]")
    assert lines[2].startswith("    （一）主动公开  [overview.proactive]")
    assert any(line.startswith("  missing: problems_improvements (") for line in lines)


def test_empty_text():
    assert outline_text("").sections == ()


def test_unknown_scheme_names_the_known():
    with pytest.raises(UsageError, match="2021"):
        outline_text("一、总体情况", "1999")
