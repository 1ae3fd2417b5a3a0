"""How a pattern over words is written, and what it finds.

A pattern is a line of *terms* that must follow each other:

- ``更新|发布`` one of these expressions, whole words as our tokenizer cuts them;
- ``*局`` a longer word that ends so, ``每*`` one that begins so, ``+`` any word that begins with a
  Chinese character, ``#`` a number; ``#家`` a number and 家, in one word or in two;
  ``/[^格]局$/`` a word in which this regular expression is found;
- ``..4`` up to four words of any kind, never across a mark of punctuation; ``...4`` may cross
  commas and 、 but no end of a sentence;
- ``^`` before the first term: only at the beginning of the item;
- ``! 解读|培训`` after the terms: no hit where one of these stands in the same clause; it may be
  said several times, and may be a line of terms itself;
- ``=0.6`` at the very end: how sure a hit makes the theme, in 0..1; 1 by default.

>>> pattern = parse("更新 ..2 不及时|滞后 ! 解读 =0.9")
>>> pattern.weight, pattern.unless[0][0].expressions
(0.9, (('解读',),))
>>> find(pattern, cut("栏目更新还不及时"))
[(1, 4)]
>>> find(pattern, cut("解读更新不及时"))
[]

The same pattern as spaCy token patterns is :func:`spacy_patterns`: the contract tests hold both
to the same hits. Ours runs without loading spaCy. Codebooks of themes and the slots of substance
are written so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from nlp_reports.chinese.words import cut

COMMAS = frozenset("，,、：:")
STOPS = frozenset("。！？；!?;…\n")
MARKS = COMMAS | STOPS | frozenset("（）()“”")
MOST_EXPANSIONS = 20000
_GAP = re.compile(r"(\.{2,3})(\d{1,2})")
_WEIGHT = re.compile(r"=(0?\.\d+|1(?:\.0+)?)")
_REMEMBERED = 10_000
"""Words of which a term remembers which of its shapes they have."""
_NUMBER = r"(?:\d+(?:[,.]\d+)*|[一二两三四五六七八九十百千]+)"


@dataclass(frozen=True)
class Shape:
    """A word told by its form: ``regex`` is searched in it, as spaCy's ``REGEX`` is."""

    regex: str
    then: tuple[str, ...] = ()
    """Words that must follow."""


@dataclass(frozen=True)
class Term:
    """One of several expressions, each a sequence of words, or of several shapes of a word."""

    expressions: tuple[tuple[str, ...], ...]
    shapes: tuple[Shape, ...] = ()

    def fitting(self, word: str) -> tuple[Shape, ...]:
        """The shapes that a word has; words come again and again, so it is remembered."""
        found = self._remembered.get(word)
        if found is None:
            some = self._any_shape.search(word)
            found = tuple(s for s in self.shapes if re.search(s.regex, word)) if some else ()
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = found
        return found

    @cached_property
    def _any_shape(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{shape.regex})" for shape in self.shapes))

    @cached_property
    def _remembered(self) -> dict[str, tuple[Shape, ...]]:
        return {}

    @cached_property
    def by_first(self) -> dict[str, list[tuple[str, ...]]]:
        """The expressions by their first word, long ones first."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted(self.expressions, key=len, reverse=True):
            found.setdefault(words[0], []).append(words)
        return found


@dataclass(frozen=True)
class Gap:
    """Up to ``most`` words; over commas only where ``wide``."""

    most: int
    wide: bool

    @property
    def barred(self) -> frozenset[str]:
        """The marks that the gap may not hold."""
        return STOPS if self.wide else MARKS


@dataclass(frozen=True)
class Pattern:
    """A parsed pattern; ``source`` is the line it was written as."""

    source: str
    terms: tuple[Term | Gap, ...]
    unless: tuple[tuple[Term | Gap, ...], ...] = ()
    weight: float = 1.0
    anchored: bool = False

    @property
    def first(self) -> Term:
        """The first term, which is never a gap."""
        return opening(self.terms)

    def without_bars(self) -> Pattern:
        """The same without what bars a hit, as spaCy's Matcher has it."""
        return replace(self, unless=(), anchored=False)


def _expressions(alternatives: str) -> Term:
    found: dict[tuple[str, ...], None] = {}
    shapes: list[Shape] = []
    for text in alternatives.split("|"):
        if not text:
            raise ValueError(f"an empty alternative in {alternatives!r}")
        if own := _shapes(text):
            shapes += own
            continue
        found[(text,)] = None  # another context may leave it whole
        found[tuple(cut(text))] = None
    return Term(tuple(found), tuple(shapes))


def _shapes(text: str) -> list[Shape]:
    """The shapes that an alternative asks for; none where it is plain words."""
    if text.startswith("/") and text != "/":
        return [_expression(text)]
    word = re.escape(text.strip("*#+"))
    if text == "+":
        return [Shape("^[\u4e00-\u9fff]")]
    if text.startswith("#"):
        whole = Shape(f"^{_NUMBER}{word}$")
        return [whole, Shape(f"^{_NUMBER}$", tuple(cut(text[1:])))] if word else [whole]
    if text.startswith("*") and word:
        return [Shape(f".{word}$")]
    return [Shape(f"^{word}.")] if text.endswith("*") and word else []


def _expression(text: str) -> Shape:
    """A regular expression between two slashes."""
    if not text.endswith("/"):
        raise ValueError(f"{text!r} is no expression between two /; it may hold no | and no blank")
    try:
        re.compile(text[1:-1])
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None
    return Shape(text[1:-1])


def _terms(text: str) -> tuple[Term | Gap, ...]:
    terms: list[Term | Gap] = []
    for piece in text.split():
        gap = _GAP.fullmatch(piece)
        terms.append(Gap(int(gap[2]), gap[1] == "...") if gap else _expressions(piece))
    if not terms or isinstance(terms[0], Gap) or isinstance(terms[-1], Gap):
        raise ValueError("a pattern begins and ends with words, not with a gap")
    return tuple(terms)


@lru_cache(maxsize=4096)
def parse(source: str) -> Pattern:
    """Read one pattern. Read once: a codebook is checked, and lies beside its model again.

    Raises:
        ValueError: it is empty, begins or ends with a gap, or has an empty alternative.
    """
    text, weight = source.strip(), 1.0
    head, _, last = text.rpartition(" ")
    if match := _WEIGHT.fullmatch(last):
        text, weight = head.rstrip(), float(match[1])
    positive, *negative = text.split(" ! ")
    anchored = positive.startswith("^")
    terms = _terms(positive.removeprefix("^"))
    return Pattern(source, terms, tuple(map(_terms, negative)), weight, anchored)


def _ends(terms: Sequence[Term | Gap], at: int, words: Sequence[str]) -> int | None:
    """Where the terms end that begin at ``at``, or ``None``."""
    if not terms:
        return at
    term, rest = terms[0], terms[1:]
    if isinstance(term, Gap):
        return _over_gap(term, rest, at, words)
    if at >= len(words):
        return None
    for shape in term.fitting(words[at]) if term.shapes else ():
        after = at + 1 + len(shape.then)
        if not shape.then or tuple(words[at + 1 : after]) == shape.then:
            end = _ends(rest, after, words)
            if end is not None:
                return end
    for expression in term.by_first.get(words[at], ()):
        size = len(expression)
        if size == 1 or tuple(words[at : at + size]) == expression:
            end = _ends(rest, at + size, words)
            if end is not None:
                return end
    return None


def _over_gap(gap: Gap, rest: Sequence[Term | Gap], at: int, words: Sequence[str]) -> int | None:
    for skipped in range(gap.most + 1):
        if skipped and (at + skipped > len(words) or words[at + skipped - 1] in gap.barred):
            return None
        end = _ends(rest, at + skipped, words)
        if end is not None:
            return end
    return None


def end_of(pattern: Pattern, at: int, words: Sequence[str]) -> int | None:
    """The word after a hit of the pattern that begins with word ``at``, or ``None``."""
    if pattern.anchored and at > 0:
        return None
    end = _ends(pattern.terms, at, words)
    if end is None or not pattern.unless or not _barred(pattern, at, end, words):
        return end
    return None


def stands_alone(pattern: Pattern, word: str) -> bool:
    """Whether the word alone makes a hit wherever nothing bars it."""
    single = len(pattern.terms) == 1 and not pattern.anchored
    return single and pattern.first.by_first.get(word) == [(word,)]


def opening(terms: Sequence[Term | Gap]) -> Term:
    """The first of some terms, which is never a gap."""
    term = terms[0]
    assert isinstance(term, Term)  # as _terms made it
    return term


def _barred(pattern: Pattern, start: int, end: int, words: Sequence[str]) -> bool:
    while start > 0 and words[start - 1] not in COMMAS | STOPS:
        start -= 1
    while end < len(words) and words[end] not in COMMAS | STOPS:
        end += 1
    clause = words[start:end]
    return any(_holds(terms, clause) for terms in pattern.unless)


def _holds(terms: Sequence[Term | Gap], words: Sequence[str]) -> bool:
    first = opening(terms)
    known, shaped = first.by_first, bool(first.shapes)
    return any(
        (shaped or word in known) and _ends(terms, at, words) is not None
        for at, word in enumerate(words)
    )


def find(pattern: Pattern, words: Sequence[str]) -> list[tuple[int, int]]:
    """All hits as ranges of words, by their beginning."""
    found = ((at, end_of(pattern, at, words)) for at in range(len(words)))
    return [(at, end) for at, end in found if end is not None]


def spacy_patterns(pattern: Pattern) -> list[list[dict[str, Any]]]:
    """The positive terms as token patterns for :class:`spacy.matcher.Matcher`.

    ``^`` and ``!`` have no counterpart there: filter the hits with :func:`end_of`.

    Raises:
        ValueError: the alternatives multiply beyond 20,000 patterns.
    """
    choices = [list(_spacy_choices(term)) for term in pattern.terms]
    size = 1
    for choice in choices:
        size *= len(choice)
    if size > MOST_EXPANSIONS:
        raise ValueError(f"{pattern.source!r} makes {size} token patterns; use fewer alternatives")
    return [[token for part in parts for token in part] for parts in product(*choices)]


def _spacy_choices(term: Term | Gap) -> Iterator[list[dict[str, Any]]]:
    if isinstance(term, Gap):
        marks = sorted(term.barred)
        yield [{"TEXT": {"NOT_IN": marks}, "OP": f"{{0,{term.most}}}"}] if term.most else []
        return
    single = [words[0] for words in term.expressions if len(words) == 1]
    if single:
        yield [{"TEXT": {"IN": single}}]
    for words in term.expressions:
        if len(words) > 1:
            yield [{"TEXT": word} for word in words]
    for shape in term.shapes:
        yield [{"TEXT": {"REGEX": shape.regex}}, *({"TEXT": word} for word in shape.then)]
