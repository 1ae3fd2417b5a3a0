"""What makes a statement particular or checkable: slots found by rules, with their places.

The rules are data (``slots.toml``); a slot is present or not, however often it is found, because
density explodes on short items. Codebook 5 decides what counts and what is void.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from nlp_reports.errors import DataError
from nlp_reports.report import Role
from nlp_reports.text import Span

SCORED: tuple[Role, ...] = ("problem", "measure", "supervision")


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind of fact; ``grade`` is the level that its presence argues for."""

    key: str
    zh: str
    en: str
    grade: int
    patterns: tuple[re.Pattern[str], ...]
    void: re.Pattern[str] | None
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A slot and one place in the item's text that fills it."""

    slot: Slot
    span: Span


@dataclass(frozen=True, slots=True)
class Activity:
    """Which clauses of a problem only count work done, and for which slots they are void."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    slots: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("nlp_reports.scores") / "slots.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def activity() -> Activity:
    """Return the rule about counts of work in problems."""
    entry = _data()["activity"]
    return Activity(
        _any_of(entry["patterns"], "activity"),
        _any_of(entry["unless"], "activity"),
        tuple(entry["slots"]),
        tuple(entry["examples"]),
        tuple(entry["counterexamples"]),
    )


@cache
def slots() -> tuple[Slot, ...]:
    """Return the slots of ``slots.toml`` in their order.

    Raises:
        DataError: a pattern is no regular expression; the slot is named.
    """
    return tuple(_slot(entry) for entry in _data()["slot"])


@cache
def _void() -> re.Pattern[str]:
    return _any_of(_data()["void"]["patterns"], "void")


def _any_of(patterns: Sequence[str], place: str) -> re.Pattern[str]:
    try:
        return re.compile("|".join(f"(?:{_expand(pattern)})" for pattern in patterns))
    except re.error as error:
        raise DataError(f"slots.toml, {place}: {error}; mend the pattern") from error


def _slot(entry: dict[str, Any]) -> Slot:
    patterns = tuple(_any_of([pattern], entry["key"]) for pattern in entry["patterns"])
    void = entry.get("void", ())
    return Slot(
        entry["key"],
        entry["zh"],
        entry["en"],
        entry["grade"],
        patterns,
        _any_of(void, entry["key"]) if void else None,
        tuple(entry["examples"]),
        tuple(entry["counterexamples"]),
    )


def _expand(pattern: str) -> str:
    for name, value in _data()["define"].items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern


def find_slots(text: str, role: Role = "measure") -> list[Found]:
    """Find every place in an item's text that fills a slot, in text order.

    >>> [(f.slot.key, f.span.of("6月举办培训1期")) for f in find_slots("6月举办培训1期")]
    [('date', '6月'), ('deliverable', '举办培训'), ('quantity', '1期')]
    """
    void = [Span(*match.span()) for match in _void().finditer(text)]
    found = [place for slot in slots() for place in _places(slot, text, void)]
    if role == "problem":
        found = _without_activity(found, text)
    return sorted(found, key=lambda place: (place.span, place.slot.key))


def _without_activity(found: list[Found], text: str) -> list[Found]:
    """Leave out counts of work done: they say nothing of what is wrong."""
    rule = activity()
    spans = [
        Span(*match.span())
        for match in rule.pattern.finditer(text)
        if not rule.unless.search(match[0])
    ]
    return [
        place
        for place in found
        if place.slot.key not in rule.slots or not any(place.span.overlaps(s) for s in spans)
    ]


def _places(slot: Slot, text: str, void: list[Span]) -> list[Found]:
    """Places of one slot; what touches a void stretch or an earlier place is none."""
    own = [Span(*match.span()) for match in slot.void.finditer(text)] if slot.void else []
    taken = [*void, *own]
    places: list[Span] = []
    for pattern in slot.patterns:
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other in taken):
                places.append(span)
                taken.append(span)
    return [Found(slot, span) for span in places]
