"""What makes a statement particular or checkable: slots found by rules, with their places.

The rules are data (``slots.toml``); a slot is present or not, however often it is found, because
density explodes on short items. Codebook 5 decides what counts and what is void.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any

from nlp_reports.errors import DataError
from nlp_reports.report import Role
from nlp_reports.text import Span

SCORED: tuple[Role, ...] = ("problem", "measure", "supervision")
SEAM = "\ufdd0"
"""Stands between two items that are read together; Unicode keeps it for such inner use."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind of fact; ``grade`` is the level that its presence argues for.

    It is looked for in items of ``roles`` only: 没有培训 is a fault in a problem, nothing done in
    a measure.
    """

    key: str
    zh: str
    en: str
    grade: int
    roles: frozenset[Role]
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
class Looked:
    """What an item's text holds: filled slots in text order, and stretches that say nothing."""

    found: tuple[Found, ...]
    void: tuple[Span, ...]


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
        frozenset(entry.get("roles", SCORED)),
        patterns,
        _any_of(void, entry["key"]) if void else None,
        tuple(entry["examples"]),
        tuple(entry["counterexamples"]),
    )


def _expand(pattern: str) -> str:
    for name, value in _data()["define"].items():
        pattern = pattern.replace("{" + name + "}", value)
    return _within_items(pattern)


_SYNTAX = re.compile(r"\\.|\[\^?|[\]^$.]")
_AT_SEAMS = {
    "^": f"(?:(?<={SEAM})|\\A)",
    "$": f"(?:(?={SEAM})|\\Z)",
    ".": f"[^\\n{SEAM}]",
}


def _within_items(pattern: str) -> str:
    """Rewrite a pattern for one item so that it works on joined items and crosses no seam."""
    inside = False

    def rewrite(match: re.Match[str]) -> str:
        nonlocal inside
        sign = match[0]
        if sign in ("[", "[^") and not inside:
            inside = True
            return sign + SEAM if sign == "[^" else sign
        if sign == "]":
            inside = False
        return sign if inside else _AT_SEAMS.get(sign, sign)

    return _SYNTAX.sub(rewrite, pattern)


def find_slots(text: str, role: Role = "measure") -> list[Found]:
    """Find every place in an item's text that fills a slot, in text order.

    >>> [(f.slot.key, f.span.of("6月举办培训1期")) for f in find_slots("6月举办培训1期")]
    [('date', '6月'), ('deliverable', '举办培训'), ('quantity', '1期')]
    """
    return list(look([(text, role)])[0].found)


def look(items: Sequence[tuple[str, Role]]) -> list[Looked]:
    """Find the slots of many items in one pass over their joined text.

    The seam between two items is a character that no pattern crosses, so an item's slots do not
    depend on its neighbours. Time goes with the length of the text.
    """
    texts = [text.replace(SEAM, " ") for text, _ in items]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))[:-1]
    joined = SEAM.join(texts)
    void = [match.span() for match in _void().finditer(joined)]
    taken, idle = _Taken(joined, void), _idle_clauses(joined)
    found: list[list[Found]] = [[] for _ in items]
    for slot in slots():
        counts_work = slot.key in activity().slots
        for start, end in _places(slot, joined, taken):
            at = bisect_right(starts, start) - 1
            role = items[at][1]
            says_nothing = counts_work and role == "problem" and idle.touches(start, end)
            if role in slot.roles and not says_nothing:
                found[at].append(Found(slot, Span(start - starts[at], end - starts[at])))
    voids: list[list[Span]] = [[] for _ in items]
    for start, end in void:
        at = bisect_right(starts, start) - 1
        voids[at].append(Span(start - starts[at], end - starts[at]))
    return [
        Looked(tuple(sorted(places, key=lambda p: (p.span, p.slot.key))), tuple(spans))
        for places, spans in zip(found, voids, strict=True)
    ]


class _Taken:
    """Characters of a text that are spoken for."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]] = ()) -> None:
        self.text = text
        self.flags = bytearray(len(text))
        for span in spans:
            self.add(*span)

    def and_matches(self, pattern: re.Pattern[str] | None) -> _Taken:
        """Return a copy that every match of a pattern takes too."""
        more = _Taken("")
        more.text, more.flags = self.text, bytearray(self.flags)
        for match in pattern.finditer(self.text) if pattern else ():
            more.add(*match.span())
        return more

    def add(self, start: int, end: int) -> None:
        self.flags[start:end] = b"\1" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        return self.flags.find(1, start, end) >= 0


def _idle_clauses(text: str) -> _Taken:
    """Clauses that only count work done: in a problem they say nothing of what is wrong."""
    rule = activity()
    matches = rule.pattern.finditer(text)
    return _Taken(text, (match.span() for match in matches if not rule.unless.search(match[0])))


def _places(slot: Slot, text: str, void: _Taken) -> list[tuple[int, int]]:
    """Places of one slot; what touches a void stretch or an earlier place is none."""
    spans = [match.span() for pattern in slot.patterns for match in pattern.finditer(text)]
    if not spans:
        return []
    taken = void.and_matches(slot.void)
    places = []
    for start, end in spans:
        if not taken.touches(start, end):
            places.append((start, end))
            taken.add(start, end)
    return places
