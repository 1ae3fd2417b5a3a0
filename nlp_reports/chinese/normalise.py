"""Character-level cleaning as traceable edits: blanks, full-width digits, radical look-alikes.

Full-width punctuation is the standard of Chinese print and stays. Every change is an
:class:`~nlp_reports.text.Edit` with one of the rule names of :data:`RULES`::

    >>> normalise("全 年公开２０２１条").text
    '全年公开2021条'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from nlp_reports.text import Edit, Normalised, Span

RULES = ("blank", "spaced-digits", "zero-width", "full-width-digit", "radical")

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u2e80-\u2fdf\U00020000-\U0003134f"
"""Ideographs, radicals and compatibility forms, as the inside of a regex class."""

CJK_MARKS = r"\u3001-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65“”‘’—…·"
"""Chinese punctuation, as the inside of a regex class."""

BLANKS = r" \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Blanks within a line, as the inside of a regex class."""

# The block CJK Radicals Supplement has no compatibility mappings in Unicode (but for two), yet
# PDF exporters write these for the whole characters.
_SUPPLEMENT = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)

_UNITS = "年月日号条件次人个项万亿元篇期％%场份起户家部台批名天余多类届轮"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    gap = f"[{BLANKS}]"
    return {
        "spaced-digits": re.compile(rf"(?<!\d)\d(?:{gap}\d)+"),
        "unit": re.compile(rf"{gap}?[{_UNITS}]"),
        "blank": re.compile(rf"{gap}+"),
        "zero-width": re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"),
        "full-width-digit": re.compile(r"[０-９]|(?<=[０-９\d])．(?=[０-９\d])"),
        "radical": re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]"),
        "any": re.compile(
            rf"[{BLANKS}０-９\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\u2e80-\u2fdf\uf900-\ufaff]"
        ),
        "wide": re.compile(rf"[{HAN}{CJK_MARKS}]"),
    }


def is_wide(character: str) -> bool:
    """Whether it is an ideograph or Chinese punctuation: no blank belongs beside it."""
    return bool(_patterns()["wide"].match(character))


def whole_character(character: str) -> str:
    """The ordinary character that a radical or compatibility form stands for, else itself."""
    if character in _SUPPLEMENT:
        return _SUPPLEMENT[character]
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def radical_edits(text: str) -> Iterator[Edit]:
    """Radicals and compatibility ideographs become the characters that they stand for."""
    for found in _patterns()["radical"].finditer(text):
        plain = whole_character(found.group())
        if plain != found.group():
            yield Edit(Span(*found.span()), plain, "radical")


def digit_edits(text: str) -> Iterator[Edit]:
    """Full-width digits, and full-width points between digits, become ASCII."""
    for found in _patterns()["full-width-digit"].finditer(text):
        plain = unicodedata.normalize("NFKC", found.group())
        yield Edit(Span(*found.span()), plain, "full-width-digit")


def invisible_edits(text: str) -> Iterator[Edit]:
    """Zero-width characters and soft hyphens go."""
    for found in _patterns()["zero-width"].finditer(text):
        yield Edit(Span(*found.span()), "", "zero-width")


def blank_edits(text: str) -> Iterator[Edit]:
    """Blanks beside Chinese characters and inside spaced-out numbers go; others become one.

    A number is spaced out where single digits stand apart and a unit follows (2 0 2 1 年): rows
    of a table (0 0 0) have no unit and keep their blanks.
    """
    spaced = {at for span in _spaced_numbers(text) for at in range(span.start, span.end)}
    for found in _patterns()["blank"].finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if start in spaced:
            yield Edit(Span(start, end), "", "spaced-digits")
        elif _no_blank_between(before, after):
            yield Edit(Span(start, end), "", "blank")
        elif text[start:end] != " ":
            yield Edit(Span(start, end), " ", "blank")


def _spaced_numbers(text: str) -> Iterator[Span]:
    """Single digits that stand apart before a unit.

    The unit is looked for behind each whole run: inside the pattern, a run without one would be
    tried again from every digit in it.
    """
    for found in _patterns()["spaced-digits"].finditer(text):
        if _patterns()["unit"].match(text, found.end()):
            yield Span(*found.span())


def _no_blank_between(before: str, after: str) -> bool:
    """Whether a blank is out of place: at an edge, or beside a Chinese character."""
    edge = before in ("", "\n") or after in ("", "\n")
    return edge or is_wide(before) or is_wide(after)


def edits(text: str, keep: Sequence[Span] = ()) -> list[Edit]:
    """All character-level edits, except blanks inside ``keep`` (flattened tables).

    ``keep`` spans keep their blanks because there a blank parts two numbers.
    """
    found: Iterable[Edit] = (*radical_edits(text), *digit_edits(text), *invisible_edits(text))
    blanks = (e for e in blank_edits(text) if not any(e.at in span for span in keep))
    return [*found, *blanks]


def needs_cleaning(text: str) -> bool:
    """Whether any rule could apply: a quick look that spares most short texts the work."""
    return bool(_patterns()["any"].search(text))


def normalise(raw: str) -> Normalised:
    """The text with all character-level edits, over its raw form."""
    return Normalised(raw, edits(raw))
