"""From items to mentions: which themes an item speaks of, the main one first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from nlp_reports.report import Codebook, Item, Mention
from nlp_reports.text import Span
from nlp_reports.themes.match import Hit, rules

OTHER = "other"
ENOUGH = 0.6
"""Weight from which rules alone name a theme."""


def tag(items: Iterable[Item], codebook: Codebook) -> tuple[Mention, ...]:
    """Tag items with the themes of a codebook.

    Only items whose role the codebook is for are tagged, each with at least one theme: ``other``,
    alone, where nothing else is found and the codebook has it. Evidence counts in the report's
    text.
    """
    found: list[Mention] = []
    for item in items:
        if item.role in codebook.roles:
            found += mentions(item, codebook)
    return tuple(found)


def mentions(item: Item, codebook: Codebook) -> list[Mention]:
    """The mentions of one item by rules alone, main theme first."""
    hits = rules(codebook).hits(item.text)
    weights = by_theme(hits)
    chosen = [key for key, weight in weights.items() if weight >= ENOUGH and key != OTHER]
    if not chosen:
        return _nothing(item, codebook)
    first = {key: min(hit.span.start for hit in hits if hit.theme == key) for key in chosen}
    chosen.sort(key=lambda key: (first[key], -weights[key], key))
    return [
        Mention(
            item.id,
            codebook.id,
            key,
            weights[key],
            rank,
            evidence(hits, key, item.span.start),
            _deciding(hits, key),
        )
        for rank, key in enumerate(chosen)
    ]


def _nothing(item: Item, codebook: Codebook) -> list[Mention]:
    if not any(theme.key == OTHER for theme in codebook.themes):
        return []
    return [Mention(item.id, codebook.id, OTHER, 1.0, 0, (), "rule:none")]


def by_theme(hits: Sequence[Hit]) -> dict[str, float]:
    """The weight of each theme that was hit: patterns count as independent witnesses."""
    patterns = {(hit.theme, hit.pattern): hit.weight for hit in hits}
    keys = dict.fromkeys(theme for theme, _ in patterns)
    return {
        key: 1.0 - prod(1.0 - weight for (theme, _), weight in patterns.items() if theme == key)
        for key in keys
    }


def evidence(hits: Sequence[Hit], key: str, offset: int) -> tuple[Span, ...]:
    """The places of a theme's hits in the report's text, each once and in order."""
    spans = {hit.span.shift(offset) for hit in hits if hit.theme == key}
    return tuple(sorted(spans))


def _deciding(hits: Sequence[Hit], key: str) -> str:
    best = max((hit for hit in hits if hit.theme == key), key=lambda hit: hit.weight)
    return f"rule:{best.pattern}"
