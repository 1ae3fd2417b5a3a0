"""nlp_reports reads Chinese government information-disclosure annual reports.

It finds what each report says about problems, measures and supervision, tags it with themes, and
measures how much of it is substance and how much formula::

    import nlp_reports as nr

    analysis = nr.analyze("report.pdf")
    results = nr.Corpus(["reports/"]).analyze(out="results")
    results.items.head()

The names below are the public surface. They load what they need on first use: importing the
package loads nothing heavy and touches no logger, warning filter or global state.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nlp_reports._version import __version__

if TYPE_CHECKING:
    from nlp_reports.chinese.language import language
    from nlp_reports.corpus.results import Results
    from nlp_reports.data import sample_reports
    from nlp_reports.errors import NlpReportsError
    from nlp_reports.figures import check, figures
    from nlp_reports.items import link, split_items, split_passage
    from nlp_reports.pipeline import Corpus, analyze
    from nlp_reports.readers import read
    from nlp_reports.report import Analysis, Report
    from nlp_reports.scores import score
    from nlp_reports.sections import outline
    from nlp_reports.settings import Settings
    from nlp_reports.text import Span
    from nlp_reports.themes import codebook, tag

_HOMES = {
    "Analysis": "nlp_reports.report",
    "Corpus": "nlp_reports.pipeline",
    "NlpReportsError": "nlp_reports.errors",
    "Report": "nlp_reports.report",
    "Results": "nlp_reports.corpus.results",
    "Settings": "nlp_reports.settings",
    "Span": "nlp_reports.text",
    "sample_reports": "nlp_reports.data",
    "analyze": "nlp_reports.pipeline",
    "check": "nlp_reports.figures",
    "codebook": "nlp_reports.themes",
    "figures": "nlp_reports.figures",
    "language": "nlp_reports.chinese.language",
    "link": "nlp_reports.items",
    "outline": "nlp_reports.sections",
    "read": "nlp_reports.readers",
    "score": "nlp_reports.scores",
    "split_items": "nlp_reports.items",
    "split_passage": "nlp_reports.items",
    "tag": "nlp_reports.themes",
}

__all__ = [
    "Analysis",
    "Corpus",
    "NlpReportsError",
    "Report",
    "Results",
    "Settings",
    "Span",
    "__version__",
    "analyze",
    "check",
    "codebook",
    "figures",
    "language",
    "link",
    "outline",
    "read",
    "sample_reports",
    "score",
    "split_items",
    "split_passage",
    "tag",
]


def __getattr__(name: str) -> Any:
    """Load a public name on first use (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'nlp_reports' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
