"""Every heading rule finds its examples and leaves its counterexamples alone."""

import re

import pytest

from nlp_reports.sections import schemes
from nlp_reports.sections.candidates import candidates
from tests.contract.expressions import holds

RULES = schemes.every_rule()


def found(text: str) -> set[str]:
    return {c.rule for c in candidates(f"前文。\n{text}\n正文在此。\n")}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_examples(rule):
    for example in rule.examples:
        assert rule.rule in found(example), example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_counterexamples(rule):
    for counterexample in rule.counterexamples:
        assert rule.rule not in found(counterexample), counterexample


def test_row_labels_are_no_headings():
    for name in schemes.NAMES:
        for row in schemes.rows(name).get("row_label", ()):
            for example in row["examples"]:
                assert not found(example), example
            for counterexample in row["counterexamples"]:
                assert found(counterexample), counterexample


def test_every_rule_has_both():
    assert all(rule.examples and rule.counterexamples for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_needed_words_stand_in_all_that_is_matched(rule):
    assert holds(rule.pattern.pattern, rule.needs)


def test_what_a_pattern_may_do_without_can_be_empty():
    for name in schemes.NAMES:
        lead = schemes.rows(name).get("wording", {}).get(schemes.LEAD, "")
        assert re.fullmatch(lead, "")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_the_core_of_a_pattern_is_found_in_the_same_titles(rule):
    titles = [title for other in RULES for title in (*other.examples, *other.counterexamples)]
    for title in titles:
        assert bool(rule.core.search(title)) is bool(rule.pattern.search(title)), title
