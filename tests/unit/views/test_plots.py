"""Charts: each draws from real results in both languages, says what it leaves out, never tofu."""

import json
import re

import numpy as np
import pytest

from nlp_reports.errors import UsageError
from nlp_reports.views import plots
from nlp_reports.views.labels import label, labels
from nlp_reports.views.plots import export, substance
from nlp_reports.views.plots.reuse import layout

CHARTS = {
    "theme_trend": lambda r, lang: plots.theme_trend(r, lang=lang),
    "theme_heat": lambda r, lang: plots.theme_heat(r, "kind", "measure", lang=lang),
    "substance_groups": lambda r, lang: plots.substance_groups(r, lang=lang),
    "substance_levels": lambda r, lang: plots.substance_levels(r, lang=lang),
    "substance_reports": lambda r, lang: plots.substance_reports(r, top=10, lang=lang),
    "two_axes": lambda r, lang: plots.two_axes(r, lang=lang),
    "problem_flow": lambda r, lang: plots.problem_flow(r, lang=lang),
    "reuse_network": lambda r, lang: plots.reuse_network(r, lang=lang),
    "reuse_shares": lambda r, lang: plots.reuse_shares(r, lang=lang),
    "checks": lambda r, lang: plots.checks(r, lang=lang),
    "correlations": lambda r, lang: plots.correlations(r.reports[["chars", "novel"]], lang=lang),
    "calibration": lambda r, lang: plots.calibration(
        [0.1, 0.9, 0.8], [False, True, True], lang=lang
    ),
    "agreement": lambda r, lang: plots.agreement({"role": (0.9, 0.8, 0.95)}, lang=lang),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_a_valid_specification_with_its_title(results, name, lang):
    spec = json.loads(CHARTS[name](results, lang).to_json())  # Altair validates against the schema
    assert spec["title"]["text"] == label("chart", name, lang)


@pytest.mark.parametrize("ending", [".png", ".svg", ".html", ".json"])
def test_a_chart_is_saved_by_its_ending(results, tmp_path, ending):
    if ending == ".png" and not export.has_chinese():
        pytest.skip("no font with Chinese on this machine")
    path = plots.save(plots.substance_levels(results, lang="zh"), tmp_path / f"c{ending}")
    found = path.read_bytes()
    assert found.startswith(b"\x89PNG") if ending == ".png" else "实质性" in found.decode()
    if ending == ".html":
        assert b'src="http' not in found
        assert b"cdn.jsdelivr" not in found


def test_an_unknown_ending_is_refused_with_the_known_ones(results, tmp_path):
    with pytest.raises(UsageError, match=r"\.png, \.svg"):
        plots.save(plots.checks(results), tmp_path / "chart.bmp")


def test_no_picture_rather_than_boxes(results, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "has_chinese", lambda fonts=None: False)
    with pytest.raises(UsageError, match="fonts-noto-cjk"):
        plots.save(plots.checks(results), tmp_path / "chart.png")
    assert not (tmp_path / "chart.png").exists()


def test_a_machine_without_fonts_is_recognised(monkeypatch):
    class Boxes:
        @staticmethod
        def svg_to_png(svg):
            return b"the same box"

    monkeypatch.setattr(export, "_converter", lambda: Boxes)
    assert not export.has_chinese.__wrapped__()


def test_unknown_groups_and_languages_say_what_is_known(results):
    with pytest.raises(UsageError, match="known: year, level"):
        plots.theme_heat(results, by="colour")
    with pytest.raises(UsageError, match="zh, en"):
        plots.two_axes(results, lang="fr")


def test_points_left_out_are_told(results, monkeypatch):
    monkeypatch.setattr("nlp_reports.views.plots.reuse.MOST", 10)
    spec = json.loads(plots.two_axes(results, "item").to_json())
    assert re.search(r"10 of \d+ shown", spec["title"]["subtitle"])


def test_problems_flow_adds_up_to_the_problems_of_the_later_years(results):
    spec = json.loads(plots.problem_flow(results).to_json())
    (rows,) = spec["datasets"].values()
    drawn = sum(row["count"] for row in rows if row["fate"] != "dropped")
    years = results.sql("select sum(problems) as n from reports where year > 2021")
    assert drawn == years["n"].iloc[0]


def test_intervals_resample_issuers_and_need_three():
    rng = np.random.default_rng(1)
    one_each = np.arange(60).astype(str)
    values = rng.normal(1.5, 0.5, 60)
    low, high = substance.clustered_interval(values, one_each)
    assert low < values.mean() < high
    ten = np.repeat(np.arange(6), 10).astype(str)
    same_inside = np.repeat(rng.normal(1.5, 0.5, 6), 10)
    wide = substance.clustered_interval(same_inside, ten)
    naive = substance.clustered_interval(same_inside, one_each)
    assert wide[1] - wide[0] > 2 * (naive[1] - naive[0])
    assert substance.clustered_interval(values, np.repeat(["a", "b"], 30)) is None


def test_a_network_is_laid_out_the_same_way_every_time():
    import pandas as pd

    names = list("abcdef")
    ties = pd.DataFrame({"one": ["a", "b"], "other": ["b", "c"]})
    place = layout(names, ties)
    assert np.array_equal(place, layout(names, ties))
    assert np.abs(place).max() <= 1
    near, far = np.linalg.norm(place[0] - place[1]), np.linalg.norm(place[0] - place[4])
    assert near < far


def test_every_label_has_both_languages():
    for group, entries in labels().items():
        for key, (zh, en) in entries.items():
            assert zh and en, f"{group}.{key}"
            assert zh != en or key.isdigit(), f"{group}.{key}"
