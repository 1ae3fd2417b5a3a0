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
