"""From candidates to an outline: the form, its parts, their parts, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from nlp_reports.report import Missing, Outline, Report, Section, Year
from nlp_reports.sections import schemes
from nlp_reports.sections.by_content import problems_by_content, supervision_by_words
from nlp_reports.sections.by_words import overview_by_place, parts_by_words
from nlp_reports.sections.candidates import Candidate, candidates
from nlp_reports.sections.choose import Choice, choose, without_contents
from nlp_reports.sections.schemes import SECOND_LEVEL, Scheme
from nlp_reports.sections.scorer import scored
from nlp_reports.text import Span

DEEPEST = 4
FIVE = "problems_improvements"
INNER = 3
"""The highest ordinal that a part of section five has where its ordinals restart."""
HIGHEST = ("dun", "part")
"""Kinds of ordinal that head the parts of the report."""
OUTER = ("paren", "dun", "arabic", "paren_arabic", "circle")
"""Kinds of ordinal for the parts of a part; of two that find as much, the first is the outer."""
_YEAR = re.compile(r"(20\d\d)\s?年")


def _top(found: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that can head a part of the report, in their order.

    （一）存在的问题 under 五、存在的问题及改进情况 is a label of items: a lower ordinal counts only
    where no 一、 has the same key.
    """
    taken = {c.key for c in found if c.level == 1 and c.kind in HIGHEST}
    return _outer([c for c in found if c.kind in HIGHEST or _could_head(c, taken)])


def _could_head(c: Candidate, taken: Container[str]) -> bool:
    """Whether a lower ordinal, or a line without one, can head a part whose key nothing took."""
    return c.level == 1 and c.weight >= (0.7 if c.kind else 0.6) and c.key not in taken


def _outer(found: list[Candidate]) -> list[Candidate]:
    """Without 一、存在的问题 and 二、改进措施 under 五、存在的主要问题及改进情况."""
    own = next((c for c in found if c.key == FIVE and c.value > INNER), None)
    if own is None:
        return found
    inner = {
        c.start
        for c in found
        if c.key == FIVE and c.start > own.start and 0 < c.value <= INNER and c.value < own.value
    }
    return [c for c in found if c.start not in inner]


def _inner(
    found: Sequence[Candidate], region: Span, kinds_above: frozenset[str]
) -> list[Candidate]:
    return [
        c
        for c in found
        if region.start <= c.start
        and c.end <= region.end
        and c.kind not in kinds_above
        and (c.level != 1 or c.key == "unmapped")
        and (c.kind or c.weight >= 0.7)
    ]


def _lay(
    chosen: Sequence[Choice], text: str, end: int, level: int
) -> list[tuple[Section, Candidate]]:
    """Sections from headings: each body ends where the next heading starts."""
    laid = []
    for index, choice in enumerate(chosen):
        c = choice.candidate
        stop = chosen[index + 1].candidate.start if index + 1 < len(chosen) else end
        section = Section(
            key=c.key,
            heading=text[c.start : c.end].strip(),
            span=Span(c.start, stop),
            body=Span(min(c.end, stop), stop),
            level=level,
            rule=f"{c.rule} / {'own line' if c.own_line else 'inline'}",
            confidence=choice.confidence,
        )
        laid.append((section, c))
    return laid


class _Builder:
    """The outline of one text under one scheme."""

    def __init__(self, text: str, scheme: Scheme, found: Sequence[Candidate]) -> None:
        usable = scheme.usable
        self.text = text
        self.scheme = scheme
        self.found = [c for c in found if c.rule in usable or c.rule == "ordinal"]
        self.sections: list[Section] = []
        self.chain: list[Choice] = []

    def top(self, like: _Builder | None) -> float:
        """Choose the parts of the report; returns what the chain earned, stand-ins apart.

        Args:
            like: one that has chosen by the same rules, if there is one.
        """
        if like is not None:
            self.chain = like.chain
        else:
            usable = self._usable(stand_ins=self.old)
            self.chain = choose(_top(usable), self.scheme.parts, 1, len(self.text))
        return sum(c.score for c in self.chain if not c.candidate.stands_for)

    def build(self) -> list[Section]:
        """The sections at all levels; stand-ins serve where 监督保障 has no heading of its own."""
        for stand_ins in (True,) if self.old else (False, True):
            self._attempt(stand_ins)
            if any(s.key == "overview.supervision" for s in self.sections):
                break
        return self.sections

    @property
    def old(self) -> bool:
        """Whether the form is the free one, in which stand-ins are the rule."""
        return self.scheme.name == "2007"

    def _usable(self, *, stand_ins: bool) -> list[Candidate]:
        return [c for c in self.found if stand_ins or not c.stands_for]

    def _attempt(self, stand_ins: bool) -> None:
        usable = self._usable(stand_ins=stand_ins)
        if stand_ins != self.old:
            self.chain = choose(_top(usable), self.scheme.parts, 1, len(self.text))
        laid = _lay(self.chain, self.text, len(self.text), 1)
        self.sections = [section for section, _ in laid]
        regions: list[tuple[Span, Candidate | None]] = [
            (s.body, c) for s, c in laid if s.key in ("overview", "unmapped")
        ]
        if not any(s.key == "overview" for s, _ in laid):
            regions.insert(0, (Span(0, laid[0][0].span.start if laid else len(self.text)), None))
        for body, heading in regions:
            above = frozenset({heading.kind}) if heading and heading.kind else frozenset[str]()
            self._descend(usable, body, above, 2)

    def _descend(
        self, usable: Sequence[Candidate], region: Span, above: frozenset[str], level: int
    ) -> None:
        inner = _inner(usable, region, above)
        kinds = {c.kind for c in inner}
        chosen = max(
            [self._of_kind(inner, kind, level, region) for kind in OUTER if kind in kinds]
            or [self._of_kind(inner, "", level, region)],
            key=lambda chain: len({c.candidate.key for c in chain} - {"unmapped"}),
        )
        for section, c in _lay(chosen, self.text, region.end, level):
            self.sections.append(section)
            if section.key == "unmapped" and level < DEEPEST:
                self._descend(usable, section.body, above | {c.kind}, level + 1)

    def _of_kind(
        self, inner: Sequence[Candidate], kind: str, level: int, region: Span
    ) -> list[Choice]:
        """The best chain whose ordinals are of one kind; clear headings of others may join."""
        fitting = [
            c
            for c in inner
            if c.kind in (kind, "") or (c.own_line and c.weight >= 0.8 and not c.stands_for)
        ]
        return choose(fitting, SECOND_LEVEL, level, region.end)


def _prior(scheme: Scheme, year: int | None, text: str) -> float:
    """How much year and printed words speak for a form."""
    fits = 5.0 if year is not None and scheme.years[0] <= year <= scheme.years[1] else 0.0
    return fits + 0.8 * sum(marker in text for marker in scheme.markers)


def _year(report: Report) -> int | None:
    if isinstance(report.year, Year):
        return report.year.value
    return _printed_year(report.title) if isinstance(report.title, str) else None


def _printed_year(text: str) -> int | None:
    match = _YEAR.search(text)
    return int(match[1]) if match else None


def _preamble(text: str, sections: Sequence[Section]) -> list[Section]:
    first = min((s.span.start for s in sections), default=len(text))
    if not text[:first].strip():
        return []
    span = Span(0, first)
    return [Section("preamble", "", span, span, 1, "before the first heading")]


def _missing(scheme: Scheme, sections: Sequence[Section]) -> tuple[Missing, ...]:
    keys = {section.key for section in sections}
    wanted = [*scheme.parts, *(SECOND_LEVEL if scheme.name == "2021" else SECOND_LEVEL[-1:])]
    why = "no heading or content of this part was found"
    return tuple(Missing(key, why) for key in wanted if key not in keys)


def _best(builders: Sequence[_Builder], year: int | None) -> _Builder:
    """The form that fits best; forms that differ in no heading choose once."""
    chosen: dict[tuple[tuple[str, ...], frozenset[str]], _Builder] = {}
    scores = []
    for builder in builders:
        scheme = builder.scheme
        like = chosen.setdefault((scheme.parts, scheme.usable), builder)
        earned = builder.top(None if like is builder else like)
        scores.append(earned + _prior(scheme, year, builder.text))
    return builders[scores.index(max(scores))]


def outline(report: Report, scheme: str | None = None) -> Outline:
    """The sections of a report.

    Args:
        report: as read.
        scheme: ``2021``, ``2019`` or ``2007``; by default the form that fits best.

    Raises:
        UsageError: no such scheme.
    """
    return outline_text(report.text, scheme, _year(report))


def outline_text(text: str, scheme: str | None = None, year: int | None = None) -> Outline:
    """The same for bare text; ``year`` is the report year where it is known."""
    year = _printed_year(text[:200]) if year is None else year
    found = without_contents(candidates(text), text)
    names = (scheme,) if scheme else schemes.NAMES
    builder = _best([_Builder(text, schemes.load(name), found) for name in names], year)
    named = scored(text, supervision_by_words(text, builder.build()))
    named = parts_by_words(text, overview_by_place(named))
    sections = problems_by_content(text, named)
    sections = sorted(
        [*sections, *_preamble(text, sections)], key=lambda s: (s.span.start, -s.span.end)
    )
    return Outline(
        scheme=builder.scheme.name,
        sections=tuple(s for s in sections if s.key != "unmapped"),
        missing=_missing(builder.scheme, sections),
        unmapped=tuple(s for s in sections if s.key == "unmapped"),
    )
