"""Parts under names that no rule and no scorer knows: told by their place and by their words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from nlp_reports.report import Section

REACH = 200
"""Characters below a heading that are looked at."""
MOST_BODY = 2
"""Words of the text that count at most; one of the heading counts as much as both."""
_FIGURES = frozenset({"proactive_figures", "request_figures", "review_figures"})
_UNKNOWN = "unmapped"
_INNER = "overview."
_SURE = 0.5
_FIRST = re.compile(r"\s*(?:一、|第一部分|1[.、．])")
_OTHER_FIELD = re.compile(r"领域|安全|市场|产业|民生|社会|民政|住房|医疗|行政执法|营商|建议|提案")
"""A field of government work: what is published about it, not how disclosure works."""


@dataclass(frozen=True, slots=True)
class Part:
    """The words by which a part of section one is told, in its heading and in its text."""

    key: str
    title: re.Pattern[str]
    body: re.Pattern[str]

    def earned(self, heading: str, body: str) -> int:
        """What a heading with its text earns for this part (0: one of them has no word of it)."""
        told = len(set(self.title.findall(heading)))
        borne = len(set(self.body.findall(body[:REACH])))
        if not told or not borne or _OTHER_FIELD.search(heading):
            return 0
        return MOST_BODY * told + min(MOST_BODY, borne)


def raw() -> list[dict[str, Any]]:
    """The rows of ``schemes/words.toml`` as they stand."""
    source = resources.files("nlp_reports.sections").joinpath("schemes/words.toml")
    return list(tomllib.loads(source.read_text("utf-8"))["part"])


@cache
def parts() -> tuple[Part, ...]:
    """The parts of section one that words tell."""
    return tuple(
        Part(row["key"], _any(row["title"]), _any(row["body"]))  # the longest word first
        for row in raw()
    )


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def overview_by_place(sections: Sequence[Section]) -> list[Section]:
    """The sections, with the first part before the statutory tables as ``overview``.

    It is so called only where it opens the numbering, has no known name and nothing else has it.
    """
    tops = sorted((s for s in sections if s.level == 1), key=lambda s: s.span.start)
    tops = [s for s in tops if s.key != "preamble"]
    named = any(s.key == "overview" for s in sections)
    if named or len(tops) < 2 or tops[0].key != _UNKNOWN or tops[1].key not in _FIGURES:
        return list(sections)
    if not _FIRST.match(tops[0].heading):
        return list(sections)
    why = "by its place before the tables, heading of no known name"
    return [
        replace(s, key="overview", rule=why, confidence=_SURE) if s is tops[0] else s
        for s in sections
    ]


def parts_by_words(text: str, sections: Sequence[Section]) -> list[Section]:
    """The sections, those of no known name inside section one under the key that words tell.

    A key that something has already is given to nothing; of two parts that earn the same for a
    key, and of two keys that a part earns the same for, none is given.
    """
    overview = [s for s in sections if s.key == "overview"]
    unknown = [
        s
        for s in sections
        if s.key == _UNKNOWN and s.level > 1 and any(s.span in one.span for one in overview)
    ]
    if not unknown:
        return list(sections)
    missing = [part for part in parts() if all(s.key != part.key for s in sections)]
    earned = {
        at: {part.key: part.earned(s.heading, s.body.of(text)) for part in missing}
        for at, s in enumerate(unknown)
    }
    given = {at: key for key in [p.key for p in missing] for at in _only(earned, key)}
    why = "by its words, heading of no known name"
    named = {
        id(unknown[at]): replace(unknown[at], key=key, rule=why, confidence=_SURE)
        for at, key in given.items()
    }
    return [named.get(id(s), s) for s in sections]


def _only(earned: Mapping[int, Mapping[str, int]], key: str) -> AbstractSet[int]:
    """The one part that earns the most for a key and nothing as much for another; or none."""
    most = max(own[key] for own in earned.values())
    best = {at for at, own in earned.items() if own[key] == most}
    if not most or len(best) > 1:
        return frozenset()
    (at,) = best
    others = [score for other, score in earned[at].items() if other != key]
    return frozenset(best) if most > max(others, default=0) else frozenset()
