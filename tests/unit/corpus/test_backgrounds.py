"""Runs against a saved background: named in what comes out, never mixed with another."""

import json

import pytest

from nlp_reports.errors import ModelError
from nlp_reports.pipeline import Corpus
from nlp_reports.scores import Background, Passage
from nlp_reports.scores.reuse import compare
from tests.unit.test_run import run, tables, write_reports

COPIED = "部分栏目更新不及时，{}门户网站“办事指南”栏目半年未更新"


def background(*issuers, text=COPIED, name="ours"):
    texts = [text.format(who) for who in issuers]
    pairs = enumerate(zip(issuers, texts, strict=True))
    rows = [Passage(f"r{n}", "1", who, None, 2018, words) for n, (who, words) in pairs]
    return Background.fit(rows, name=name)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    return write_reports(tmp_path_factory.mktemp("reports"), names=("白溪县",), years=(2021,))


def first_problem(results):
    rows = results.sql("select * from items where role = 'problem' order by item_id")
    return rows.iloc[0]


def test_what_others_wrote_comes_from_the_saved_background(reports, tmp_path):
    alone = Corpus(reports).analyze(tmp_path / "a")
    assert first_problem(alone)["cross_issuer"] == 0
    held = Corpus(reports).analyze(tmp_path / "b", background=background("远山县人民政府"))
    problem = first_problem(held)
    assert problem["cross_issuer"] > 0.9
    assert sum(problem[["mandated", "cross_issuer", "novel"]]) == pytest.approx(1)


def test_the_issuers_own_reports_in_the_background_are_not_those_of_others(reports, tmp_path):
    own = Corpus(reports).analyze(tmp_path / "a", background=background("白溪县人民政府"))
    assert first_problem(own)["cross_issuer"] == 0
    both = background("白溪县人民政府", "远山县人民政府")
    assert first_problem(Corpus(reports).analyze(tmp_path / "b", background=both))["cross_issuer"]


def test_an_issuer_is_known_by_its_name_or_its_identifier():
    def cross(saved_under):
        row = Passage("r", "1", "旧名局", None, 2021, COPIED.format("旧名局"), "新名局")
        [(shares, _)] = compare(lambda: iter([row]), background=background(saved_under))
        return shares.cross_issuer

    assert cross("旧名局") == cross("新名局") == 0
    assert cross("他局") == 1


def test_manifest_and_methods_name_the_background(reports, tmp_path):
    saved = background("远山县人民政府")
    held = Corpus(reports).analyze(tmp_path / "a", background=saved)
    about = held.manifest["background"]
    assert about["saved"] and about["id"] == saved.id and about["digest"] == saved.digest
    assert saved.id in (held.folder / "methods.md").read_text("utf-8")
    alone = Corpus(reports).analyze(tmp_path / "b")
    about = alone.manifest["background"]
    assert not about["saved"] and about["counts"]["issuers"] == 1 and about["warnings"]
    assert about["id"] in (alone.folder / "methods.md").read_text("utf-8")


def test_going_on_with_another_background_is_a_run_with_that_one(reports, tmp_path):
    one, two = (
        background("远山县人民政府"),
        background("远山县人民政府", text="无关的另一段文字" * 3),
    )
    Corpus(reports).analyze(tmp_path / "a", background=one)
    Corpus(reports).analyze(tmp_path / "a", background=two)
    Corpus(reports).analyze(tmp_path / "b", background=two)
    assert tables(tmp_path / "a") == tables(tmp_path / "b")
    Corpus(reports).analyze(tmp_path / "a", background=one)
    assert tables(tmp_path / "a") != tables(tmp_path / "b")


def test_the_command_takes_a_folder_or_the_shipped_one(reports, tmp_path):
    background("远山县人民政府").save(tmp_path / "saved")
    done = run("analyze", reports, "--out", tmp_path / "a", "--background", tmp_path / "saved")
    assert done.returncode == 0, done.stderr
    assert "only 1 issuers" in done.stderr, "a background of few issuers is warned of"
    done = run("analyze", reports, "--out", tmp_path / "b", "--background", "shipped")
    assert done.returncode == 0 and "issuers: shares" not in done.stderr
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text("utf-8"))
    assert manifest["background"]["name"] == "authored"
    with pytest.raises(ModelError, match="no background"):
        Corpus(reports).analyze(tmp_path / "c", background=tmp_path / "nothing")
