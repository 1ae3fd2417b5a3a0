"""Real reports: every table that is there is read; what does not add up is in the source."""

from __future__ import annotations

import json

import pytest

from nlp_reports.figures import check, figures
from nlp_reports.readers import read
from nlp_reports.sections import outline
from tests.unit.figures.reports import identified

CELLS = {
    "new_received": "new_received",
    "carried_over": "carried_over",
    "handled_total": "total",
    "carried_forward": "carried_forward",
}
# Failures that the sources' own readers confirm: report, check, and left side.
IN_THE_SOURCE = [
    ("pingtan_2020", "requests_outcomes", 21),
    ("pingtan_2020", "requests_outcomes", 20),
    ("pingtan_2022", "prose_against_table", 75),
    ("hongze_2023", "reviews_total", 0),
    ("shanghai_office_2019", "percentage", 33.9),
    ("shanghai_office_2019", "percentage", 4.34),
    ("shanghai_office_2019", "breakdown", 805),
    ("pingtan_tax_2013", "other_place", None),
    ("pingtan_tax_2013", "list_numbering", 3),
    ("pingtan_tax_2013", "rate", 100),
    ("pingtan_2019", "breakdown", 2599),
    ("pingtan_2019", "number_lost", None),
    ("pingtan_2020", "breakdown", 2602),
]
IDENTITIES = ("requests_balance", "requests_outcomes", "requests_applicants", "reviews_total")


@pytest.fixture(scope="module")
def opened():
    return {}


def load(real, name, opened):
    if name not in opened:
        file = next(path for path in sorted(real.glob(f"{name}.*")) if path.suffix != ".json")
        report = identified(read(file))
        parts = outline(report)
        found = figures(report, parts)
        opened[name] = (found, check(found, parts, report))
    return opened[name]


def test_the_counts_of_requests_are_those_of_the_report(real, opened):
    for entry in json.loads((real / "reports.json").read_text("utf-8")):
        found, _ = load(real, entry["report"], opened)
        for name, row in CELLS.items():
            want = entry["requests"][name]
            cell = found.get("requests", row, "total")
            assert (cell.value if cell else None) == want, (entry["report"], name)


@pytest.mark.parametrize(("name", "check_name", "left"), IN_THE_SOURCE)
def test_errors_in_the_sources_are_found(real, opened, name, check_name, left):
    _, checks = load(real, name, opened)
    hits = [c for c in checks if c.name == check_name and c.result == "failed"]
    assert any(c.left == left and c.likely == "source" for c in hits), hits


@pytest.mark.parametrize("name", ["pingtan_2019", "pingtan_2021", "hongsipu_2021"])
def test_tables_that_add_up_pass(real, opened, name):
    _, checks = load(real, name, opened)
    own = [c for c in checks if c.name in IDENTITIES]
    assert sum(c.result == "passed" for c in own) >= 30
    assert not any(c.result == "failed" for c in own)
