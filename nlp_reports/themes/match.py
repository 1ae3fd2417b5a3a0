"""A codebook's patterns at work: every hit is evidence with a span and the pattern's name."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from nlp_reports.chinese.words import cut
from nlp_reports.report import Codebook
from nlp_reports.text import Span
from nlp_reports.themes.notation import Pattern, Term, end_of, opening, parse, stands_alone


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found its words: ``span`` counts in the text given, ``weight`` lies in 0..1."""

    theme: str
    pattern: str
    span: Span
    weight: float


@dataclass(frozen=True, slots=True)
class _Entry:
    """A pattern under one of its first words, with what can rule it out before any search."""

    theme: str
    name: str
    pattern: Pattern
    alone: bool
    closing: frozenset[str]
    barring: frozenset[str]

    def end(self, at: int, words: Sequence[str], present: Set[str]) -> int | None:
        """The word after a hit that begins with word ``at``; ``present`` are all the words."""
        if self.closing and self.closing.isdisjoint(present):
            return None
        if self.alone and self.barring.isdisjoint(present):
            return at + 1
        return end_of(self.pattern, at, words)


class Rules:
    """The compiled patterns of a codebook.

    Args:
        codebook: whose patterns to run.
    """

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.names: list[str] = []
        self._by_word: dict[str, list[_Entry]] = {}
        for theme in codebook.themes:
            for number, source in enumerate(theme.patterns, start=1):
                self.names.append(f"{theme.key}.{number}")
                self._enter(theme.key, parse(source))

    def _enter(self, theme: str, pattern: Pattern) -> None:
        last = pattern.terms[-1] if len(pattern.terms) > 1 else None
        closing = frozenset(last.by_first if isinstance(last, Term) else ())
        barring = frozenset(word for terms in pattern.unless for word in opening(terms).by_first)
        for word in pattern.first.by_first:
            alone = stands_alone(pattern, word)
            entry = _Entry(theme, self.names[-1], pattern, alone, closing, barring)
            self._by_word.setdefault(word, []).append(entry)

    def hits(self, text: str, words: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """All hits, by place and theme.

        Args:
            text: one item.
            words: ``text`` as cut by our tokenizer, where it is at hand.
        """
        words = cut(text) if words is None else words
        starts = [0, *accumulate(map(len, words))]
        present = set(words)
        found: list[Hit] = []
        for at, word in enumerate(words):
            for entry in self._by_word.get(word, ()):
                end = entry.end(at, words, present)
                if end is not None:
                    span = Span(starts[at], starts[end])
                    found.append(Hit(entry.theme, entry.name, span, entry.pattern.weight))
        return tuple(found)


@lru_cache(maxsize=32)
def rules(codebook: Codebook) -> Rules:
    """Return the compiled patterns of a codebook, built on first use."""
    return Rules(codebook)
