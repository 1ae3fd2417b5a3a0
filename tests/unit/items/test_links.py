"""Links need a theme or a named object; order alone is none."""

from nlp_reports.items import link, split_passage
from nlp_reports.report import Mention

TEXT = (
    "一是答复说理不够；二是栏目更新不及时。下一步，将采取以下措施："
    "一是加强普法；二是针对栏目更新不及时的问题，明确专人。"
)


def test_named_object():
    items = split_passage(TEXT)
    (found,) = link(items)
    problem = next(item for item in items if item.id == found.problem)
    measure = next(item for item in items if item.id == found.measure)
    assert "栏目" in problem.text and "栏目" in measure.text and found.why


def test_shared_main_theme():
    items = split_passage(TEXT)
    ids = [item.id for item in items if item.role in ("problem", "measure")]
    themes = ["requests", "timeliness", "requests", "timeliness"]
    mentions = [
        Mention(id_, "disclosure-themes@1", theme, 1.0)
        for id_, theme in zip(ids, themes, strict=True)
    ]
    assert [(found.problem, found.measure) for found in link(items, mentions)] == [
        (ids[0], ids[2]),
        (ids[1], ids[3]),
    ]


def test_order_alone_is_no_link():
    assert (
        link(split_passage("一是人手不足；二是解读单一。下一步，一是加强普法；二是改版网站。"))
        == ()
    )


def test_a_denial_and_nothing_to_mend_are_not_linked():
    items = split_passage("依申请公开方面未发现问题。\n改进措施：\n依申请公开工作暂不需要改进。\n")
    mentions = [Mention(item.id, "disclosure-themes@1", "requests", 1.0) for item in items]
    assert [item.role for item in items] == ["problem", "measure"]
    assert link(items, mentions) == ()


def test_the_order_of_two_lists_tips_the_balance():
    text = (
        "一是栏目更新不及时；二是栏目检索不便。"
        "下一步，将采取以下措施：一是栏目实行周检；二是栏目增加筛选。"
    )
    items = split_passage(text)
    problems = [item.id for item in items if item.role == "problem"]
    measures = [item.id for item in items if item.role == "measure"]
    mentions = [Mention(id_, "x", "platforms", 0.4) for id_ in (*problems, *measures)]
    weights = {(found.problem, found.measure): found.weight for found in link(items, mentions)}
    first, second = zip(problems, measures, strict=True)
    assert weights[first] > weights.get((problems[1], measures[0]), 0.0)
    assert weights[second] > weights.get((problems[0], measures[1]), 0.0)
