"""Scores: substance and reuse, two axes that are never averaged, each with its evidence."""

from nlp_reports.scores.background import Background, Passage
from nlp_reports.scores.reuse import Pair, Shares, compare
from nlp_reports.scores.scoring import score
from nlp_reports.scores.substance import Substance, substance

__all__ = [
    "Background",
    "Pair",
    "Passage",
    "Shares",
    "Substance",
    "compare",
    "score",
    "substance",
]
