import pytest

from nlp_reports.report import Item
from nlp_reports.scores.versus import versus
from nlp_reports.text import Span


def items(*rows):
    made, at = [], 0
    for n, (role, text, *status) in enumerate(rows):
        span = Span(at, at + len(text))
        made.append(
            Item(f"i{n}", "problems_improvements", role, span, text, status[0] if status else None)
        )
        at += len(text) + 1
    return made


EARLIER = items(
    ("problem", "2021年，个别答复书没有写明救济途径，答复质量不高"),
    ("problem", "政策解读形式不够丰富，图解少"),
    ("problem", "栏目更新滞后，有的半年没有动静"),
    ("measure", "修订答复书模板，组织案例教学", "planned"),
    ("measure", "增设公交站台公示屏", "planned"),
)
LATER = items(
    ("problem", "2022年，个别答复书没有写明救济途径，答复质量不高"),
    ("problem", "解读形式单一，缺少图解"),
    ("problem", "窗口人员轮岗快"),
    ("supervision", "组织案例教学3期，修订答复书模板并印发"),
)


def test_items_return_are_dropped_and_are_new():
    themes = {EARLIER[1]: "interpretation", LATER[1]: "interpretation"}
    found = versus(EARLIER, LATER, themes=themes)
    assert [(m.kind, m.left.id, m.right.id) for m in found.matches] == [
        ("reused", "i0", "i0"),
        ("same matter", "i1", "i1"),
    ]
    assert [i.text for i in found.new if i.role == "problem"] == ["窗口人员轮岗快"]
    assert [i.text for i in found.dropped if i.role == "problem"] == [EARLIER[2].text]
    assert found.persistence == pytest.approx(2 / 3)


def test_a_planned_measure_told_as_done_is_followed_through():
    found = versus(EARLIER, LATER)
    assert [(a.id, b.id) for a, b in found.kept] == [("i3", "i3")]
    assert found.follow_through(EARLIER) == 0.5
    assert versus([], LATER).follow_through([]) is None
    assert versus([], []).persistence is None


def test_speaking_of_the_same_office_keeps_no_promise():
    earlier = items(("measure", "增强做好政府信息公开工作的责任感和紧迫感", "planned"))
    later = items(("supervision", "全县没有因政府信息公开工作被追究责任的情形"))
    assert versus(earlier, later).kept == ()


def test_a_report_against_itself_is_all_reused():
    found = versus(EARLIER, EARLIER)
    assert {m.kind for m in found.matches} == {"reused"} and len(found.matches) == 5
    assert found.dropped == found.new == ()
    assert found.of("reused")[0].alignment.score > 0


def test_names_are_masked():
    one = items(("problem", "临沅市教育局答复文书不够规范"))
    other = items(("problem", "锦塘市民政局答复文书不够规范"))
    found = versus(one, other, names=(("临沅市教育局",), ("锦塘市民政局",)))
    assert found.matches[0].kind == "reused" and found.matches[0].shared == 1
