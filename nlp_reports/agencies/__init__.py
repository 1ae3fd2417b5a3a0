"""Agencies: who published a report, at which level, for which place and year."""

from nlp_reports.agencies.divisions import Division, division
from nlp_reports.agencies.identify import Identity, identify
from nlp_reports.agencies.issuer import describe

__all__ = ["Division", "Identity", "describe", "division", "identify"]
