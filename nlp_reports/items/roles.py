"""Role and status by rules that say why, with a view of the whole sequence.

Section five is read as blocks (framing, problems, pivot, measures): every piece speaks for its
role by its cues, its label and its place; the best path through the blocks decides the ambiguous.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from nlp_reports.items.rules import ALL, Table, bit_of, cues
from nlp_reports.items.split import Piece
from nlp_reports.report import Role, Status

STATES: tuple[tuple[str, Role], ...] = (
    ("frame", "context"),
    ("problems", "problem"),
    ("pivot", "context"),
    ("measures", "measure"),
)
STEPS = {
    ("frame", "frame"): 0.0, ("frame", "problems"): 0.3, ("frame", "pivot"): -3.0,
    ("frame", "measures"): -0.8, ("problems", "frame"): -0.8, ("problems", "problems"): 0.3,
    ("problems", "pivot"): 0.3, ("problems", "measures"): -0.4, ("pivot", "frame"): -3.0,
    ("pivot", "problems"): -2.0, ("pivot", "pivot"): -0.3, ("pivot", "measures"): 0.3,
    ("measures", "frame"): -1.2, ("measures", "problems"): -1.4, ("measures", "pivot"): -0.4,
    ("measures", "measures"): 0.3,
}  # fmt: skip
FIRST = {"frame": 0.3, "problems": 0.3, "pivot": -1.5, "measures": -0.6}
LABEL_WEIGHT = 4.5
SAME_RUN = 1.8
CLEAR = 2.0
"""What cues of a fault must give, without any of a measure, for a fault to be clear."""
TOLD = 1.5
"""A fault told this clearly is no lead-in, though a list follows it."""
MARGIN = 0.15
"""Framing must outweigh what is told by this much."""


class Decision(NamedTuple):
    """A role and what spoke for it; ``confidence`` in 0..1, ``cues`` all that were found."""

    role: Role
    rule: str
    confidence: float
    cues: tuple[str, ...] = ()


class Votes(NamedTuple):
    """The weights that each role got, and the cues that gave them."""

    weights: dict[Role, float]
    names: dict[Role, list[str]]

    @property
    def all(self) -> tuple[str, ...]:
        """The names of all cues found."""
        return tuple(name for names in self.names.values() for name in names)


_AGAINST = re.compile(
    r"^(?:对|就|为(?:解决|改变|克服))[^，。]{2,50}?(?:问题|情况|不足|现象|短板)[，,](?=.{4})"
    r"|^针对[^，。]{2,50}[，,](?=.{4})"
)


_CONCEDES = re.compile(r"^(?:虽然?|尽管)[^。；]{2,60}?[，,](?:但是?|然而|可是?|不过)")
_SAYS_LIST = re.compile(r"(?:表现|体现)(?:为|在|是|有)?$|(?:主要|具体)(?:是|有|包括|为)$|如下$")


Search = Callable[[str], re.Match[str] | None]


@cache
def _searches(table: Table) -> tuple[tuple[int, Role, Search, float, str], ...]:
    """The cues of a table in order, each with its bit."""
    return tuple(
        (bit_of(place, table), cue.role, cue.pattern.search, cue.weight, cue.name)
        for place, cue in enumerate(cues(table))
    )


def _votes(words: str, table: Table, likely: int) -> Votes:
    """What the cues of a table say; ``likely`` are those that could match."""
    weights: dict[Role, float] = {}
    names: dict[Role, list[str]] = {}
    own = done = words
    if words.startswith(("对", "就", "为", "针")):
        own = _AGAINST.sub("", words)  # a fault that the item sets out to mend is not its own
    if words.startswith(("虽", "尽管")):
        turned = _CONCEDES.match(words)  # 虽…但…: the main clause tells what is done
        done = words[turned.end() :] if turned else words
    for bit, role, search, weight, name in _searches(table):
        if likely & bit and search(
            own if role == "problem" else done if role == "measure" else words
        ):
            weights[role] = weights.get(role, 0.0) + weight
            names.setdefault(role, []).append(name)
    return Votes(weights, names)


def _emissions(words: str, piece: Piece, likely: int) -> tuple[dict[Role, float], Votes]:
    votes = _votes(words, "role", likely)
    scores: dict[Role, float] = {
        "problem": min(votes.weights.get("problem", 0.0), 4.0),
        "measure": min(votes.weights.get("measure", 0.0), 4.5),
        "context": votes.weights.get("context", 0.0),
    }
    if scores["problem"] >= CLEAR and not scores["measure"]:
        scores["problem"] += 0.8
    if piece.block in ("problem", "measure"):
        scores[piece.block] += LABEL_WEIGHT
        if piece.number is None and scores["context"] >= 1.5 and piece.opens:
            scores["context"] += LABEL_WEIGHT
    if piece.number is not None:
        scores["context"] += 5.0 if piece.opens and _SAYS_LIST.search(words) else -3.0
    elif piece.opens:
        told = scores["problem"] >= TOLD and not scores["context"]
        scores["context"] += 0.4 if told else 1.8
    if len(words) > 70:
        scores["context"] -= 1.5
    return scores, votes


@cache
def _steps(same_run: bool, back_to_faults: bool) -> tuple[tuple[float, ...], ...]:
    """What each step into a state earns, from each state, in the order of :data:`STATES`."""

    def step(was: str, now: str) -> float:
        earned = STEPS[was, now]
        if was != now and same_run:
            earned -= SAME_RUN
        if back_to_faults and (was, now) == ("measures", "problems"):
            earned += 1.0
        return earned

    return tuple(tuple(step(was, now) for was, _ in STATES) for now, _ in STATES)


def five(words: Sequence[str], pieces: Sequence[Piece], likely: Sequence[int]) -> list[Decision]:
    """Roles of section five by the best path through its blocks.

    Args:
        words: the texts of the pieces.
        pieces: in text order.
        likely: the cues that could match each text, by :func:`~nlp_reports.items.rules.likely`.
    """
    if not pieces:
        return []
    emitted = [_emissions(*told) for told in zip(words, pieces, likely, strict=True)]
    best = [FIRST[name] + emitted[0][0][role] for name, role in STATES]
    back: list[list[int]] = []
    for before, piece, (scores, _) in zip(pieces, pieces[1:], emitted[1:], strict=False):
        same = piece.run >= 0 and piece.run == before.run and piece.block == before.block
        row: list[float] = []
        origins: list[int] = []
        told_in_pairs = piece.value > 1 and before.run < 0  # 1. fault. measure. 2. fault. …
        steps = _steps(same, told_in_pairs or (piece.first and piece.run < 0))
        frame, problems, pivot, measures = best
        for (_, role), earned in zip(STATES, steps, strict=True):
            reach = (
                frame + earned[0],
                problems + earned[1],
                pivot + earned[2],
                measures + earned[3],
            )
            most = max(reach)
            origins.append(reach.index(most))
            row.append(most + scores[role])
        best = row
        back.append(origins)
    state = best.index(max(best))
    path = [state]
    for origins in reversed(back):
        state = origins[state]
        path.append(state)
    return [
        _decision(STATES[at][1], STATES[at][0], piece, scores, votes)
        for at, piece, (scores, votes) in zip(reversed(path), pieces, emitted, strict=True)
    ]


def _decision(
    role: Role, state: str, piece: Piece, scores: dict[Role, float], votes: Votes
) -> Decision:
    others = max(value for name, value in scores.items() if name != role)
    confidence = 1 / (1 + math.exp(-(scores[role] - others + 0.8)))
    why = list(votes.names.get(role, ()))
    if piece.block == role:
        why.insert(0, f"label {piece.lead}")
    rule = "; ".join(why) or f"place: {state}"
    return Decision(role, rule, round(confidence, 3), votes.all)


def supervision(
    words: Sequence[str], pieces: Sequence[Piece], likely: Sequence[int]
) -> list[Decision]:
    """Roles of 监督保障: supervision unless it plainly is other work or framing.

    Args:
        words: the texts of the pieces.
        pieces: in text order.
        likely: the cues that could match each text, by :func:`~nlp_reports.items.rules.likely`.
    """
    return [_of_supervision(*told) for told in zip(words, pieces, likely, strict=True)]


def _of_supervision(words: str, piece: Piece, likely: int) -> Decision:
    votes = _votes(words, "supervision", likely)
    oversight = votes.weights.get("supervision", 0.0)
    activity = votes.weights.get("activity", 0.0)
    framing = votes.weights.get("context", 0.0) + (1.0 if piece.opens else 0.0)
    if piece.number is None and framing > max(oversight, activity) + MARGIN:
        return Decision("context", _why(votes, "context"), 0.7, votes.all)
    if activity > oversight:
        return Decision("activity", _why(votes, "activity"), 0.75, votes.all)
    sure = 0.9 if oversight else 0.6
    return Decision("supervision", _why(votes, "supervision"), sure, votes.all)


def _why(votes: Votes, role: Role) -> str:
    return "; ".join(votes.names.get(role, ())) or "place: 监督保障"


def inherited(
    words: Sequence[str],
    pieces: Sequence[Piece],
    decisions: Sequence[Decision],
    likely: Sequence[int],
) -> list[Status | None]:
    """The tense that each piece takes over from its label, lead-in or frame."""
    tense: Status | None = None
    label: str | None = None
    found: list[Status | None] = []
    for one, piece, decision, bits in zip(words, pieces, decisions, likely, strict=True):
        if piece.lead != label:
            label, tense = piece.lead, piece.status
        found.append(tense)
        if decision.role == "context":
            tense = _tense(one, bits) or tense
        elif decision.role == "measure":
            frame = _FRAME.match(one)
            tense = (_tense(frame[0], bits) if frame else None) or tense
    return found


def statuses(
    decisions: Sequence[Decision],
    tenses: Sequence[Status | None],
    own: Sequence[Status | None],
) -> list[Status | None]:
    """The status of each measure (``None`` for other roles): its own words, else its lead's.

    Args:
        decisions: the rules' roles.
        tenses: what each piece inherits, by :func:`inherited`.
        own: what its words state, by :func:`own_tense`.
    """
    return [
        (stated or tense or "unclear") if decision.role == "measure" else None
        for decision, tense, stated in zip(decisions, tenses, own, strict=True)
    ]


_FRAME = re.compile(r"(?:针对.{2,20}[，,])?(?:下一?步|今后|明年|20\d\d年)[，,]|.{0,30}我.{0,3}将")


def own_tense(words: str, likely: int = ALL) -> Status | None:
    """The status that the item states; nothing to mend is no state at all.

    Args:
        words: the item.
        likely: the cues that could match it.
    """
    bit, search = _nothing_to_mend()
    return "unclear" if likely & bit and search(words) else _tense(words, likely)


@cache
def _nothing_to_mend() -> tuple[int, Search]:
    return next(
        (bit_of(place, "role"), cue.pattern.search)
        for place, cue in enumerate(cues("role"))
        if cue.name == "nothing to mend"
    )


@cache
def _by_rank() -> tuple[tuple[int, Search, Status | None], ...]:
    ranked = sorted(enumerate(cues("status")), key=lambda placed: -placed[1].rank)
    return tuple((bit_of(place, "status"), cue.pattern.search, cue.status) for place, cue in ranked)


def _tense(words: str, likely: int) -> Status | None:
    """The furthest status that the words reach."""
    for bit, search, status in _by_rank():
        if likely & bit and search(words):
            return status
    return None
