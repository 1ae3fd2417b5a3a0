"""A codebook's patterns at work: every hit is evidence with a span and the pattern's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from nlp_reports.chinese.matching import Matcher
from nlp_reports.chinese.patterns import parse
from nlp_reports.chinese.words import cut
from nlp_reports.report import Codebook
from nlp_reports.text import Span


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
        patterns = [
            (theme.key, f"{theme.key}.{number}", parse(source))
            for theme in codebook.themes
            for number, source in enumerate(theme.patterns, start=1)
        ]
        self.names = [name for _, name, _ in patterns]
        self._matcher = Matcher(patterns)

    def hits(self, text: str, words: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """All hits, by place and theme.

        Args:
            text: one item.
            words: ``text`` as cut by our tokenizer, where it is at hand.
        """
        words = cut(text) if words is None else words
        starts = [0, *accumulate(map(len, words))]
        return tuple(
            Hit(entry.key, entry.name, Span(starts[at], starts[end]), entry.pattern.weight)
            for entry, at, end in self._matcher.hits(words)
        )


@lru_cache(maxsize=32)
def rules(codebook: Codebook) -> Rules:
    """Return the compiled patterns of a codebook, built on first use."""
    return Rules(codebook)
