"""Many patterns over words at once: looked up by their first word, so that most are never tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from nlp_reports.chinese.patterns import Pattern, Term, end_of, opening, stands_alone

_REMEMBERED = 20_000
"""Words of which it is remembered which shaped patterns they can open."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern, whose it is, and what can rule it out before any search.

    Attributes:
        key: the theme or slot that it is evidence of.
        name: how evidence cites it.
        pattern: the pattern.
        closing: words of which one must be there; empty where that is not known.
        barring: words of which one must be there for the pattern to be barred; ``None`` where
            that is not known.
    """

    key: str
    name: str
    pattern: Pattern
    closing: frozenset[str]
    barring: frozenset[str] | None

    @classmethod
    def of(cls, key: str, name: str, pattern: Pattern) -> Entry:
        """Look ahead at a pattern."""
        last = pattern.terms[-1] if len(pattern.terms) > 1 else None
        closes = isinstance(last, Term) and not last.shapes
        closing = frozenset(last.by_first if closes and isinstance(last, Term) else ())
        bars = [opening(terms) for terms in pattern.unless]
        known = not any(term.shapes for term in bars)
        barring = frozenset(word for term in bars for word in term.by_first) if known else None
        return cls(key, name, pattern, closing, barring)

    def end(self, at: int, words: Sequence[str], present: Set[str], alone: bool) -> int | None:
        """The word after a hit that begins with word ``at``.

        Args:
            at: a word that can open the pattern.
            words: all words.
            present: the same as a set.
            alone: whether the word alone makes a hit.
        """
        if self.closing and self.closing.isdisjoint(present):
            return None
        if alone and self.barring is not None and self.barring.isdisjoint(present):
            return at + 1
        return end_of(self.pattern, at, words)


class Matcher:
    """The patterns of a codebook or of the slots, compiled.

    Args:
        patterns: key, name and pattern of each; hits come in this order.
    """

    def __init__(self, patterns: Iterable[tuple[str, str, Pattern]]) -> None:
        self._by_word: dict[str, list[tuple[int, bool, Entry]]] = {}
        self._shaped: list[tuple[int, Entry]] = []
        self._opened: dict[str, list[tuple[int, bool, Entry]]] = {}
        for number, (key, name, pattern) in enumerate(patterns):
            entry = Entry.of(key, name, pattern)
            for word in pattern.first.by_first:
                alone = stands_alone(pattern, word)
                self._by_word.setdefault(word, []).append((number, alone, entry))
            if pattern.first.shapes:
                self._shaped.append((number, entry))

    def hits(self, words: Sequence[str]) -> Iterator[tuple[Entry, int, int]]:
        """Yield each pattern with the words of a hit, by place, then in the patterns' order."""
        present = set(words)
        opened_by = self._opening if self._shaped else self._plain
        for at, word in enumerate(words):
            for _, alone, entry in opened_by(word):
                end = entry.end(at, words, present, alone)
                if end is not None:
                    yield entry, at, end

    def _plain(self, word: str) -> Sequence[tuple[int, bool, Entry]]:
        return self._by_word.get(word, ())

    def _opening(self, word: str) -> Sequence[tuple[int, bool, Entry]]:
        """What a word can open, by itself or by its shape; words come again and again."""
        found = self._opened.get(word)
        if found is None:
            known = self._by_word.get(word, [])
            taken = {number for number, _, _ in known}
            shaped = [
                (number, False, entry)
                for number, entry in self._shaped
                if number not in taken and entry.pattern.first.fitting(word)
            ]
            found = sorted([*known, *shaped], key=lambda opened: opened[0])
            if len(self._opened) >= _REMEMBERED:
                self._opened.clear()
            self._opened[word] = found
        return found
