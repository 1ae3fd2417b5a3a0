"""What can be seen of a problem and a measure together, before it is judged whether they belong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlp_reports.chinese.enumerators import enumerators
from nlp_reports.items.rules import cues
from nlp_reports.report import Item, Mention

NAMES = (
    "same main theme", "themes in common", "main theme beside another", "share of terms",
    "number of terms", "problem named", "same number", "told as a pair", "nothing to mend",
    "best of the problems", "lead over the next",
)  # fmt: skip
"""The features, in the order of the columns; each lies in -1..1 or is 0 or 1."""
VERSION = 1
_AGAINST = re.compile(
    r"(?:针对|对|就|解决|克服)([^，。；]{2,40}?)(?:的)?(?:问题|不足|情况|现象|短板|薄弱环节)"
)
_STOCK = re.compile(
    r"政府信息公开|政务公开|信息公开|公开工作|公开|工作|进一步|加强|提高|提升|水平|质量|有待|不够|不足|方面|部分"
    r"|个别|少数|单位|部门|存在|问题|需要|仍需|还需|相关|各|信息|政务|政府"
)
_MOST_SHARED = 0.6
_MOST_TERMS = 6


@dataclass(frozen=True, slots=True)
class Side:
    """A problem or a measure: its terms, its themes with weights, its main theme, its number."""

    item: Item
    terms: frozenset[str]
    themes: dict[str, float]
    main: str | None
    number: int
    empty: bool
    named: str
    named_terms: frozenset[str]


def terms_of(text: str) -> frozenset[str]:
    """Pairs of characters, without the stock words of the genre."""
    rest = _STOCK.sub(" ", text)
    pairs = (rest[at : at + 2] for at in range(len(rest) - 1))
    return frozenset(p for p in pairs if all("\u4e00" <= c <= "\u9fff" for c in p))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """Common terms by those of the shorter side, 0..1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


@lru_cache(maxsize=512)
def _number(printed: str) -> int:
    return next((mark.value for mark in enumerators(printed)), 0)


def side(item: Item, mentions: Sequence[Mention]) -> Side:
    """What counts of one item; ``mentions`` are its own."""
    ranked = sorted(mentions, key=lambda m: m.rank)
    named = _AGAINST.search(item.text) if item.role == "measure" else None
    denials = ("denial", "nothing to mend")
    return Side(
        item=item,
        terms=terms_of(item.text),
        themes={m.theme: m.weight for m in ranked if m.theme != "other"},
        main=ranked[0].theme if ranked else None,
        number=_number(item.number) if item.number else 0,
        empty=any(c.pattern.search(item.text) for c in cues("role") if c.name in denials),
        named=named[0] if named else "",
        named_terms=terms_of(named[1]) if named else frozenset(),
    )


def pairs_told(items: Sequence[Item]) -> set[tuple[str, str]]:
    """Problems with the measure that follows at once, where a report tells pair after pair."""
    follow = list(pairwise(items))
    turns = any(a.role == "measure" and b.role == "problem" for a, b in follow)
    told = {(a.id, b.id) for a, b in follow if (a.role, b.role) == ("problem", "measure")}
    return told if turns else set()


def features(
    problems: Sequence[Side], measure: Side, told: set[tuple[str, str]]
) -> NDArray[np.float64]:
    """One row per problem, seen together with one measure and against the other problems."""
    rows = np.asarray([_pair(problem, measure, told) for problem in problems], dtype=np.float64)
    strength = rows[:, 1] + rows[:, 3]
    best = (strength >= strength.max()) & (strength > 0)
    second = np.sort(strength)[-2] if len(strength) > 1 else strength[0]
    return np.column_stack([rows, best.astype(np.float64), strength - second])


def _pair(problem: Side, measure: Side, told: set[tuple[str, str]]) -> list[float]:
    same = problem.main is not None and problem.main == measure.main
    common = sum(weight * measure.themes.get(key, 0.0) for key, weight in problem.themes.items())
    beside = max(
        measure.themes.get(problem.main or "", 0.0), problem.themes.get(measure.main or "", 0.0)
    )
    return [
        float(same),
        common,
        0.0 if same else beside,
        min(share(problem.terms, measure.terms), _MOST_SHARED),
        min(len(problem.terms & measure.terms), _MOST_TERMS) / _MOST_TERMS,
        share(measure.named_terms, problem.terms),
        float(problem.number == measure.number != 0),
        float((problem.item.id, measure.item.id) in told),
        float(problem.empty or measure.empty),
    ]
