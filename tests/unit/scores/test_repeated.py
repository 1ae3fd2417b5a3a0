"""Problems said again in other words, against pairs read by hand."""

from tests.bench.repeated_problems import measure


def test_reworded_problems_are_found_again():
    _, precision, recall = measure()
    assert precision >= 0.7 and recall >= 0.85
