"""Scores of a whole report: means with bootstrap intervals, never one number without its parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp_reports.report import Item, Link, Score

TARGET = "report"
MINIMUM_CHARS = 80
RESAMPLES = 1000
SEED = 20210930
_UNITS = {
    "substance_mean": "mean expected level, 0-3",
    "substance_low": "2.5 % bootstrap quantile of the mean, 0-3",
    "substance_high": "97.5 % bootstrap quantile of the mean, 0-3",
    "substance_max": "largest expected level, 0-3",
    "share_substantive": "mean P(level >= 2), 0-1",
    "responsiveness": "share of problems answered by a substantive measure, 0-1",
}


def document_scores(
    items: Sequence[Item], scores: Sequence[Score], links: Sequence[Link] = ()
) -> tuple[Score, ...]:
    """Give the document scores.

    Args:
        items: the scored items (problem, measure, supervision) in text order.
        scores: their scores.
        links: which measure answers which problem.
    """
    chars = sum(len(item.text) for item in items)
    if chars < MINIMUM_CHARS:
        why = f"{chars} scored characters, fewer than {MINIMUM_CHARS}"
        return tuple(Score(n, 1, TARGET, None, unit, why_none=why) for n, unit in _UNITS.items())
    expected = [s.value for s in scores if s.name == "substance" and s.value is not None]
    likely = {
        s.target: s.value for s in scores if s.name == "p_substantive" and s.value is not None
    }
    low, high = bootstrap_mean(expected)
    values = {
        "substance_mean": float(np.mean(expected)),
        "substance_low": low,
        "substance_high": high,
        "substance_max": max(expected),
        "share_substantive": float(np.mean(list(likely.values()))),
    }
    return (
        *(Score(name, 1, TARGET, value, _UNITS[name]) for name, value in values.items()),
        _responsiveness(items, likely, links),
    )


def bootstrap_mean(
    values: Sequence[float], resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float]:
    """Give the 95 % percentile interval of the mean over resampled items.

    Resamples are drawn over the sorted values with a fixed seed, so the order of items changes
    nothing.
    """
    sample = np.sort(np.asarray(values, dtype=float))
    picks = np.random.default_rng(seed).integers(0, len(sample), (resamples, len(sample)))
    low, high = np.quantile(sample[picks].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def _responsiveness(
    items: Sequence[Item], likely: dict[str, float], links: Sequence[Link]
) -> Score:
    """Share of problems with at least one linked measure of P(level >= 2) > 0.5."""
    unit = _UNITS["responsiveness"]
    problems = {item.id for item in items if item.role == "problem"}
    if not problems:
        return Score("responsiveness", 1, TARGET, None, unit, why_none="no problem item")
    answered = {link.problem for link in links if likely.get(link.measure, 0.0) > 0.5}
    return Score("responsiveness", 1, TARGET, len(answered & problems) / len(problems), unit)
