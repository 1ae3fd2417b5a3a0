"""The laws of sections and items, on any text made of the genre's marks."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.chinese.sentences import clauses, sentences
from nlp_reports.items import split_passage
from nlp_reports.items.splitting import SPLIT, split_items
from nlp_reports.report import Missing, Report, Source
from nlp_reports.sections import outline_text
from nlp_reports.text import Normalised

BITS = st.sampled_from(
    [
        "一、总体情况",
        "（五）监督保障情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
        "存在问题：",
        "改进措施：",
        "（一）",
        "（二）",
        "一是",
        "二是",
        "三是",
        "1.",
        "2.",
        "①",
        "首先，",
        "其次，",
        "最后，",
        "下一步，",
        "更新不及时",
        "解读单一有待加强",
        "加强培训",
        "已印发《办法。》",
        "等",
        "。",
        "；",
        "，",
        "：",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "3.5%",
        "2021.3.1",
        "无",
        "\n",
        " ",
    ]
)
TEXTS = st.lists(BITS, max_size=60).map("".join)


def report_of(text: str) -> Report:
    gap = Missing("title", "not needed")
    return Report(Source("t", "t", "", "text/plain", 0), gap, gap, gap, Normalised(text))


@given(TEXTS)
def test_sentences_and_clauses_cover_the_source(text):
    for cut in (sentences, clauses):
        assert "".join(span.of(text) for span in cut(text)) == text


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_items_lie_in_order_inside_their_section(text):
    report = report_of(text)
    outline = outline_text(text)
    items = split_items(report, outline)
    for one, other in pairwise(items):
        assert one.span.end <= other.span.start
    bodies = [s for s in outline.sections if s.key in SPLIT]
    for item in items:
        assert item.text and item.text == item.span.of(text)
        assert any(item.section == s.key and item.span in s.body for s in bodies)
    assert [item.id for item in items] == [f"i{n:03d}" for n in range(1, len(items) + 1)]


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_sections_nest(text):
    found = outline_text(text)
    for section in (*found.sections, *found.unmapped):
        assert section.body in section.span
        assert section.rule and 0 <= section.confidence <= 1
    whole = [s for s in (*found.sections, *found.unmapped) if s.level == 1]
    for one in whole:
        for other in whole:
            assert one is other or not one.span.overlaps(other.span)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_twice_is_the_same(text):
    assert split_passage(text) == split_passage(text)
