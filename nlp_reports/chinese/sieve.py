"""Which of many rules could match a text, before any is tried: by the words that each needs.

Rules of expressions are many and most texts hold the words of a few of them only. A sieve looks
at all texts and all rules in one pass over arrays; what it lets through may still not match, what
it holds back cannot.

>>> sieve = Sieve([["考核", "评议"], ["将"], []])
>>> [f"{bits:03b}" for bits in sieve.bits(["将开展考核", "评比", ""])]
['111', '100', '100']
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

MOST = 64
"""Rules in one sieve at most."""
DIGIT = r"\d"
"""Stands for every decimal digit, as in an expression."""
_CODES = 1 << 16


def _digits() -> list[int]:
    return [code for code in range(_CODES) if chr(code).isdecimal()]


class Sieve:
    """The needed words of some rules as arrays, by the code of a character.

    A word of one character, or the first two of a longer one, must stand in a text. Characters
    beyond the basic plane share the places of others, so that more is let through, never less.

    Args:
        needs: per rule the words of which one stands in all that it matches; a rule without any
            is always let through.

    Raises:
        ValueError: there are more than :data:`MOST` rules, or a word is empty.
    """

    def __init__(self, needs: Sequence[Sequence[str]]) -> None:
        if len(needs) > MOST or not all(word for words in needs for word in words):
            raise ValueError(f"a sieve takes {MOST} rules at most, and no empty word")
        self._always = sum(1 << place for place, words in enumerate(needs) if not words)
        self._alone, self._first, self._second = np.zeros((3, _CODES), np.uint64)
        for place, words in enumerate(needs):
            bit = np.uint64(1 << place)
            for word in words:
                if word == DIGIT:
                    self._alone[_digits()] |= bit
                elif len(word) == 1:
                    self._alone[ord(word)] |= bit
                else:
                    self._first[ord(word[0])] |= bit
                    self._second[ord(word[1])] |= bit

    def bits(self, texts: Sequence[str]) -> list[int]:
        """For each text the rules that could match: bit ``i`` for rule ``i``."""
        if not texts:
            return []
        # A line end behind each text keeps its last character apart from the next text's first;
        # one more, so that the last text has a first character too where it is empty.
        codes = self._codes("\n".join(texts) + "\n\n")
        told = self._first.take(codes[:-1])
        told &= self._second.take(codes[1:])
        told |= self._alone.take(codes[:-1])
        starts = list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))
        found: list[int] = np.bitwise_or.reduceat(told, starts).tolist()
        return [bits | self._always for bits in found] if self._always else found

    @staticmethod
    def _codes(text: str) -> NDArray[np.uint16]:
        order = "le" if sys.byteorder == "little" else "be"
        wide = np.frombuffer(text.encode(f"utf-32-{order}", "surrogatepass"), np.uint32)
        return wide.astype(np.uint16)
