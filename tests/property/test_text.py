from hypothesis import given
from hypothesis import strategies as st

from nlp_reports.text import Edit, Normalised, Span

_SOURCE = st.text(alphabet="abcdefgh公开 \n", max_size=40)
_PUT_IN = st.text(alphabet="XYZ", max_size=3)


@st.composite
def edited(draw, source=None):
    raw = draw(_SOURCE) if source is None else source
    points = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    pairs = zip(points[::2], points[1::2], strict=False)
    return raw, [Edit(Span(a, b), draw(_PUT_IN), "rule") for a, b in pairs]


def _spans(text):
    return [Span(a, b) for a in range(len(text) + 1) for b in range(a, len(text) + 1)]


@given(edited())
def test_any_edits_lead_back(case):
    raw, edits = case
    clean = Normalised(raw, edits)
    for span in _spans(clean.text):
        back, kept = clean.to_raw(span), span.of(clean.text)
        assert back.end <= len(raw)
        if not set(kept) & set("XYZ"):
            left = iter(back.of(raw))
            assert all(any(c == d for d in left) for c in kept), "kept characters stay in order"
        if len(span) == 1 and kept not in "XYZ":
            assert back.of(raw) == kept


@given(edited())
def test_order_is_kept(case):
    clean = Normalised(*case)
    starts = [clean.to_raw(Span(at, at + 1)).start for at in range(len(clean.text))]
    assert starts == sorted(starts)


@given(edited())
def test_edits_replay(case):
    raw, edits = case
    edits = list({edit.at: edit for edit in edits}.values())  # at one place, the order says it
    assert Normalised(raw, list(reversed(edits))).text == Normalised(raw, edits).text


@given(st.data())
def test_steps_compose(data):
    first = Normalised(*data.draw(edited()))
    second = first.then(data.draw(edited(first.text))[1])
    for span in _spans(second.text):
        inner = Normalised(first.text, second.edits).to_raw(span)
        assert second.to_raw(span) == first.to_raw(inner)
