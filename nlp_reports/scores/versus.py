"""Two reports side by side: which items return, changed or not, which are gone, which are new.

Two years of one issuer, or two issuers. Items are compared after masking, so that swapped names,
numbers and years hide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from nlp_reports.report import Item
from nlp_reports.scores.align import Alignment, align
from nlp_reports.scores.features import grams
from nlp_reports.scores.mask import mask
from nlp_reports.scores.shingles import covered, isin, shingles
from nlp_reports.scores.slots import SCORED

Kind = Literal["reused", "changed", "same matter"]
K = 5
REUSED, CHANGED = 0.9, 0.4
"""Least shared characters, of both items together, to call an item reused or changed."""
SAME_MATTER = 0.01
"""Least cosine of character pairs for items of one main theme to be the same matter reworded.

Chosen on pairs of years read by hand (``tests/bench/repeated_problems.py``): precision 0.77,
recall 0.95; the main theme carries most of it.
"""
KEPT = 0.3
"""The same for a planned measure and what is told as done, where no theme says that they meet.

Chosen on pairs settled by hand (``tests/bench/followed_measures.py``) as the one at which as many
are called kept as were, because follow-through is a share.
"""
_PAST = ("supervision", "activity")
_SUBJECT = frozenset(
    one + other for name in ("政府信息公开工作", "政务公开工作") for one, other in pairwise(name)
)
"""Pairs of the one thing that all reports speak of: sharing them is keeping no promise."""


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier item and the later one it returns as.

    ``shared`` is the share (0-1) of characters of both that the other one has, after masking;
    ``alignment`` counts in their masked texts, ``left_text`` and ``right_text``.
    """

    kind: Kind
    left: Item
    right: Item
    shared: float
    left_text: str
    right_text: str

    @property
    def alignment(self) -> Alignment:
        """The best local alignment, to show; made when asked for."""
        return align(self.left_text, self.right_text)


@dataclass(frozen=True, slots=True)
class Versus:
    """What became of the items of the earlier report, and where those of the later come from."""

    matches: tuple[Match, ...]
    dropped: tuple[Item, ...]
    new: tuple[Item, ...]
    kept: tuple[tuple[Item, Item], ...]

    def of(self, kind: Kind) -> tuple[Match, ...]:
        """The matches of one kind."""
        return tuple(match for match in self.matches if match.kind == kind)

    @property
    def repeated(self) -> tuple[Match, ...]:
        """Problems of the earlier report that the later one has again, in its order."""
        return tuple(match for match in self.matches if match.right.role == "problem")

    @property
    def persistence(self) -> float | None:
        """Share of the later report's problems that the earlier one has too, 0-1."""
        fresh = [item for item in self.new if item.role == "problem"]
        total = len(self.repeated) + len(fresh)
        return len(self.repeated) / total if total else None

    def follow_through(self, earlier: Iterable[Item]) -> float | None:
        """Share of the earlier report's planned measures that the later one tells as done, 0-1."""
        planned = [i for i in earlier if i.role == "measure" and i.status == "planned"]
        done = {promise.id for promise, _ in self.kept}
        return sum(i.id in done for i in planned) / len(planned) if planned else None


@dataclass(frozen=True, slots=True)
class _Side:
    item: Item
    text: str
    pairs: frozenset[str]
    theme: str | None


def versus(
    earlier: Sequence[Item],
    later: Sequence[Item],
    *,
    names: tuple[Iterable[str | None], Iterable[str | None]] = ((), ()),
    themes: Mapping[Item, str] | None = None,
) -> Versus:
    """Match the problems, measures and supervision items of two reports.

    Args:
        earlier: items of the one report.
        later: items of the other.
        names: names of issuer and region of each, to be masked.
        themes: the main theme of items; without it, no reworded problem is recognised.
    """
    lefts = _sides(earlier, names[0], themes or {})
    rights = _sides(later, names[1], themes or {})
    scored_left = [side for side in lefts if side.item.role in SCORED]
    scored_right = [side for side in rights if side.item.role in SCORED]
    matches = _matches(scored_left, scored_right)
    taken_left = {match.left for match in matches}
    taken_right = {match.right for match in matches}
    return Versus(
        tuple(matches),
        tuple(side.item for side in scored_left if side.item not in taken_left),
        tuple(side.item for side in scored_right if side.item not in taken_right),
        tuple(_kept(lefts, rights)),
    )


def _sides(
    items: Sequence[Item], names: Iterable[str | None], themes: Mapping[Item, str]
) -> list[_Side]:
    known = tuple(names)
    sides = []
    for item in items:
        text = mask(item.text, known).text
        plain = "".join(c if c.isalnum() else " " for c in text)
        pairs = frozenset(gram for gram in grams(plain) if len(gram) == 2)
        sides.append(_Side(item, text, pairs, themes.get(item)))
    return sides


def _matches(lefts: Sequence[_Side], rights: Sequence[_Side]) -> list[Match]:
    """Pair items one to one, the most alike first."""
    found = []
    for a, left in enumerate(lefts):
        for b, right in enumerate(rights):
            if left.item.role == right.item.role:
                kind, shared = _alike(left, right)
                if kind:
                    order = (("reused", "changed", "same matter").index(kind), -shared, a, b)
                    found.append((order, kind, shared))
    matches: list[Match] = []
    used: set[tuple[str, int]] = set()
    for (_, _, a, b), kind, shared in sorted(found, key=lambda entry: entry[0]):
        if ("left", a) not in used and ("right", b) not in used:
            used |= {("left", a), ("right", b)}
            left, right = lefts[a], rights[b]
            matches.append(Match(kind, left.item, right.item, shared, left.text, right.text))
    return sorted(matches, key=lambda match: match.right.span)


def _alike(left: _Side, right: _Side) -> tuple[Kind | None, float]:
    shared = shared_share(left.text, right.text)
    if shared >= REUSED:
        return "reused", shared
    if shared >= CHANGED:
        return "changed", shared
    same_theme = left.theme is not None and left.theme == right.theme
    if same_theme and _cosine(left.pairs, right.pairs) >= SAME_MATTER:
        return "same matter", shared
    return None, shared


def shared_share(one: str, other: str) -> float:
    """Share of the characters of both texts that stand in runs of five of the other, 0-1.

    >>> shared_share("公开信息更新不及时", "公开信息更新不及时")
    1.0
    >>> shared_share("公开信息更新不及时", "答复文书不够规范")
    0.0
    """
    if not one or not other:
        return 0.0
    k = min(K, len(one), len(other))
    first, second = shingles(one, k), shingles(other, k)
    hits = covered(isin(first, np.unique(second)), len(one), k).sum()
    hits += covered(isin(second, np.unique(first)), len(other), k).sum()
    return float(hits) / (len(one) + len(other))


def _cosine(one: frozenset[str], other: frozenset[str]) -> float:
    size = (len(one) * len(other)) ** 0.5
    return len(one & other) / size if size else 0.0


def _kept(lefts: Sequence[_Side], rights: Sequence[_Side]) -> Iterable[tuple[Item, Item]]:
    """Yield each planned measure with the later item that most tells it as done."""
    done = [s for s in rights if s.item.role in _PAST or s.item.status in ("done", "ongoing")]
    told = [(side.item, side.pairs - _SUBJECT) for side in done]
    for left in lefts:
        if left.item.role == "measure" and left.item.status == "planned" and told:
            said = left.pairs - _SUBJECT
            alike, _, best = max(
                ((_cosine(said, pairs), -item.span.start, item) for item, pairs in told),
                key=lambda row: row[:2],
            )
            if alike >= KEPT:
                yield left.item, best
