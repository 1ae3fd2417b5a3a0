"""What makes a statement particular or checkable: slots found by rules, with their places.

The rules are data (``slots.toml``); a slot is present or not, however often it is found, because
density explodes on short items. Codebook 5 decides what counts and what is void.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from nlp_reports.chinese.words import cut
from nlp_reports.report import Role
from nlp_reports.scores.slot_rules import SCORED, SEAM, Slot, activity, matcher, slots, void
from nlp_reports.text import Span

__all__ = ["SCORED", "SEAM", "Found", "Looked", "Slot", "activity", "find_slots", "look", "slots"]


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
    idle_spans = [match.span() for match in void().finditer(joined)]
    taken, idle = _Taken(joined, idle_spans), _idle_clauses(joined)
    hits = _over_words(texts, starts)
    found: list[list[Found]] = [[] for _ in items]
    for slot in slots():
        counts_work = slot.key in activity().slots
        for start, end in _places(slot, joined, taken, hits[slot.key]):
            at = bisect_right(starts, start) - 1
            role = items[at][1]
            says_nothing = counts_work and role == "problem" and idle.touches(start, end)
            if role in slot.roles and not says_nothing:
                found[at].append(Found(slot, Span(start - starts[at], end - starts[at])))
    voids: list[list[Span]] = [[] for _ in items]
    for start, end in idle_spans:
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


def _over_words(texts: Sequence[str], starts: Sequence[int]) -> dict[str, list[tuple[int, int]]]:
    """Find the patterns over words of all slots, item by item; places in the joined text."""
    rules = matcher()
    hits: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for text, start in zip(texts, starts, strict=True):
        words = cut(text)
        edges = list(accumulate(map(len, words), initial=start))
        for entry, at, end in rules.hits(words):
            hits[entry.key].append((edges[at], edges[end]))
    return hits


def _places(
    slot: Slot, text: str, void: _Taken, hits: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Places of one slot; what touches a void stretch or an earlier place is none."""
    spans = [match.span() for pattern in slot.patterns for match in pattern.finditer(text)]
    spans += hits
    if not spans:
        return []
    taken = void.and_matches(slot.void)
    places = []
    for start, end in spans:
        if not taken.touches(start, end):
            places.append((start, end))
            taken.add(start, end)
    return places
