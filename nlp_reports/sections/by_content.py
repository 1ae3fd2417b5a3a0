"""Parts without their heading: section five and 监督保障 by what they say."""

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
_NAMED = re.compile(
    r"(?:^|(?<=[\n。；;]))[ \t\u3000]*(?P<name>(?:在|对于)?(?:政府信息公开|政务公开)?(?:工作)?"
    r"监督(?:与|和|及)?保障(?:工作)?(?:方面|情况|上)?)[，,：:。]"
)
"""监督保障方面，… in running text."""
_NEXT = re.compile(
    r"(?<=[\n。；;])[ \t\u3000]*[\u4e00-\u9fff]{2,14}(?:方面|情况)[，,：:。]"
    r"|\n[ \t\u3000]*(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)])"
)
"""Where a part so opened ends."""
_WATCHED = re.compile(
    r"领导小组|组织领导|专人|联络员|信息员|考核|考评|培训|检查|抽查|通报|责任追究|问责|监督|评议|评测|评估|审查|审核|整改|举报|投诉"
    r"|配套制度|工作机制|工作方案|实施办法"
)
LEAST_WORDS = 4
"""Different words of oversight that a part of no known name must hold to be 监督保障."""
SPARSE = 45
"""Characters for each of them at most."""
_FIGURES = frozenset({"proactive_figures", "request_figures", "review_figures"})
FIVE = "problems_improvements"
SUPERVISION = "overview.supervision"


def _opening(text: str, region: Span) -> int | None:
    """Where problems begin to be told: a lead-in sentence with shortcomings after it."""
    for sentence in sentences(text, region):
        if _OPENS.search(sentence.of(text)):
            after = text[sentence.start : min(region.end, sentence.end + 500)]
            if len(set(_SPEAKS.findall(after))) >= 2:
                return sentence.start
    return None


def _host(text: str, sections: Sequence[Section]) -> Span:
    """Where section five would stand: in the last part before it that was found."""
    before = [s for s in sections if s.key in _FIGURES or s.key == SUPERVISION]
    hosts = before or [s for s in sections if s.key.startswith("overview")]
    host = max(hosts, key=lambda s: s.span.start, default=None)
    if host is not None:
        return host.body
    return Span(0, min((s.span.start for s in sections), default=len(text)))


def problems_by_content(text: str, sections: Sequence[Section]) -> list[Section]:
    """The sections, with ``problems_improvements`` cut out where it lacked its heading."""
    if any(section.key == FIVE for section in sections):
        return list(sections)
    region = _host(text, sections)
    at = _opening(text, region)
    if at is None:
        return list(sections)
    found = Section(
        FIVE, "", Span(at, region.end), Span(at, region.end), 1,
        "found by content, no heading", 0.5,
    )  # fmt: skip
    cut = [
        replace(s, span=Span(s.span.start, at), body=Span(min(s.body.start, at), at))
        if s.span.start <= at and s.span.end == region.end
        else s
        for s in sections
    ]
    return [*cut, found]


def supervision_by_words(text: str, sections: Sequence[Section]) -> list[Section]:
    """The sections, with ``overview.supervision`` where no heading named it.

    That is a part of no known name that speaks of oversight, else where running text names it
    (监督保障方面，…).
    """
    if any(section.key == SUPERVISION for section in sections):
        return list(sections)
    told = [s for s in sections if s.key == "unmapped" and _speaks_of_oversight(s.body.of(text))]
    if told:
        why = "found by content, heading of no known name"
        return [replace(s, key=SUPERVISION, rule=why) if s in told else s for s in sections]
    return _named_in_text(text, sections)


def _speaks_of_oversight(words: str) -> bool:
    found = _WATCHED.findall(words)
    return len(set(found)) >= LEAST_WORDS and len(found) * SPARSE >= len(words)


def _named_in_text(text: str, sections: Sequence[Section]) -> list[Section]:
    first = min((s.span.start for s in sections if s.key == "overview"), default=0)
    later = (s.span.start for s in sections if s.level == 1 and s.span.start > first)
    end = min(later, default=len(text))
    named = _NAMED.search(text, first, end)
    if named is None:
        return list(sections)
    begin, after = named.start("name"), named.end()
    follows = _NEXT.search(text, after, end)
    stop = follows.start() if follows else end
    span = Span(begin, stop)
    found = Section(
        SUPERVISION, text[begin:after], span, Span(after, stop), 2,
        "named in running text, no heading", 0.5,
    )  # fmt: skip
    return [*sections, found]
