"""Agreement over a small corpus whose answer is known; a blind splitting found in the text."""

import dataclasses

import pytest

from nlp_reports.evaluate import coders, variety
from nlp_reports.evaluate.gold import Coding, Gold, GoldItem, GoldReport, GoldSection
from nlp_reports.text import Span

TEXT = "无线电管理局年报\n五、问题\n一是更新慢，栏目空。二是解读少。\n改进情况：无。\n"


def item(index, text, first, second):
    start = TEXT.index(text) if text != "无" else TEXT.rindex(text)
    return GoldItem(
        index, "problems_improvements", Span(start, start + len(text)), text, first, first, second
    )


def problem(*themes, level=1):
    return Coding("problem", themes, substance=level)


@pytest.fixture
def gold():
    measure = Coding("measure", ("other",), substance=0, status="unclear", links=(0,))
    items = (
        item(0, "更新慢，栏目空", problem("timeliness"), problem("timeliness", "platforms")),
        item(1, "解读少", problem("interpretation"), problem("interpretation", level=2)),
        item(2, "无", measure, dataclasses.replace(measure, links=())),
    )
    body = Span(TEXT.index("五、"), len(TEXT))
    section = GoldSection("problems_improvements", "五、问题", body, body)
    about = {"issuer": "无线电管理局", "year": "2021", "split": "test"}
    return Gold("small", "0", (GoldReport("a", TEXT, about, items, (section,)),))


def test_fields_agree_as_counted_by_hand(gold):
    found = coders.evaluate(gold)
    rows = {row[0]: row for row in found.tables[0].rows}
    assert rows["role"][3].value == 1.0
    assert rows["level"][3].value == pytest.approx(2 / 3)
    assert rows["themes"][3].value == pytest.approx(2 / 3)
    assert rows["main theme"][4].value == 1.0
    assert rows["links"][4].value == 0.0


def test_a_corpus_coded_once_has_no_agreement(gold):
    once = [dataclasses.replace(i, second=None) for i in gold.reports[0].items]
    report = dataclasses.replace(gold.reports[0], items=tuple(once))
    assert coders.evaluate(dataclasses.replace(gold, reports=(report,))).tables == []


def test_blind_lines_are_found_in_order(gold):
    (report,) = gold.reports
    spans = coders.located(report, ["更新慢", "栏目空。", "解读 少", "不在其中", "无"])
    assert [span.of(TEXT) for span in spans] == ["更新慢", "栏目空", "解读少", "", "无"]
    assert spans[-1].start == TEXT.rindex("无")  # not that of 无线电


def test_the_enumerator_before_an_item(gold):
    (report,) = gold.reports
    assert [variety.style(report, i) for i in report.items] == ["一是", "一是", "none"]


def test_another_issuers_words_are_found():
    def report(name, issuer, text):
        about = {"issuer": issuer, "split": "train"}
        found = GoldItem(0, "problems_improvements", Span(0, len(text)), text, problem("other"))
        return GoldReport(name, text, about, (found,))

    reports = (
        report("a", "甲局", "栏目更新不够及时到位"),
        report("b", "乙局", "个别栏目更新不够及时"),
        report("c", "甲局", "栏目更新不够及时到位"),
    )
    others = variety._Others(Gold("small", "0", reports))
    assert others.copied("栏目更新不够及时到位", "甲局")
    assert not others.copied("栏目更新不够及时到位又全面详细", "甲局")
