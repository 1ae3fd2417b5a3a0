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


def test_many_answer_many_each_with_weight_and_reason():
    text = (
        "存在问题：一是政策解读形式单一，视频少；二是依申请公开答复不规范，个别文书未写救济途径；"
        "三是栏目更新不及时。改进措施：一是丰富解读形式，多用图解和视频；二是开展依申请公开专题培训，"
        "编制答复书模板；三是建立栏目周检制度；四是针对栏目更新不及时、解读形式单一的问题，成立专班。"
    )
    items = split_passage(text)
    problems = [item.id for item in items if item.role == "problem"]
    measures = [item.id for item in items if item.role == "measure"]
    mentions = [
        Mention(id_, "disclosure-themes@1", theme, 1.0)
        for id_, theme in zip(
            [*problems, *measures[:3]],
            ["interpretation", "requests", "timeliness"] * 2,
            strict=True,
        )
    ]
    found = link(items, mentions)
    pairs = {(one.problem, one.measure) for one in found}
    assert set(zip(problems, measures[:3], strict=True)) <= pairs
    assert {(problems[0], measures[3]), (problems[2], measures[3])} <= pairs  # one measure for two
    assert all(0 < one.weight <= 1 and one.why for one in found)
    named = next(one for one in found if one.measure == measures[3])
    assert "named: 针对" in named.why
