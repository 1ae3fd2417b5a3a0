"""Title, issuer and year of a report: from its title, else its text, else its path.

The rules go from the most to the least certain, and the :class:`Year` names the one that decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nlp_reports.agencies.issuer import describe, region_of
from nlp_reports.agencies.titles import find_title, plain
from nlp_reports.report import Issuer, Missing, Report, Year

_HEAD = 1500
_YEAR = r"(?:19|20)\d\s?\d"
_PERIOD = re.compile(rf"自?\s*({_YEAR})\s*年\s*1\s*月\s*1\s*日\s*(?:起|至|开始|—|-|到)")
_OPENS = re.compile(
    rf"(?:^|[。\n）)])\s*({_YEAR})\s*年度?(?:以?来)?\s*[，,](?P<plan>[^。；]{{0,12}}?(?:将|拟|计划|继续))?"
)
_TOLD = re.compile(rf"(?<!\d)({_YEAR})\s*年度?\s*[，,]\s*(?:我|本|全|在)")
_SIGNED = re.compile(rf"({_YEAR})\s*年\s*[1-6]\s*月\s*\d\d?\s*日\s*$")
_PATH_YEAR = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")
_AGENCY = (
    r"(?:政府|局|委员会|[发国卫]改?委|厅|办公室|办事处|中心|学校|大学|学院|中学|小学|医院|公司|集团"
    r"|联合会|联合社|海关|[支大]队|馆|站|所|法院|管委会)"
)
_SIGNATURE = re.compile(rf"[\u4e00-\u9fff]+{_AGENCY}")
_COMPILED = re.compile(rf"由([\u4e00-\u9fff]{{2,30}}?{_AGENCY})(?:负责)?编[制写]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says about itself; absent parts say why."""

    title: str | Missing
    issuer: Issuer | Missing
    year: Year | Missing


def identify(report: Report) -> Identity:
    """Find title, issuer and year.

    Looks at the head of the text, then of the raw source (a web page's title line is furniture,
    not text), then at the path; for the issuer further at the sign-off and at who compiled the
    report, for the year at the statistical period, at what the text tells and at the date of
    signing. Level, system and region are read off the issuer's name.
    """
    heads = (report.text[:_HEAD], report.normalised.source[:_HEAD], Path(report.source.path).stem)
    title, name, year = None, None, None
    for head, rule in zip(heads, ("title", "raw title", "path title"), strict=True):
        found = find_title(head)
        if found is None:
            continue
        title = title or found.text
        name = name or found.issuer
        year = year or Year(found.year, rule)
        if name is not None:
            break
    year = year or _year(report)
    name = name or _signature(report.text) or _compiled(report.text)
    return Identity(
        title or Missing("title", "no line names a 信息公开 report with its year"),
        describe(_complete(name, report.text), year.value if year else None)
        if name
        else Missing("issuer", "no title names it"),
        year or Missing("year", "neither title, statistical period nor path has one"),
    )


def _year(report: Report) -> Year | None:
    """The year where no title tells it."""
    text = plain(report.text)
    period = _PERIOD.search(text)
    if period:
        return Year(_number(period), "statistical period")
    paths = _PATH_YEAR.findall(Path(report.source.path).stem)
    if paths:
        return Year(int(paths[0]), "path")
    opens = _OPENS.search(text[:_HEAD])
    if opens:  # 2023年，我局将 tells what is planned for the year after
        return Year(_number(opens) - bool(opens["plan"]), "text")
    told = _TOLD.search(text[:_HEAD])
    if told:
        return Year(_number(told), "text")
    signed = _SIGNED.search(text.strip())
    return Year(_number(signed) - 1, "date of signing") if signed else None


def _number(match: re.Match[str]) -> int:
    return int(re.sub(r"\s", "", match[1]))


def _signature(text: str) -> str | None:
    """The issuer from its signature: the last short line that ends like an agency's name."""
    for line in map(str.strip, reversed(text.strip().splitlines()[-6:])):
        if 4 <= len(line) <= 30 and _SIGNATURE.fullmatch(line):
            return line
    return None


def _compiled(text: str) -> str | None:
    """The body that compiled the report, where its place is named: 由柳汀县民政局编制."""
    match = _COMPILED.search(text[:_HEAD])
    place = region_of(match[1]) if match else None
    return match[1] if match and place and len(place) > 2 else None


def _complete(name: str, text: str) -> str:
    """Put the city before a county's name where the text itself does so every time it can.

    A place alone is completed to its government where the text names that.
    """
    if region_of(name) == name and f"{name}人民政府" in text:
        name += "人民政府"
    region = region_of(name)
    if region is None or re.search("市|州|盟|省", region[:-1]) or region[-1] not in "区县旗":
        return name
    found = set(re.findall(rf"([\u4e00-\u9fff]{{2,3}}市){re.escape(region)}", text))
    cities = {re.sub(r"^.*[在于至由与和向为]", "", city) for city in found}
    shortest = min(cities, key=len, default="")
    known = len(shortest) > 2 and all(city.endswith(shortest) for city in cities)
    return shortest + name if known else name
