"""The members that a classifier may be made of: each is a sum over features."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp_reports.errors import UsageError
from nlp_reports.themes.calibrate import abstention
from nlp_reports.themes.classify import ThemeClassifier
from nlp_reports.themes.labels import Labelled
from nlp_reports.themes.solvers import FAMILIES, RECIPE, members, ridge, seen_by, stumps
from nlp_reports.themes.train import train

RANDOM = np.random.default_rng(1)
MARKS = (RANDOM.random((160, 7)) < 0.3) * 0.2
WANTED = np.stack(
    [MARKS[:, 0] > 0, (MARKS[:, 1] > 0) | (MARKS[:, 2] > 0), np.zeros(160), np.ones(160)], axis=1
).astype(float)


@pytest.mark.parametrize("fit", [lambda x, y: ridge(x, y, 0.1), *FAMILIES.values()])
def test_every_family_learns_what_is_plain_and_survives_a_theme_of_all_or_none(fit):
    fitted = fit(csr_matrix(MARKS), WANTED)
    scores = fitted(csr_matrix(MARKS))
    for column in (0, 1):
        yes = WANTED[:, column] > 0
        assert scores[yes, column].mean() > scores[~yes, column].mean() + 1e-3
    assert (scores[:, 2] < scores[:, 3]).all()


def test_boosted_stumps_are_those_of_scikit_learn():
    from sklearn.ensemble import HistGradientBoostingClassifier

    noisy = (RANDOM.random(160) < 0.2) ^ (WANTED[:, 1] > 0)
    theirs = HistGradientBoostingClassifier(
        max_iter=60, max_depth=1, min_samples_leaf=5, early_stopping=False
    ).fit(MARKS, noisy)
    ours = stumps(csr_matrix(MARKS), noisy[:, None].astype(float), rounds=60)
    wanted = theirs.decision_function(MARKS)
    assert np.abs(ours(csr_matrix(MARKS))[:, 0] - wanted).max() < 1e-3


def test_members_are_written_as_family_and_part():
    assert [str(one) for one in members(RECIPE)] == list(RECIPE)
    assert "w:" not in seen_by(members(RECIPE)) and "w:" in seen_by(members(["ridge, all"]))
    for wrong in (["forest, all"], ["ridge, colours"], ["ridge"]):
        with pytest.raises(UsageError, match="no member"):
            members(wrong)
    with pytest.raises(UsageError, match="needs a member"):
        members([])


TEXTS = [("公开意识不强", "awareness"), ("更新不及时", "timeliness"), ("无", "other")] * 5


def test_a_mean_of_members_is_one_matrix_of_weights():
    texts, labels = [text for text, _ in TEXTS], [(key,) for _, key in TEXTS]
    one = ThemeClassifier(least=1, members=["ridge, all"]).fit(texts, labels)
    mean = ThemeClassifier(least=1).fit(texts, labels)
    assert mean.members_ == RECIPE and mean.score(texts, labels) == 1.0
    assert mean.model_.weights.shape[1] == one.model_.weights.shape[1]
    assert not any(name.startswith("w:") for name in mean.model_.features.names)


def test_abstention_is_where_dev_is_read_best():
    keys, main = ("a", "b", "other"), np.zeros((4, 3))
    chances = np.array([[0.6, 0.1, 0.1], [0.1, 0.6, 0.1], [0.22, 0.1, 0.1], [0.18, 0.0, 0.1]])
    wanted = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], dtype=float)
    assert abstention(chances, main, wanted, keys, 0.5) >= 0.25
    wanted = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0]], dtype=float)
    assert abstention(chances, main, wanted, keys, 0.5) <= 0.15


def test_training_sets_abstention_on_dev(tmp_path, monkeypatch):
    """With the rows of dev alone, by a model that has not seen them."""
    seen = []

    def noted(chances, main, wanted, keys, threshold):
        seen.append(len(chances))
        return 0.3

    monkeypatch.setattr("nlp_reports.themes.train.abstention", noted)
    rows = [
        Labelled(text, "problem", (key,), str(n), "dev" if n >= 12 else "train")
        for n, (text, key) in enumerate(TEXTS)
    ]
    assert train(rows, tmp_path / "m").model.abstain == 0.3 and seen == [3]
