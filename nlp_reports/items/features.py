"""What the classifier sees of a piece: its characters, its cues, its place, its neighbours."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp_reports.items.roles import Decision, own_tense
from nlp_reports.items.split import Piece
from nlp_reports.report import Status

SIZE = 1 << 14
"""Length of the feature vector; names are hashed into it (CRC-32, the same everywhere)."""
LONGEST = 160
"""Characters of an item that are read: the rest of a long one repeats its themes."""
VERSION = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """The features of one piece: sorted places in the vector and their values."""

    places: NDArray[np.int64]
    values: NDArray[np.float32]


@lru_cache(maxsize=1 << 16)
def _place(name: str) -> int:
    return zlib.crc32(name.encode()) % SIZE


def _grams(words: str) -> Iterator[str]:
    padded = f"^{words[:LONGEST]}$"
    for size in (2, 3):
        yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


def _traits(
    piece: Piece, words: str, section: str, rule: Decision, tense: Status | None
) -> Iterator[str]:
    yield f"section={section}"
    yield f"rule={rule.role}"
    yield f"rule={rule.role}|{section}|{piece.number is not None}"
    yield f"block={piece.block}|{piece.status}"
    yield f"numbered={piece.number is not None}|{piece.value == 1}"
    yield f"opens={piece.opens}|{piece.number is None}"
    yield f"length={min(len(words) // 20, 6)}"
    yield f"inherits={tense}"
    yield f"says={own_tense(words)}|{tense}"
    yield f"colon={words.endswith(('：', ':'))}"
    yield f"digits={any(c.isdigit() for c in words)}"
    yield from (f"cue={name}" for name in rule.cues)


def _near(rules: Sequence[Decision], pieces: Sequence[Piece], at: int) -> Iterator[str]:
    for step, side in ((-1, "before"), (1, "after")):
        other = at + step
        inside = 0 <= other < len(pieces)
        role = rules[other].role if inside else "none"
        yield f"{side}={role}"
        yield f"{side}={role}|{rules[at].role}|{inside and pieces[other].run == pieces[at].run}"
    yield f"place={min(4, 5 * at // max(1, len(pieces)))}"
    yield f"first={at == 0}"
    yield f"last={at == len(pieces) - 1}"


def see(
    text: str,
    pieces: Sequence[Piece],
    section: str,
    rules: Sequence[Decision],
    tenses: Sequence[Status | None],
) -> list[Seen]:
    """The features of every piece of a section.

    Args:
        text: the report's text.
        pieces: of one section, in order.
        section: its key.
        rules: what the rules decided for each.
        tenses: the status that each inherits.
    """
    seen = []
    for at, piece in enumerate(pieces):
        words = piece.span.of(text)
        grams = {_place(gram) for gram in _grams(words)}
        traits = {_place(name) for name in _traits(piece, words, section, rules[at], tenses[at])}
        traits |= {_place(name) for name in _near(rules, pieces, at)}
        grams -= traits
        places = np.fromiter((*sorted(grams), *sorted(traits)), dtype=np.int64)
        share = 3.0 / max(1.0, len(grams) ** 0.5)
        values = np.ones(len(places), dtype=np.float32)
        values[: len(grams)] = share
        seen.append(Seen(places, values))
    return seen
