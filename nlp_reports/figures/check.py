"""All checks of a report: identities of the form, prose against table, arithmetic, slips."""

from __future__ import annotations

from nlp_reports.figures.against import check_fees, check_prose
from nlp_reports.figures.arithmetic import check_arithmetic
from nlp_reports.figures.identities import check_identities
from nlp_reports.figures.said import prose
from nlp_reports.figures.slips import check_slips
from nlp_reports.report import Check, Figures, Outline, Report


def check(figures: Figures, outline: Outline, report: Report) -> tuple[Check, ...]:
    """Hold the figures against the form's identities and against what the report says.

    Returns:
        A check per identity and column or row, per claim of the prose, per share, rate and
        breakdown, and per kind of slip. ``failed`` has both sides, their difference and the
        likely cause; ``not_assessable`` says in its note what is lacking.
    """
    stretches = prose(report, outline)
    return (
        *check_identities(figures),
        *check_prose(figures, stretches, report),
        *check_fees(figures, report),
        *check_arithmetic(figures, stretches, report),
        *check_slips(figures, outline, report),
    )
