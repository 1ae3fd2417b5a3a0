"""Every place that could be a heading, before anything is chosen."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from nlp_reports.chinese.enumerators import Enumerator, enumerators_of
from nlp_reports.sections.schemes import HeadingRule, row_label, worth_trying

LONGEST_TITLE = 60
LONGEST_WHOLE = 24
"""Characters; a longer stretch that no mark closes can only begin with a heading."""
LONGEST_KNOWN = 36
"""Characters in which the words stand by which a heading is known."""
LONGEST_REST = 7
"""Characters; a heading's own words may go on for fewer behind those that a rule knows."""
LEAST_RUN_IN = 4
"""Characters of a heading that has neither an ordinal nor a line of its own."""
_TITLE_END = re.compile(r"[。：:；;\n]")
_NOTE = re.compile(r"[（(][^（）()]{0,80}[）)]")
_GUIDE = re.compile(
    r"\s*[（(](?:包括|包含|含|重点|主要|不少于|不超过|请|注|说明|应|可)[^（）()]{0,80}[）)]"
)
"""A note of the template behind a heading."""
_RUN_IN_NOTE = re.compile(r"\s*[（(][^（）()\d《》]{4,80}[）)](?=\s*[\u4e00-\u9fff])")
"""Any note of four characters or more, between a heading and the words of its text."""
_CLOSED = re.compile(
    r"(?:情况|方面|概况|概述|措施|举措|打算|计划|安排|思路|方向|事项|问题|不足|困难)"
    r"(?:[（(][^（）()]{0,80}[）)])?$"
)
"""Words that a heading ends with: what follows them is text."""
_JOINED = re.compile(r"(?:和|与|及|、)[\u4e00-\u9fff]{2,10}?(?:情况|方面|工作)[。：:]")
"""The second half of a heading of which a rule knows the first."""
_LEADER = re.compile(r"(?:[.．·•…‥_-]{2,}|(?<=[\u4e00-\u9fff]))[ \t\u3000]*\d{1,3}[ \t]*$")
"""Dots and a page number: a line of a contents page."""
_BLANK = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")
_LINE = re.compile(r"[^\n]+")
_ADORNED = re.compile(
    r"[#*=\-—~◆●■□▪★※◇▲►▶○◎·•【〖\[“\"]*(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2})?|[ⅠⅡⅢⅣⅤⅥⅦⅧ])"
    r"[）)]?[、.．:：·]?)?[【〖\[“\"]*"
)
"""What may stand before the words of a heading: ornaments, brackets, an odd ordinal."""
_TRAILING = '：:。】〗]”"#*=-—~◆●■□▪★※'
_MARK = re.compile("[：:。]")
_STOPS = tuple("。；！？：:）)")
_KINDS = frozenset({"part", "dun", "paren", "arabic", "paren_arabic", "circle"})


class Candidate(NamedTuple):
    """A possible heading: ``start`` to ``end`` with its ordinal, up to where its body begins.

    ``kind`` is the enumerator's, ``""`` for a line without one; ``value`` its number (0: none);
    ``weight`` in 0..1 is how well its form and title fit.
    """

    start: int
    end: int
    kind: str
    value: int
    key: str
    rule: str
    level: int
    weight: float
    own_line: bool
    line_start: bool
    stands_for: bool = False


class _Title(NamedTuple):
    """What stands after an ordinal.

    ``stop`` is the mark that ends it, ``#`` where the next enumerator does, empty where it is
    cut off at the longest length; ``alone`` says that no text of its own follows the stop.
    """

    start: int
    end: int
    text: str
    stop: str
    alone: bool


def _without_notes(words: str) -> str:
    return _NOTE.sub("", words) if "（" in words or "(" in words else words


def _unspaced(words: str) -> str:
    return "".join(words.split())


def _title(text: str, start: int, limit: int) -> _Title:
    reach = min(limit, start + LONGEST_TITLE)
    match = _TITLE_END.search(text, start, reach)
    end = match.start() if match else reach
    cut = "" if reach < limit else ("\n" if limit == len(text) else "#")
    stop = match[0] if match else cut
    alone = stop == "#" or not text[end + 1 : limit].strip()
    return _Title(start, end, _unspaced(text[start:end]), stop, alone)


def _fit(
    rule: HeadingRule, title: _Title, bare: str, text: str, begin: int, own_line: bool
) -> tuple[float, int]:
    """How well a title fits a rule, and where the heading ends (-1: it does not fit)."""
    if rule.pattern.fullmatch(bare):
        closed = title.end + (title.stop in ("。", "：", ":"))
        note = _GUIDE.match(text, closed)
        return (1.0 if title.stop else 0.8), note.end() if note else closed
    run_in = rule.pattern.match(text, begin)
    weight, end = _ended(run_in, title, text) if run_in else (0.0, -1)
    if end > 0:
        return weight, end
    # A heading that a statement follows at once ends before it, not at its full stop.
    states = run_in is not None and title.end - run_in.end() >= LONGEST_REST
    closed_here = own_line or (title.stop == "。" and not states and not (run_in and title.alone))
    short = closed_here and 2 < len(bare) <= 32 and not _DIGIT.search(bare)
    if short and rule.core.search(bare):
        return 0.55, title.end + (title.stop == "。")
    if run_in and run_in.end() - run_in.start() >= 3:
        return 0.6, _over_note(text, run_in.end())
    return 0.0, -1


def _over_note(text: str, end: int) -> int:
    """Where a heading ends whose text follows at once, the template's note between them with it."""
    note = _RUN_IN_NOTE.match(text, end)
    return note.end() if note else end


def _ended(run_in: re.Match[str], title: _Title, text: str) -> tuple[float, int]:
    """Weight and end of a heading whose own words say where it ends (-1: they do not)."""
    joined = _JOINED.match(text, run_in.end())
    if joined:  # 组织领导 in 组织领导和机构建设情况。
        return 0.65, joined.end()
    if text[run_in.end() : run_in.end() + 1].isspace():
        return 0.75, run_in.end()
    if title.stop != "\n" and _CLOSED.search(run_in[0]):
        return 0.65, _over_note(text, run_in.end())
    return 0.0, -1


def _matched(
    text: str, title: _Title, own_line: bool, rules: Sequence[HeadingRule]
) -> Iterator[tuple[HeadingRule, float, int]]:
    begin = title.start
    while begin < title.end and text[begin] in " \t\u3000":
        begin += 1
    whole = own_line or title.stop == "。" or len(title.text) <= LONGEST_WHOLE
    bare = _without_notes(title.text)
    for rule in rules:
        if whole or rule.pattern.match(text, begin):
            weight, end = _fit(rule, title, bare, text, begin, own_line)
            if end > 0:
                yield rule, weight, end


def _of_contents(text: str, title: _Title) -> bool:
    """Whether the line ends with a page number, as those of a contents page do."""
    numbered = title.stop == "\n" and title.text[-1].isdecimal()
    return numbered and bool(_LEADER.search(text, title.start, title.end))


def _line_start(text: str, at: int) -> bool:
    """Whether only blanks stand before ``at`` on its line."""
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _line_begin(text: str, at: int) -> int:
    """Where the line begins that ``at`` opens (-1: it does not open one)."""
    begin = text.rfind("\n", 0, at) + 1
    return -1 if text[begin:at].strip() else begin


def _numbered(text: str, row_label: re.Pattern[str]) -> Iterator[Candidate]:
    every = enumerators_of(text)
    starts = [mark.start for mark in every]
    marks: list[Enumerator] = []
    titles: list[_Title] = []
    for mark in every:
        if mark.kind not in _KINDS:
            continue
        following = bisect_left(starts, mark.end)
        limit = starts[following] if following < len(starts) else len(text)
        title = _title(text, mark.end, limit)
        if not title.text or row_label.match(title.text) or _of_contents(text, title):
            continue
        marks.append(mark)
        titles.append(title)
    likely = worth_trying([title.text[:LONGEST_KNOWN] for title in titles])
    for mark, title, rules in zip(marks, titles, likely, strict=True):
        yield from _of_mark(text, mark, title, rules)


def _of_mark(
    text: str, mark: Enumerator, title: _Title, rules: Sequence[HeadingRule]
) -> Iterator[Candidate]:
    line_start = _line_start(text, mark.start)
    own_line = line_start and title.stop == "\n"
    found = False
    for rule, weight, end in _matched(text, title, own_line, rules) if rules else ():
        found = True
        yield Candidate(
            mark.start, end, mark.kind, mark.value, rule.key, rule.rule, rule.level,
            weight, own_line, line_start, rule.stands_for,
        )  # fmt: skip
    if found and not own_line:
        return
    unknown = None if mark.kind == "circle" else _unknown(text, mark, title, line_start)
    if unknown is not None:
        yield unknown


def _unknown(text: str, mark: Enumerator, title: _Title, line_start: bool) -> Candidate | None:
    """A heading of no known name: short, no numbers, on its own line or closed by a blank."""
    closed = title.stop in ("\n", "#") or (title.stop == "。" and len(title.text) <= 16)
    line = text[title.start : title.end].strip()
    blank = _BLANK.search(line)
    end = title.end + (title.stop == "。")
    if blank and title.stop != "\n" and blank.start() <= 24:
        line, closed = line[: blank.start()], True
        end = text.find(line, title.start) + len(line)
    if _DIGIT.search(line) or len(line) > 32 or not line:
        return None
    own_line = line_start and title.stop == "\n"
    after_stop = line_start or text[max(0, mark.start - 8) : mark.start].rstrip().endswith(_STOPS)
    if not (closed or after_stop):
        return None
    return Candidate(
        mark.start, end if closed else mark.end, mark.kind, mark.value, "unmapped", "ordinal", 0,
        0.35 if own_line else 0.15, own_line, line_start,
    )  # fmt: skip


def _unnumbered(text: str, numbered: Container[int]) -> Iterator[Candidate]:
    """Lines without an ordinal that is known as one, perhaps adorned: whole, or run into text.

    Args:
        text: all of it.
        numbered: where lines begin that an ordinal with a known name opens.
    """
    lines: list[tuple[re.Match[str], int]] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        opened = _ADORNED.match(text, start, end)
        begin = opened.end() if opened else start
        adorned = begin > start
        if start not in numbered and (
            adorned
            or end - begin <= LONGEST_TITLE
            or _MARK.search(text, begin, begin + LONGEST_TITLE)
        ):
            lines.append((line, begin))
    heads = [text[begin : min(line.end(), begin + LONGEST_KNOWN)] for line, begin in lines]
    for (line, begin), rules in zip(lines, worth_trying(heads), strict=True):
        if rules:
            words = text[begin : min(line.end(), begin + 2 * LONGEST_TITLE)]
            bare = _unspaced(_without_notes(words)).rstrip(_TRAILING)
            yield from _of_line(text, line, begin, bare, rules)


def _of_line(
    text: str, line: re.Match[str], begin: int, bare: str, rules: Sequence[HeadingRule]
) -> Iterator[Candidate]:
    whole = 3 <= len(bare) <= 32
    for rule in rules:
        if rule.stands_for:
            continue
        own = whole and rule.pattern.fullmatch(bare) is not None
        end = line.end() if own else _run_in(text, begin, rule, adorned=begin > line.start())
        if end:
            yield Candidate(
                line.start(), end, "", 0, rule.key, rule.rule, rule.level,
                0.7 if own else 0.6, own, True,
            )  # fmt: skip


def _run_in(text: str, begin: int, rule: HeadingRule, *, adorned: bool) -> int:
    """Where a heading without ordinal ends that runs into its text (0: it is none)."""
    if ":" in rule.rule:
        return 0
    found = rule.pattern.match(text, begin)
    if found is None or not _CLOSED.search(found[0]) or len(found[0]) < LEAST_RUN_IN:
        return 0
    marked = text[found.end() : found.end() + 1] in ("：", ":", "。")
    return found.end() + marked if marked or adorned else 0


def candidates(text: str) -> list[Candidate]:
    """All heading candidates of a text under the rules of every form, in text order."""
    found = list(_numbered(text, row_label()))
    named = {_line_begin(text, c.start) for c in found if c.key != "unmapped"}
    found += _unnumbered(text, named)
    return sorted(found, key=lambda c: (c.start, -c.weight))
