"""From an outline to items: which sections are split, and what each piece becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple, cast

from nlp_reports.items import closing, roles
from nlp_reports.items.features import Told, see
from nlp_reports.items.model import RolesModel, shipped
from nlp_reports.items.rules import likely
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
    return split(text, closing.told(text, body), faults=section == FIVE, heading=title)


class Part(NamedTuple):
    """A section to be split: its key, where its body stands, its heading."""

    section: str
    body: Span
    heading: str = ""


def told_of(text: str, parts: Sequence[Part]) -> list[Told]:
    """Sections in pieces, with what the rules say of each; all are sieved for cues in one pass."""
    pieces = [pieces_of(text, part.body, part.section, part.heading) for part in parts]
    words = [[piece.span.of(text) for piece in own] for own in pieces]
    cues = iter(likely([one for own in words for one in own]))
    return [
        _told(part.section, own, said, list(islice(cues, len(own))))
        for part, own, said in zip(parts, pieces, words, strict=True)
    ]


def _told(section: str, pieces: Sequence[Piece], words: Sequence[str], cues: Sequence[int]) -> Told:
    own: list[Status | None] = [None] * len(words)
    if section == FIVE:
        rules = roles.five(words, pieces, cues)
        own = list(map(roles.own_tense, words, cues))
    else:
        rules = roles.supervision(words, pieces, cues)
    return Told(section, pieces, words, rules, roles.inherited(words, pieces, rules, cues), own)


class Verdict(NamedTuple):
    """The final role and status of a piece, who decided, and how sure (0..1)."""

    role: Role
    status: Status | None
    decided_by: str
    confidence: float


def _by_rules(told: Told) -> list[Verdict]:
    tenses = roles.statuses(told.rules, told.tenses, told.own)
    return [
        Verdict(decision.role, status, f"rule: {decision.rule}", decision.confidence)
        for decision, status in zip(told.rules, tenses, strict=True)
    ]


def _by_model(sections: Sequence[Told], model: RolesModel) -> list[list[Verdict]]:
    """What rules and classifier say together, all sections of a report in one product."""
    told_by = model.told(see(sections))
    found = model.roles.best(told_by)
    measures = [at for at, (role, _) in enumerate(found) if role == "measure"]
    given: dict[int, str] = {}
    if model.statuses.decides == "both" and measures:
        best = model.statuses.best(told_by[measures])
        given = {at: status for at, (status, _) in zip(measures, best, strict=True)}
    verdicts: list[list[Verdict]] = []
    row = 0
    for told in sections:
        own: list[Verdict] = []
        for at, rule in enumerate(told.rules):
            role, sure = found[row]
            status = given.get(row)
            if role == "measure" and status is None:
                status = roles.own_tense(told.words[at]) or told.tenses[at] or "unclear"
            how = "and" if role == rule.role else "over"
            who = f"{model.name} {how} rule: {rule.rule}"
            own.append(Verdict(cast("Role", role), cast("Status | None", status), who, sure))
            row += 1
        verdicts.append(own)
    return verdicts


def _judged(sections: Sequence[Told]) -> list[list[Verdict]]:
    """The verdicts on each section.

    The classifier learnt from neighbours; a section of one piece has none, and rules decide.
    """
    model = shipped()
    if model is None or model.roles.decides == "rules":
        return [_by_rules(told) for told in sections]
    several = [told for told in sections if len(told.pieces) > 1]
    by_model = iter(_by_model(several, model) if several else [])
    return [next(by_model) if len(told.pieces) > 1 else _by_rules(told) for told in sections]


def _items(sections: Sequence[Told], *, rules_alone: bool = False) -> tuple[Item, ...]:
    items: list[Item] = []
    judged = list(map(_by_rules, sections)) if rules_alone else _judged(sections)
    for told, verdicts in zip(sections, judged, strict=True):
        for piece, words, verdict in zip(told.pieces, told.words, verdicts, strict=True):
            items.append(_item(told.section, len(items) + 1, piece, words, verdict))
    return tuple(items)


def _item(section: str, number: int, piece: Piece, words: str, verdict: Verdict) -> Item:
    return Item(
        id=f"i{number:03d}",
        section=section,
        role=verdict.role,
        span=piece.span,
        text=words,
        status=verdict.status,
        number=piece.number,
        depth=piece.depth,
        decided_by=verdict.decided_by,
        confidence=verdict.confidence,
        lead=piece.lead,
    )


def split_items(
    report: Report,
    outline: Outline,
    sections: Sequence[str] = SPLIT,
    *,
    rules_alone: bool = False,
) -> tuple[Item, ...]:
    """The items of a report in text order, with ids ``i001`` on.

    Args:
        report: as read.
        outline: its sections.
        sections: keys of the sections to split.
        rules_alone: whether the rules decide roles without the classifier, for comparison.
    """
    wanted = [section for section in outline.sections if section.key in sections]
    wanted.sort(key=lambda section: section.span.start)
    parts = [Part(section.key, section.body, section.heading) for section in wanted]
    return _items(told_of(report.text, parts), rules_alone=rules_alone)


def split_passage(text: str, section: str = FIVE) -> tuple[Item, ...]:
    """The items of a bare passage, with or without headings of its own.

    >>> found = split_passage("一是更新不及时；二是解读单一。下一步，将加强培训。")
    >>> [(item.role, item.text) for item in found]
    [('problem', '更新不及时'), ('problem', '解读单一'), ('measure', '下一步，将加强培训')]
    """
    return _items(told_of(text, [Part(section, Span(0, len(text)))]))
