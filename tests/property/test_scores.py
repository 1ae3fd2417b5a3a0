"""Laws of the scores that hold for any input."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.report import Item
from nlp_reports.scores import Background, Passage, compare, score, substance
from nlp_reports.scores.catalogue import CATALOGUE
from nlp_reports.scores.features import Seen, names
from nlp_reports.scores.model import from_logits, shipped
from nlp_reports.scores.panel import SHARES, standings
from nlp_reports.scores.slots import SCORED, find_slots, slots
from nlp_reports.text import Span

CHINESE = st.text(alphabet="公开信息办公室培训2期月每《》“”，。、0年一是无问题未的 \n", max_size=60)
ROLES = st.sampled_from(SCORED)


@given(st.one_of(CHINESE, st.text(max_size=40)), ROLES)
@settings(max_examples=60, deadline=None)
def test_substance_is_within_its_range(text, role):
    found = substance(text, role)
    assert abs(sum(found.probabilities) - 1) < 1e-9 and min(found.probabilities) >= 0
    assert 0 <= found.expected <= 3 and 0 <= found.p_substantive <= 1
    assert all(0 <= p.span.start < p.span.end <= len(text) for p in find_slots(text, role))


@given(st.sets(st.sampled_from([s.key for s in slots()])), st.sampled_from(slots()), ROLES)
@settings(max_examples=100, deadline=None)
def test_a_further_fact_never_lowers_the_level(present, slot, role):
    def expected(keys):
        grades = [s.grade for s in slots() if s.key in keys]
        denied = 3 not in grades
        values = [float(s.key in keys and (denied or s.grade > 0)) for s in slots()]
        values += [float(grades.count(3) > 1), float(grades.count(2) > 1)]
        values += [float(r == role) for r in SCORED]
        logits = shipped().weights[:, :-1] @ np.array(values)
        return from_logits(logits) @ np.arange(4)

    more = expected(present | {slot.key})
    less = expected(present - {slot.key})
    assert more <= less + 1e-9 if slot.grade == 0 else more >= less - 1e-9
    assert len(names()) == len(Seen(role, (), ()).values)


@given(st.permutations(range(6)), st.lists(CHINESE, min_size=6, max_size=6))
@settings(max_examples=20, deadline=None)
def test_the_order_of_items_changes_no_document_score(order, texts):
    items = [
        Item(f"i{n}", "problems_improvements", "measure", Span(n * 100, n * 100 + len(t)), t)
        for n, t in enumerate(texts)
    ]
    one = {s.name: s.value for s in score(items) if s.target == "report"}
    other = {s.name: s.value for s in score([items[n] for n in order]) if s.target == "report"}
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert value is None or abs(value - other[name]) < 1e-9


@given(st.lists(st.tuples(CHINESE, ROLES), max_size=8), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_score_is_in_the_range_it_states_or_absent_with_a_reason(rows, with_background):
    items = [
        Item(f"i{n}", "problems_improvements", role, Span(n * 100, n * 100 + len(text)), text)
        for n, (text, role) in enumerate(rows)
    ]
    found = score(items, Background.shipped() if with_background else None)
    for one in found:
        assert (one.value is None) == bool(one.why_none), one
        stated = CATALOGUE[one.name]
        assert (one.unit, one.version) == (stated.unit, stated.version)
        assert ("report" if one.target == "report" else "item") in stated.of
        assert one.value is None or stated.low - 1e-9 <= one.value <= stated.high + 1e-9, one
    values = {one.name: one.value for one in found if one.target == "report"}
    if values["substance_mean"] is not None:
        assert values["substance_low"] <= values["substance_high"] <= values["substance_max"] + 1e-9


LINES = st.lists(
    st.tuples(
        st.sampled_from(["county", "department", "unknown"]),
        st.sampled_from([None, "政府"]),
        st.sampled_from([None, 2021, 2022]),
        *(st.one_of(st.none(), st.floats(0, top)) for top in (3, 1, 1, 1, 1, 9)),
        st.booleans(),
    ),
    max_size=40,
)
NAMES = ("level", "kind", "year", "substance_mean", *SHARES, "figure_change", "before")


@given(LINES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_where_a_report_stands_is_within_range_or_absent_with_a_reason_in_any_order(lines, draw):
    def stand(numbers):
        columns = {n: [lines[at][i] for at in numbers] for i, n in enumerate(NAMES)}
        found = standings({"report_id": numbers, **columns}, "background")
        return {(report, score.name): score for report, score in found}

    numbers = list(range(len(lines)))
    found = stand(numbers)
    for score_ in found.values():
        one = CATALOGUE[score_.name]
        assert (score_.value is None) == bool(score_.why_none), score_
        assert score_.value is None or one.low <= score_.value <= one.high, score_
        assert score_.unit == one.unit and score_.background
    draw.shuffle(numbers)
    assert stand(numbers) == found


PASSAGES = st.lists(
    st.tuples(
        st.sampled_from([None, "甲局", "乙局", "丙局"]),
        st.one_of(st.none(), st.integers(2018, 2021)),
        CHINESE,
    ),
    max_size=8,
)


@given(PASSAGES, st.permutations(range(8)))
@settings(max_examples=40, deadline=None)
def test_shares_sum_to_one_in_any_order(rows, order):
    def run(numbers):
        passages = [Passage(f"r{n}", "1", rows[n][0], None, *rows[n][1:]) for n in numbers]
        passages.sort(key=lambda p: (p.issuer or "~", p.year or 9999, p.report_id))
        return {s.report_id: (s, pairs) for s, pairs in compare(lambda: iter(passages))}

    found = run([n for n in range(8) if n < len(rows)])
    for shares, pairs in found.values():
        parts = [shares.mandated, shares.own_past or 0, shares.cross_issuer, shares.novel]
        assert abs(sum(parts) - 1) < 1e-9 and min(parts) >= 0
        assert all(0 < p.share <= 1 and p.shared_chars > 0 and p.alignment for p in pairs)
    assert run([n for n in order if n < len(rows)]) == found
