"""Of whom and when a sentence speaks: the territory, the issuer, one body, part of a year."""

from __future__ import annotations

import re
from typing import Literal

from nlp_reports.report import Issuer, Report

Scope = Literal["wide", "own", "unsaid"]
_WIDE = re.compile(
    r"全[省市县区旗州盟乡镇系]|各(?:单位|部门|级)|[省市县区]直|[省市县区][^，。]{0,6}(?:及|和)(?:各)?部门"
)
_OWN = re.compile(r"本(?:级|机关|单位|局|委|办|厅)|我(?:局|委|办|厅|院|校|中心|单位)|政府办公?室?")
_LEAD = r"(?:\d{4}年(?:度)?|其中|此外|同时)*"
_NAMED = (
    r"(?P<name>[^\d，。；]{0,16}?(?:局|委员会|委|办公室|中心|[乡村]?镇|乡|街道|支队|大队|公司|学校|医院|法院|检察院))"
    r"(?:办事处|机关)?(?:全年|今年|本年度?|年内|共|累计|也|均|都|分别|依法|及时|新)*"
)
_BODY = re.compile(rf"^{_LEAD}{_NAMED}(?:办理|受理|审理|审结|收到)?$")
_FIRST_BODY = re.compile(rf"^{_LEAD}{_NAMED}(?=收到|新收|受理|接到|办理)")
_PERIOD = re.compile(
    r"[上下]半年|[一二三四1-4]季度|\d+月份|1?\d月(?:底|中旬)?前|截至(?:\d{4}年)?(?:[1-9]|1[01])月"
)


def scope_of(sentence: str) -> Scope:
    """Whether a sentence speaks of the whole territory, of the issuer itself, or does not say."""
    if _WIDE.search(sentence):
        return "wide"
    return "own" if _OWN.search(sentence) else "unsaid"


def part_of(sentence: str, match: re.Match[str]) -> str:
    """The body other than the report's own, or the part of the year, that a match speaks of.

    >>> sentence = "县财政局收到申请5件"
    >>> part_of(sentence, re.search("收到", sentence))
    '县财政局'
    """
    clause = clause_of(sentence, match)
    period = _PERIOD.search(clause)
    if period:
        return period[0]
    before = clause[: clause.find(match[0])]
    segment = sentence[max(sentence.rfind(mark, 0, match.start()) for mark in "；;。") + 1 :]
    body = _BODY.search(before) if before else _FIRST_BODY.search(segment)
    if body is None or re.search("[全我本]|各级|各部门|各单位", body[0]):
        return ""
    return body["name"]


def clause_of(sentence: str, match: re.Match[str]) -> str:
    """The match with the rest of the clause before it."""
    marks = "，,；;。：:"
    start = max(sentence.rfind(mark, 0, match.start()) for mark in marks) + 1
    return sentence[start : match.end()]


def is_issuer(body: str, report: Report) -> bool:
    """Whether a body is the issuer itself: 市财政局 in the report of 临沅市财政局."""
    return isinstance(report.issuer, Issuer) and report.issuer.name.endswith(body)


def table_scope(report: Report) -> Scope | None:
    """A government's table counts its whole territory, a department's the department itself."""
    if not isinstance(report.issuer, Issuer) or report.issuer.level == "unknown":
        return None
    return "own" if report.issuer.level in ("department", "institution") else "wide"
