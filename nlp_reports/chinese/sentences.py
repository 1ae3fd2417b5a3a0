"""Sentences and clauses as spans of the source.

The law: the spans of :func:`sentences` follow each other without a gap and, concatenated, cover
the text. A stop inside 《》, “”, （） or 【】 ends nothing, and a point is a stop only behind an
ideograph that is no ordinal, so decimals, dates and document numbers stay whole::

    >>> text = "出台《办法。试行》，增长3.5%。已办结；"
    >>> [span.of(text) for span in sentences(text)]
    ['出台《办法。试行》，增长3.5%。', '已办结；']
"""

from __future__ import annotations

import re

from nlp_reports.text import Span

STOPS = "。！？；!?;"
_PAIRS = {"《": "》", "“": "”", "（": "）", "(": ")", "【": "】", "「": "」", "‘": "’", "〔": "〕"}
_CLOSERS = frozenset(_PAIRS.values())
_BRACKET = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_PAIRS.values())) + "]")
_AFTER_STOP = r"[”’）)》】」]*[ \t\u3000]*\n*"
_STOP = re.compile(
    # It opens with a set of characters: such a pattern is found fastest.
    rf"[。！？；!?;….\n \t\u3000](?:(?<=[。！？；!?;…])[。！？；!?;…]*{_AFTER_STOP}"
    rf"|(?<=[\u4e00-\u9fff”%％]\.)(?<![一二三四五六七八九十]\.)(?!\.){_AFTER_STOP}"
    r"|(?<=\n)\n*|(?<=[ \t\u3000])[ \t\u3000]*\n+)"
)
_COMMA = re.compile(r"[，,：:]+|(?<=[\u4e00-\u9fff”）》])、")
LONGEST_BRACKET = 160
"""Characters; a bracket that closes later than this was left open by mistake and holds nothing."""


def brackets(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The outermost bracketed or quoted stretches, in order; unclosed ones are left out.

    A stretch does not cross a line end, since an opening mark without its partner must not
    swallow the paragraphs that follow.
    """
    end = len(text) if end is None else end
    found: list[Span] = []
    open_at: list[int] = []
    line_end = text.find("\n", start, end)
    for match in _BRACKET.finditer(text, start, end):
        at, mark = match.start(), match[0]
        while 0 <= line_end < at:
            open_at.clear()
            line_end = text.find("\n", line_end + 1, end)
        if mark in _PAIRS:
            open_at.append(at)
        elif open_at and _PAIRS[text[open_at[-1]]] == mark:
            first = open_at.pop()
            if at - first <= LONGEST_BRACKET:
                while found and found[-1].start > first:
                    found.pop()
                found.append(Span(first, at + 1))
    return found


def _inside(at: int, held: list[Span], cursor: int) -> tuple[bool, int]:
    """Whether ``at`` lies in one of the sorted spans, and where to look next time."""
    while cursor < len(held) and held[cursor].end <= at:
        cursor += 1
    return cursor < len(held) and held[cursor].start < at, cursor


def _ends(pattern: re.Pattern[str], text: str, span: Span) -> list[int]:
    """Where the pieces end; the last at the end of the span, none where it is empty."""
    ends = [end for _, end in _outside(pattern, text, span)]
    if len(span) and (not ends or ends[-1] < span.end):
        ends.append(span.end)
    return ends


def _cut(pattern: re.Pattern[str], text: str, span: Span) -> list[Span]:
    ends = _ends(pattern, text, span)
    return list(map(Span, [span.start, *ends[:-1]], ends))


def _outside(pattern: re.Pattern[str], text: str, span: Span) -> list[tuple[int, int]]:
    """Where a pattern matches outside brackets."""
    found = [match.span() for match in pattern.finditer(text, span.start, span.end)]
    held = brackets(text, span.start, span.end) if found else []
    if not held:
        return found
    kept, cursor = [], 0
    for at, end in found:
        inside, cursor = _inside(at, held, cursor)
        if not inside:
            kept.append((at, end))
    return kept


def sentences(text: str, span: Span | None = None) -> list[Span]:
    """Cut at 。！？； and line ends; each span keeps its stop and the blanks after it.

    Args:
        text: any text.
        span: the part to cut; all of it by default.
    """
    return _cut(_STOP, text, Span(0, len(text)) if span is None else span)


def sentence_ends(text: str, span: Span) -> list[int]:
    """Where the sentences of a stretch end: offsets in ``text``, the last is the stretch's end."""
    return _ends(_STOP, text, span)


def clauses(text: str, span: Span | None = None) -> list[Span]:
    """Cut at commas, colons and 、 too; the spans cover what they cut, like sentences."""
    whole = Span(0, len(text)) if span is None else span
    return [piece for part in sentences(text, whole) for piece in _cut(_COMMA, text, part)]


def trimmed(text: str, span: Span, marks: str = "") -> Span:
    """The span without outer blanks, and without any of ``marks`` at its end."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in marks):
        end -= 1
    return Span(start, end)
