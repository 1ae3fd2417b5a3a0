"""The shipped codebooks: form, agreement with CODEBOOK 1.0, examples, their models."""

import json

import pytest

from nlp_reports.data import models
from nlp_reports.evaluate.authored import PRACTICES, THEMES
from nlp_reports.themes import codebook
from nlp_reports.themes.check import failures
from nlp_reports.themes.loading import SHIPPED, names
from nlp_reports.themes.solvers import RECIPE
from nlp_reports.themes.tagging import model_of


@pytest.mark.parametrize("name", names())
def test_every_example_is_found_and_no_counterexample(name):
    assert [str(failure) for failure in failures(codebook(name))] == []


@pytest.mark.parametrize("name", names())
def test_every_theme_is_bilingual_and_documented(name):
    for theme in codebook(name).themes:
        assert theme.definition and theme.definition_zh and theme.includes and theme.excludes
        assert len(theme.examples) >= 4 and len(theme.counterexamples) >= 3, theme.key


@pytest.mark.parametrize(
    ("name", "keys"), [("disclosure-themes", THEMES), ("supervision-practices", PRACTICES)]
)
def test_keys_are_those_of_the_codebook_in_its_order(name, keys):
    assert [theme.key for theme in codebook(name).themes] == keys


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_model_was_trained_for_the_shipped_codebook(name):
    """A pattern that changed without a new training would silently leave rules alone."""
    model = model_of(codebook(name))
    assert model is not None and model.codebook == codebook(name)


@pytest.mark.parametrize("folder", ["themes", "practices"])
def test_what_ships_is_the_best_candidate_on_dev(folder):
    """The card compares them all; the model must be of the first row, and that one the best."""
    card = (models() / folder / "CARD.md").read_text("utf-8")
    table = card.split("| candidate |")[1].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table]
    manifest = json.loads((models() / folder / "manifest.json").read_text("utf-8"))
    members = manifest["settings"]["members"]
    assert rows[0][0] == f"**{' + '.join(members)}** (ships)" and members == list(RECIPE)
    means = [float(row[1]) for row in rows]
    assert means == sorted(means, reverse=True) and len(rows) > 30
    for mean, themes, practices in ((r[1], r[4], r[6]) for r in rows):
        assert abs(float(mean) - (float(themes) + float(practices)) / 2) < 1e-3
