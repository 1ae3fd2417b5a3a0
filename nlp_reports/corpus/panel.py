"""The panel: one row per issuer and year, the statutory figures in named columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp_reports.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

HEAD = ("issuer", "year", "level", "kind", "region", "form", "report_id", "reports")
_OTHER = ("overdue_correction", "overdue_fee", "other_handling")


def panel(reports: pd.DataFrame, figures: pd.DataFrame, *, columns: str = "main") -> pd.DataFrame:
    """Put the figures of each issuer and year in one row.

    Args:
        reports: the ``reports`` table.
        figures: the ``figures`` table.
        columns: ``main`` for rows of section three by their column 总计 (``new_received``), all
            cells of sections two and four (``rules_valid``, ``reconsideration_upheld``) and the
            applicants of new requests (``new_received_business``); ``all`` for every cell under
            ``table_row_column``.

    Returns:
        Rows sorted by issuer and year. A cell that holds no number is missing: its state is in
        the ``figures`` table. ``reports`` counts the reports of that issuer and year; the first
        by ``report_id`` gives the figures. ``other_handling_all`` adds the rows of 其他处理, which
        the form of 2019 prints as one. ``carried_gap`` is carried over this year minus carried
        forward last year, ``valid_documents_gap`` documents in force minus those of last year
        with made and repealed; both are missing without a report of the year before, the second
        also unless both follow the form of 2021. Columns of the forms of 2019 and 2021 in section
        two have different names and are never one series.

    Raises:
        UsageError: ``columns`` is neither.
    """
    import pandas as pd

    if columns not in ("main", "all"):
        raise UsageError(f"no columns {columns!r} of a panel; there are main and all")

    heads = _heads(reports)
    numbers = figures[figures["state"] == "number"]
    numbers = numbers[numbers["report_id"].isin(heads["report_id"])]
    names = _every_name(numbers) if columns == "all" else _main_name(numbers)
    named = numbers.assign(name=names).dropna(subset=["name"])
    wide = named.pivot_table(index="report_id", columns="name", values="value", aggfunc="first")
    ordered = list(dict.fromkeys(named["name"]))
    result = heads.merge(wide[ordered].reset_index(), on="report_id", how="left")
    result = result.convert_dtypes()
    if columns == "main":
        result = _with_derived(result)
    return pd.DataFrame(result).reset_index(drop=True)


def _heads(reports: pd.DataFrame) -> pd.DataFrame:
    """One report per issuer and year; reports without either are left out."""
    known = reports.dropna(subset=["issuer", "year"]).sort_values(["issuer", "year", "report_id"])
    counted = known.groupby(["issuer", "year"])["report_id"].transform("size")
    first = known.assign(reports=counted).drop_duplicates(["issuer", "year"])
    return first[list(HEAD)]


def _every_name(numbers: pd.DataFrame) -> pd.Series[str]:
    return numbers["table"] + "_" + numbers["row"] + "_" + numbers["column"]


def _main_name(numbers: pd.DataFrame) -> pd.Series[str]:
    """Short names; cells that have none are missing."""
    requests = numbers["table"] == "requests"
    whole = requests & (numbers["column"] == "total")
    named = ~requests | (numbers["row"] == "new_received")
    long = numbers["row"] + "_" + numbers["column"]
    return long.where(named).mask(whole, numbers["row"])


def _with_derived(result: pd.DataFrame) -> pd.DataFrame:
    """The sum of 其他处理 and the differences from the year before."""
    import pandas as pd

    result = result.copy()
    for name in (*_OTHER, "carried_over", "carried_forward"):
        if name not in result:
            result[name] = pd.NA
    own = result[list(_OTHER)].apply(pd.to_numeric)
    result["other_handling_all"] = own.sum(axis=1, min_count=1)
    before = result.groupby("issuer").shift(1)
    follows = (result["year"] - before["year"]) == 1
    gap = pd.to_numeric(result["carried_over"]) - pd.to_numeric(before["carried_forward"])
    result["carried_gap"] = gap.where(follows)
    stem = "normative_documents"
    if all(f"{stem}_{name}" in result for name in ("made", "repealed", "valid")):
        expected = before[f"{stem}_valid"] + result[f"{stem}_made"] - result[f"{stem}_repealed"]
        result["valid_documents_gap"] = (result[f"{stem}_valid"] - expected).where(follows)
    else:
        result["valid_documents_gap"] = pd.NA
    return result.convert_dtypes()
