import sys
import tomllib
from pathlib import Path

import pytest

from nlp_reports.report import Item
from nlp_reports.scores import explain, score, substance
from nlp_reports.scores.slots import find_slots
from nlp_reports.scores.substance import read
from nlp_reports.text import Span

DATA = tomllib.loads((Path(__file__).parents[2] / "cases" / "substance.toml").read_text("utf-8"))
STATUTORY = (
    "行政机关公开政府信息，应当坚持以公开为常态、不公开为例外，遵循公正、公平、合法、便民的原则。"
)


def item(text, role="measure", start=0, name="i1"):
    return Item(name, "problems_improvements", role, Span(start, start + len(text)), text)


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: case["text"])
def test_codebook_decisions(case, request):
    if "known" in case:
        request.applymarker(pytest.mark.xfail(reason=case["known"], strict=True))
    assert substance(case["text"], case["role"]).level == case["level"], case["reason"]


def test_what_is_close_to_a_boundary_is_mostly_right():
    close = DATA["close"]
    right = sum(substance(c["text"], c["role"]).level == c["level"] for c in close)
    assert right >= len(close) / 3
    off = [abs(substance(c["text"], c["role"]).expected - c["level"]) for c in close]
    assert max(off) < 1.6


@pytest.mark.parametrize(
    ("full", "bare"),
    [
        ("2023年6月底前修订答复书模板并组织培训2期", "修订答复书模板并组织培训"),
        ("由法规科每月通报一次更新情况", "通报更新情况"),
        ("上线“政策直通车”专栏，收录文件120件", "上线专栏，收录文件"),
    ],
)
def test_removing_the_anchors_lowers_the_level(full, bare):
    assert substance(full, "measure").level == 3
    assert substance(bare, "measure").level < 3
    assert substance(bare, "measure").expected < substance(full, "measure").expected


@pytest.mark.parametrize("number", ["（12345）", "2021", "第19条", "〇", "-"])
def test_an_unrelated_number_raises_nothing(number):
    plain = substance("加强学习，提高认识", "measure")
    assert substance("加强学习，提高认识" + number, "measure").expected <= plain.expected + 0.02


def test_saying_it_twice_changes_nothing():
    for text in ("个别答复书未写明救济途径。", "加强学习，提高认识，增强责任感。"):
        once, twice = substance(text, "problem"), substance(text + text, "problem")
        assert twice.expected == pytest.approx(once.expected, abs=0.02)


def test_statutory_wording_changes_nothing():
    text = "个别答复书未写明救济途径。"
    assert substance(text + STATUTORY, "problem").expected == pytest.approx(
        substance(text, "problem").expected
    )


def test_stock_around_a_fact_does_not_hide_it():
    fact = "6月举办培训2期。"
    stock = "提高认识，加强领导，把信息公开摆上重要议事日程。"
    assert substance(fact + stock * 4, "measure").level == 3


def test_names_of_places_say_nothing():
    one = substance("吴忠市加强政府信息公开", "measure").expected
    assert substance("淮安市加强政府信息公开", "measure").expected == pytest.approx(one, abs=0.02)


def test_evidence_counts_in_the_reports_text():
    scores = score([item("由办公室每月通报2次", start=100)])
    evidence = next(s for s in scores if s.name == "substance").evidence
    assert {e.span.start for e in evidence} >= {100, 104}
    assert all(100 <= e.span.start < e.span.end <= 111 for e in evidence)
    assert all(e.note for e in evidence)


def test_explanations_in_both_languages():
    found = explain("编制答复书模板", "measure")
    assert found.en.startswith("2 because") and "not 3: no count with its unit" in found.en
    assert found.zh.startswith("2级") and "不到3级" in found.zh
    assert "模板" in found.en
    assert explain("无", "problem").zh.startswith("0级")
    assert explain("2月底前完成", "measure").en.startswith("3 because it has a date")


def test_the_empty_item_is_scored_without_an_exception():
    assert substance("", "measure").level in (0, 1)
    assert explain("", "measure").zh


def test_items_are_read_as_if_each_were_alone():
    rows = [(case["text"], case["role"]) for case in DATA["case"]]
    together = read(rows)
    for (text, role), found in zip(rows, together, strict=True):
        alone = substance(text, role)
        assert alone.probabilities == found.probabilities, text
        assert (alone.found, alone.clause) == (found.found, found.clause), text
    assert read([]) == []


def test_a_seam_in_the_text_is_a_blank():
    assert substance("6月举办培训\ufdd02期", "measure").level == 3


def test_time_goes_with_length():
    """A place was once held against every earlier one: 84,000 characters took minutes."""

    def steps(text):
        count = 0

        def tick(*_):
            nonlocal count
            count += 1

        sys.setprofile(tick)
        try:
            find_slots(text)
        finally:
            sys.setprofile(None)
        return count

    piece = "6月举办培训2期，印发《审核办法》，由法规科每月通报；"
    assert steps(piece * 400) < 2.5 * steps(piece * 200)
