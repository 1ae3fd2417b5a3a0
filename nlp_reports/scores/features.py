"""What the model sees of an item: which slots are present, its role, and its wording.

Wording is read clause by clause, as the set of characters and character pairs of the masked text,
and the most particular clause counts: presence, not density. Stock clauses around a fact do not
hide it, saying it twice adds nothing. Stretches that law or form prescribe are blanked out first,
so inserting them changes nothing either.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp_reports.report import Role
from nlp_reports.scores.mask import DATE, DOCUMENT, NUMBER, PLACE, Masked, mask
from nlp_reports.scores.shares import statutory
from nlp_reports.scores.shingles import Flags, covered, isin, shingles
from nlp_reports.scores.slots import SCORED, Found, find_slots, slots
from nlp_reports.text import Span

VERSION = 1
SHORTEST = 10
"""Characters; a shorter clause is read together with the next one."""
STATUTORY_K = 13
BLANK = "\u3000"
_CLAUSE = re.compile("[^，。；：！？,;:!?]+[，。；：！？,;:!?]*|[，。；：！？,;:!?]+")
_PLACEHOLDERS = frozenset((DATE, DOCUMENT, NUMBER, PLACE))


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as the model sees it.

    Attributes:
        role: problem, measure or supervision.
        found: slots with their places in the item's text.
        clauses: spans of the item's text, at least one, with their distinct characters and
            character pairs after masking.
    """

    role: Role
    found: tuple[Found, ...]
    clauses: tuple[tuple[Span, tuple[str, ...]], ...]

    @property
    def grams(self) -> tuple[str, ...]:
        """Distinct characters and pairs of all clauses, sorted."""
        return tuple(sorted({gram for _, grams in self.clauses for gram in grams}))

    @property
    def values(self) -> npt.NDArray[np.float64]:
        """0 or 1 per name of :func:`names`."""
        present = {place.slot.key for place in self.found}
        grades = [slot.grade for slot in slots() if slot.key in present]
        own = [float(slot.key in present) for slot in slots()]
        more = [float(grades.count(3) > 1), float(grades.count(2) > 1)]
        return np.array(own + more + [float(role == self.role) for role in SCORED])


def names() -> tuple[str, ...]:
    """Return what each place of :attr:`Seen.values` says."""
    return (*(slot.key for slot in slots()), "two anchors", "two particulars", *SCORED)


def see(text: str, role: Role) -> Seen:
    """Look at an item's text."""
    masked = mask(text)
    prescribed = _prescribed(masked)
    own = _blanked(text, masked, prescribed)
    plain = "".join(
        " " if gone or c in _PLACEHOLDERS else c
        for c, gone in zip(masked.text, prescribed, strict=True)
    )
    starts = [span.start for span in masked.spans]
    parts = []
    for span in clauses(own):
        piece = plain[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        parts.append((span, grams(piece)))
    return Seen(role, tuple(find_slots(own, role)), tuple(parts))


def _prescribed(masked: Masked) -> Flags:
    """Tell which masked characters law or form prescribe."""
    hits = isin(shingles(masked.text, STATUTORY_K), statutory(STATUTORY_K))
    return covered(hits, len(masked.text), STATUTORY_K)


def _blanked(text: str, masked: Masked, gone: Flags) -> str:
    """Blank out some masked characters; every other character keeps its place."""
    out = list(text)
    for at in np.flatnonzero(gone):
        span = masked.spans[at]
        out[span.start : span.end] = BLANK * len(span)
    return "".join(out)


def clauses(text: str) -> list[Span]:
    """Cut an item's text into clauses of at least ten characters of content.

    >>> [span.of("不够主动，解读少，图解更少") for span in clauses("不够主动，解读少，图解更少")]
    ['不够主动，解读少，图解更少']
    """
    found: list[Span] = []
    start = size = 0
    for match in _CLAUSE.finditer(text):
        size += sum(c.isalnum() for c in match[0])
        if size >= SHORTEST:
            found.append(Span(start, match.end()))
            start, size = match.end(), 0
    if size and found:
        found[-1] = Span(found[-1].start, len(text))
    return found or [Span(0, len(text))]


def grams(plain: str) -> tuple[str, ...]:
    """Return the distinct characters and pairs of a masked text; blanks belong to none.

    >>> grams("公开公开 群众")
    ('众', '公', '公开', '开', '开公', '群', '群众')
    """
    pairs = (plain[at : at + 2] for at in range(len(plain) - 1))
    return tuple(sorted({gram for gram in (*plain, *pairs) if " " not in gram}))
