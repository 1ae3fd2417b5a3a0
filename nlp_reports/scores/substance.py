"""Substance of one item: how likely each level 0-3 is, and which places say so."""

from __future__ import annotations

from dataclasses import dataclass

from nlp_reports.report import Evidence, Item, Score
from nlp_reports.scores.slots import Found, find_slots

LEVELS = (0, 1, 2, 3)
_HAND = {0: (0.9, 0.08, 0.02, 0.0), 1: (0.03, 0.75, 0.19, 0.03), 2: (0.01, 0.22, 0.62, 0.15)}
_CHECKABLE = (0.0, 0.04, 0.16, 0.80)


@dataclass(frozen=True, slots=True)
class Substance:
    """Probabilities of the four levels, and what was found."""

    probabilities: tuple[float, float, float, float]
    found: tuple[Found, ...]

    @property
    def expected(self) -> float:
        """Expected level, 0-3."""
        return sum(level * p for level, p in zip(LEVELS, self.probabilities, strict=True))

    @property
    def level(self) -> int:
        """Most probable level; the lower one of equals."""
        return max(LEVELS, key=lambda level: (self.probabilities[level], -level))

    @property
    def p_substantive(self) -> float:
        """P(level >= 2)."""
        return min(1.0, self.probabilities[2] + self.probabilities[3])


def substance(item: Item) -> Substance:
    """Read an item's substance from the item alone (CODEBOOK 5)."""
    found = tuple(find_slots(item.text, item.role))
    grades = {place.slot.grade for place in found}
    if 3 in grades:
        return Substance(_CHECKABLE, found)
    grade = 2 if 2 in grades else 0 if 0 in grades else 1
    return Substance(_HAND[grade], found)


def item_scores(item: Item) -> tuple[Score, ...]:
    """Give the three substance scores of an item, the first with its evidence."""
    result = substance(item)
    evidence = tuple(
        Evidence(
            place.span.shift(item.span.start),
            float(place.slot.grade),
            f"{place.slot.en}（{place.slot.zh}）: {place.span.of(item.text)}",
        )
        for place in result.found
    )
    return (
        Score("substance", 1, item.id, result.expected, "expected level, 0-3", evidence),
        Score("level", 1, item.id, float(result.level), "most probable level, 0-3"),
        Score("p_substantive", 1, item.id, result.p_substantive, "P(level >= 2), 0-1"),
    )
