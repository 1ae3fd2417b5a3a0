"""What the layers do to a paragraph."""

import pytest

from nlp_reports.evaluate.noise import LAYERS, carried, noisy
from nlp_reports.text import Span

LINE = (
    "一是更新不及时，个别栏目2021年以来一直空着；二是解读形式单一，群众看不懂；三是培训少，"
    "新进人员不会办件；四是网站设计不合理，市民在手机上找不到要看的内容，电话又打不通。"
)
TEXT = f"某县2021年政府信息公开工作年度报告\n{LINE}\n" * 8


@pytest.mark.parametrize("layer", [*LAYERS, "combined"])
def test_every_layer_changes_something(layer):
    assert noisy(TEXT, layer).text != TEXT


def test_wraps_break_lines_at_one_width():
    lines = noisy(TEXT, "wraps").text.splitlines()
    assert max(map(len, lines)) <= 46
    assert len(lines) > 16


def test_flat_is_one_line():
    assert noisy(TEXT, "flat").text.count("\n") == 1


def test_names_and_seeds_make_other_accidents():
    found = {noisy(TEXT, "blanks", seed=seed, name=name).text for seed in (1, 2) for name in "ab"}
    assert len(found) == 4


def test_an_unknown_layer_is_refused():
    with pytest.raises(KeyError):
        noisy(TEXT, "coffee")


def test_what_is_put_inside_a_span_belongs_to_it():
    noise = noisy(TEXT, "furniture")
    at = noise.edits[0].at.start
    span = carried(noise, Span(at - 5, at + 5))
    assert span.of(noise.text).startswith(TEXT[at - 5 : at])
    assert span.of(noise.text).endswith(TEXT[at : at + 5])
    assert len(span) > 10
