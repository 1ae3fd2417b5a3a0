"""Pattern hits as columns for a pipeline of scikit-learn."""

import numpy as np
import pytest

from nlp_reports.themes.vectorize import PatternVectorizer
from tests.conftest import ROOT

MINE = str(ROOT / "tests" / "cases" / "themes" / "mine.toml")
TEXTS = ["系统自动提醒", "干部上门座谈，上门听取意见", "制度不健全"] * 6
LABELS = ["digital", "people", "other"] * 6


def test_a_row_per_text_and_a_column_per_pattern():
    made = PatternVectorizer(MINE).fit(TEXTS)
    found = made.transform(TEXTS[:3]).toarray()
    names = list(made.get_feature_names_out())
    assert found.shape == (3, len(names)) and not found[2].any()
    assert found[1, names.index("face_to_face.1")] == 3
    binary = PatternVectorizer(MINE, binary=True).fit(TEXTS).transform(TEXTS[:3]).toarray()
    assert np.array_equal(binary, found > 0)
    assert made.transform([]).shape == (0, len(names))


def test_stands_in_a_pipeline_and_a_grid_search_beside_words():
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline, make_union

    both = make_union(PatternVectorizer(MINE), TfidfVectorizer(analyzer="char"))
    pipe = make_pipeline(both, LogisticRegression())
    grid = {"featureunion__patternvectorizer__binary": [False, True]}
    search = GridSearchCV(pipe, grid, cv=2).fit(TEXTS, LABELS)
    assert search.best_score_ > 0.9 and list(search.predict(TEXTS[:3])) == LABELS[:3]
    assert "patternvectorizer__digital.1" in both.fit(TEXTS).get_feature_names_out()


def test_passes_check_estimator_as_far_as_it_goes_for_texts():
    from sklearn.utils.estimator_checks import check_estimator

    with pytest.warns(UserWarning, match="string"):  # most checks feed numbers, and say so
        found = check_estimator(PatternVectorizer())
    assert all(one["status"] == "passed" for one in found)
