"""Every slot finds its examples and nothing in its counterexamples."""

import pytest

from nlp_reports.scores.slots import activity, find_slots, slots


@pytest.mark.parametrize("slot", slots(), ids=lambda slot: slot.key)
def test_examples_and_counterexamples(slot):
    assert slot.examples and slot.counterexamples
    for text in slot.examples:
        assert slot.key in {place.slot.key for place in find_slots(text)}, text
    for text in slot.counterexamples:
        found = [p.span.of(text) for p in find_slots(text) if p.slot.key == slot.key]
        assert not found, f"{text}: {found}"


def test_counts_of_work_are_void_in_problems_only():
    rule = activity()
    for text in rule.examples:
        assert not {p.slot.key for p in find_slots(text, "problem")} & set(rule.slots), text
        assert {p.slot.key for p in find_slots(text, "supervision")} & set(rule.slots), text
    for text in rule.counterexamples:
        assert {p.slot.key for p in find_slots(text, "problem")} & set(rule.slots), text
