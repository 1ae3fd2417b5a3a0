"""What makes a statement particular or checkable: slots found by rules, with their places.

The rules are data (``slots.toml``); a slot is present or not, however often it is found, because
density explodes on short items. Codebook 5 decides what counts and what is void.
"""

from __future__ import annotations

import re
import tomllib
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
    void: tuple[re.Pattern[str], ...]
    roles: tuple[Role, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A slot and one place in the item's text that fills it."""

    slot: Slot
    span: Span


@cache
def slots() -> tuple[Slot, ...]:
    """Return the slots of ``slots.toml`` in their order.

    Raises:
        DataError: a pattern is no regular expression; the slot is named.
    """
    text = (resources.files("nlp_reports.scores") / "slots.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return tuple(_slot(entry, data) for entry in data["slot"])


def _slot(entry: dict[str, Any], data: dict[str, Any]) -> Slot:
    try:
        patterns = tuple(re.compile(_expand(p, data["define"])) for p in entry["patterns"])
        void = tuple(re.compile(p) for p in (*data["void"]["patterns"], *entry.get("void", ())))
    except re.error as error:
        raise DataError(f"slots.toml, slot {entry['key']!r}: {error}; mend the pattern") from error
    return Slot(
        entry["key"],
        entry["zh"],
        entry["en"],
        entry["grade"],
        patterns,
        void,
        tuple(entry.get("roles", SCORED)),
        tuple(entry["examples"]),
        tuple(entry["counterexamples"]),
    )


def _expand(pattern: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern


def find_slots(text: str, role: Role = "measure") -> list[Found]:
    """Find every place in an item's text that fills a slot, in text order.

    >>> [(f.slot.key, f.span.of("6月举办培训1期")) for f in find_slots("6月举办培训1期")]
    [('date', '6月'), ('deliverable', '举办培训'), ('quantity', '1期')]
    """
    found = [place for slot in slots() if role in slot.roles for place in _places(slot, text)]
    return sorted(found, key=lambda place: (place.span, place.slot.key))


def _places(slot: Slot, text: str) -> list[Found]:
    void = [Span(*m.span()) for pattern in slot.void for m in pattern.finditer(text)]
    places: list[Span] = []
    for pattern in slot.patterns:
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other in (*void, *places)):
                places.append(span)
    return [Found(slot, span) for span in places]
