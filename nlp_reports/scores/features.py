"""What the model sees of an item: which slots are present, its role, and its wording.

Wording is read clause by clause, as the set of characters and character pairs of the masked text,
and the most particular clause counts: presence, not density. Stock clauses around a fact do not
hide it, saying it twice adds nothing. Stretches that law or form prescribe, names of laws, fixed
terms and slogans are blanked out first, so inserting them changes nothing either.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import add

import numpy as np
import numpy.typing as npt

from nlp_reports.report import Role
from nlp_reports.scores.mask import DATE, DOCUMENT, NUMBER, PLACE, Masked, mask
from nlp_reports.scores.shares import statutory
from nlp_reports.scores.shingles import Flags, covered, isin, shingles
from nlp_reports.scores.slots import SCORED, SEAM, Found, look, slots
from nlp_reports.text import Span

VERSION = 1
SHORTEST = 10
"""Characters; a shorter clause is read together with the next one."""
STATUTORY_K = 13
BLANK = "\u3000"
_CLAUSE = re.compile("[^，。；：！？,;:!?]+[，。；：！？,;:!?]*|[，。；：！？,;:!?]+")
_TO_BLANK = str.maketrans(dict.fromkeys((DATE, DOCUMENT, NUMBER, PLACE), " "))
Clause = tuple[Span, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as the model sees it.

    Attributes:
        role: problem, measure or supervision.
        found: slots with their places in the item's text.
        clauses: spans of the item's text, at least one, with their distinct characters and
            character pairs after masking, in order of appearance.
    """

    role: Role
    found: tuple[Found, ...]
    clauses: tuple[Clause, ...]

    @property
    def grams(self) -> tuple[str, ...]:
        """Distinct characters and pairs of all clauses, sorted."""
        return tuple(sorted({gram for _, grams in self.clauses for gram in grams}))

    @property
    def values(self) -> npt.NDArray[np.float64]:
        """0 or 1 per name of :func:`names`; a denial beside a fact denies something else."""
        present = {place.slot.key for place in self.found}
        grades = [slot.grade for slot in slots() if slot.key in present]
        if 3 in grades:
            present -= {slot.key for slot in slots() if slot.grade == 0}
        own = [slot.key in present for slot in slots()]
        more = [grades.count(3) > 1, grades.count(2) > 1]
        return np.array(own + more + [role == self.role for role in SCORED], dtype=float)


@cache
def names() -> tuple[str, ...]:
    """Return what each place of :attr:`Seen.values` says."""
    return (*(slot.key for slot in slots()), "two anchors", "two particulars", *SCORED)


def see(text: str, role: Role) -> Seen:
    """Look at an item's text."""
    return see_all([(text, role)])[0]


def see_all(items: Sequence[tuple[str, Role]]) -> list[Seen]:
    """Look at the texts of many items at once; each is seen as it would be alone."""
    masked = [mask(text) for text, _ in items]
    gone = _prescribed(masked)
    own = [
        (_blanked(text, one, no), role)
        for (text, role), one, no in zip(items, masked, gone, strict=True)
    ]
    return [
        Seen(role, looked.found, _clause_grams(text, one, no, looked.void))
        for (text, role), looked, one, no in zip(own, look(own), masked, gone, strict=True)
    ]


def _clause_grams(
    text: str, masked: Masked, gone: Flags, void: Sequence[Span]
) -> tuple[Clause, ...]:
    """Cut a text into clauses, each with its grams; what is void or prescribed gives none."""
    plain = masked.text.translate(_TO_BLANK)
    if gone.any():
        plain = "".join(" " if no else c for c, no in zip(plain, gone, strict=True))
    starts = masked.starts
    for span in void:
        at, end = bisect_left(starts, span.start), bisect_left(starts, span.end)
        plain = plain[:at] + " " * (end - at) + plain[end:]
    spans = clauses(text)
    cuts = [*(bisect_left(starts, span.start) for span in spans), len(plain)]
    return tuple(
        (span, grams(plain[at:end])) for span, at, end in zip(spans, cuts, cuts[1:], strict=False)
    )


def _prescribed(texts: Sequence[Masked]) -> list[Flags]:
    """Tell which masked characters law or form prescribe, in one look over all texts."""
    joined = SEAM.join(masked.text for masked in texts)
    hits = isin(shingles(joined, STATUTORY_K), statutory(STATUTORY_K))
    flags = covered(hits, len(joined), STATUTORY_K)
    starts = accumulate((len(masked.text) + 1 for masked in texts), initial=0)
    return [flags[at : at + len(one.text)] for at, one in zip(starts, texts, strict=False)]


def _blanked(text: str, masked: Masked, gone: Flags) -> str:
    """Blank out some masked characters; every other character keeps its place."""
    if not gone.any():
        return text
    out = list(text)
    for at in np.flatnonzero(gone):
        start, end = masked.starts[at], masked.ends[at]
        out[start:end] = BLANK * (end - start)
    return "".join(out)


def clauses(text: str) -> list[Span]:
    """Cut an item's text into clauses of at least ten characters of content.

    >>> [span.of("不够主动，解读少，图解更少") for span in clauses("不够主动，解读少，图解更少")]
    ['不够主动，解读少，图解更少']
    """
    found: list[Span] = []
    start = size = 0
    for match in _CLAUSE.finditer(text):
        size += sum(map(str.isalnum, match[0]))
        if size >= SHORTEST:
            found.append(Span(start, match.end()))
            start, size = match.end(), 0
    if size and found:
        found[-1] = Span(found[-1].start, len(text))
    return found or [Span(0, len(text))]


def grams(plain: str) -> tuple[str, ...]:
    """Return the distinct characters and pairs of a masked text; blanks belong to none.

    >>> grams("公开公开 群众")
    ('公', '开', '群', '众', '公开', '开公', '群众')
    """
    distinct = dict.fromkeys((*plain, *map(add, plain, plain[1:])))
    return tuple(distinct) if " " not in plain else tuple(g for g in distinct if " " not in g)
