"""Which measure answers which problem (CODEBOOK 2): theme or named object, never order alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp_reports.report import Item, Link, Mention

_AGAINST = re.compile(
    r"(?:针对|对|就|解决|克服)([^，。；]{2,40}?)(?:的)?(?:问题|不足|情况|现象|短板|薄弱环节)"
)
_STOCK = re.compile(
    r"政府信息公开|政务公开|信息公开|公开工作|公开|工作|进一步|加强|提高|提升|水平|质量|有待|不够|不足|方面|部分"
    r"|个别|少数|单位|部门|存在|问题|需要|仍需|还需|相关|各|信息|政务|政府"
)
THEME = 0.6
AGAINST = 0.5
TERMS = 0.5
TAKEN = 0.5
"""A link needs this weight."""


def _grams(text: str) -> set[str]:
    """Pairs of characters, without the stock words of the genre."""
    rest = _STOCK.sub(" ", text)
    return {
        rest[at : at + 2]
        for at in range(len(rest) - 1)
        if all("\u4e00" <= c <= "\u9fff" for c in rest[at : at + 2])
    }


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _main(mentions: Sequence[Mention], item: Item) -> str | None:
    own = sorted((m for m in mentions if m.item == item.id), key=lambda m: m.rank)
    return own[0].theme if own else None


def _weigh(problem: Item, measure: Item, themes: tuple[str | None, str | None]) -> Link | None:
    weight = 0.0
    why: list[str] = []
    if themes[0] is not None and themes[0] == themes[1] and themes[0] != "other":
        weight, why = weight + THEME, [*why, f"theme {themes[0]}"]
    objects = _grams(problem.text)
    named = _AGAINST.search(measure.text)
    if named and _share(_grams(named[1]), objects) >= 0.34:
        weight, why = weight + AGAINST, [*why, f"named: {named[0]}"]
    shared = _share(objects, _grams(measure.text))
    if shared >= 0.3:
        terms = sorted(objects & _grams(measure.text))[:4]
        weight, why = weight + TERMS * min(1.0, shared / 0.45), [*why, "terms " + " ".join(terms)]
    return Link(problem.id, measure.id, round(min(weight, 1.0), 3), "; ".join(why)) if why else None


def link(items: Sequence[Item], mentions: Sequence[Mention] = ()) -> tuple[Link, ...]:
    """Measures that answer problems, many to many, each with weight in 0..1 and reason.

    Args:
        items: of one report; only problems and measures are looked at.
        mentions: their themes; without them only shared terms and 针对…问题 speak.
    """
    problems = [item for item in items if item.role == "problem"]
    measures = [item for item in items if item.role == "measure"]
    theme = {item.id: _main(mentions, item) for item in (*problems, *measures)}
    found = (
        _weigh(problem, measure, (theme[problem.id], theme[measure.id]))
        for measure in measures
        for problem in problems
    )
    return tuple(link for link in found if link is not None and link.weight >= TAKEN)
