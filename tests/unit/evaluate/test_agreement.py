"""Krippendorff's α against worked examples that were published with their results."""

import pytest

from nlp_reports.evaluate.agreement import (
    alpha,
    boundary_f1,
    clustered,
    masi,
    nominal,
    ordinal,
    percent,
)

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers,
# twelve units, missing data; the results printed there.
_COLUMNS = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4),
    (4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1),
    (None, None, 3, None),
]  # fmt: skip


@pytest.mark.parametrize(("distance", "published"), [(nominal, 0.743), (ordinal, 0.815)])
def test_alpha_of_the_published_example(distance, published):
    assert alpha(_COLUMNS, distance) == pytest.approx(published, abs=0.0006)


def test_alpha_of_the_binary_example():
    # the same paper, section A: two observers, ten binary units
    first, second = "0100000000", "1110010100"
    assert alpha(list(zip(first, second, strict=True))) == pytest.approx(0.095, abs=0.0006)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("xy", "xy", 0),
        ("x", "xy", 1 - 2 / 3 * 1 / 2),
        ("xy", "yz", 1 - 1 / 3 * 1 / 3),
        ("x", "y", 1),
    ],
)
def test_masi(a, b, distance):
    assert masi(frozenset(a), frozenset(b), None) == pytest.approx(distance)


def test_alpha_is_undefined_where_one_value_is_all_there_is():
    assert alpha([(1, 1), (1, 1)]) is None
    assert alpha([(1, None)]) is None


def test_intervals_come_from_whole_clusters():
    rows = [(1, 1), (2, 2), (1, 2), (2, 2), (1, 1), (2, 1)]
    found = clustered(rows, ["a", "a", "b", "b", "c", "c"], percent, resamples=200)
    assert found.low <= found.value <= found.high
    assert (found.n, found.clusters) == (6, 3)


def test_a_span_matches_once():
    assert boundary_f1([(0, 10), (10, 20)], [(0, 10), (0, 9), (11, 20)]) == (2, 0, 1)
