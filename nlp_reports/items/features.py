"""What the classifier sees of a piece: its characters, its cues, its place, its neighbours."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp_reports.items.roles import Decision, own_tense
from nlp_reports.items.split import Piece
from nlp_reports.report import Status

GRAMS = 1 << 14
"""Places for character pairs and triples, which are hashed into them."""
TRAITS = 1 << 12
"""Places for named traits (CRC-32 of the name, the same everywhere)."""
SIZE = GRAMS + TRAITS
"""Length of the feature vector."""
LONGEST = 160
"""Characters of an item that are read: the rest of a long one repeats its themes."""
VERSION = 2
_DIGIT = re.compile(r"\d")
_SHARE = 3.0
_MIX = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
"""Odd multipliers of the hash of a pair or triple (Knuth; xxHash)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The features of some pieces, one after the other.

    ``places`` and ``values`` hold those of all pieces; piece ``i`` has the stretch that begins at
    ``starts[i]``.
    """

    places: NDArray[np.int64]
    values: NDArray[np.float32]
    starts: NDArray[np.int64]

    def row(self, at: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Places and values of one piece."""
        end = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.places)
        return self.places[self.starts[at] : end], self.values[self.starts[at] : end]


@lru_cache(maxsize=1 << 16)
def _place(name: str) -> int:
    return GRAMS + zlib.crc32(name.encode()) % TRAITS


def _grams(words: Sequence[str]) -> NDArray[np.int64]:
    """Owner times :data:`SIZE` plus place of each pair and triple of characters, each once."""
    padded = [f"^{one[:LONGEST]}$" for one in words]
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(padded)), [len(one) for one in padded])
    found = []
    for size in (2, 3):
        count = max(0, len(codes) - size + 1)
        mixed = np.zeros(count, np.uint64)
        for step in range(size):
            mixed += codes[step : step + count] * np.uint64(_MIX[step])
        place = ((mixed & np.uint64(0xFFFFFFFF)) >> np.uint64(18)).astype(np.int64)
        whole = owner[:count] == owner[size - 1 :]
        found.append((owner[:count] * SIZE + place)[whole])
    return np.unique(np.concatenate(found))


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
    yield f"digits={_DIGIT.search(words) is not None}"
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
) -> Seen:
    """The features of every piece of a section.

    Args:
        text: the report's text.
        pieces: of one section, in order; at least one.
        section: its key.
        rules: what the rules decided for each.
        tenses: the status that each inherits.
    """
    words = [piece.span.of(text) for piece in pieces]
    named = np.asarray(
        [
            at * SIZE + place
            for at, piece in enumerate(pieces)
            for place in {
                *map(_place, _traits(piece, words[at], section, rules[at], tenses[at])),
                *map(_place, _near(rules, pieces, at)),
            }
        ],
        dtype=np.int64,
    )
    grams = _grams(words)
    counts = np.bincount(grams // SIZE, minlength=len(pieces))
    share = (_SHARE / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
    keys = np.sort(np.concatenate([grams, named]))
    owner, places = np.divmod(keys, SIZE)
    values = np.where(places < GRAMS, share[owner], np.float32(1.0))
    return Seen(places, values, np.searchsorted(owner, np.arange(len(pieces))))
