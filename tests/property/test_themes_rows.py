"""Runs found by arrays are those found one by one; an item's judgement needs no company."""

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_reports.themes import codebook
from nlp_reports.themes.features import WEIGHTS
from nlp_reports.themes.runs import Runs, grams
from nlp_reports.themes.tagging import model_of

texts = st.text(alphabet="公开更新不及时解读，。、 \n🙂a1", max_size=40)


@given(st.lists(texts, min_size=1, max_size=5), st.lists(texts, min_size=1, max_size=3))
def test_runs_are_found_as_one_by_one(given_texts, learnt):
    known = {run: at for at, run in enumerate(sorted({r for t in learnt for r in grams(t)}))}
    row, place = Runs(known).find(given_texts)
    found = Counter(zip(row.tolist(), place.tolist(), strict=True))
    wanted = Counter(
        (at, known[run])
        for at, text in enumerate(given_texts)
        for run in grams(text)
        if run in known
    )
    assert found == wanted


@cache
def model():
    return model_of(codebook("disclosure-themes"))


@settings(deadline=None, max_examples=30)
@given(st.lists(texts, min_size=2, max_size=6))
def test_company_changes_nothing_to_the_last_bit(given_texts):
    together = model().judge(given_texts)
    for text, judgement in zip(given_texts, together, strict=True):
        (alone,) = replace(model()).judge([text])  # one that recalls nothing
        assert alone.probabilities.tobytes() == judgement.probabilities.tobytes()
        assert alone.main.tobytes() == judgement.main.tobytes()
        assert (alone.hits, alone.clauses) == (judgement.hits, judgement.clauses)
        assert alone.voices.tobytes() == judgement.voices.tobytes()


@settings(deadline=None, max_examples=30)
@given(texts)
def test_blocks_have_the_length_that_they_weigh(text):
    features = model().features
    rows = features.rows([text])
    for at in range(len(rows.spans)):
        own = slice(rows.starts[at], rows.starts[at + 1])
        names = [features.names[place][:2] for place in rows.places[own]]
        for block in ("c:", "w:"):
            values = rows.values[own][[name == block for name in names]]
            assert not len(values) or np.isclose(np.linalg.norm(values), WEIGHTS[block], atol=1e-5)
