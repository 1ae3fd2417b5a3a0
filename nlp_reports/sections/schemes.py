"""The forms (schemes) of the report: their heading rules, as data in ``schemes/*.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from nlp_reports.chinese.sieve import Sieve
from nlp_reports.errors import DataError, UsageError

NAMES = ("2021", "2019", "2007")
SECOND_LEVEL = (
    "overview.proactive",
    "overview.requests",
    "overview.management",
    "overview.platforms",
    "overview.supervision",
)


@dataclass(frozen=True, slots=True)
class HeadingRule:
    """One way to write a heading; ``pattern`` is for the title without its ordinal.

    ``core`` is the pattern without the lead that may stand before it, or not: it is found in the
    same titles. One of ``needs`` stands in all that it matches. ``level`` is the usual depth,
    ``ordinal`` the usual number; a ``stands_for`` rule serves only where no other found the key.
    """

    rule: str
    key: str
    level: int
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    core: re.Pattern[str]
    ordinal: int | None
    stands_for: bool
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A form: its years, the words that mark it, its parts in order, its heading rules."""

    name: str
    years: tuple[int, int]
    markers: tuple[str, ...]
    parts: tuple[str, ...]
    rules: tuple[HeadingRule, ...]
    row_label: re.Pattern[str]
    usable: frozenset[str]
    """Names of the rules whose part the form has; parts of section one may stand anywhere."""


LEAD = "lead"
"""The name of the wording that a pattern may do without."""


def _worded(pattern: str, wording: Mapping[str, str]) -> str:
    """A pattern with the wording that it names in braces."""
    for name, words in wording.items():
        pattern = pattern.replace(f"{{{name}}}", words)
    return pattern


def _rule(row: dict[str, Any], wording: Mapping[str, str], where: str) -> HeadingRule:
    try:
        return HeadingRule(
            rule=row["rule"],
            key=row["key"],
            level=row["level"],
            needs=tuple(row["needs"]),
            pattern=re.compile(_worded(row["pattern"], wording)),
            core=re.compile(_worded(row["pattern"], {**wording, LEAD: ""})),
            ordinal=row.get("ordinal"),
            stands_for=row.get("stands_for", False),
            examples=tuple(row["examples"]),
            counterexamples=tuple(row["counterexamples"]),
        )
    except (KeyError, re.error) as error:
        raise DataError(
            f"{where}, heading {row.get('rule')!r}: {error!r}; mend the rule"
        ) from error


def rows(name: str) -> dict[str, Any]:
    """A scheme file as it stands.

    Raises:
        UsageError: no such scheme.
    """
    if name not in NAMES:
        raise UsageError(f"no scheme {name!r}; known: {', '.join(NAMES)}")
    text = (
        resources.files("nlp_reports.sections").joinpath(f"schemes/{name}.toml").read_text("utf-8")
    )
    return tomllib.loads(text)


@cache
def load(name: str) -> Scheme:
    """One scheme by name, with the rules that it inherits.

    Raises:
        UsageError: no such scheme.
        DataError: a rule is incomplete or no regular expression.
    """
    data = rows(name)
    wording = data.get("wording", {})
    own = tuple(_rule(row, wording, f"schemes/{name}.toml") for row in data.get("heading", ()))
    below = load(data["inherits"]) if "inherits" in data else None
    labels = [row["pattern"] for row in data.get("row_label", ())]
    rules = own + (below.rules if below else ())
    keys = (*data["parts"], *SECOND_LEVEL, "unmapped")
    return Scheme(
        name=data["name"],
        years=(data["years"][0], data["years"][1]),
        markers=tuple(data["markers"]),
        parts=tuple(data["parts"]),
        rules=rules,
        row_label=below.row_label if below else re.compile("|".join(labels)),
        usable=frozenset(rule.rule for rule in rules if rule.level > 1 or rule.key in keys),
    )


@cache
def every_rule() -> tuple[HeadingRule, ...]:
    """The heading rules of all forms, each once."""
    found = {rule.rule: rule for name in NAMES for rule in load(name).rules}
    return tuple(found.values())


@cache
def row_label() -> re.Pattern[str]:
    """The labels of statutory rows, of all forms."""
    return re.compile("|".join(dict.fromkeys(load(name).row_label.pattern for name in NAMES)))


@cache
def _sieve() -> Sieve:
    return Sieve([rule.needs for rule in every_rule()])


@lru_cache(maxsize=1024)
def _of_bits(bits: int) -> tuple[HeadingRule, ...]:
    return tuple(rule for place, rule in enumerate(every_rule()) if bits >> place & 1)


def worth_trying(titles: Sequence[str]) -> list[tuple[HeadingRule, ...]]:
    """For each title the rules of all forms that could match in it, by what they need."""
    return list(map(_of_bits, _sieve().bits(titles)))
