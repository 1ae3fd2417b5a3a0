"""Slips of the writers that need no table: numbering, blank dates, a wrong year, another place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp_reports.chinese.numerals import parse_number
from nlp_reports.figures.form import form
from nlp_reports.figures.prose import is_prose
from nlp_reports.report import Check, Figures, Issuer, Missing, Outline, Report, Section, Year
from nlp_reports.text import Span

_ORDINAL = re.compile(r"^\s*[（(]?([一二三四五六七八九十]{1,3})[)）、.．，,\s]")
_FIRST_SECOND = re.compile(
    r"(?<![第其之唯统同万单专逐不])([一二三四五六七八九十]|十[一二三四五])是(?![否非])"
)
_BLANK_DATE = re.compile(
    r"自[\s_＿]{0,8}(?:年[\s_＿]{0,6}月[\s_＿]{0,6}日)?[\s_＿]{0,4}起?[\s_＿]{0,4}至[\s_＿]{0,8}"
    r"(?:年[\s_＿]{0,6}月[\s_＿]{0,6}日)?[\s_＿]{0,4}(?:止|[。，,；])"
    r"|(?:统计期限|统计时限|统计时间|时间)[^。\d]{0,6}20\d\d年[\s_＿]*月[\s_＿]*日"
    r"|20[xX×*]{1,2}年|[xX×]{2,4}年[xX×]{1,2}月|(?<![\d十])20\d\d年[ _＿]{1,6}月"
)
_MAYBE_BLANK = re.compile(r"自[\s_＿年起至]|年[\s_＿]*月|20[xX×*]|[xX×]年")
"""Without such a place a text has no blank date: a quick look, the pattern itself is slow."""
_PERIOD = re.compile(
    r"(?P<y1>20\d\d)年1月1日(?:起)?(?:至|到|—|－|-|~)+"
    r"(?P<y2>20\d\d)?年?12月3[01]日"
)
_PLANS = re.compile(
    r"(?P<y>20\d\d)年(?:度)?[，,]?(?:我们将|我[市县区局镇乡委办厅院校会]将|本[局单机委院][^，。]{0,2}将|将采取|将进一步"
    r"|将继续|将重点|将围绕|将着力|将从以下|将以|工作(?:打算|计划|思路|安排))"
)
_UNTIL = re.compile(r"截至(?P<y>20\d\d)年(?:12月31日|12月底|年?底)")
_OPENS = re.compile(r"\s*(?P<y>20\d\d)年度?[，,]")
_SIGNED = re.compile(r"(?P<y>20\d\d)年(?P<m>\d{1,2})月\d{1,2}日\s*\Z")
_LEFT_OVER = 3  # years from which a text is copied; farther off the report's own year is misread
_TODAY = re.compile(r"《今日(?P<place>[一-鿿]{2,4})》")
_OFFICE = r"(?=人民政府|政府|党委|政务公开|信息公开|[一-鿿]{1,8}(?:局|委员会|办公室|中心|街道))"
_ELSEWHERE = re.compile(
    r"学习|考察|借鉴|交流|经验|参照|转发|外省|外地|兄弟|周边|毗邻|对口|联合|委托|按照|根据|落实|贯彻|印发|《"
)
_RARE = ("县", "旗", "自治县", "自治旗")  # endings of names alone: 区 and 市 end many other words
_KINDS_OF_PLACES = re.compile(
    r"贫困|示范|试点|先进|强|大|产粮|边境|邻|周边|民族|重点|牧业|国旗|红旗"
)
_GENERIC = (
    *("会同", "协同", "联合", "指导", "协助", "帮助", "督促", "走访", "完成", "组织", "公开"),
    *("推动", "提升", "加强", "邀请", "配合", "通过", "依托", "开展"),
)
_NO_NAME = frozenset(
    "指是一我本该全各由给赴将年月也并已从把被让请经及等与其来副到两部在和向对以为占分小"
)


def check_slips(figures: Figures, outline: Outline, report: Report) -> Iterator[Check]:
    """Every slip found; one passed check per kind where there is none."""
    kinds = {
        "section_numbering": list(_numbering(figures, outline, report.text)),
        "list_numbering": list(_lists(report.text)),
        "blank_date": list(_blank_dates(report.text)),
        "wrong_year": [*_years(report), *_ends_of_text(outline, report)],
        "other_place": list(_places(report)),
    }
    for name, found in kinds.items():
        if found:
            yield from found
        elif name == "wrong_year" and not isinstance(report.year, Year):
            yield Check(name, "not_assessable", note="the year reported on is not known")
        else:
            yield Check(name, "passed")


def _slip(
    name: str, note: str, span: Span, left: float | None = None, right: float | None = None
) -> Check:
    delta = None if left is None or right is None else left - right
    return Check(name, "failed", left, right, delta, (), "source", note, span)


def _numbering(figures: Figures, outline: Outline, text: str) -> Iterator[Check]:
    """Headings of the first level that skip a number or start again.

    Where what lies between is there without a numbered heading (a section told by its content, a
    statutory table without its section), extraction may have lost it.
    """
    tops = [s for s in (*outline.sections, *outline.unmapped) if s.level == 1]
    last, before, end, bare = 0, "", 0, 0
    for section in sorted(tops, key=lambda s: s.span.start):
        number = _ordinal(section)
        if number is None:
            bare += section.key != "preamble"
            continue
        start = section.span.start
        if last and number != last + 1 and not _stands(last + 1, text[end:start]):
            what = "starts again" if number == 1 else "repeats" if number <= last else "skips"
            note = f"“{section.heading}” {what} after “{before}”"
            place = Span(start, min(section.span.end, start + len(section.heading)))
            if 0 < number - last - 1 <= bare + _lost_headings(figures, outline):
                note += "; what lies between is there without its numbered heading"
                yield Check("section_numbering", "not_assessable", note=note, span=place)
            else:
                yield _slip("section_numbering", note, place, number, last + 1)
        last, before, end, bare = number, section.heading, start, 0


def _lost_headings(figures: Figures, outline: Outline) -> int:
    """How many statutory tables are there without the heading of their section."""
    tables = {cell.table for cell in figures.cells if not is_prose(cell)}
    keys = {table.key: table.section for table in form("2021").tables}
    return sum(isinstance(outline.get(keys[table]), Missing) for table in tables)


def _stands(number: int, text: str) -> bool:
    """Whether a numbered heading stands in a text after all: the outline may have missed it."""
    digits = "一二三四五六七八九十"
    return number <= 10 and re.search(rf"{digits[number - 1]}[、.．]", text) is not None


def _ordinal(section: Section) -> int | None:
    match = _ORDINAL.match(section.heading)
    number = (
        parse_number(match[1]) if match and not section.heading.startswith(("（", "(")) else None
    )
    return None if number is None else int(number)


def _lists(text: str) -> Iterator[Check]:
    """一是 … 三是: lists that skip or repeat a number within a paragraph."""
    for paragraph in re.finditer(r"[^\n]+", text):
        if paragraph[0].count("是") < 2:
            continue
        last = 0
        for match in _FIRST_SECOND.finditer(paragraph[0]):
            number = int(parse_number(match[1]) or 0)
            at = paragraph.start() + match.start()
            if number != 1 and last and number != last + 1:
                note = f"“{match[0]}” follows number {last}"
                yield _slip("list_numbering", note, Span(at, at + len(match[0])), number, last + 1)
            last = number


def _blank_dates(text: str) -> Iterator[Check]:
    found = _BLANK_DATE.finditer(text) if _MAYBE_BLANK.search(text) else ()
    for match in found:
        span = Span(match.start(), match.end())
        yield _slip("blank_date", f"“{match[0].strip()}”", span)


def _years(report: Report) -> Iterator[Check]:
    """A statistical period, plan or closing date of another year than the one reported on."""
    if not isinstance(report.year, Year):
        return
    year, text = report.year.value, report.text
    for match in _PERIOD.finditer(text):
        for told in (match["y1"], match["y2"]):
            if told and int(told) != year and _is_period(text, match.start()):
                span = Span(match.start(), match.end())
                yield _slip(
                    "wrong_year", f"“{match[0]}” in the report of {year}", span, int(told), year
                )
                break
    for match in _PLANS.finditer(text):
        if int(match["y"]) <= year:
            span = Span(match.start(), match.end())
            note = f"“{match[0]}” is no plan in the report of {year}"
            yield _slip("wrong_year", note, span, int(match["y"]), year + 1)
    for match in _UNTIL.finditer(text):
        if int(match["y"]) != year:
            span = Span(match.start(), match.end())
            yield _slip(
                "wrong_year", f"“{match[0]}” in the report of {year}", span, int(match["y"]), year
            )


def _ends_of_text(outline: Outline, report: Report) -> Iterator[Check]:
    """A first sentence on another year than the report's, a date of signing before its end."""
    overview, text = outline.get("overview"), report.text
    if not isinstance(report.year, Year):
        return
    year = report.year.value
    opens = None if isinstance(overview, Missing) else _OPENS.match(text, overview.body.start)
    if opens and 0 < abs(int(opens["y"]) - year) <= _LEFT_OVER:
        note = f"section one opens with “{opens[0].strip()}” in the report of {year}"
        place = Span(opens.start("y"), opens.end())
        yield _slip("wrong_year", note, place, int(opens["y"]), year)
    signed = _SIGNED.search(text, max(0, len(text) - 40))
    if signed and (int(signed["y"]), int(signed["m"])) < (year, 12):
        note = f"signed “{signed[0].strip()}”, before the year {year} was over"
        place = Span(signed.start(), signed.end("m") + 1)
        yield _slip("wrong_year", note, place, int(signed["y"]), year + 1)


def _is_period(text: str, at: int) -> bool:
    """Whether a range of dates is the report's own: 统计期限, 所列数据."""
    return bool(re.search(r"统计|所列|数据|期限|时限", text[max(0, at - 40) : at]))


def _places(report: Report) -> Iterator[Check]:
    """Another county's paper, or a county of the issuer's own kind that stands nowhere else."""
    if not isinstance(report.issuer, Issuer):
        return
    head = "".join(
        part
        for part in (report.issuer.name, report.title, report.issuer.region)
        if isinstance(part, str)
    )
    for match in _TODAY.finditer(report.text):
        if not set(match["place"]) & set(head):
            span = Span(match.start(), match.end())
            yield _slip("other_place", f"{match[0]}: the paper of another place", span)
    own = re.search(r"[一-鿿]{2,}?(?P<kind>自治县|自治旗|县|旗|市|区|镇|乡)", report.issuer.name)
    if own is not None:
        yield from _strangers(report.text, head, own["kind"])


def _strangers(text: str, head: str, kind: str) -> Iterator[Check]:
    """A body of another place of the issuer's own kind, e.g. 乙县政府 in a report of 甲县."""
    office = "" if kind in _RARE else _OFFICE
    for match in re.finditer(rf"[一-鿿]{{2,4}}{kind}{office}", text):
        name = _place_before(text, match.end())
        line = text[max(0, match.start() - 30) : match.end() + 30]
        if name is None or _ELSEWHERE.search(line) or _KINDS_OF_PLACES.search(name):
            continue
        if (stem := name[: -len(kind)]) in head or stem in _GENERIC:
            continue
        span = Span(match.end() - len(name), match.end())
        yield _slip("other_place", f"“{name}” is not the issuer’s place", span)


def _place_before(text: str, end: int) -> str | None:
    """The place name that ends at ``end``: one word of three characters or more."""
    from nlp_reports.chinese.words import tokenizer

    before = text[max(0, end - 6) : end]
    formal = text.startswith("人民政府", end)
    opening = re.search(r"(?:^|[^一-鿿])([一-鿿]{3,5})$", before) if formal else None
    if opening and not set(opening[1]) & _NO_NAME and opening[1][:-1] not in _GENERIC:
        return opening[1]
    at = 0
    stop = min(end, 8)
    for word in tokenizer().cut(text[max(0, end - 8) : end + 6]):
        at += len(word)
        if at == stop and len(word) > 2 and not set(word) & _NO_NAME:
            return word
    return None
