"""Parts of section one under names that nothing knows: by place and by words, last of all."""

import pytest

from nlp_reports.sections import outline_text
from nlp_reports.sections.by_words import parts, raw

FORM = (
    "一、{first}\n整体平稳。\n（一）信息发布供给\n发布3000条。\n（二）公民申请的受理与答复\n收到申请40件。\n"
    "（三）文件资料管理\n清理规范性文件60件。\n（四）线上线下载体\n网站1个。\n（五）{fifth}\n督导4次，专班5人，纳入考核。\n"
    "二、主动公开政府信息情况\n0\n三、收到和处理政府信息公开申请情况\n0\n"
)
WORDS = "by its words, heading of no known name"


def keys_of(first="年度工作概览", fifth="督导与组织支撑"):
    found = outline_text(FORM.format(first=first, fifth=fifth))
    return {s.key: s.rule for s in found.sections}, [s.heading for s in found.unmapped]


@pytest.mark.parametrize("row", raw(), ids=lambda row: row["key"])
def test_examples(row):
    of_key = {part.key: part for part in parts()}
    for example in row["examples"]:
        earned = {key: part.earned(example, "".join(row["body"])) for key, part in of_key.items()}
        assert earned[row["key"]] == max(earned.values()) > 0, example
    for counterexample in row["counterexamples"]:
        assert not of_key[row["key"]].earned(counterexample, "".join(row["body"])), counterexample


def test_five_parts_of_no_known_name():
    keys, unmapped = keys_of()
    inner = {f"overview.{p}" for p in ("proactive", "requests", "management", "platforms")}
    assert {key for key, rule in keys.items() if rule == WORDS} == {*inner, "overview.supervision"}
    assert keys["overview"].startswith("by its place") and unmapped == []


def test_a_known_name_is_not_given_again():
    keys, _ = keys_of(first="总体情况", fifth="监督保障")
    assert keys["overview"].startswith("overview")
    assert keys["overview.supervision"].startswith("overview.supervision")


def test_what_no_word_tells_stays_unmapped_with_its_heading():
    keys, unmapped = keys_of(fifth="村居试点")
    assert unmapped == ["（五）村居试点"] and "overview.supervision" not in keys


def test_a_word_of_the_heading_that_its_text_does_not_bear_out_names_nothing():
    text = FORM.format(first="总体情况", fifth="督导与组织支撑")
    found = outline_text(text.replace("督导4次，专班5人，纳入考核。", "此项工作有序推进。"))
    assert "overview.supervision" not in {s.key for s in found.sections}
