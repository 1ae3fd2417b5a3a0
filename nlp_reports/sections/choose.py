"""The choice over the whole sequence of candidates: dynamic programming, one level at a time.

Each candidate earns by its own form; each pair of neighbours by numbering, order of the form's
parts and the text between them. The best chain wins, so one missed or false heading never pulls
its neighbours along. Contents pages lose since nothing stands between their lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nlp_reports.sections.candidates import Candidate

COST = 1.2
"""What a heading must earn to be taken at all."""
BACK = -4.0
"""For each part that the order goes back: more than a contents page read twice could earn."""
CLOSE = 24
"""Characters between two lines of a contents page at most: dots and a page number."""
MOST = 0.8 + 0.6 + 0.5 + 1e-9
"""What two neighbours can earn with each other: numbering, order, text between; 1e-9 for rounding.

One of no known name earns less by its order than it gains by carrying on the numbering.
"""
MOST_UNNUMBERED = 0.6 + 0.5 + 1e-9
"""The same where the second has no ordinal: order and text between."""
REACH = 60
"""How many candidates back a neighbour is looked for; keeps the choice linear in the text."""
LEAST_LINES = 4
"""Lines of a contents page at least."""
COME_AGAIN = 0.8
"""Share of them that must come again."""
PROSE = frozenset({"overview", "problems_improvements"})
FOLLOW = PROSE | {"other_matters"}
"""What may follow section five though the numbering goes back; the rest are points inside it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen heading; ``score`` is what it earned with its neighbours."""

    candidate: Candidate
    score: float

    @property
    def confidence(self) -> float:
        """A number in 0..1 that grows with the score (logistic; not calibrated)."""
        return round(1 / (1 + math.exp(-2.0 * self.score)), 3)


_OF_PART = {"dun": 0.6, "part": 0.6, "paren": -0.2, "arabic": -0.2}
_OF_INNER = {"paren": 0.6, "arabic": 0.3, "dun": 0.2, "paren_arabic": 0.2}
"""What a kind of ordinal earns at the first level, and below it."""


def _own(c: Candidate, level: int) -> float:
    kind = (_OF_INNER if level > 1 else _OF_PART).get(c.kind, 0.0)
    return c.weight + kind + 0.5 * c.line_start + 0.2 * c.own_line - COST


def _numbering(before: Candidate, c: Candidate) -> float:
    if not before.value or not c.value:
        return 0.0
    if before.kind != c.kind:
        return -1.0
    if c.value == before.value + 1:
        return 0.8
    if c.value > before.value:
        return 0.2
    inner = before.key == "problems_improvements" and c.key not in FOLLOW
    return -3.0 if inner and c.value < before.value else -0.9


def _order(before: Candidate, c: Candidate, was: int | None, now: int | None, level: int) -> float:
    """The parts of the report keep their order; those of section one often do not.

    Args:
        before: the heading above.
        c: the heading.
        was: the place of the part above in the form (``None``: it has none).
        now: the place of this part.
        level: 1 for the parts of the report.
    """
    if was is None or now is None:
        return 0.3 if c.key != before.key else 0.0
    step = now - was
    if step == 0:
        apart = c.key == "problems_improvements" and c.rule != before.rule
        apart = apart or (level > 1 and c.stands_for and before.stands_for)
        return 0.2 if apart else -3.0 if level == 1 else -1.0
    if level > 1:
        return 0.6 if step > 0 else 0.0
    return 0.6 if step > 0 else BACK * -step


def _between(before: Candidate, at: int) -> float:
    """What the text between two headings earns: parts in prose say something."""
    key = before.key
    if key not in PROSE and not key.startswith("overview."):
        return 0.0
    size = at - before.end
    return -1.2 if size < 2 and key != "overview" else min(size, 200) / 400


def _unmapped(before: Candidate | None, c: Candidate) -> float:
    """A part of no known name must carry on the numbering, or open it."""
    if c.key != "unmapped" or c.rule != "ordinal":
        return 0.0
    if before is None:
        return 0.3 if c.value == 1 else -2.0
    follows = before.kind == c.kind and c.value == before.value + 1
    return 0.2 if follows else -3.0


def without_contents(found: Sequence[Candidate], text: str) -> list[Candidate]:
    """Drop a contents page: lines close together that all come again further down.

    A line comes again where a later candidate has the same key, or a later line the same words.
    """
    words = ["".join(text[c.start : c.end].split()) for c in found]
    last_key = {c.key: c.start for c in found if c.key != "unmapped"}
    last_words = {name: c.start for name, c in zip(words, found, strict=True)}
    runs: list[list[int]] = []
    for at, c in enumerate(found):
        if not c.own_line:
            continue
        before = found[runs[-1][-1]] if runs else None
        if before is not None and c.start == before.start:
            continue
        again = before is not None and any(words[at] == words[other] for other in runs[-1])
        if before is not None and not again and c.start - before.end <= CLOSE:
            runs[-1].append(at)
        else:
            runs.append([at])
    dropped: list[tuple[int, int]] = []
    for run in runs:
        if len(run) < LEAST_LINES:
            continue
        end = found[run[-1]].end
        later = sum(max(last_key.get(found[at].key, 0), last_words[words[at]]) > end for at in run)
        if later >= COME_AGAIN * len(run):
            dropped.append((found[run[0]].start, end))
    return [c for c in found if not any(start <= c.start < end for start, end in dropped)]


def choose(found: Sequence[Candidate], parts: Sequence[str], level: int, end: int) -> list[Choice]:
    """The best chain of headings.

    Args:
        found: candidates of this level, in text order.
        parts: keys in the order of the form.
        level: 1 for the parts of the report, 2 and more for parts of a part.
        end: where the last body ends.
    """
    of_key = {key: at for at, key in enumerate(parts)}
    places = [of_key.get(c.key) for c in found]
    best: list[float] = []
    back: list[int] = []
    highest: list[float] = []  # the best of all up to each
    for index, c in enumerate(found):
        own = _own(c, level)
        score, origin = own + _unmapped(None, c) + (0.3 if c.value == 1 else 0.0), -1
        start, now = c.start, places[index]
        most = MOST if c.value else MOST_UNNUMBERED
        unknown = c.key == "unmapped"
        # Scores grow along the text: with the nearest first, few others are worth a look.
        for earlier in range(index - 1, max(0, index - REACH) - 1, -1):
            # No pair earns more than this with each other.
            if highest[earlier] + own + most < score:
                break
            before = found[earlier]
            reached = best[earlier] + own
            if before.end > start or reached + most < score:
                continue
            earned = _numbering(before, c)
            if reached + earned + MOST_UNNUMBERED < score:
                continue
            earned = earned + _order(before, c, places[earlier], now, level)
            earned += _between(before, start)
            total = reached + (earned + _unmapped(before, c) if unknown else earned)
            # Of two that earn the same, the first in the text wins.
            if total > score or (total == score and origin >= 0):
                score, origin = total, earlier
        best.append(score)
        back.append(origin)
        highest.append(max(highest[-1], score) if highest else score)
    return _trace(found, best, back, end)


def _trace(
    found: Sequence[Candidate], best: Sequence[float], back: Sequence[int], end: int
) -> list[Choice]:
    if not found:
        return []
    totals = [score + _between(c, end) for score, c in zip(best, found, strict=True)]
    at = max(range(len(totals)), key=totals.__getitem__)
    if totals[at] <= 0:
        return []
    chain: list[Choice] = []
    while at >= 0:
        before = back[at]
        chain.append(Choice(found[at], best[at] - (best[before] if before >= 0 else 0.0)))
        at = before
    return chain[::-1]
