"""The rule data of the room: cues and labels, compiled on first use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from nlp_reports.chinese.sieve import Sieve
from nlp_reports.errors import DataError
from nlp_reports.report import Role, Status

Table = Literal["role", "supervision", "status"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that speaks for a role with ``weight``, or for a status with ``rank``.

    One of ``needs`` stands in all that it matches; without any, it is always tried.
    """

    name: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    role: Role
    weight: float
    status: Status | None
    rank: int


@dataclass(frozen=True, slots=True)
class Label:
    """A name of a block; ``block`` is the role of what follows, ``none`` where it tells nothing."""

    name: str
    pattern: re.Pattern[str]
    block: Literal["problem", "measure", "none"]
    status: Status | None


def raw(name: str) -> dict[str, Any]:
    """A rule file (``cues`` or ``labels``) as it stands, with its examples."""
    text = resources.files("nlp_reports.items").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _compiled(row: dict[str, Any], where: str) -> re.Pattern[str]:
    try:
        return re.compile(row["pattern"])
    except (KeyError, re.error) as error:
        raise DataError(f"{where}, {row.get('name')!r}: {error!r}; mend the pattern") from error


@cache
def cues(table: Table) -> tuple[Cue, ...]:
    """The cues of one table.

    Raises:
        DataError: a pattern is missing or no regular expression.
    """
    return tuple(
        Cue(
            name=row["name"],
            pattern=_compiled(row, "items/cues.toml"),
            needs=tuple(row.get("needs", ())),
            role=row.get("role", "context"),
            weight=row.get("weight", 0.0),
            status=row.get("status"),
            rank=row.get("rank", 0),
        )
        for row in raw("cues")[table]
    )


ALL = -1
"""Every bit set: any cue could match."""


TABLES: tuple[Table, ...] = ("status", "role", "supervision")
"""The tables in the order of their cues' bits."""


@cache
def _sieve() -> Sieve:
    return Sieve([cue.needs for table in TABLES for cue in cues(table)])


def likely(words: Sequence[str]) -> list[int]:
    """Which cues of all tables could match each text, as bits (:func:`bit_of`)."""
    return _sieve().bits(words)


def bit_of(place: int, table: Table) -> int:
    """The bit of the cue at a place of its table in what :func:`likely` gives."""
    before = TABLES[: TABLES.index(table)]
    return 1 << (place + sum(len(cues(other)) for other in before))


@cache
def labels() -> tuple[Label, ...]:
    """All labels, in the order in which they are tried.

    Raises:
        DataError: a pattern is missing or no regular expression.
    """
    return tuple(
        Label(row["name"], _compiled(row, "items/labels.toml"), row["block"], row.get("status"))
        for row in raw("labels")["label"]
    )


@cache
def openings() -> frozenset[str]:
    """The characters with which a label can begin."""
    return frozenset(raw("labels")["opens"])


@lru_cache(maxsize=4096)
def label_of(words: str) -> Label | None:
    """The label that these words are, in full."""
    return next((label for label in labels() if label.pattern.fullmatch(words)), None)
