"""A codebook's patterns at work: every hit is evidence with a span and the pattern's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from nlp_reports.chinese.words import cut
from nlp_reports.report import Codebook
from nlp_reports.text import Span
from nlp_reports.themes.notation import Pattern, end_of, is_plain, parse


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found its words: ``span`` counts in the text given, ``weight`` lies in 0..1."""

    theme: str
    pattern: str
    span: Span
    weight: float


class Rules:
    """The compiled patterns of a codebook.

    Args:
        codebook: whose patterns to run.
    """

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.names: list[str] = []
        self._by_word: dict[str, list[tuple[str, str, Pattern, bool]]] = {}
        for theme in codebook.themes:
            for number, source in enumerate(theme.patterns, start=1):
                pattern = parse(source)
                self.names.append(f"{theme.key}.{number}")
                for word in pattern.first.by_first:
                    plain = is_plain(pattern, word)
                    entry = (theme.key, self.names[-1], pattern, plain)
                    self._by_word.setdefault(word, []).append(entry)

    def hits(self, text: str, words: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """All hits, by place and theme.

        Args:
            text: one item.
            words: ``text`` as cut by our tokenizer, where it is at hand.
        """
        words = cut(text) if words is None else words
        starts = [0, *accumulate(len(word) for word in words)]
        found: list[Hit] = []
        for at, word in enumerate(words):
            for theme, name, pattern, plain in self._by_word.get(word, ()):
                end = at + 1 if plain else end_of(pattern, at, words)
                if end is not None:
                    found.append(Hit(theme, name, Span(starts[at], starts[end]), pattern.weight))
        return tuple(found)


@lru_cache(maxsize=32)
def rules(codebook: Codebook) -> Rules:
    """Return the compiled patterns of a codebook, built on first use."""
    return Rules(codebook)
