"""Lines back into paragraphs, where only their widths and first characters are known.

A line that ends well short of the usual width ends its paragraph; a line that opens with a
heading's enumerator after a full stop begins one. Blank lines decide nothing where they stand
between all lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from unicodedata import east_asian_width

from nlp_reports.chinese.words import tokenizer

_SLACK = 3.0  # ideographs by which a full line may fall short: indentation, a hanging mark
_WIDEST_WRAP = 64.0  # ideographs; longer lines are paragraphs of their own
_TITLE_LINES = 5
_LEAST_PROSE = 24.0  # ideographs; a caption or heading without a clause is hardly ever longer
_PASTED = 3  # full lines without a stop at their end
_SHARE = 0.3  # of the lines that must reach the usual width for the text to count as wrapped
_WIDE = re.compile("[\u4e00-\u9fff\u3000-\u303e\uff01-\uff60“”]+")
"""The commonest characters as wide as an ideograph; of all others Unicode is asked."""


_ENDS_SENTENCE = frozenset("。！？；;：:")
_OPENS_ITEM = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳其")
_OPENS_HEADING = frozenset("一二三四五六七八九十百（(第")
"""What a heading opens with: most lines are told apart by their first character."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    han = "一二三四五六七八九十百"
    return {
        "heading": re.compile(rf"[{han}]{{1,3}}、|[（(][{han}]{{1,3}}[)）]|第[{han}]+[章节部]"),
        "chapter": re.compile(rf"[{han}]{{1,3}}、"),
        "numbered": re.compile(r"\d{1,2}(?:[、．]|\.(?!\d))|[（(]\d{1,2}[)）]|[①-⑳]"),
        "listed": re.compile(rf"(?:第?[{han}]{{1,2}}是|其[{han}])"),
        "bullet": re.compile(r"[●◆■□▪★◇▲►]|—{1,2}(?=[\u4e00-\u9fff])"),
        "stop": re.compile(r"[。！？；:：.!?;”’》）)]$"),
        "pending": re.compile(rf"[，、,（(《“〔]$|(?:^|[。；：，;,]|第)[{han}其\d]{{1,2}}$"),
        "clause": re.compile(r"[，。；：！？]"),
        "title": re.compile(r"(?:报告|年报)(?:[（(][^（）()]{1,12}[)）])?$"),
        "whole_title": re.compile(rf"[^\d{han}〇○]{{3,}}.*?(?:\d{{4}}|[{han}〇○]{{4}})\s*年"),
        "page": re.compile(
            r"[-—–－_·•\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/／共,，]\s*(?:共\s*)?\d{1,3}\s*页?)?"
            r"[-—–－_·•\s]*"
        ),
    }


def width(line: str) -> float:
    """The printed width of a line in ideographs; Latin letters and digits count a half."""
    line = line.strip()
    other = _WIDE.sub("", line)
    return len(line) - len(other) + sum(1.0 if east_asian_width(c) in "WFA" else 0.5 for c in other)


def is_heading_start(line: str) -> bool:
    """Whether a line opens with 一、, （一） or 第一章."""
    return line[:1] in _OPENS_HEADING and bool(_patterns()["heading"].match(line))


def is_numbered(line: str) -> bool:
    """Whether a line opens with 1、, （1）, ① or 一是."""
    first = line[:1]
    if not (first in _OPENS_HEADING or first.isdecimal() or first in _OPENS_ITEM):
        return False
    return bool(_patterns()["numbered"].match(line) or _patterns()["listed"].match(line))


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a mark that may end a sentence."""
    return line.rstrip("”’）)》 ").removesuffix("\n")[-1:] in _ENDS_SENTENCE


def is_heading(line: str) -> bool:
    """Whether a whole line reads as a heading: an enumerator, short, no sentence in it."""
    begins = len(line) <= 40 and (is_heading_start(line) or is_numbered(line))
    return begins and not _patterns()["clause"].search(line)


def is_title(line: str) -> bool:
    """Whether a line ends like the title of a report and holds no clause."""
    plain = re.sub(r"\s", "", line)
    return (
        4 <= len(plain) <= 60
        and bool(_patterns()["title"].search(plain))
        and not _patterns()["clause"].search(plain)
    )


def is_whole_title(line: str) -> bool:
    """Whether a line is a title by itself: it names issuer and year."""
    return is_title(line) and bool(_patterns()["whole_title"].match(line))


def title_lines(lines: Sequence[str]) -> range:
    """Which of the first lines make up the title together; an empty range where there is none.

    A title may be printed on several lines; a clause or a heading ends the search. A line that
    names issuer and year and is a title by itself needs none of the lines before it.
    """
    for count, line in enumerate(lines[:_TITLE_LINES], start=1):
        if is_heading_start(line) or any(mark in line for mark in "，。；："):
            break
        if is_title("".join(lines[:count])):
            whole = _patterns()["whole_title"].match(line)
            return range(count - 1 if whole else 0, count)
    return range(0)


def is_page_number(line: str) -> bool:
    """Whether a line holds a page number and nothing else: 3, - 3 -, 第3页, 3/12."""
    return bool(_patterns()["page"].fullmatch(line.strip())) if line.strip() else False


def usual_width(lines: Sequence[str]) -> float | None:
    """The width at which lines were wrapped, in ideographs, or ``None`` where they were not."""
    widths = [width(line) for line in lines]
    long = [w for w in widths if w > 8]
    if len(long) < 3 or max(long) > 4 * _WIDEST_WRAP:
        return None
    commonest, _ = (
        Counter(round(w) for w in long if w <= _WIDEST_WRAP).most_common(1)[0]
        if any(w <= _WIDEST_WRAP for w in long)
        else (0, 0)
    )
    near = [w for w in long if abs(w - commonest) <= 2]
    longer = sum(w > commonest + 4 for w in long)
    if len(near) < _SHARE * len(long) or longer > 0.1 * len(long) or commonest < 10:
        return None
    return float(commonest)


def is_pasted(lines: Sequence[str]) -> bool:
    """Whether paragraphs are printed lines pasted one by one: full ones break off in sentences."""
    usual = usual_width(lines)
    if usual is None:
        return False
    full = [line.rstrip() for line in lines if abs(width(line) - usual) <= 2]
    broken = sum(not _patterns()["stop"].search(line) for line in full)
    return broken >= _PASTED and 2 * broken > len(full)


def is_ragged(lines: Sequence[str]) -> bool:
    """Whether lines of no usual width may be wrapped all the same: none is long."""
    widths = [width(line) for line in lines]
    return usual_width(lines) is None and _LEAST_PROSE <= max(widths, default=0) <= _WIDEST_WRAP


def begins_block(before: str, line: str, usual: float | None, *, indented: bool = False) -> bool:
    """Whether ``line`` begins a block, given the line before it and the usual width."""
    if usual is None:
        return not before.rstrip().endswith(("，", "、", ","))
    if indented or width(before) < usual - _SLACK or is_title(before):
        return True
    if is_heading(line) and _patterns()["chapter"].match(line):
        return True
    opens = is_heading_start(line) or _patterns()["bullet"].match(line)
    return bool(opens and _patterns()["stop"].search(before.rstrip()))


def carries_on(before: str, line: str) -> bool:
    """Whether a line goes on with a sentence that a table or page number broke off.

    The upper line must end in the midst of a sentence: within a word, or in prose without a stop.
    Captions and headings, which are short and hold no clause, carry on only within a word.
    """
    before, line = before.strip(), line.strip()
    if not before or not line or _patterns()["stop"].search(before):
        return False
    if is_heading_start(line) or is_numbered(line) or is_title(before) or is_title(line):
        return False
    if _patterns()["pending"].search(before) or _within_word(before[-8:], line[:8]):
        return True
    prose = bool(_patterns()["clause"].search(before)) or width(before) >= _LEAST_PROSE
    return prose and not is_heading(before)


def _within_word(tail: str, head: str) -> bool:
    """Whether the border of two lines falls inside a word of theirs together."""
    at = 0
    for word in tokenizer().cut(tail + head):
        if at < len(tail) < at + len(word):
            return True
        at += len(word)
    return False
