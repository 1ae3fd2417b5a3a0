"""Every statutory cell of the authored reports, in every layout, against the written truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from nlp_reports.evaluate.authored import Authored
from nlp_reports.figures import figures
from nlp_reports.figures.values import parse_value
from nlp_reports.report import Figures
from nlp_reports.sections import outline
from tests.render import truth
from tests.unit.figures.reports import LAYOUTS, base, rendered, whole
from tests.unit.figures.undecided import undecided

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
    assert counts["right"] >= (0.98 if layout == "flat" else 1) * cells


def test_every_cell_left_open_is_one_that_nobody_could_decide(tmp_path):
    """Another table prints the same digits and satisfies the form and the prose."""
    for report in REPORTS:
        read = rendered(report, "flat", tmp_path)
        parts = outline(read)
        found = figures(read, parts)
        proved = undecided(report, read, parts, found)
        assert len(proved) == tally(report, found)["open"], report.id


@pytest.mark.parametrize("row", ["not_held", "carried_over", "reconsideration"])
def test_a_cell_that_the_form_decides_has_no_witness(row, tmp_path):
    """15130000154 can be cut in one way: had the parser left it open, that would count."""
    report = base("whole_2021")
    read = rendered(report, "flat", tmp_path)
    parts = outline(read)
    found = figures(read, parts)
    poorer = replace(found, cells=tuple(c for c in found.cells if c.row != row))
    assert len(poorer.cells) < len(found.cells)
    assert undecided(report, read, parts, poorer) == set()


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
