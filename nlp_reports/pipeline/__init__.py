"""The whole way: one report to an analysis, many to tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlp_reports.pipeline.stages import analyze, analyze_passage, provenance

if TYPE_CHECKING:
    from nlp_reports.pipeline.run import Corpus

__all__ = ["Corpus", "analyze", "analyze_passage", "provenance"]


def __getattr__(name: str) -> Any:
    """Load ``Corpus`` on first use (PEP 562): one report needs no store and no processes."""
    if name == "Corpus":
        from nlp_reports.pipeline.run import Corpus

        return Corpus
    raise AttributeError(f"module 'nlp_reports.pipeline' has no attribute {name!r}")
