"""Codes of places by vintage: what a place's six digits (GB/T 2260) were in a year.

Counties become districts, districts merge, prefectures change their province: the code of a
report is the one listed at the end of the year that it reports on. ``divisions.tsv`` has every
division of county level and above that was listed at the end of a year from 2007 to 2024.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from nlp_reports.report import Missing

FIRST, LAST = 2007, 2024
"""The years at whose end there is a list."""
_PEOPLES = (
    "蒙古|藏|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇"
    "|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|各|回"
    "|维吾尔"
)
_AUTONOMOUS = re.compile(rf"^(.+?)(?:(?:{_PEOPLES})族?)+自治([州县旗])$")
_PROVINCE = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
_WITHIN = re.compile(
    r"^[\u4e00-\u9fff]{1,10}?(?:街道|地区|镇|乡|苏木|开发区|新区|园区|示范区|管理区)"
)


@dataclass(frozen=True, slots=True)
class Division:
    """A place as it was listed.

    Attributes:
        code: six digits.
        name: in full, with province and city: 江苏省南京市鼓楼区.
        year: at whose end it was so listed.
        note: what to know about it, e.g. that the place is a town of this county.
    """

    code: str
    name: str
    year: int
    note: str | None = None


def division(place: str | None, year: int | None) -> Division | Missing:
    """Find the code that a place had in a year.

    A name that is not listed at the end of the year is looked for a year later (the report is
    written then), then a year before. Years after the last list go by that. A town, street or
    development zone gets the code of what it lies in, and a note.

    Args:
        place: as printed, with or without province and city: 南京市鼓楼区.
        year: the year reported on.

    >>> division("南通市通州区", 2009).code, division("通州市", 2008).code
    ('320612', '320683')
    >>> division("江北区", 2021).reason
    '2 places of this name in 2021: 浙江省宁波市江北区 重庆市江北区'
    """
    if not place:
        return Missing("region_code", "the issuer's name begins with no place")
    if year is None:
        return Missing("region_code", "the year is not known")
    tried = (min(max(one, FIRST), LAST) for one in (year, year + 1, year - 1))
    found = [_listed(place, one) for one in dict.fromkeys(tried)]
    best = next((one for one in found if isinstance(one, Division)), None)
    return best or found[0]


@lru_cache(maxsize=4096)
def _listed(place: str, year: int) -> Division | Missing:
    ways = sorted(_ways(place, year), key=lambda way: -way[0])
    if not ways:
        return Missing("region_code", _unlisted(place, year))
    length, names = ways[0][0], _names(year)
    codes = sorted({code for size, code in ways if size == length})
    rest = place[length:]
    if rest and not _WITHIN.match(rest):
        return Missing("region_code", _unlisted(rest, year))
    if len(codes) > 1:
        every = " ".join(_full(code, names) for code in codes)
        return Missing("region_code", f"{len(codes)} places of this name in {year}: {every}")
    note = f"of {names[codes[0]]}, in which {rest} lies" if rest else None
    return Division(codes[0], _full(codes[0], names), year, note)


def _ways(place: str, year: int, above: str = "") -> Iterator[tuple[int, str]]:
    """Yield how many characters of a place name a division, read from the left, and its code."""
    for end in range(2, len(place) + 1):
        for code, first, last in _by_name().get(place[:end], ()):
            if first <= year <= last and _within(code, above):
                yield end, code
                if code.endswith("00"):  # a county has no division in it that is listed
                    for more, inner in _ways(place[end:], year, code):
                        yield end + more, inner


def _within(code: str, above: str) -> bool:
    """Whether a division lies in another one, and is not it; every one lies in none."""
    return code != above and code.startswith(re.sub("(?:00)+$", "", above))


def _unlisted(place: str, year: int) -> str:
    """Say that a place is not listed, and since when or until when it was."""
    found = [row for row in _by_name().get(place, ()) if not row[1] <= year <= row[2]]
    spans = ", ".join(f"{code} {first}-{last}" for code, first, last in found)
    return f"no {place} in the list of {year}" + (f"; listed: {spans}" if spans else "")


def _full(code: str, names: dict[str, str]) -> str:
    above = (code[:2] + "0000", code[:4] + "00", code)
    return "".join(dict.fromkeys(names[one] for one in above if one in names))


@cache
def _rows() -> tuple[tuple[str, str, int, int], ...]:
    text = (resources.files("nlp_reports.agencies") / "divisions.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple((code, name, int(first), int(last)) for code, name, first, last in rows)


@cache
def _names(year: int) -> dict[str, str]:
    """What was listed at the end of a year: code -> name."""
    return {code: name for code, name, first, last in _rows() if first <= year <= last}


@cache
def _by_name() -> dict[str, list[tuple[str, int, int]]]:
    """The codes that a name or its short form (宁夏, 恩施州, 靖州县) had, and when."""
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for code, name, first, last in _rows():
        for form in dict.fromkeys([name, _short(code, name)]):
            found[form].append((code, first, last))
    return dict(found)


def _short(code: str, name: str) -> str:
    if code.endswith("0000"):
        return _PROVINCE.sub("", name)
    if "自治" not in name or not (autonomous := _AUTONOMOUS.match(name)):
        return name
    start, kind = autonomous.groups()
    return start if start.endswith(kind) else start + kind
