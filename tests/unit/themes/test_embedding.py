"""An embedding model of the user's own joins the features; this one only counts signs."""

import numpy as np
import pytest

from nlp_reports.errors import ModelError
from nlp_reports.themes.classify import ThemeClassifier
from nlp_reports.themes.labels import Labelled
from nlp_reports.themes.model import load
from nlp_reports.themes.train import train

TEXTS = [("公开意识不强", "awareness"), ("更新不及时", "timeliness"), ("无", "other")] * 4


class Counting:
    """Stands in for a sentence-embedding model: two numbers a text."""

    name = "counting@1"

    def __call__(self, texts):
        return np.array([[len(text), text.count("不")] for text in texts], dtype=float)


def test_a_model_with_embeddings_is_saved_and_wants_its_embedder_back(tmp_path):
    rows = [Labelled(text, "problem", (key,), str(n)) for n, (text, key) in enumerate(TEXTS)]
    trained = train(rows, tmp_path / "m", embedder=Counting())
    assert sum(name.startswith("e:") for name in trained.model.features.names) == 2
    again = load(tmp_path / "m", Counting())
    for text, _ in TEXTS[:3]:
        (one,), (other,) = trained.model.judge([text]), again.judge([text])
        assert np.allclose(one.probabilities, other.probabilities, atol=1e-6)
    with pytest.raises(ModelError, match="counting@1"):
        load(tmp_path / "m")


def test_embeddings_change_what_is_learnt_and_none_are_needed():
    texts, labels = [text for text, _ in TEXTS], [(key,) for _, key in TEXTS]
    plain = ThemeClassifier(least=1).fit(texts, labels)
    joined = ThemeClassifier(least=1, embedder=Counting()).fit(texts, labels)
    assert len(joined.model_.features.names) == len(plain.model_.features.names) + 2
    assert not np.allclose(joined.predict_proba(texts), plain.predict_proba(texts))
