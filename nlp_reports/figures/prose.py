"""Figures of reports without tables: the counts that the prose states.

They carry a form ending in ``prose`` and the words they were taken from in ``raw``. Only what is
said is given: no row is filled with zeros.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp_reports.figures.grids import Raw
from nlp_reports.figures.said import Claim, about, claims, prose
from nlp_reports.figures.scope import is_issuer
from nlp_reports.report import Figure, Outline, Report

_TABLES = ("requests", "reviews")


def stated(
    report: Report, outline: Outline, absent: Sequence[str]
) -> dict[tuple[str, str, str], tuple[Raw, float]]:
    """The cells of absent tables that the prose states, with their values.

    A denial (未收到申请) is nought, and with no request received none was handled. Claims of one
    cell that differ give nothing: which one holds is not guessed.
    """
    tables = [table for table in _TABLES if table in absent]
    if not tables:
        return {}
    found = claims(report, prose(report, outline))
    cells: dict[tuple[str, str, str], tuple[Raw, float]] = {}
    for table in tables:
        by_cell: dict[str, list[Claim]] = {}
        for claim in about(found, table):
            own = not claim.part or is_issuer(claim.part, report)
            if own and len(claim.pattern.cells) == 1 and claim.low == claim.high:
                by_cell.setdefault(claim.pattern.cells[0], []).append(claim)
        for name, said in by_cell.items():
            if len({claim.value for claim in said}) == 1 and not _indirect(said):
                _, row, column = name.split(".")
                raw = Raw(table, row, column, said[0].text)
                cells[table, row, column] = (raw, said[0].value)
    _none_handled(cells)
    return cells


def _indirect(own: Sequence[Claim]) -> bool:
    """Whether a nought is only inferred: 全部办结 says more about haste than about a count."""
    return all(claim.pattern.key == "none_carried_forward" for claim in own)


def _none_handled(cells: dict[tuple[str, str, str], tuple[Raw, float]]) -> None:
    received = cells.get(("requests", "new_received", "total"))
    carried = cells.get(("requests", "carried_over", "total"))
    handled = ("requests", "total", "total")
    if received and received[1] == 0 and not (carried and carried[1]) and handled not in cells:
        cells[handled] = (Raw(*handled, received[0].raw), 0.0)


def is_prose(figure: Figure) -> bool:
    """Whether a figure was taken from the prose and not from a table."""
    return figure.form.endswith("prose")
