"""Every slot finds its examples and nothing in its counterexamples, and as spaCy would find it."""

from functools import cache

import pytest

from nlp_reports.chinese.patterns import find, spacy_patterns
from nlp_reports.chinese.words import cut
from nlp_reports.scores.slot_rules import KINDS
from nlp_reports.scores.slots import activity, find_slots, slots

OVER_WORDS = [slot for slot in slots() if slot.tokens]


@pytest.mark.parametrize("slot", slots(), ids=lambda slot: slot.key)
def test_examples_and_counterexamples(slot):
    assert slot.examples and slot.counterexamples
    for text in slot.examples:
        assert slot.key in {place.slot.key for place in find_slots(text)}, text
    for text in slot.counterexamples:
        found = [p.span.of(text) for p in find_slots(text) if p.slot.key == slot.key]
        assert not found, f"{text}: {found}"


def test_every_kind_of_fact_has_a_slot():
    assert {slot.kind for slot in slots()} == {*KINDS, "none"}
    over_words = {slot.kind for slot in OVER_WORDS}
    assert {"actor", "object", "scope", "outcome", "frequency"} <= over_words


@cache
def vocabulary():
    from spacy.vocab import Vocab

    return Vocab()


@pytest.mark.parametrize("slot", OVER_WORDS, ids=lambda slot: slot.key)
def test_spacy_finds_what_the_patterns_over_words_find(slot):
    """Each pattern, what bars it left aside, begins where spaCy's Matcher has it begin."""
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

    matcher = Matcher(vocabulary())
    for number, pattern in enumerate(slot.tokens):
        matcher.add(str(number), spacy_patterns(pattern))
    texts = [text for other in slots() for text in (*other.examples, *other.counterexamples)]
    hits = 0
    for text in texts:
        words = cut(text)
        doc = Doc(vocabulary(), words=list(words), spaces=[False] * len(words))
        by_spacy = {(vocabulary().strings[rule], start) for rule, start, _ in matcher(doc)}
        ours = {
            (str(number), start)
            for number, pattern in enumerate(slot.tokens)
            for start, _ in find(pattern.without_bars(), words)
        }
        assert ours == by_spacy, text
        hits += len(ours)
    assert hits >= len(slot.examples)


def test_every_pattern_over_words_is_shown_to_find_something():
    """A pattern that none of its slot's examples needs is a pattern that nobody can check."""
    for slot in OVER_WORDS:
        for pattern in slot.tokens:
            found = [text for text in slot.examples if find(pattern, cut(text))]
            assert found, f"{slot.key}: {pattern.source[:60]}"


def test_counts_of_work_are_void_in_problems_only():
    rule = activity()
    for text in rule.examples:
        assert not {p.slot.key for p in find_slots(text, "problem")} & set(rule.slots), text
        assert {p.slot.key for p in find_slots(text, "supervision")} & set(rule.slots), text
    for text in rule.counterexamples:
        assert {p.slot.key for p in find_slots(text, "problem")} & set(rule.slots), text
