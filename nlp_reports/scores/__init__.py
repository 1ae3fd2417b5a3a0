"""Scores: substance and reuse, two axes that are never averaged, each with its evidence."""

from nlp_reports.scores.background import Background, Passage
from nlp_reports.scores.reuse import Pair, Shares, compare
from nlp_reports.scores.scoring import score
from nlp_reports.scores.substance import Explanation, Substance, explain, substance

__all__ = [
    "Background",
    "Explanation",
    "Pair",
    "Passage",
    "Shares",
    "Substance",
    "compare",
    "explain",
    "score",
    "substance",
]
