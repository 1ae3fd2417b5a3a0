import pytest

from nlp_reports.report import Item, Link
from nlp_reports.scores import Background, Passage, score
from nlp_reports.text import Span

ROWS = [
    ("problem", "个别答复书没有写明救济途径，申请人有意见"),
    ("problem", "公开意识有待加强"),
    ("problem", "其他方面未发现问题"),
    ("measure", "6月底前修订答复书模板，由法规科组织培训2期"),
    ("measure", "加强学习，提高认识，增强责任感和紧迫感"),
    ("supervision", "组织季度检查4次，发现错链12处，全部整改到位"),
    ("activity", "全年发布信息1200条"),
]
LINKS = (Link("i0", "i3", 1.0, "theme"), Link("i1", "i4", 1.0, "theme"))


def items(rows=ROWS):
    made, at = [], 0
    for n, (role, text) in enumerate(rows):
        made.append(Item(f"i{n}", "problems_improvements", role, Span(at, at + len(text)), text))
        at += len(text) + 1
    return made


def of_report(scores):
    return {s.name: s for s in scores if s.target == "report"}


def test_the_report_has_its_scores_and_their_interval():
    found = of_report(score(items(), links=LINKS))
    low, mean, high = (found[f"substance_{name}"].value for name in ("low", "mean", "high"))
    assert 0 <= low <= mean <= high <= found["substance_max"].value <= 3
    assert found["responsiveness"].value == pytest.approx(1 / 3)
    assert found["admission"].value == pytest.approx(2 / 3)
    assert 0 < found["share_substantive"].value < 1


def test_doubling_the_document_changes_no_mean():
    once, twice = of_report(score(items())), of_report(score(items(ROWS + ROWS)))
    for name in ("substance_mean", "substance_max", "share_substantive", "admission"):
        assert twice[name].value == pytest.approx(once[name].value)


def test_under_80_characters_nothing_is_scored_and_it_is_said_why():
    found = of_report(score(items(ROWS[:2])))
    assert {s.value for s in found.values()} == {None}
    assert "fewer than 80" in found["substance_mean"].why_none


def test_without_problems_there_is_no_responsiveness():
    rows = [("measure", "加强学习，提高认识，增强责任感和紧迫感，营造良好氛围") for _ in range(4)]
    found = of_report(score(items(rows)))
    assert found["responsiveness"].value is None and found["responsiveness"].why_none
    assert found["admission"].why_none == "no problem item"


def test_no_item_no_exception():
    assert all(s.value is None and s.why_none for s in score([]))


def test_with_a_background_the_report_has_shares():
    ground = Background.fit([Passage("x", "1", "乙局", None, 2020, ROWS[0][1])])
    found = of_report(score(items(), ground))
    parts = [found[n].value for n in ("mandated", "cross_issuer", "novel")]
    assert sum(parts) == pytest.approx(1) and parts[1] > 0
    assert found["own_past"].value is None and found["own_past"].why_none
    assert of_report(score([], ground))["novel"].why_none == "no scored item"


def test_only_problem_measure_and_supervision_are_scored():
    assert not [s for s in score(items()) if s.target == "i6"]
