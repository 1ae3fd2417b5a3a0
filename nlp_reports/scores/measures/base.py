"""What a measure of the literature is: a function with name, range, formula and source."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from nlp_reports.chinese.sentences import sentences
from nlp_reports.chinese.words import cut
from nlp_reports.plugins import Registry

Kind = Literal["text", "pair", "corpus", "change", "sample", "levels"]
Checked = Literal["paper", "secondary", "recalled", "ours"]
Input = str | float | Sequence[str] | Sequence[int] | Sequence[tuple[float, float]]
MARKS: dict[Checked, str] = {
    "paper": "[S]",
    "secondary": "[s]",
    "recalled": "[R]",
    "ours": "",
}
"""How far a formula was checked: read in the paper [S], in a secondary source or an implementation
[s], or recalled and not checked against the paper [R]."""
_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Measure:
    """A named, versioned measure.

    Attributes:
        name: as published, without version.
        version: v1 never changes meaning.
        kind: what it takes. ``text``: a text; ``pair``: a text and the same issuer's earlier one;
            ``corpus``: a text and the texts of other issuers; ``change``: a text, the earlier one
            and the texts of other issuers; ``sample``: a report's value and length, and those of
            the others in the sample; ``levels``: levels of items.
        low, high: the declared range, both ends included; infinity where there is no bound.
        unit: unit in words.
        formula: in one line.
        source: where it is from.
        checked: whether the formula was read in the paper itself, in a secondary source or an
            implementation, recalled only, or is our own.
        function: what computes it; ``None`` where the input is too small to say anything.
    """

    name: str
    version: int
    kind: Kind
    low: float
    high: float
    unit: str
    formula: str
    source: str
    checked: Checked
    function: Callable[..., float | None]

    @property
    def id(self) -> str:
        """Name and version, e.g. ``jaccard@1``."""
        return f"{self.name}@{self.version}"

    def __call__(self, *inputs: Input) -> float | None:
        """Compute it; see ``kind`` for the inputs."""
        return self.function(*inputs)


measures: Registry[Measure] = Registry("measure", group="nlp_reports.measures")


def measure(
    kind: Kind,
    formula: str,
    source: str,
    checked: Checked,
    *,
    unit: str = "0-1",
    low: float = 0.0,
    high: float = 1.0,
) -> Callable[[Callable[..., float | None]], Callable[..., float | None]]:
    """Register a function as version 1 of the measure of its name.

    Formula, source and how far the formula was checked are written into its docstring.
    """

    def add(function: Callable[..., float | None]) -> Callable[..., float | None]:
        name = function.__name__
        said = inspect.cleandoc(function.__doc__ or "")
        function.__doc__ = f"{said}\n\nFormula: {formula}. Source: {source} {MARKS[checked]}"
        found = Measure(name, 1, kind, low, high, unit, formula, source, checked, function)
        measures.register(found.id)(found)
        return function

    return add


UNBOUNDED = math.inf


def words(text: str) -> list[str]:
    """Words of a text without numbers, punctuation and blanks.

    >>> words("2021年，公开信息12条。")
    ['年', '公开', '信息', '条']
    """
    return [word for word in cut(text) if _WORD.match(word)]


def sentence_words(text: str) -> list[list[str]]:
    """Words of each sentence; sentences without words are left out."""
    cuts = (words(span.of(text)) for span in sentences(text))
    return [found for found in cuts if found]


def ngrams(items: Sequence[str], n: int) -> list[tuple[str, ...]]:
    """Every run of ``n`` items.

    >>> ngrams("abc", 2)
    [('a', 'b'), ('b', 'c')]
    """
    return [tuple(items[at : at + n]) for at in range(len(items) - n + 1)]


def share_of_words(text: str, is_hit: Callable[[list[str]], bool]) -> float | None:
    """Words in sentences that are hit over all words: the shape of several measures."""
    found = sentence_words(text)
    total = sum(map(len, found))
    return sum(len(s) for s in found if is_hit(s)) / total if total else None


def gram_set(text: str, n: int) -> set[tuple[str, ...]]:
    """Distinct runs of ``n`` words within sentences."""
    return {gram for sentence in sentence_words(text) for gram in ngrams(sentence, n)}


def cosine(one: Iterable[tuple[str, float]], other: Iterable[tuple[str, float]]) -> float | None:
    """Cosine of two sparse vectors of unlike terms; ``None`` where one is zero."""
    a, b = dict(one), dict(other)
    size = math.sqrt(math.fsum(v * v for v in a.values())) * math.sqrt(
        math.fsum(v * v for v in b.values())
    )
    if not size:
        return None
    product = math.fsum(a[t] * b[t] for t in sorted(a.keys() & b.keys()))
    return min(1.0, max(0.0, round(product / size, 12)))
