"""A finished run over the sample corpus, made once."""

import pytest

import nlp_reports as nr


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("views") / "results"
    return nr.Corpus(nr.sample_reports()).analyze(folder)
