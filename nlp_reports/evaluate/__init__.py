"""Evaluation: gold corpora, agreement between coders, metrics with intervals, the quality gate."""
