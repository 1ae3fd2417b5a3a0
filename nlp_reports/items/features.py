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

_BITS = 14
GRAMS = 1 << _BITS
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
"""Odd multipliers of the hash of a pair or triple (Knuth; xxHash), modulo 2^32."""
_ROW = 15
"""Bits of a key that hold the place (:data:`SIZE` at most); the owner stands above them."""


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


def _grams(words: Sequence[str]) -> list[NDArray[np.int64]]:
    """Keys of the pairs and of the triples of characters: owner above place."""
    padded = [f"^{one[:LONGEST]}$" for one in words]
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), np.uint32)
    owner = np.repeat(np.arange(len(padded)) << _ROW, [len(one) for one in padded])
    first, second, third = (codes * np.uint32(factor) for factor in _MIX)
    pairs = first[:-1] + second[1:]
    triples = pairs[:-1] + third[2:]
    high = np.uint32(32 - _BITS)
    return [
        (owner[:-1] | (pairs >> high))[owner[:-1] == owner[1:]],
        (owner[:-2] | (triples >> high))[owner[:-2] == owner[2:]],
    ]


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


def _places(told: Told, at: int) -> list[int]:
    """Places of the named traits of one piece; one may come twice."""
    pieces, rules, words = told.pieces, told.rules, told.words[at]
    piece, rule, last = pieces[at], rules[at], len(pieces) - 1
    return [
        *map(_cue, rule.cues),
        *_traits(
            told.section, rule.role, piece.number is not None, piece.value == 1, piece.block,
            piece.status, piece.opens, len(words) // 20, told.tenses[at], told.own[at],
            words.endswith(("：", ":")), _DIGIT.search(words) is not None,
        ),
        *_near(
            rules[at - 1].role if at else NONE,
            at > 0 and pieces[at - 1].run == piece.run,
            rule.role,
            rules[at + 1].role if at < last else NONE,
            at < last and pieces[at + 1].run == piece.run,
            5 * at // len(pieces),
        ),
    ]  # fmt: skip


def _keys(sections: Sequence[Told]) -> NDArray[np.int64]:
    """Owner and place of all features as one number each, in order, each once."""
    grams = _grams([one for told in sections for one in told.words])
    named = [_places(told, at) for told in sections for at in range(len(told.pieces))]
    traits = [row << _ROW | place for row, own in enumerate(named) for place in own]
    every = np.concatenate([*grams, np.asarray(traits, np.int64)])
    every.sort()
    fresh = np.empty(len(every), np.bool_)
    fresh[0] = True
    np.not_equal(every[1:], every[:-1], out=fresh[1:])
    return every[fresh]


def see(sections: Sequence[Told]) -> Seen:
    """The features of every piece of some sections, in order; there must be at least one piece.

    Neighbours are those of the piece's own section, so that sections may come together.
    """
    rows = sum(len(told.pieces) for told in sections)
    keys = _keys(sections)
    owner = keys >> _ROW
    places = keys & ((1 << _ROW) - 1)
    of_gram = places < GRAMS
    share = _SHARE / np.sqrt(np.maximum(np.bincount(owner[of_gram], minlength=rows), 1))
    values = np.where(of_gram, share.astype(np.float32)[owner], np.float32(1.0))
    return Seen(places, values, np.searchsorted(owner, np.arange(rows)))
