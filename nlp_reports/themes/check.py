"""Runs the examples and counterexamples of a codebook against its patterns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nlp_reports.report import Codebook, Item
from nlp_reports.text import Span
from nlp_reports.themes.tagging import by_rules


@dataclass(frozen=True, slots=True)
class Failed:
    """An example that its theme does not find, or a counterexample that it does."""

    theme: str
    kind: Literal["example", "counterexample"]
    text: str
    found: tuple[str, ...]

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
