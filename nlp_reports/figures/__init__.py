"""The statutory figures: tables of sections two, three and four, read and checked."""

from nlp_reports.figures.check import check
from nlp_reports.figures.parse import figures

__all__ = ["check", "figures"]
