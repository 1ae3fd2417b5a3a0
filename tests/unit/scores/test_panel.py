import pytest

from nlp_reports.report import Figure, Figures
from nlp_reports.scores.panel import figure_change, percentiles, unexplained_stickiness


def cell(value, row="received", state="number"):
    return Figure("2021", "requests", row, row, "total", "总计", value, state)


def test_percentiles_stay_within_groups_and_handle_ties():
    values = [1.0, 1.0, 1.0, 1.0, 1.0, 9.0]
    assert percentiles(values, [*"aaaaa", "b"]) == [50.0] * 5 + [None]


def test_change_of_figures_reads_shared_numbers_only():
    earlier = Figures("2021", (cell(9.0), cell(None, "blank", "blank")))
    later = Figures("2021", (cell(99.0), cell(3.0, "blank"), cell(5.0, "other")))
    assert figure_change(earlier, later) == pytest.approx(2.302585, abs=1e-6)
    assert figure_change(earlier, earlier) == 0
    assert figure_change(Figures("2021"), later) is None


def test_text_that_stays_while_figures_change_stands_out():
    left = unexplained_stickiness([0.9, 0.9, 0.1, 0.2], [0.0, 1.0, 1.0, 0.9])
    assert left.index(max(left)) == 1 and sum(left) == pytest.approx(0)
