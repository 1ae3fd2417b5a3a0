"""Holds the patterns of a codebook against its examples, and against coded items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from nlp_reports.report import Codebook, Item
from nlp_reports.text import Span
from nlp_reports.themes.labels import Labelled, for_codebook
from nlp_reports.themes.match import rules
from nlp_reports.themes.tagging import by_rules


@dataclass(frozen=True, slots=True)
class Failed:
    """An example that its theme does not find, or a counterexample that it does."""

    theme: str
    kind: Literal["example", "counterexample"]
    text: str
    found: tuple[str, ...]

    @property
    def field(self) -> str:
        """The list of the theme in which the text stands."""
        return f"{self.kind}s"

    def __str__(self) -> str:
        verb = "is not found in its" if self.kind == "example" else "is found in the"
        return (
            f"{self.theme}: {verb} {self.kind} “{self.text}” (found: {', '.join(self.found)}); "
            "mend the patterns or move the sentence"
        )


def failures(codebook: Codebook) -> Iterator[Failed]:
    """Every example and counterexample on which the patterns of its theme are wrong."""
    for theme in codebook.themes:
        for text in theme.examples:
            found = _themes(text, codebook)
            if theme.key not in found:
                yield Failed(theme.key, "example", text, found)
        for text in theme.counterexamples:
            found = _themes(text, codebook)
            if theme.key in found:
                yield Failed(theme.key, "counterexample", text, found)


def _themes(text: str, codebook: Codebook) -> tuple[str, ...]:
    item = Item("check", "check", codebook.roles[0], Span(0, len(text)), text)
    return tuple(mention.theme for mention in by_rules(item, codebook))


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a pattern is right: ``right`` of the ``items`` that it hits are coded so."""

    theme: str
    pattern: str
    source: str
    items: int
    right: int

    @property
    def value(self) -> float | None:
        """The share of hits that are right; ``None`` for a pattern that hits nothing."""
        return self.right / self.items if self.items else None


def precision(codebook: Codebook, rows: Iterable[Labelled]) -> tuple[Precision, ...]:
    """Each pattern held against coded items, in the codebook's order.

    An item counts once per pattern. Items whose role the codebook is not for are left out.
    """
    compiled = rules(codebook)
    hits: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in for_codebook(rows, codebook):
        found = {(hit.pattern, hit.theme) for hit in compiled.hits(row.text)}
        hits.update(name for name, _ in found)
        right.update(name for name, theme in found if theme in row.keys)
    sources = [(theme.key, source) for theme in codebook.themes for source in theme.patterns]
    return tuple(
        Precision(key, name, source, hits[name], right[name])
        for name, (key, source) in zip(compiled.names, sources, strict=True)
    )
