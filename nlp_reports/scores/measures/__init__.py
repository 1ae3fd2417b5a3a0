"""The literature's measures as named functions, for baselines and replication.

``measures.get("jaccard@1")`` gives a :class:`Measure` with its range, formula and source; the
functions can also be called by name. None of them is a score of quality.
"""

from nlp_reports.scores.measures import corpora, pairs, texts
from nlp_reports.scores.measures.base import Measure, measures
from nlp_reports.scores.measures.corpora import CharacterModel, content, modification
from nlp_reports.scores.measures.pairs import length_adjusted, min_max

__all__ = [
    "CharacterModel",
    "Measure",
    "content",
    "corpora",
    "length_adjusted",
    "measures",
    "min_max",
    "modification",
    "pairs",
    "texts",
]
