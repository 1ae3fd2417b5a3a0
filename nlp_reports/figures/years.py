"""Two years of one issuer held against each other."""

from __future__ import annotations

from collections.abc import Iterator

from nlp_reports.figures.identities import compare
from nlp_reports.figures.prose import is_prose
from nlp_reports.report import Check, Figure, Figures


def check_years(earlier: Figures, later: Figures) -> tuple[Check, ...]:
    """Hold a report's figures against those of the year before.

    Two identities, both soft: a reform of agencies breaks them without anybody's error.
    ``carried_over_years``: what was carried forward last year was carried over this year, column
    by column. ``valid_documents_years``: documents in force last year plus made minus repealed
    are in force this year; only between two reports of the form of 2021.

    Args:
        earlier: the figures of the year before.
        later: the figures of the year itself, of the same issuer.
    """
    return (*_carried(earlier, later), *_valid(earlier, later))


def _carried(earlier: Figures, later: Figures) -> Iterator[Check]:
    for cell in later.cells:
        if cell.table == "requests" and cell.row == "carried_over":
            before = earlier.get("requests", "carried_forward", cell.column)
            if before is not None and not (is_prose(cell) or is_prose(before)):
                note = f"carried forward last year = carried over this year; {cell.column}"
                yield compare("carried_over_years", [before], [cell], note=note, figures=later)


def _valid(earlier: Figures, later: Figures) -> Iterator[Check]:
    for row in ("rules", "normative_documents"):
        places = ((earlier, "valid"), (later, "made"), (later, "valid"), (later, "repealed"))
        cells = [figures.get("proactive", row, column) for figures, column in places]
        known = [cell for cell in cells if isinstance(cell, Figure)]
        if len(known) == len(places):
            before, made, valid, repealed = known
            note = f"in force last year + made = in force + repealed; {row}"
            yield compare(
                "valid_documents_years",
                [before, made],
                [valid, repealed],
                note=note,
                figures=later,
            )
