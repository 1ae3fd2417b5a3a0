"""Enumerators: 一、 （一） 1. （1） 1） ① 一是 一要 首先 其一 一方面 ——, with kind and value.

>>> [(e.kind, e.value, e.printed) for e in enumerators("问题：一是慢；二是少。（二）措施。1.快")]
[('shi', 1, '一是'), ('shi', 2, '二是'), ('paren', 2, '（二）'), ('arabic', 1, '1.')]
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from nlp_reports.chinese.numerals import parse_number

_DIGITS = "一二三四五六七八九十"
_N = rf"[{_DIGITS}]{{1,3}}"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BULLETS = "●◆■□▪★※•◇▲►"
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 9, "另一方面": 2, "一方面": 1}

RANK = {
    "part": 0, "dun": 1, "paren": 2, "label": 3, "arabic": 3, "paren_arabic": 4, "half": 4,
    "circle": 5,
}  # fmt: skip
"""How high a kind usually stands; kinds that are not named stand below."""

_PATTERN = re.compile(
    rf"(?P<part>第{_N}部分[、：: ]?)"
    rf"|(?P<label>[（(【](?:存在)?(?P<what>问题|不足|措施|改进|打算|整改)"
    rf"(?P<nth>[{_DIGITS}\d]{{0,2}})[）)】][：:]?)"
    rf"|(?P<paren>[（(]\s?{_N}\s?[）)]\s?[、.．]?)"
    rf"|(?P<paren_arabic>[（(]\s?\d{{1,2}}\s?[）)]\s?[、.．]?)"
    rf"|(?P<circle>[{_CIRCLES}]\s?[、.．]?)"
    rf"|(?P<nth_is>第{_N}(?:[，,、：:]\s?|是))"
    rf"|(?P<qi>其{_N}(?:[，,、：:]\s?|是))"
    rf"|(?P<shi>{_N}(?:是|要(?![求点闻素件]))(?:[，,：:]\s?)?)"
    rf"|(?P<dun>{_N}\s?[、．.]\s?|(?<![^\s。.]){_N}[,，]\s?|(?<![^\s。])[{_FORMAL}]{{1,2}}[、．.]\s?)"
    rf"|(?P<half>(?<![\d.．/（(-])\d{{1,2}}[）)]\s?[、.．]?)"
    rf"|(?P<bullet>(?:—{{1,2}}|[{_BULLETS}]|[-·](?=[\u4e00-\u9fff]))\s?)"
    rf"|(?P<arabic>(?<![\d.．/-])\d{{1,2}}\s?(?:[、．]|\.(?=\d{{1,2}}月|20\d\d年)|\.(?!\d))\s?)"
    rf"|(?P<word>首先|其次|再次|再者|最后(?=[，,、：:是])|另一方面|一方面)(?:[，,、：:是]\s?)?"
)
_START = re.compile(
    rf"[第（(【{_CIRCLES}{_BULLETS}{_DIGITS}{_FORMAL}其首再最另—·\d-]"
    rf"(?:(?<![第其{_DIGITS}\d])|(?<=[第其])(?=[{_DIGITS}次])"
    rf"|(?<=[{_DIGITS}])(?=[{_DIGITS}]{{0,2}}\s?[是要、．.，,]|方面)"
    rf"|(?<![\d.．/-]\d)(?<=\d)(?=\d?\s?[、．.）)]))"
)
"""What an enumerator begins with: a quick look before the long pattern runs.

Most numerals in a text are parts of words and figures: they must stand before a mark.
"""
LONGEST = 12
"""Characters of an enumerator at most."""
_starts = attrgetter("start")
_BOUNDARY = frozenset("。；：，、！？;:,!?”）)》】\n\t \u3000")
_LOOSE = frozenset({"paren", "paren_arabic", "circle", "label", "part", "dun", "arabic"})


class Enumerator(NamedTuple):
    """One enumerator: ``start`` and ``end`` count in the text, ``value`` from 1 (0: unknown)."""

    kind: str
    value: int
    start: int
    end: int
    printed: str


@lru_cache(maxsize=1024)
def _value(kind: str, printed: str) -> int:
    if kind == "circle":
        return _CIRCLES.find(printed[0]) + 1
    if kind == "bullet":
        return 0
    if kind == "word":
        return next((value for word, value in _WORDS.items() if printed.startswith(word)), 0)
    if printed[0] in _FORMAL:
        return _FORMAL.find(printed[0]) + 1
    number = re.search(rf"[{_DIGITS}]+|\d+", printed)
    return int(parse_number(number[0]) or 0) if number else 0


def _plausible(text: str, kind: str, at: int, end: int, first: int) -> bool:
    """Whether what stands around it lets it be an enumerator; text before ``first`` is none."""
    before = text[at - 1] if at > first else "\n"
    after = text[end : end + 1]
    if kind in ("paren", "paren_arabic"):
        return before != "条" and after not in ("项", "款")
    if kind == "dun":
        return before not in "第十百" and after not in tuple(_DIGITS)
    if kind == "bullet":
        return not text[text.rfind("\n", 0, at) + 1 : at].strip()
    if kind in _LOOSE:
        return True
    if before in _BOUNDARY:
        return not (before in "、”" and kind == "shi" and at > 1 and text[at - 2] in _DIGITS)
    return kind == "shi" and text[at : at + 2] == "一是" and before not in "第统唯之同专单逐每万其"


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    at = start
    while first := _START.search(text, at, end):
        match = _PATTERN.match(text, first.start(), end)
        if match:
            yield match
        at = match.end() if match else first.end()


def enumerators(text: str, start: int = 0, end: int | None = None) -> list[Enumerator]:
    """Every place that can be an enumerator, in text order; the caller judges the sequence."""
    return list(_found(text, start, len(text) if end is None else end, 0))


def _found(text: str, start: int, end: int, first: int) -> Iterator[Enumerator]:
    for match in _matches(text, start, end):
        kind = match.lastgroup or ""
        at, after = match.span()
        if _plausible(text, kind, at, after, first):
            printed = match[0]
            value = _value(kind, printed)
            kind = "hand" if kind == "word" and "一方面" in printed else kind
            yield Enumerator(kind, value, at, after, printed.strip())


@lru_cache(maxsize=4)
def enumerators_of(text: str) -> tuple[Enumerator, ...]:
    """The same for a whole text: sections and items both ask for those of a report."""
    return tuple(_found(text, 0, len(text), 0))


def enumerators_in(text: str, start: int, end: int) -> list[Enumerator]:
    """Those of :func:`enumerators_of` in the text below a heading that ends at ``start``."""
    every = enumerators_of(text)
    found = list(
        every[bisect_left(every, start, key=_starts) : bisect_left(every, end, key=_starts)]
    )
    if found and found[-1].end > end:
        found.pop()
    while start < end and text[start].isspace():
        start += 1
    if not found or found[0].start > start:  # one that stands right behind the heading
        opened = next(_found(text, start, min(end, start + LONGEST), start), None)
        if opened is not None and opened.start == start:
            found.insert(0, opened)
    return found
