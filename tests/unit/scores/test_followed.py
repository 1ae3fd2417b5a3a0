"""Planned measures told as done, against pairs settled by hand."""

import pytest

from nlp_reports.scores.versus import KEPT
from tests.bench.followed_measures import THRESHOLDS, at, issuers, rates


def test_the_cases_are_many_and_the_halves_share_no_issuer():
    halves = {half: issuers(half) for half in ("choose", "report")}
    plans = [plan for rows in halves.values() for row in rows for plan in row["plans"]]
    assert len(plans) >= 60 and sum("done" not in plan for plan in plans) >= 15
    names = [row["name"] for rows in halves.values() for row in rows]
    assert len(names) == len(set(names))


def test_the_threshold_is_the_one_that_calls_as_many_kept_as_were_on_the_choosing_half():
    def beside(threshold):
        tallies = at(threshold, "choose")
        return abs(sum(one.found for one in tallies) - sum(one.wanted for one in tallies))

    assert min(THRESHOLDS, key=beside) == KEPT


def test_kept_promises_are_found_on_the_other_half():
    precision, recall, _ = rates(at(KEPT, "report"))
    assert precision >= 0.7 and recall >= 0.85


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_a_higher_threshold_never_finds_more(threshold):
    assert sum(t.found for t in at(threshold, "report")) <= sum(
        t.found for t in at(THRESHOLDS[0], "report")
    )
