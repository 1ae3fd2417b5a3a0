"""Role and status by rules that say why, with a view of the whole sequence.

Section five is read as blocks (framing, problems, pivot, measures): every piece speaks for its
role by its cues, its label and its place; the best path through the blocks decides the ambiguous.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nlp_reports.items.rules import cues
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
MARGIN = 0.15
"""Framing must outweigh what is told by this much."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A role and what spoke for it; ``confidence`` in 0..1, ``cues`` all that were found."""

    role: Role
    rule: str
    confidence: float
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Votes:
    """The weights that each role got, and the cues that gave them."""

    weights: dict[Role, float]
    names: dict[Role, tuple[str, ...]]

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


def _votes(words: str, table: str) -> Votes:
    weights: dict[Role, float] = {}
    names: dict[Role, tuple[str, ...]] = {}
    own = _AGAINST.sub("", words)  # a fault that the item sets out to mend is not its own
    turned = _CONCEDES.match(words)  # 虽…但…: the main clause tells what is done
    done = words[turned.end() :] if turned else words
    for cue in cues("supervision" if table == "supervision" else "role"):
        seen = own if cue.role == "problem" else done if cue.role == "measure" else words
        if cue.pattern.search(seen):
            weights[cue.role] = weights.get(cue.role, 0.0) + cue.weight
            names[cue.role] = (*names.get(cue.role, ()), cue.name)
    return Votes(weights, names)


def _emissions(words: str, piece: Piece) -> tuple[dict[Role, float], Votes]:
    votes = _votes(words, "role")
    scores: dict[Role, float] = {
        "problem": min(votes.weights.get("problem", 0.0), 4.0),
        "measure": min(votes.weights.get("measure", 0.0), 4.5),
        "context": votes.weights.get("context", 0.0),
    }
    if piece.block in ("problem", "measure"):
        scores[piece.block] += LABEL_WEIGHT
        if piece.number is None and scores["context"] >= 1.5 and piece.opens:
            scores["context"] += LABEL_WEIGHT
    if piece.number is not None:
        scores["context"] += 5.0 if piece.opens and _SAYS_LIST.search(words) else -3.0
    elif piece.opens:
        scores["context"] += 1.8
    if len(words) > 70:
        scores["context"] -= 1.5
    return scores, votes


def _step(before: Piece, piece: Piece, was: str, now: str) -> float:
    step = STEPS[was, now]
    if was != now and piece.run >= 0 and piece.run == before.run and piece.block == before.block:
        step -= SAME_RUN
    if piece.first and piece.run < 0 and (was, now) == ("measures", "problems"):
        step += 1.0
    return step


def five(words: Sequence[str], pieces: Sequence[Piece]) -> list[Decision]:
    """Roles of section five by the best path through its blocks; ``words`` are the pieces' texts."""
    if not pieces:
        return []
    emitted = [_emissions(one, piece) for one, piece in zip(words, pieces, strict=True)]
    best = [{name: FIRST[name] + emitted[0][0][role] for name, role in STATES}]
    back: list[dict[str, str]] = [{}]
    for index in range(1, len(pieces)):
        row: dict[str, float] = {}
        origin: dict[str, str] = {}
        for name, role in STATES:
            reach = {
                was: best[-1][was] + _step(pieces[index - 1], pieces[index], was, name)
                for was, _ in STATES
            }
            origin[name] = max(reach, key=reach.__getitem__)
            row[name] = reach[origin[name]] + emitted[index][0][role]
        best.append(row)
        back.append(origin)
    return _read_back(pieces, emitted, best, back)


def _read_back(
    pieces: Sequence[Piece],
    emitted: Sequence[tuple[dict[Role, float], Votes]],
    best: Sequence[dict[str, float]],
    back: Sequence[dict[str, str]],
) -> list[Decision]:
    state = max(best[-1], key=best[-1].__getitem__)
    path: list[str] = []
    for index in range(len(pieces) - 1, -1, -1):
        path.append(state)
        state = back[index].get(state, state)
    role_of = dict(STATES)
    return [
        _decision(role_of[name], name, piece, scores, votes)
        for name, piece, (scores, votes) in zip(reversed(path), pieces, emitted, strict=True)
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


def supervision(words: Sequence[str], pieces: Sequence[Piece]) -> list[Decision]:
    """Roles of 监督保障: supervision unless it plainly is other work or framing."""
    return [_of_supervision(one, piece) for one, piece in zip(words, pieces, strict=True)]


def _of_supervision(words: str, piece: Piece) -> Decision:
    votes = _votes(words, "supervision")
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
    words: Sequence[str], pieces: Sequence[Piece], decisions: Sequence[Decision]
) -> list[Status | None]:
    """The tense that each piece takes over from its label, lead-in or frame."""
    tense: Status | None = None
    label: str | None = None
    found: list[Status | None] = []
    for one, piece, decision in zip(words, pieces, decisions, strict=True):
        if piece.lead != label:
            label, tense = piece.lead, piece.status
        found.append(tense)
        if decision.role == "context":
            tense = _tense(one) or tense
        elif decision.role == "measure":
            frame = _FRAME.match(one)
            tense = (_tense(frame[0]) if frame else None) or tense
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


def own_tense(words: str) -> Status | None:
    """The status that the item states; nothing to mend is no state at all."""
    return "unclear" if _nothing_to_mend().search(words) else _tense(words)


@cache
def _nothing_to_mend() -> re.Pattern[str]:
    return next(cue.pattern for cue in cues("role") if cue.name == "nothing to mend")


def _tense(words: str) -> Status | None:
    """The furthest status that the words reach."""
    hits = [cue for cue in cues("status") if cue.pattern.search(words)]
    return max(hits, key=lambda cue: cue.rank).status if hits else None
