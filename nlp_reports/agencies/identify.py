"""Title, issuer and year of a report: from its title, else its text, else its path.

The rules go from the most to the least certain, and the :class:`Year` names the one that decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nlp_reports.agencies.issuer import describe, region_of
from nlp_reports.report import Issuer, Missing, Report, Year

_HEAD = 1500
_YEAR = r"(?:19|20)\d\s?\d"
_WORDS = (
    r"(?:政府|政务)?\s*(?:信息|政务)\s*公开\s*(?:工\s*作)?\s*(?:情况)?\s*的?\s*"
    r"(?:年\s*度)?\s*(?:工作)?\s*(?:报\s*告|年\s*报)"
)
_NAME = r"[\u4e00-\u9fff（）()·“”、]{2,40}?"
_ISSUER_FIRST = re.compile(
    rf"(?P<name>{_NAME})\s*(?:关于)?\s*(?P<year>{_YEAR})\s*年?\s*度?\s*(?:的)?\s*{_WORDS}"
)
_YEAR_FIRST = re.compile(rf"(?P<year>{_YEAR})\s*年?\s*度?\s*(?P<name>{_NAME})\s*{_WORDS}")
_YEAR_ONLY = re.compile(rf"(?P<year>{_YEAR})\s*年?\s*度?\s*{_WORDS}")
_PERIOD = re.compile(rf"自?\s*({_YEAR})\s*年\s*1\s*月\s*1\s*日\s*(?:起|至|开始|—|-|到)")
_PATH_YEAR = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")
_LEAD = re.compile(
    r"^.*(?:标题|正文|首页|年度报告|年报|公开指南|相关链接|当前位置|来源|时间|制度|：|:|>|\s)+\s*"
)
_BAD_NAME = re.compile(
    r"^(?:政府|政务|年度|工作|单位|部门|信息|公开|[我本].*)$|将$|"
    r"根据|按照|条例|编制|公布|规定|要求|本报告|通知|印发|发布|国务院|现将|格式"
)
_CHINESE_YEAR = str.maketrans("〇零○一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says about itself; absent parts say why."""

    title: str | Missing
    issuer: Issuer | Missing
    year: Year | Missing


def identify(report: Report) -> Identity:
    """Find title, issuer and year.

    Looks at the head of the text, then of the raw source (a web page's title line is furniture,
    not text), then at the statistical period, then at the path. Level, system and region are read
    off the issuer's name.
    """
    heads = (report.text[:_HEAD], report.normalised.source[:_HEAD], Path(report.source.path).stem)
    title, name, year = None, None, None
    for head, rule in zip(heads, ("title", "raw title", "path title"), strict=True):
        found = _title(head)
        if found is None:
            continue
        found_title, found_name, found_year = found
        title = title or found_title
        name = name or found_name
        year = year or Year(found_year, rule)
    year = year or _period(report.text) or _path_year(report.source.path)
    name = name or _signature(report.text)
    return Identity(
        title or Missing("title", "no line names a 信息公开 report with its year"),
        describe(_complete(name, report.text)) if name else Missing("issuer", "no title names it"),
        year or Missing("year", "neither title, statistical period nor path has one"),
    )


def _title(head: str) -> tuple[str, str | None, int] | None:
    """Find the first title: (title, issuer or None, year)."""
    head = re.sub(
        r"[二][〇零○][〇零○一二][〇零○一二三四五六七八九]",
        lambda m: m[0].translate(_CHINESE_YEAR),
        head,
    )
    for pattern in (_ISSUER_FIRST, _YEAR_FIRST, _YEAR_ONLY):
        for match in pattern.finditer(head):
            name = _clean(match["name"]) if "name" in pattern.groupindex else None
            if name is None and pattern is not _YEAR_ONLY:
                continue
            start = match.start("name") if pattern is _ISSUER_FIRST else match.start()
            text = re.sub(r"\s+", "", head[start : match.end()])
            if pattern is _ISSUER_FIRST and name is not None:
                text = text[text.find(name) :] if name in text else text
            return text, name, int(re.sub(r"\s", "", match["year"]))
    return None


def _clean(name: str) -> str | None:
    """Strip a candidate issuer of what ran into it; ``None`` where it is no agency's name."""
    name = _LEAD.sub("", re.sub(r"[ \t\u3000]+", " ", name)).strip(" 《“”（）()、的")
    name = re.sub(r"^关于", "", re.sub(r"\s", "", name))
    if len(name) < 2 or _BAD_NAME.search(name):
        return None
    return name


def _period(text: str) -> Year | None:
    match = _PERIOD.search(text)
    return Year(int(re.sub(r"\s", "", match[1])), "statistical period") if match else None


def _path_year(path: str) -> Year | None:
    years = _PATH_YEAR.findall(Path(path).stem)
    return Year(int(years[0]), "path") if years else None


def _signature(text: str) -> str | None:
    """The issuer from its signature: the last short line that ends like an agency's name."""
    for line in map(str.strip, reversed(text.strip().splitlines()[-6:])):
        if 4 <= len(line) <= 30 and re.fullmatch(
            r"[\u4e00-\u9fff]+(?:政府|局|委员会|厅|办公室|办事处|中心|学校|大学|医院|公司)", line
        ):
            return line
    return None


def _complete(name: str, text: str) -> str:
    """Put the city before a county's name where the text itself does so every time it can."""
    region = region_of(name)
    if region is None or re.search("市|州|盟|省", region[:-1]) or region[-1] not in "区县旗":
        return name
    found = set(re.findall(rf"([\u4e00-\u9fff]{{2,3}}市){re.escape(region)}", text))
    cities = {re.sub(r"^.*[在于至由与和向为]", "", city) for city in found}
    shortest = min(cities, key=len, default="")
    known = len(shortest) > 2 and all(city.endswith(shortest) for city in cities)
    return shortest + name if known else name
