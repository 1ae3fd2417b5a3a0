"""No figure lies under its floor: what ``nlp-reports evaluate gate`` runs."""

import pytest

from nlp_reports.evaluate import gate
from nlp_reports.evaluate.whole import Scope, gated
from tests.conftest import ROOT


@pytest.mark.slow
def test_all_floors_hold():
    scope = Scope.at(ROOT / "corpora" / "gold")
    assert list(gate.failures(gate.load(), gated(scope), scope.gold.digest)) == []
