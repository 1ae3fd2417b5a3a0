"""Themes and practices: codebooks as data, rules, a trained classifier, topics."""

from nlp_reports.themes.loading import codebook
from nlp_reports.themes.tagging import tag

__all__ = ["codebook", "tag"]
