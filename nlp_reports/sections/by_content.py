"""Section five without its heading: found by what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp_reports.chinese.sentences import sentences
from nlp_reports.report import Section
from nlp_reports.text import Span

_OPENS = re.compile(
    r"(?:存在|仍有|还有|尚有|面临|有).{0,18}(?:问题|不足|差距|短板|薄弱环节)|^存在(?:的)?(?:主要)?问题"
    r"|问题和不足|不足之处"
)
_SPEAKS = re.compile(
    r"有待|不够|不足|不高|不强|滞后|单一|薄弱|欠缺|未能|下一步|改进|整改|今后|将进一步|仍需|还需"
)
_FIGURES = frozenset({"proactive_figures", "request_figures", "review_figures"})


def _opening(text: str, region: Span) -> int | None:
    """Where problems begin to be told: a lead-in sentence with shortcomings after it."""
    for sentence in sentences(text, region):
        if _OPENS.search(sentence.of(text)):
            after = text[sentence.start : min(region.end, sentence.end + 500)]
            if len(set(_SPEAKS.findall(after))) >= 2:
                return sentence.start
    return None


def problems_by_content(text: str, sections: Sequence[Section]) -> list[Section]:
    """The sections, with ``problems_improvements`` cut out where it lacked its heading."""
    if any(section.key == "problems_improvements" for section in sections):
        return list(sections)
    hosts = [s for s in sections if s.key in _FIGURES or s.key == "overview.supervision"]
    host = max(hosts, key=lambda s: s.span.start, default=None)
    if host is None:
        return list(sections)
    at = _opening(text, host.body)
    if at is None:
        return list(sections)
    found = Section(
        "problems_improvements", "", Span(at, host.span.end), Span(at, host.span.end),
        1, "found by content, no heading", 0.5,
    )  # fmt: skip
    cut = [
        replace(s, span=Span(s.span.start, at), body=Span(min(s.body.start, at), at))
        if s.span.start <= at and s.span.end == host.span.end
        else s
        for s in sections
    ]
    return [*cut, found]
