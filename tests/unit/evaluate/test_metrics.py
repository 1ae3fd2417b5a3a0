"""Figures of merit against values worked out by hand or by scikit-learn and scipy."""

import numpy as np
import pytest

from nlp_reports.evaluate.metrics import (
    accuracy,
    auc,
    calibration_error,
    f1,
    macro_f1,
    mean_error,
    micro_f1,
    of_counts,
    of_values,
    pearson,
    precision,
    recall,
    spearman,
    triples,
)

rng = np.random.default_rng(7)
SCORES = np.round(rng.random(80), 1)  # rounded, so that there are ties
LABELS = (rng.random(80) < SCORES).astype(float)


def test_auc_is_that_of_scikit_learn():
    from sklearn.metrics import roc_auc_score

    assert auc(SCORES, LABELS) == pytest.approx(roc_auc_score(LABELS, SCORES))


def test_spearman_is_that_of_scipy():
    from scipy.stats import spearmanr

    other = SCORES + rng.normal(0, 0.3, 80)
    assert spearman(SCORES, other) == pytest.approx(spearmanr(SCORES, other).statistic)


def test_f1_of_many_labels_is_that_of_scikit_learn():
    from sklearn.metrics import f1_score

    classes = ["a", "b", "c"]
    true = [["a"], ["a", "b"], ["c"], ["b"], ["c", "a"]]
    found = [["a"], ["b"], ["c", "a"], [], ["c"]]
    sums = triples(true, found, classes).sum(axis=0)
    one = [[name in row for name in classes] for row in true]
    other = [[name in row for name in classes] for row in found]
    assert micro_f1(sums) == pytest.approx(f1_score(one, other, average="micro"))
    assert macro_f1(sums) == pytest.approx(f1_score(one, other, average="macro"))


def test_macro_f1_leaves_out_classes_that_were_never_coded():
    assert macro_f1(np.array([2.0, 0, 0, 0, 1, 0])) == 1.0


def test_calibration_error_by_hand():
    sure = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55])
    right = np.array([1, 1, 1, 0, 1, 0])
    # (|3.80 - 3| + |1.10 - 1|) / 6
    assert calibration_error(sure, right) == pytest.approx(0.9 / 6)


def test_precision_and_recall():
    counts = np.array([6.0, 2, 4])
    assert (precision(counts), recall(counts)) == (0.75, 0.6)
    assert f1(counts) == pytest.approx(2 * 0.75 * 0.6 / 1.35)


@pytest.mark.parametrize(
    "measured",
    [f1(np.zeros(3)), accuracy(np.zeros(2)), auc(np.ones(3), np.ones(3)),
     pearson(np.ones(5), np.arange(5.0)), calibration_error(np.empty(0), np.empty(0)),
     mean_error(np.empty(0), np.empty(0)), macro_f1(np.zeros(6))],
)  # fmt: skip
def test_what_cannot_be_measured_is_none(measured):
    assert measured is None


def test_intervals_draw_whole_clusters():
    rows = [(1.0, 1.0)] * 50 + [(0.0, 1.0)] * 50
    one_issuer = of_counts(rows, ["a"] * 50 + ["b"] * 50, accuracy)
    many_issuers = of_counts(rows, list(range(100)), accuracy)
    assert (one_issuer.low, one_issuer.high) == (0.0, 1.0)
    assert many_issuers.high - many_issuers.low < 0.3
    assert one_issuer.value == many_issuers.value == 0.5


def test_intervals_are_the_same_every_time_and_hold_the_value():
    columns = (SCORES, LABELS)
    clusters = [n % 9 for n in range(80)]
    first, second = (of_values(columns, clusters, auc) for _ in range(2))
    assert first == second
    assert first.low <= first.value <= first.high


def test_nothing_gives_an_undefined_interval():
    assert of_counts([], [], f1).value is None
    assert of_values((np.empty(0),), [], lambda column: None).value is None
