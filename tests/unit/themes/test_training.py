import json
import subprocess
import sys

import numpy as np
import pytest

from nlp_reports.errors import DataError, UsageError
from nlp_reports.themes import codebook, tag
from nlp_reports.themes.classify import ThemeClassifier, targets
from nlp_reports.themes.labels import (
    Labelled,
    read_gold,
    read_labels,
    read_statements,
    write_labels,
)
from nlp_reports.themes.model import load
from nlp_reports.themes.train import train

TEXTS = [
    ("公开意识不强", ("awareness",)),
    ("更新不及时", ("timeliness",)),
    ("解读形式单一", ("interpretation",)),
    ("组织业务培训", ("training",)),
    ("无", ("other",)),
    ("补贴信息更新滞后", ("timeliness", "key_areas")),
] * 4


@pytest.fixture(scope="module")
def fitted():
    texts, labels = zip(*TEXTS, strict=True)
    return ThemeClassifier(least=1).fit(list(texts), list(labels))


def test_follows_the_manner_of_scikit_learn(fitted):
    from sklearn.base import clone
    from sklearn.exceptions import NotFittedError
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    texts, labels = map(list, zip(*TEXTS, strict=True))
    wanted, _ = targets(labels, tuple(fitted.classes_))
    assert clone(fitted).get_params() == fitted.get_params()
    with pytest.raises(NotFittedError):
        ThemeClassifier().predict(["无"])
    pipe = make_pipeline(FunctionTransformer(), ThemeClassifier(least=1))
    search = GridSearchCV(pipe, {"themeclassifier__strength": [0.2, 0.8]}, cv=2)
    assert search.fit(texts, wanted).best_score_ > 0.5
    assert fitted.predict_proba(texts).shape == wanted.shape
    assert fitted.score(texts, labels) > 0.9
    assert (fitted.predict(texts).sum(axis=1) >= 1).all()


def test_passes_the_estimator_checks_that_apply():
    from sklearn.utils.estimator_checks import (
        check_estimator_cloneable,
        check_estimator_repr,
        check_get_params_invariance,
        check_no_attributes_set_in_init,
        check_parameters_default_constructible,
        check_set_params,
    )

    name, estimator = "ThemeClassifier", ThemeClassifier()
    for check in (
        check_estimator_cloneable,
        check_estimator_repr,
        check_get_params_invariance,
        check_no_attributes_set_in_init,
        check_set_params,
    ):
        check(name, estimator)
    check_parameters_default_constructible(name, estimator)


def test_passes_check_estimator_as_far_as_it_goes_for_texts():
    from sklearn.utils.estimator_checks import check_estimator

    with pytest.warns(UserWarning, match="string"):  # most checks feed numbers, and say so
        found = check_estimator(ThemeClassifier())
    assert all(one["status"] == "passed" for one in found)


def test_training_twice_gives_the_same_numbers(fitted):
    texts, labels = zip(*TEXTS, strict=True)
    again = ThemeClassifier(least=1).fit(list(texts), list(labels))
    assert np.array_equal(again.model_.weights, fitted.model_.weights)
    assert again.model_.threshold == fitted.model_.threshold


def test_unknown_labels_are_named(fitted):
    with pytest.raises(UsageError, match="label 1"):
        targets([("nope",)], ("awareness",))
    with pytest.raises(UsageError, match="need 6"):
        ThemeClassifier().fit(["无"], [("other",)])


def test_a_saved_model_says_what_the_fitted_one_says(tmp_path):
    rows = [Labelled(text, "problem", keys, str(n)) for n, (text, keys) in enumerate(TEXTS)]
    trained = train(rows, tmp_path / "m", "disclosure-themes", name="own@1")
    again = load(tmp_path / "m")
    for text, _ in TEXTS:
        (one,), (other,) = trained.model.judge([text]), again.judge([text])
        assert np.allclose(one.probabilities, other.probabilities, atol=1e-6)
    assert codebook(str(tmp_path / "m")).id == "disclosure-themes@1"
    manifest = json.loads((tmp_path / "m" / "manifest.json").read_text("utf-8"))
    assert manifest["name"] == "own@1" and manifest["items"] == len(rows)


def test_labels_survive_a_file(tmp_path):
    mark = (0, 2, "timeliness")
    keys = ("timeliness", "other")
    rows = [Labelled("更新\n不及时", "problem", keys, "甲", "dev", "r/i1", 2.5, (mark,), "乙")]
    write_labels(rows, tmp_path / "l.jsonl")
    assert read_labels(tmp_path / "l.jsonl") == rows
    (tmp_path / "l.jsonl").write_text('{"text": 1}\n', "utf-8")
    with pytest.raises(DataError, match=r"l\.jsonl, line 1"):
        read_labels(tmp_path / "l.jsonl")
    with pytest.raises(DataError, match="no labels"):
        read_labels(tmp_path / "none.jsonl")
    with pytest.raises(DataError, match="no gold folder"):
        read_gold(tmp_path)


def test_statements_name_their_line(tmp_path):
    (tmp_path / "s.txt").write_text("# x\np awareness | 意识不强\nq | 错\n", "utf-8")
    with pytest.raises(DataError, match=r"s\.txt, line 3"):
        read_statements(tmp_path / "s.txt")


def test_tagging_loads_nothing_heavy_and_is_the_same_in_another_process():
    code = (
        "import sys, json; from nlp_reports.report import Item; from nlp_reports.text import Span; "
        "from nlp_reports.themes import codebook, tag; t='政策解读形式单一，更新不及时'; "
        "m = tag([Item('i', 's', 'problem', Span(0, len(t)), t)], codebook()); "
        "print(json.dumps([[x.theme, x.weight] for x in m])); "
        "print([n for n in ('sklearn', 'scipy', 'pandas', 'spacy') if n in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    first, second = ran.stdout.splitlines()
    assert second == "[]"
    from nlp_reports.report import Item
    from nlp_reports.text import Span

    text = "政策解读形式单一，更新不及时"
    here = tag([Item("i", "s", "problem", Span(0, len(text)), text)], codebook())
    assert json.loads(first) == [[m.theme, m.weight] for m in here]
