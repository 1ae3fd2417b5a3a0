"""Short statements in the idiom of real reports, never trained on: a floor under the models."""

import pytest

from nlp_reports.themes import codebook
from nlp_reports.themes.calibrate import indicator
from nlp_reports.themes.classify import targets
from nlp_reports.themes.labels import read_statements
from nlp_reports.themes.tagging import model_of
from tests.conftest import ROOT

CASES = ROOT / "tests" / "cases" / "themes"


def f1(wanted, given):
    return 2 * (wanted * given).sum() / (wanted.sum() + given.sum())


@pytest.mark.parametrize(
    ("name", "file", "least"),
    [
        ("disclosure-themes", "dev_statements.txt", 0.92),
        ("supervision-practices", "dev_practices.txt", 0.90),
    ],
)
def test_statements_in_the_idiom_of_real_reports(name, file, least):
    rows, model = read_statements(CASES / file), model_of(codebook(name))
    judged = model.judge([row.text for row in rows])
    wanted, main = targets([row.keys for row in rows], model.keys)
    chosen = [model.choose(one) for one in judged]
    assert f1(wanted, indicator(chosen, model.keys)) >= least
    first = indicator([columns[:1] for columns in chosen], model.keys)
    assert (main * first).sum() / len(rows) >= 0.85


def test_they_stand_in_no_training_data():
    trained = (ROOT / "corpora" / "statements" / "statements.txt").read_text("utf-8")
    for file in ("dev_statements.txt", "dev_practices.txt"):
        assert not [row for row in read_statements(CASES / file) if row.text in trained]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("持续推进政务公开标准化规范化建设", "key_areas"),
        ("动态调整主动公开目录", "key_areas"),
        ("优化网站栏目设置", "platforms"),
        ("各平台之间数据不互通", "platforms"),
        ("各科室之间配合不够紧密", "leadership"),
        ("依申请公开答复质量有待提高", "requests"),
    ],
)
def test_boundaries_that_the_codebook_draws(text, theme):
    (judgement,) = model_of(codebook("disclosure-themes")).judge([text])
    model = model_of(codebook("disclosure-themes"))
    assert model.keys[model.choose(judgement)[0]] == theme


def test_a_theme_of_one_clause_in_a_long_measure_is_found():
    text = "加强组织领导，压实工作责任，完善工作机制，定期组织业务培训，强化督促检查"
    model = model_of(codebook("disclosure-themes"))
    (judgement,) = model.judge([text])
    keys = [model.keys[column] for column in model.choose(judgement)]
    assert keys[0] == "leadership" and {"institutions", "training", "oversight"} <= set(keys)
