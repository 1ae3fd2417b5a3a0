"""What the classifier sees of a piece: its characters, its cues, its place, its neighbours."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp_reports.items.roles import Decision
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
NONE = "none"
"""The role of a neighbour that is not there."""
VERSION = 3
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


@dataclass(frozen=True, slots=True)
class Told:
    """A section as the rules read it, one entry per piece in each sequence.

    ``tenses`` are the statuses that pieces inherit, ``own`` those that their words state (asked of
    section five only).
    """

    section: str
    pieces: Sequence[Piece]
    words: Sequence[str]
    rules: Sequence[Decision]
    tenses: Sequence[Status | None]
    own: Sequence[Status | None]


@lru_cache(maxsize=1 << 12)
def _place(name: str) -> int:
    return GRAMS + zlib.crc32(name.encode()) % TRAITS


def _grams(words: Sequence[str]) -> NDArray[np.int64]:
    """Owner times :data:`SIZE` plus place of each pair and triple of characters."""
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
    return np.concatenate(found)


@lru_cache(maxsize=1 << 14)
def _traits(
    section: str,
    role: str,
    numbered: bool,
    first_of_run: bool,
    block: str | None,
    status: Status | None,
    opens: bool,
    twenties: int,
    tense: Status | None,
    own: Status | None,
    colon: bool,
    digits: bool,
) -> tuple[int, ...]:
    """Places of what a piece is by itself; reports repeat the same few combinations."""
    names = (
        f"section={section}",
        f"rule={role}",
        f"rule={role}|{section}|{numbered}",
        f"block={block}|{status}",
        f"numbered={numbered}|{first_of_run}",
        f"opens={opens}|{not numbered}",
        f"length={min(twenties, 6)}",
        f"inherits={tense}",
        f"says={own}|{tense}",
        f"colon={colon}",
        f"digits={digits}",
    )
    return tuple(map(_place, names))


@lru_cache(maxsize=1 << 12)
def _near(
    before: str, same_before: bool, role: str, after: str, same_after: bool, fifth: int
) -> tuple[int, ...]:
    """Places of the neighbours and of the fifth of the section in which the piece stands."""
    names = (
        f"before={before}",
        f"before={before}|{role}|{same_before}",
        f"after={after}",
        f"after={after}|{role}|{same_after}",
        f"place={min(4, fifth)}",
        f"first={before == NONE}",
        f"last={after == NONE}",
    )
    return tuple(map(_place, names))


@lru_cache(maxsize=1 << 10)
def _cue(name: str) -> int:
    return _place(f"cue={name}")


def _places(told: Told, at: int) -> set[int]:
    """Places of the named traits of one piece."""
    pieces, rules, words = told.pieces, told.rules, told.words[at]
    piece, rule, last = pieces[at], rules[at], len(pieces) - 1
    numbered = piece.number is not None
    found = set(map(_cue, rule.cues))
    found.update(
        _traits(
            told.section, rule.role, numbered, piece.value == 1, piece.block, piece.status,
            piece.opens, len(words) // 20, told.tenses[at], told.own[at],
            words.endswith(("：", ":")), _DIGIT.search(words) is not None,
        )
    )  # fmt: skip
    found.update(
        _near(
            rules[at - 1].role if at else NONE,
            at > 0 and pieces[at - 1].run == piece.run,
            rule.role,
            rules[at + 1].role if at < last else NONE,
            at < last and pieces[at + 1].run == piece.run,
            5 * at // len(pieces),
        )
    )
    return found


def see(sections: Sequence[Told]) -> Seen:
    """The features of every piece of some sections, in order; there must be at least one piece.

    Neighbours are those of the piece's own section, so that sections may come together.
    """
    words = [one for told in sections for one in told.words]
    named: list[int] = []
    row = 0
    for told in sections:
        for at in range(len(told.pieces)):
            begin = row * SIZE
            named += [begin + place for place in _places(told, at)]
            row += 1
    keys = np.concatenate([_grams(words), np.asarray(named, dtype=np.int64)])
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    owner = keys // SIZE
    places = keys - owner * SIZE
    counts = np.bincount(owner[places < GRAMS], minlength=row)
    share = (_SHARE / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
    values = np.where(places < GRAMS, share[owner], np.float32(1.0))
    return Seen(places, values, np.searchsorted(owner, np.arange(row)))
