"""The slots as ``slots.toml`` has them: what they are called, what fills them, what is void."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from nlp_reports.chinese.matching import Matcher
from nlp_reports.chinese.patterns import Pattern, parse
from nlp_reports.errors import DataError
from nlp_reports.report import Role

SCORED: tuple[Role, ...] = ("problem", "measure", "supervision")
SEAM = "\ufdd0"
"""Stands between two items that are read together; Unicode keeps it for such inner use."""
KINDS = ("quantity", "date", "actor", "object", "scope", "cause", "outcome", "frequency")
"""The kinds of fact that make a statement particular or checkable."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A fact to look for; ``grade`` is the level that its presence argues for.

    ``kind`` is one of :data:`KINDS`, or ``none`` for a denial. ``tokens`` are found over words,
    ``patterns`` over characters. It is looked for in items of ``roles`` only: 没有培训 is a fault
    in a problem, nothing done in a measure.
    """

    key: str
    kind: str
    zh: str
    en: str
    grade: int
    roles: frozenset[Role]
    tokens: tuple[Pattern, ...]
    patterns: tuple[re.Pattern[str], ...]
    void: re.Pattern[str] | None
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


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
        DataError: a pattern cannot be read; the slot is named.
    """
    return tuple(_slot(entry) for entry in _data()["slot"])


@cache
def matcher() -> Matcher:
    """Return the patterns over words of all slots; the key of a hit is the slot's."""
    return Matcher(
        (slot.key, f"{slot.key}.{number}", pattern)
        for slot in slots()
        for number, pattern in enumerate(slot.tokens, start=1)
    )


@cache
def void() -> re.Pattern[str]:
    """Return what fills no slot, whichever it is."""
    return _any_of(_data()["void"]["patterns"], "void")


def _any_of(patterns: Sequence[str], place: str) -> re.Pattern[str]:
    try:
        return re.compile("|".join(f"(?:{_expand(pattern)})" for pattern in patterns))
    except re.error as error:
        raise DataError(f"slots.toml, {place}: {error}; mend the pattern") from error


def _slot(entry: dict[str, Any]) -> Slot:
    key = entry["key"]
    patterns = tuple(_any_of([pattern], key) for pattern in entry.get("patterns", ()))
    tokens = tuple(_over_words(pattern, key) for pattern in entry.get("tokens", ()))
    void = entry.get("void", ())
    return Slot(
        key,
        entry["kind"],
        entry["zh"],
        entry["en"],
        entry["grade"],
        frozenset(entry.get("roles", SCORED)),
        tokens,
        patterns,
        _any_of(void, key) if void else None,
        tuple(entry["examples"]),
        tuple(entry["counterexamples"]),
    )


def _over_words(pattern: str, place: str) -> Pattern:
    words: dict[str, list[str]] = _data()["words"]
    try:
        return parse(re.sub(r"@(\w+)", lambda name: "|".join(words[name[1]]), pattern))
    except (KeyError, ValueError) as error:
        raise DataError(f"slots.toml, {place}: {pattern!r}: {error}; mend the pattern") from error


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
