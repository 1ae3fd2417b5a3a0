"""Pages as people and programs copy them, each with every cell's truth written beside it.

A file of ``tests/cases/figures/pages`` is a header and, behind a line of dashes, the page. In the
header stand ``@why`` it is hard, ``@form``, ``@figures TABLE`` with the printed cells, ``@open``
rows that cannot be read without guessing, ``@missing`` rows that the page does not have, ``@only``
the one column that it has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from nlp_reports.evaluate.authored import Authored
from nlp_reports.figures import check, figures
from nlp_reports.figures.values import parse_value
from nlp_reports.readers import read
from nlp_reports.report import Figures, Report
from nlp_reports.sections import outline
from tests.render import truth
from tests.unit.figures.reports import CASES, identified

FILES = sorted((CASES / "pages").iterdir())
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Page:
    head: dict[str, str]
    cells: dict[Place, str]
    text: str


def page(path: Path) -> Page:
    """A case: its truth without the rows and columns that the page does not have."""
    head, _, text = path.read_text("utf-8").partition("-----\n")
    meta = dict(re.findall(r"^@(\w+): (.*)$", head, re.M))
    known = Authored(path, meta, figures=dict(re.findall(r"^@figures (\w+): (.*)$", head, re.M)))
    absent, only = meta.get("missing", "").split(), meta.get("only")
    cells = {
        place: raw
        for place, raw in truth(known).items()
        if place[1] not in absent and (place[0] != "requests" or only in (None, place[2]))
    }
    return Page(meta, cells, text)


def opened(case: Page, path: Path, folder: Path) -> Report:
    file = folder / path.name
    file.write_text(case.text, "utf-8")
    return identified(read(file))


def unlike(found: Figures, case: Page) -> list[tuple[Place, str, object]]:
    """The cells that are not as printed, or not open where they ought to be."""
    rows = case.head.get("open", "").split()
    wrong = []
    for place, raw in case.cells.items():
        cell, want = found.get(*place), parse_value(raw)
        said = None if cell is None else (cell.state, cell.value)
        left_open = f"{place[0]}.{place[1]}" in rows and said is not None and said[0] == "missing"
        if want is None or (said != (want.state, want.number) and not left_open):
            wrong.append((place, raw, said))
    return wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_cell_of_the_page_is_read_or_rightly_left_open(path, tmp_path):
    case = page(path)
    report = opened(case, path, tmp_path)
    found = figures(report, outline(report))
    assert unlike(found, case) == []
    assert found.form == case.head["form"]
    gaps = {gap.key for gap in found.missing}
    assert gaps >= set(case.head.get("open", "").split())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_clean_page_raises_no_alarm(path, tmp_path):
    report = opened(page(path), path, tmp_path)
    parts = outline(report)
    failed = [c for c in check(figures(report, parts), parts, report) if c.result == "failed"]
    assert [(c.name, c.note) for c in failed] == []


def test_there_are_enough_of_them():
    assert len(FILES) >= 40
    assert sum(len(page(path).cells) for path in FILES) >= 8000


def test_what_is_ambiguous_is_said_and_not_guessed(tmp_path):
    path = CASES / "pages" / "one_line_run_together.txt"
    report = opened(page(path), path, tmp_path)
    found = figures(report, outline(report))
    gap = next(gap for gap in found.missing if gap.key == "proactive.normative_documents")
    assert "3 1 27; 3 12 7" in gap.reason


def test_the_prose_settles_how_digits_are_cut_and_is_then_no_witness(tmp_path):
    path = CASES / "pages" / "run_together_with_prose.txt"
    report = opened(page(path), path, tmp_path)
    parts = outline(report)
    found = figures(report, parts)
    assert any(line.startswith("proactive.normative_documents:") for line in found.warnings)
    own = [c for c in check(found, parts, report) if c.name == "prose_against_table"]
    assert {c.result for c in own if "proactive.normative_documents" in c.cells[0]} == {
        "not_assessable"
    }
