"""The statutory figures: tables of sections two, three and four, read and checked."""

from nlp_reports.figures.check import check
from nlp_reports.figures.parse import figures
from nlp_reports.figures.years import check_years

__all__ = ["check", "check_years", "figures"]
