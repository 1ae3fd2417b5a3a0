"""Two years of one issuer."""

from __future__ import annotations

import pytest

from nlp_reports.figures import check_years, figures
from nlp_reports.sections import outline
from tests.unit.figures.reports import base, rendered


@pytest.fixture
def found(tmp_path):
    read = rendered(base("whole_2021"), "html", tmp_path)
    return figures(read, outline(read))


def result(checks, name, cell):
    return next(c for c in checks if c.name == name and cell in c.cells)


def test_both_identities_are_held(found):
    checks = check_years(found, found)
    carried = result(checks, "carried_over_years", "requests.carried_over.total")
    assert (carried.result, carried.left, carried.right) == ("passed", 4, 4)
    valid = result(checks, "valid_documents_years", "proactive.normative_documents.valid")
    assert (valid.result, valid.left, valid.right, valid.delta) == ("failed", 93, 89, 4)
    rules = result(checks, "valid_documents_years", "proactive.rules.valid")
    assert rules.result == "passed"


def test_the_form_of_2019_has_no_documents_in_force(found, tmp_path):
    read = rendered(base("whole_2019"), "html", tmp_path)
    older = figures(read, outline(read))
    checks = check_years(older, found)
    assert {c.name for c in checks} == {"carried_over_years"}
    research = result(checks, "carried_over_years", "requests.carried_over.research")
    assert research.result == "not_assessable"
