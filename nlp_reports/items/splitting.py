"""From an outline to items: which sections are split, and what each piece becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from nlp_reports.items import roles
from nlp_reports.items.closing import told
from nlp_reports.items.features import Seen, see
from nlp_reports.items.model import RolesModel, shipped
from nlp_reports.items.split import Piece, split
from nlp_reports.report import Item, Outline, Report, Role, Status
from nlp_reports.text import Span

SPLIT = ("overview.supervision", "problems_improvements")
"""Sections that the codebook codes."""
FIVE = "problems_improvements"


_ORDINAL = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．\s]*")


def pieces_of(text: str, body: Span, section: str, heading: str = "") -> Sequence[Piece]:
    """The pieces of one section, before they have roles."""
    title = _ORDINAL.sub("", heading).strip("。：: ")
    return split(text, told(text, body), faults=section == FIVE, heading=title)


def rules_of(text: str, pieces: Sequence[Piece], section: str) -> list[roles.Decision]:
    """What the rules decide about the pieces of one section."""
    return (roles.five if section == FIVE else roles.supervision)(text, pieces)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The final role and status of a piece, who decided, and how sure (0..1)."""

    role: Role
    status: Status | None
    decided_by: str
    confidence: float


def _by_rules(text: str, pieces: Sequence[Piece], section: str) -> list[Verdict]:
    decisions = rules_of(text, pieces, section)
    tenses = roles.statuses(text, pieces, decisions)
    return [
        Verdict(decision.role, status, f"rule: {decision.rule}", decision.confidence)
        for decision, status in zip(decisions, tenses, strict=True)
    ]


def _by_model(text: str, pieces: Sequence[Piece], section: str, model: RolesModel) -> list[Verdict]:
    decisions = rules_of(text, pieces, section)
    tenses = roles.inherited(text, pieces, decisions)
    seen = see(text, pieces, section, decisions, tenses)
    found = model.roles.best(seen)
    verdicts = []
    for (role, sure), decision in zip(found, decisions, strict=True):
        who = f"{model.name} and rule" if role == decision.role else f"{model.name} over rule"
        verdicts.append(Verdict(cast("Role", role), None, f"{who}: {decision.rule}", sure))
    return _with_status(text, pieces, verdicts, tenses, model, seen)


def _with_status(
    text: str,
    pieces: Sequence[Piece],
    verdicts: Sequence[Verdict],
    tenses: Sequence[Status | None],
    model: RolesModel,
    seen: Seen,
) -> list[Verdict]:
    if not any(verdict.role == "measure" for verdict in verdicts):
        return list(verdicts)
    given: Sequence[str]
    if model.statuses.decides == "both":
        given = [status for status, _ in model.statuses.best(seen)]
    else:
        given = [
            roles.own_tense(piece.span.of(text)) or tense or "unclear"
            for piece, tense in zip(pieces, tenses, strict=True)
        ]
    return [
        replace(verdict, status=cast("Status", status)) if verdict.role == "measure" else verdict
        for verdict, status in zip(verdicts, given, strict=True)
    ]


def _of_section(text: str, body: Span, section: str, first: int, heading: str = "") -> list[Item]:
    pieces = pieces_of(text, body, section, heading)
    model = shipped()
    alone = len(pieces) < 2  # the classifier learnt from neighbours, which a lone piece lacks
    if model is None or model.roles.decides == "rules" or alone:
        verdicts = _by_rules(text, pieces, section)
    else:
        verdicts = _by_model(text, pieces, section, model)
    return [
        _item(text, section, first + at, piece, verdict)
        for at, (piece, verdict) in enumerate(zip(pieces, verdicts, strict=True))
    ]


def _item(text: str, section: str, number: int, piece: Piece, verdict: Verdict) -> Item:
    return Item(
        id=f"i{number:03d}",
        section=section,
        role=verdict.role,
        span=piece.span,
        text=piece.span.of(text),
        status=verdict.status,
        number=piece.number,
        depth=piece.depth,
        decided_by=verdict.decided_by,
        confidence=verdict.confidence,
        lead=piece.lead,
    )


def split_items(
    report: Report, outline: Outline, sections: Sequence[str] = SPLIT
) -> tuple[Item, ...]:
    """The items of a report in text order, with ids ``i001`` on.

    Args:
        report: as read.
        outline: its sections.
        sections: keys of the sections to split.
    """
    items: list[Item] = []
    wanted = [section for section in outline.sections if section.key in sections]
    for section in sorted(wanted, key=lambda s: s.span.start):
        items += _of_section(
            report.text, section.body, section.key, len(items) + 1, section.heading
        )
    return tuple(items)


def split_passage(text: str, section: str = FIVE) -> tuple[Item, ...]:
    """The items of a bare passage, with or without headings of its own.

    >>> found = split_passage("一是更新不及时；二是解读单一。下一步，将加强培训。")
    >>> [(item.role, item.text) for item in found]
    [('problem', '更新不及时'), ('problem', '解读单一'), ('measure', '下一步，将加强培训')]
    """
    return tuple(_of_section(text, Span(0, len(text)), section, 1))
