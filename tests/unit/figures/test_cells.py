"""Every statutory cell of the authored reports, in every layout, against the written truth."""

from __future__ import annotations

from collections import Counter

import pytest

from nlp_reports.evaluate.authored import Authored
from nlp_reports.figures import figures
from nlp_reports.figures.values import parse_value
from nlp_reports.report import Figures
from nlp_reports.sections import outline
from tests.render import truth
from tests.unit.figures.reports import LAYOUTS, base, rendered, whole

REPORTS = whole()
FEW = [*REPORTS[:2], *REPORTS[2::6]]  # the paged formats take a tenth of a second each


def tally(report: Authored, found: Figures) -> Counter[str]:
    """Cells right, wrong, of a wrong state, and left open."""
    counts: Counter[str] = Counter()
    for place, raw in truth(report).items():
        cell, want = found.get(*place), parse_value(raw)
        assert want is not None, (report.id, place, raw)
        if cell is None or cell.state == "missing":
            counts["open"] += 1
        elif cell.state != want.state:
            counts["state"] += 1
        else:
            counts["right" if cell.value == want.number else "wrong"] += 1
    return counts


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cells_are_read_as_written(layout, tmp_path):
    counts: Counter[str] = Counter()
    reports = FEW if layout in ("pdf", "docx") else REPORTS
    for report in reports:
        read = rendered(report, layout, tmp_path)
        counts += tally(report, figures(read, outline(read)))
    cells = counts.total()
    assert 3 * len(reports) >= 20
    assert counts["wrong"] == 0
    assert counts["state"] <= 0.01 * cells
    assert counts["right"] >= (0.975 if layout == "flat" else 1) * cells


def test_at_least_forty_tables_stand_behind_it():
    assert sum(len(report.figures) for report in REPORTS) >= 40
    assert {report.meta["form"] for report in REPORTS} >= {"2019", "2021"}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["whole_2021", "whole_2019"])
def test_the_form_is_recognised(name, layout, tmp_path):
    report = base(name)
    read = rendered(report, layout, tmp_path)
    assert figures(read, outline(read)).form == report.meta["form"]


def test_cells_of_a_pdf_know_their_place(tmp_path):
    read = rendered(base("whole_2021"), "pdf", tmp_path)
    cell = figures(read, outline(read)).get("requests", "new_received", "total")
    assert cell is not None
    assert cell.value == 61
    assert cell.page is not None
    assert cell.box is not None
