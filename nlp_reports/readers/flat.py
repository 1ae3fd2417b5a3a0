"""Reports on one line: an archive's flattened page, with headings and tables inline.

Nothing is moved or removed but site chrome. A blank becomes a line break where it follows a full
stop, stands before a heading's enumerator, or parts a heading from its text; the stretch of the
statutory tables stays as it is, as one block of kind ``table``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nlp_reports.chinese.normalise import BLANKS
from nlp_reports.readers import chrome
from nlp_reports.readers.pieces import Piece
from nlp_reports.readers.reflow import is_heading, is_heading_start, is_title
from nlp_reports.report import BlockKind
from nlp_reports.text import Span

LONG = 600
"""Characters from which a line counts as flattened."""

_LOOK = 80  # characters of what is open that the rules look at
_MOST_TABLES = 50

_HEADING_ENDS = (
    "情况|方面|概述|工作|保障|建设|管理|事项|问题|措施|打算|公开|报告|年报|计划|培训|监督|体系|落实|"
    "机制|推进|公开范围|载体|渠道|水平|能力"
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    han = "一二三四五六七八九十"
    row = "本年新收|上年结转|本年度办理|结转下年"
    gap = f"[{BLANKS}]*"
    mark = rf"(?:[{han}]{{1,3}}、|[（(][{han}]{{1,3}}[)）]|\d{{1,2}}[.、．]|[（(]\d{{1,2}}[)）])"
    return {
        "token": re.compile(rf"[^{BLANKS}]+"),
        "opens": re.compile(mark),
        "heads": re.compile(rf"{mark}[^，。；！？]{{2,32}}(?:{_HEADING_ENDS})"),
        "stops": re.compile(r"[。！？；][”’》）)]?$"),
        "table": re.compile(
            rf"第二十条第?[（(][一二三四五六七八九][)）]项|申请人情况|信息内容(?={gap}本年)|"
            rf"[（(]?本列数据的勾稽关系|行政复议{gap}行政诉讼{gap}(?=结果)"
        ),
        "after": re.compile(rf"[{han}]、(?!{row})"),
    }


def table_stretches(text: str) -> list[Span]:
    """Where flattened statutory tables stand: from their first words to the next heading."""
    found: list[Span] = []
    for start in _patterns()["table"].finditer(text):
        if found and start.start() < found[-1].end:
            continue
        end = _patterns()["after"].search(text, start.end())
        found.append(Span(start.start(), end.start() if end else len(text)))
        if len(found) == _MOST_TABLES:
            break
    return found


def flat_pieces(text: str, start: int, *, titled: bool) -> Iterator[Piece]:
    """The pieces of a flattened line; ``start`` is its raw offset.

    Args:
        text: the line.
        start: where it begins in the raw text.
        titled: whether a title was found before it.
    """
    tokens = [Span(*found.span()) for found in _patterns()["token"].finditer(text)]
    words = [token.of(text) for token in tokens]
    head = chrome.leading_chrome(words)
    tail = len(words) - chrome.trailing_chrome(words[head:])
    title = next((i for i in range(head) if not titled and _page_title(words[i])), head)
    yield from _chrome(tokens[:title], start)
    if title < head:
        yield Piece(tokens[title].shift(start), "heading", rule="page-title")
    yield from _chrome(tokens[title + 1 : head], start)
    yield from _body(text, start, tokens[head:tail])
    yield from _chrome(tokens[tail:], start)


def _page_title(token: str) -> bool:
    return is_title(token) and not chrome.is_chrome_line(token)


def _chrome(tokens: Sequence[Span], start: int) -> Iterator[Piece]:
    """Neighbouring tokens of furniture as one piece."""
    if tokens:
        whole = Span(tokens[0].start, tokens[-1].end)
        yield Piece(whole.shift(start), "furniture", rule="site-chrome")


def _body(text: str, start: int, tokens: Sequence[Span]) -> Iterator[Piece]:
    tables = table_stretches(text)
    opened: Span | None = None
    for token in tokens:
        if opened is not None and not _parts(text, opened, token, tables):
            opened = Span(opened.start, token.end)
            continue
        if opened is not None:
            yield from _split_tables(text, start, opened, tables)
        opened = token
    if opened is not None:
        yield from _split_tables(text, start, opened, tables)


def _parts(text: str, opened: Span, token: Span, tables: Sequence[Span]) -> bool:
    """Whether the blank between what is open and the next token is a break."""
    if any(opened.end - 1 in table and token.start in table for table in tables):
        return False
    # What is open may be a million characters long: no rule needs more than its end.
    before, after = text[max(opened.start, opened.end - _LOOK) : opened.end], token.of(text)
    whole = len(opened) < _LOOK
    if (whole and is_title(before)) or _patterns()["opens"].match(after) or is_heading_start(after):
        return True
    if _patterns()["stops"].search(before):
        return True
    return whole and bool(_patterns()["heads"].fullmatch(before)) and len(after) > 1


def _split_tables(text: str, start: int, part: Span, tables: Sequence[Span]) -> Iterator[Piece]:
    at = part.start
    for table in tables:
        if not part.overlaps(table):
            continue
        left, right = max(table.start, part.start), min(table.end, part.end)
        yield from _prose(text, start, at, left)
        yield Piece(Span(left, right).shift(start), "table", rule="flattened-table")
        at = right
    yield from _prose(text, start, at, part.end)


def _prose(text: str, start: int, left: int, right: int) -> Iterator[Piece]:
    while left < right and text[left].isspace():
        left += 1
    while right > left and text[right - 1].isspace():
        right -= 1
    if left < right:
        line = text[left:right]
        kind: BlockKind = "heading" if is_title(line) or is_heading(line) else "paragraph"
        yield Piece(Span(left, right).shift(start), kind, rule="inline-break")
