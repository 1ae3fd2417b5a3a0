"""Every registered measure: declared range, ties, absent input, a source."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.scores.measures import length_adjusted, measures, min_max
from nlp_reports.scores.measures.base import MARKS
from nlp_reports.scores.measures.corpora import CharacterModel, content, modification

TEXT = st.one_of(
    st.text(alphabet="公开信息培训2期月每，。；和不断加强 \n", max_size=40), st.text(max_size=20)
)
RATE, LENGTH = st.floats(0, 1), st.integers(1, 9000)
EMPTY = {
    "text": ("",),
    "pair": ("", ""),
    "corpus": ("", []),
    "change": ("", "", []),
    "sample": (0.5, 10, []),
    "levels": ([],),
}
INPUTS = {
    "text": st.tuples(TEXT),
    "pair": st.tuples(TEXT, TEXT),
    "corpus": st.tuples(TEXT, st.lists(TEXT, max_size=4)),
    "change": st.tuples(TEXT, TEXT, st.lists(TEXT, max_size=4)),
    "sample": st.tuples(RATE, LENGTH, st.lists(st.tuples(RATE, LENGTH), max_size=9)),
    "levels": st.tuples(st.lists(st.integers(0, 3), max_size=6)),
}
ALL = [measures.get(name) for name in measures.names()]


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_measure_keeps_its_range(measure, data):
    inputs = data.draw(INPUTS[measure.kind])
    value = measure(*inputs)
    assert value is None or (measure.low <= value <= measure.high and math.isfinite(value))
    assert measure(*inputs) == value


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_a_measure_says_where_it_is_from(measure):
    assert measure.formula and measure.source and measure.unit
    said = measure.function.__doc__ or ""
    assert ">>>" in said and measure.formula in said and measure.source in said
    assert measure.checked == "ours" or MARKS[measure.checked] in said
    assert measure(*EMPTY[measure.kind]) in (None, 0.0)


@pytest.mark.parametrize("name", ["tf_cosine@1", "jaccard@1", "minimum_edit@1"])
def test_similarities_are_one_for_the_same_text(name):
    text = "不断加强政府信息公开，回应群众关切。"
    assert measures.get(name)(text, text) == pytest.approx(1)
    assert measures.get("simple_changes@1")(text, text) == 0
    assert modification(text, text, [text]) == pytest.approx(0)


def test_documents_are_counted_not_tokens():
    common = "加强信息公开工作" * 9
    assert measures.get("tetragram@1")("加强信息公开工作", [common, "无", "无", "无"]) == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_min_max_is_a_similarity(changes):
    assert all(0 <= value <= 1 for value in min_max(changes))


def test_adjusting_for_length_takes_length_out():
    lengths = [float(n) for n in range(1, 30)]
    left = length_adjusted([0.01 * n + 0.001 * n**2 for n in lengths], lengths)
    assert max(map(abs, left)) < 1e-9


def test_content_of_the_peers_mean_is_all_standard():
    text = "加强政府信息公开"
    standard, informative = content(text, [[text, text]])
    assert standard == pytest.approx(1) and informative == pytest.approx(0)
    assert content(text, [[]]) is None


def test_known_text_surprises_less():
    model = CharacterModel(["加强政府信息公开"] * 3)
    assert model.bits("加强信息公开") < model.bits("修理桥梁栏杆")
