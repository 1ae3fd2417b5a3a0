"""Scores of a whole report: means with bootstrap intervals, never one number without its parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nlp_reports.report import Item, Link, Score
from nlp_reports.scores.catalogue import unit_of

TARGET = "report"
MINIMUM_CHARS = 80
RESAMPLES = 1000
SEED = 20210930
_NAMES = (
    "substance_mean",
    "substance_low",
    "substance_high",
    "substance_max",
    "share_substantive",
    "responsiveness",
    "admission",
)


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
        return tuple(Score(n, 1, TARGET, None, unit_of(n), why_none=why) for n in _NAMES)
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
        *(Score(name, 1, TARGET, value, unit_of(name)) for name, value in values.items()),
        _responsiveness(items, likely, links),
        _admission(items, scores),
    )


def document_shares(items: Sequence[Item], scores: Sequence[Score]) -> tuple[Score, ...]:
    """Give the report's shares of reuse: means of the items' weighted by their characters."""
    chars = {item.id: len(item.text) for item in items}
    found: list[Score] = []
    for name in ("mandated", "own_past", "cross_issuer", "novel"):
        own = [score for score in scores if score.name == name]
        known = [(score.value, chars[score.target]) for score in own if score.value is not None]
        total = sum(size for _, size in known)
        value = sum(v * size for v, size in known) / total if total else None
        lacking = own[0].why_none or "no scored character" if own else "no scored item"
        why = None if value is not None else lacking
        ground = own[0].background if own else None
        found.append(Score(name, 1, TARGET, value, unit_of(name), (), ground, why))
    return tuple(found)


def _admission(items: Sequence[Item], scores: Sequence[Score]) -> Score:
    """Share of problem items that are no denial."""
    unit = unit_of("admission")
    problems = {item.id for item in items if item.role == "problem"}
    levels = [s.value for s in scores if s.name == "level" and s.target in problems]
    if not levels:
        return Score("admission", 1, TARGET, None, unit, why_none="no problem item")
    admitted = sum(level is not None and level >= 1 for level in levels)
    return Score("admission", 1, TARGET, admitted / len(levels), unit)


def bootstrap_mean(
    values: Sequence[float], resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float]:
    """Give the 95 % percentile interval of the mean over resampled items.

    Resamples are drawn over the sorted values with a fixed seed, so the order of items changes
    nothing.
    """
    sample = np.sort(np.asarray(values, dtype=float))
    means = sample[_picks(len(sample), resamples, seed)].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


@lru_cache(maxsize=64)
def _picks(size: int, resamples: int, seed: int) -> npt.NDArray[np.intp]:
    """Which items each resample draws: the same for every report of as many items."""
    return np.random.default_rng(seed).integers(0, size, (resamples, size))


def _responsiveness(
    items: Sequence[Item], likely: dict[str, float], links: Sequence[Link]
) -> Score:
    """Share of problems with at least one linked measure of P(level >= 2) > 0.5."""
    unit = unit_of("responsiveness")
    problems = {item.id for item in items if item.role == "problem"}
    if not problems:
        return Score("responsiveness", 1, TARGET, None, unit, why_none="no problem item")
    answered = {link.problem for link in links if likely.get(link.measure, 0.0) > 0.5}
    return Score("responsiveness", 1, TARGET, len(answered & problems) / len(problems), unit)
