"""Titles of reports: who reports on which year, however the words are ordered and broken."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GAP = r"\s*"


def _spaced(words: str) -> str:
    """A pattern for words between whose characters blanks and line ends may stand."""
    return _GAP.join(words)


def _any(*words: str) -> str:
    return "(?:" + "|".join(map(_spaced, words)) + ")"


_YEAR = r"(?P<year>(?:19|20)\d\s?\d)"
_TO = r"(?:\s*年?\s*[-—–－~至]+\s*(?:20)?\d\d)?"  # a school year: 2021-2022
_DEGREE = rf"{_TO}\s*学?\s*年?\s*度?\s*"
_ABOUT = rf"(?:{_any('关于')}\s*{_any('印发', '公布', '发布', '报送')}?)?\s*"
_WHOSE = _any("政府", "政务", "企业", "学校", "企事业单位", "公共企事业单位")
_OPEN = rf"{_WHOSE}?\s*{_any('信息', '政务')}\s*{_spaced('公开')}\s*{_any('工作')}?\s*"
_WORDS = (
    rf"{_OPEN}{_any('情况')}?\s*的?\s*{_any('年度')}?\s*{_any('工作')}?\s*"
    rf"{_any('报告', '年报')}"
)
_CORE = re.compile(r"公\s*开[^。；]{0,30}?报(?:\s*告)?")
_BEFORE, _BEHIND = 80, 16  # characters of a title around its 公开 … 报告
_NAME = r"(?P<name>(?:[\u4e00-\u9fff（）()·“”、]|12345){2,40}?)"
_TITLES = (
    re.compile(rf"{_NAME}[\s|｜]*{_ABOUT}{_YEAR}{_DEGREE}的?\s*{_WORDS}"),
    re.compile(rf"{_NAME}\s*{_OPEN}{_YEAR}{_DEGREE}{_any('工作')}?\s*{_any('报告', '年报')}"),
    re.compile(rf"{_NAME}\s*{_WORDS}\s*[（(〔\[]\s*{_YEAR}{_DEGREE}[)）〕\]]"),
    re.compile(rf"{_YEAR}{_DEGREE}{_NAME}\s*{_WORDS}"),
    re.compile(rf"{_YEAR}{_DEGREE}{_WORDS}"),
)
_LEAD = re.compile(
    r"^.*(?:标题|正文|首页|年度报告|年报|公开指南|相关链接|当前位置|来源|时间|制度|：|:|>|\s)+\s*"
)
_OPENING = re.compile(
    r"^(?:关于|(?:现|兹|特|予以)?(?:将|予以|依法|向社会(?:公众)?)+(?:公布|发布|公开)?"
    r"|(?:现|兹|特|予以)(?:公布|发布|公开|编制)?)"
)
_BAD_NAME = re.compile(
    r"^(?:政府|政务|企业|年度|学年|工作|单位|部门|信息|公开|[我本].*)$|将$|"
    r"根据|按照|条例|编制|公布|规定|要求|本报告|通知|印发|发布|国务院|现将|格式"
)
_CHINESE_YEAR = re.compile(r"二[〇零○O0][〇零○O0一二][〇零○O0一二三四五六七八九]")
_CHINESE_DIGITS = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_LETTERS = re.compile(r"(?:[\u4e00-\u9fff0-9][ \u3000]){3,}[\u4e00-\u9fff0-9]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed without blanks, the issuer where it names one, and the year."""

    text: str
    issuer: str | None
    year: int


def find_title(head: str) -> Title | None:
    """The first title in the head of a text, one that names its issuer before one that does not.

    >>> find_title("首页 > 年报 柳汀县民政局二〇二一年政府信息公开工作年度报告").issuer
    '柳汀县民政局'
    >>> find_title("临沅大学2021-2022学年信息公开工作年度报告").year
    2021
    """
    head = plain(head)
    cores = list(_CORE.finditer(head))
    for pattern in _TITLES:
        for core in cores:
            end = core.end() + _BEHIND
            for match in pattern.finditer(head, max(0, core.start() - _BEFORE), end):
                title = _title(pattern, match)
                if title is not None:
                    return title
    return None


def _title(pattern: re.Pattern[str], match: re.Match[str]) -> Title | None:
    """What a match says; ``None`` where what it took for a name is none."""
    named = "name" in pattern.groupindex
    name = clean(match["name"]) if named else None
    if named and name is None:
        return None
    text = re.sub(r"\s+", "", match[0])
    if name is not None and not text.startswith(match["year"]) and name in text:
        text = text[text.find(name) :]
    return Title(text, name, int(re.sub(r"\s", "", match["year"])))


def plain(head: str) -> str:
    """Years in Chinese or full-width digits as digits, letter-spaced words closed up."""
    head = head.translate(_FULL_WIDTH)
    head = _CHINESE_YEAR.sub(lambda m: m[0].translate(_CHINESE_DIGITS), head)
    return _LETTERS.sub(lambda m: re.sub(r"[ \u3000]", "", m[0]), head)


def clean(name: str) -> str | None:
    """Strip a candidate issuer of what ran into it; ``None`` where it is no agency's name."""
    name = _LEAD.sub("", re.sub(r"[ \t\u3000]+", " ", name)).strip(" 《“”、的")
    name = _OPENING.sub("", re.sub(r"\s", "", name))
    while name and (name[0] in "）)" or name[-1] in "（("):
        name = name.strip("）)") if name[0] in "）)" else name.rstrip("（(")
    if name.endswith(("）", ")")) and not re.search("[（(]", name):
        name = name.rstrip("）)")
    elif re.match("[（(]", name) and not re.search("[）)]", name):
        name = name[1:]
    if len(name) < 2 or _BAD_NAME.search(name):
        return None
    return name
