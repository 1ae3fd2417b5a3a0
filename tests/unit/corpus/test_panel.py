"""The panel of issuers and years."""

from __future__ import annotations

import pandas as pd
import pytest

from nlp_reports.corpus.panel import HEAD, panel
from nlp_reports.errors import UsageError

REPORTS = pd.DataFrame(
    [
        ("a21", "甲县人民政府", 2021, "2021"),
        ("a22", "甲县人民政府", 2022, "2021"),
        ("a22x", "甲县人民政府", 2022, "2021"),
        ("a24", "甲县人民政府", 2024, "2021"),
        ("b20", "乙局", 2020, "2019"),
        ("none", None, 2021, "2021"),
    ],
    columns=["report_id", "issuer", "year", "form"],
).assign(level="county", kind=None, region=None)


def cells(report, **values):
    for name, value in values.items():
        table, row, column = name.split("__")
        state = "number" if value is not None else "slash"
        yield report, table, row, column, value, state


FIGURES = pd.DataFrame(
    [
        *cells(
            "a21",
            requests__new_received__total=9.0,
            requests__new_received__business=2.0,
            requests__carried_forward__total=3.0,
            proactive__normative_documents__valid=40.0,
        ),
        *cells(
            "a22",
            requests__new_received__total=11.0,
            requests__carried_over__total=2.0,
            requests__overdue_fee__total=1.0,
            requests__other_handling__total=4.0,
            requests__carried_forward__total=None,
            proactive__normative_documents__made=5.0,
            proactive__normative_documents__repealed=1.0,
            proactive__normative_documents__valid=44.0,
        ),
        *cells("a24", requests__carried_over__total=7.0),
        *cells("b20", requests__other_handling__total=2.0, proactive__licences__change=-1.0),
    ],
    columns=["report_id", "table", "row", "column", "value", "state"],
)


@pytest.fixture(scope="module")
def made():
    return panel(REPORTS, FIGURES)


def row(made, issuer, year):
    return made[(made["issuer"] == issuer) & (made["year"] == year)].iloc[0]


def test_one_row_per_issuer_and_year(made):
    assert list(made.columns[: len(HEAD)]) == list(HEAD)
    assert not made.duplicated(["issuer", "year"]).any()
    assert len(made) == 4
    assert row(made, "甲县人民政府", 2022)["reports"] == 2


def test_columns_have_names(made):
    first = row(made, "甲县人民政府", 2021)
    assert first["new_received"] == 9
    assert first["new_received_business"] == 2
    assert first["normative_documents_valid"] == 40
    assert row(made, "乙局", 2020)["licences_change"] == -1


def test_what_is_no_number_is_missing_and_not_zero(made):
    assert pd.isna(row(made, "甲县人民政府", 2022)["carried_forward"])
    assert pd.isna(row(made, "乙局", 2020)["new_received"])


def test_years_are_compared_only_with_the_year_before(made):
    assert row(made, "甲县人民政府", 2022)["carried_gap"] == -1
    assert row(made, "甲县人民政府", 2022)["valid_documents_gap"] == 0
    assert pd.isna(row(made, "甲县人民政府", 2021)["carried_gap"])
    assert pd.isna(row(made, "甲县人民政府", 2024)["carried_gap"])


def test_other_handling_is_one_series_over_both_forms(made):
    assert row(made, "甲县人民政府", 2022)["other_handling_all"] == 5
    assert row(made, "乙局", 2020)["other_handling_all"] == 2


def test_every_cell_under_its_full_name():
    made = panel(REPORTS, FIGURES, columns="all")
    assert row(made, "甲县人民政府", 2021)["requests_new_received_business"] == 2


def test_no_figures_at_all():
    made = panel(REPORTS, FIGURES.iloc[:0])
    assert len(made) == 4
    assert made["carried_gap"].isna().all()


def test_columns_nobody_knows():
    with pytest.raises(UsageError, match="main and all"):
        panel(REPORTS, FIGURES, columns="some")
