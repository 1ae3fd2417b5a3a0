"""The whole way: one report to an analysis, many to tables."""

from nlp_reports.pipeline.run import Corpus
from nlp_reports.pipeline.stages import analyze, analyze_passage, provenance

__all__ = ["Corpus", "analyze", "analyze_passage", "provenance"]
