"""The commands print tables or JSON, and refuse what they do not know."""

import json

import pytest
from typer.testing import CliRunner

from nlp_reports.cli.app import app
from nlp_reports.errors import UsageError
from nlp_reports.evaluate.agreement import Interval
from nlp_reports.evaluate.findings import Findings, shown, to_json, to_markdown
from tests.conftest import ROOT

GOLD = str(ROOT / "corpora" / "gold")


def test_agreement_as_json():
    result = CliRunner().invoke(app, ["evaluate", "agreement", "--gold", GOLD, "--json"])
    figures = json.loads(result.stdout)["figures"]
    assert result.exit_code == 0
    assert {"agreement.role", "agreement.level", "agreement.boundaries"} <= set(figures)
    assert figures["agreement.role"]["low"] <= figures["agreement.role"]["value"]


def test_figures_as_tables():
    result = CliRunner().invoke(app, ["evaluate", "figures", "--gold", GOLD, "--split", "dev"])
    assert result.exit_code == 0
    assert "Figures: cells right" in result.stdout


@pytest.mark.parametrize(
    "arguments", [["--split", "holdout"], ["--gold", "nowhere"], ["--real", "nowhere"]]
)
def test_what_is_not_there_is_refused(arguments):
    result = CliRunner().invoke(app, ["evaluate", "figures", *arguments])
    assert isinstance(result.exception, UsageError)


def test_findings_are_shown_alike():
    found = Findings({"a.b": Interval(0.91234, 0.9, 0.95, 10, 3)})
    found.table("Title", ("x", "y"), [("left | right", found.figures["a.b"]), ("none", None)])
    found.table("Nothing", ("x",), [])
    assert shown(found.figures["a.b"]) == "0.912 (0.90 to 0.95)"
    assert "| left \\| right | 0.912 (0.90 to 0.95) |" in to_markdown(found)
    assert json.loads(to_json(found))["figures"]["a.b"]["value"] == 0.9123
    assert [table.title for table in found.tables] == ["Title"]
