"""From an outline to items: which sections are split, and what each piece becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp_reports.items import roles
from nlp_reports.items.split import Piece, split
from nlp_reports.report import Item, Outline, Report
from nlp_reports.text import Span

SPLIT = ("overview.supervision", "problems_improvements")
"""Sections that the codebook codes."""
FIVE = "problems_improvements"


_ORDINAL = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．\s]*")


def _of_section(text: str, body: Span, section: str, first: int, heading: str = "") -> list[Item]:
    title = _ORDINAL.sub("", heading).strip("。：: ")
    pieces = split(text, body, faults=section == FIVE, heading=title)
    decide = roles.five if section == FIVE else roles.supervision
    decisions = decide(text, pieces)
    tenses = roles.statuses(text, pieces, decisions)
    return [
        _item(text, section, first + at, piece, decision, status)
        for at, (piece, decision, status) in enumerate(zip(pieces, decisions, tenses, strict=True))
    ]


def _item(
    text: str, section: str, number: int, piece: Piece, decision: roles.Decision, status: object
) -> Item:
    return Item(
        id=f"i{number:03d}",
        section=section,
        role=decision.role,
        span=piece.span,
        text=piece.span.of(text),
        status=status,  # type: ignore[arg-type]
        number=piece.number,
        depth=piece.depth,
        decided_by=f"rule: {decision.rule}",
        confidence=decision.confidence,
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
