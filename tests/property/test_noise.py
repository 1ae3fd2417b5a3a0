"""Truth carries over: a span of clean text is found again under every layer of noise."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.evaluate.noise import LAYERS, carried, noisy
from nlp_reports.text import Span

_SENTENCES = st.sampled_from(
    [
        "一是更新不及时，个别栏目2021年以来一直空着；二是解读形式单一；三是培训少。",
        "五、存在的主要问题及改进情况",
        "全年共发布信息1203条，其中重点领域信息10条（详见附表）。",
        "无。",
        "针对上述问题，下一步将明确专人，每周一汇总各科室应当公开的事项并在当天公布。",
    ]
)
_TEXTS = st.lists(_SENTENCES, min_size=1, max_size=60).map(lambda lines: "\n".join(lines) + "\n")
_LAYERS = st.sampled_from([*LAYERS, "combined"])


@settings(max_examples=120, deadline=None)
@given(_TEXTS, _LAYERS, st.integers(0, 99), st.data())
def test_a_span_leads_forward_and_back(text, layer, seed, data):
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, len(text) - 1))
    span = Span(start, end)
    if "\n" in (text[start], text[end - 1]):
        return  # flattening may delete the edge itself
    noise = noisy(text, layer, seed=seed)
    assert noise.to_raw(carried(noise, span)) == span


@settings(max_examples=40, deadline=None)
@given(_TEXTS, _LAYERS, st.integers(0, 99))
def test_same_seed_same_bytes_and_the_clean_text_stays(text, layer, seed):
    one, other = noisy(text, layer, seed=seed), noisy(text, layer, seed=seed)
    assert one.text == other.text
    assert one.source == text


@settings(max_examples=40, deadline=None)
@given(_TEXTS, st.sampled_from(sorted(set(LAYERS) - {"flat"})), st.integers(0, 99))
def test_layers_only_add_or_swap_characters(text, layer, seed):
    noise = noisy(text, layer, seed=seed)
    assert all(len(edit.to) >= len(edit.at) for edit in noise.edits)
