"""Every system of ``agencies/kinds.toml`` is found by its own examples."""

import tomllib

import pytest

from nlp_reports.agencies.issuer import kind_of, level_of
from tests.conftest import ROOT

KINDS = tomllib.loads((ROOT / "nlp_reports/agencies/kinds.toml").read_text("utf-8"))["kind"]


@pytest.mark.parametrize("kind", KINDS, ids=[kind["name"] for kind in KINDS])
def test_examples(kind):
    assert kind["examples"]
    for name in kind["examples"]:
        assert kind_of(name) == kind["name"]
        if "level" in kind:
            assert level_of(name) == kind["level"]
