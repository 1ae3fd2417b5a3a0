"""What an agency's name says: level, system and place."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from nlp_reports.agencies.divisions import Division, division
from nlp_reports.report import Issuer, Level

_NAME = r"[\u4e00-\u9fff][^\W省市州盟县区旗镇乡]"  # a place's own name holds no word for a place
# … but for some real ones: 通州区, 景德镇市, 市中区, 沙市区, 新乡市
_CITY = r"(?:景德镇|新乡|萍乡|[\u4e00-\u9fff]州)市"
_COUNTY = (
    r"(?:[\u4e00-\u9fff]州[区县]|市[中南北]区|(?:沙|新|南)市区|津市市|靖州[^区县]{2,8}自治县"
    r"|(?:桐|湘|宁)乡市|[\u4e00-\u9fff]乡县|东乡族自治县|乡宁县|红旗区)"
)
_REGION = re.compile(
    rf"^(?:贵州省|{_NAME}{{1,5}}?(?:省|自治区))?"
    rf"(?:{_CITY}|(?!{_COUNTY}){_NAME}{{0,6}}?(?:自治州|地区|盟|市(?!场|政(?![务府])|容)|州(?![区县市])))?"
    rf"(?:{_COUNTY}|[\u4e00-\u9fff]州市|{_NAME}{{0,7}}?(?:综合实验区|自治县|自治旗|新区|林区|特区|县|区|旗|市(?!场|政(?![务府])|容)))?"
    rf"(?:{_NAME}{{0,5}}?(?:街道|镇|乡(?!村|建|规)|苏木))?"
)
_CENTRAL = re.compile(
    r"^(?:国家税务总局|中国人民银行|中华人民共和国|国家统计局|国家金融监督管理总局)"
)
_GOVERNMENT = re.compile(
    r"(?:人民政府|(?<!监督)管理委员会|管委会|党工委|办事处|行政公署|行署|镇政府|乡政府|县政府|市政府|区政府)$"
)
_INSTITUTION = re.compile(
    r"(?:大学|学院|学校|中学|小学|幼儿园|医院|保健院|公司|集团|卫生院|图书馆|博物馆|文化馆|研究院"
    r"|研究所|供[^局]{0,5}站|公积金[^局]{0,6}中心|残疾人联合会|残联|供销合作(?:联社|社(?:联合社)?))$"
)
_DEPARTMENT = re.compile(
    r"(?:局|委|委员会|厅|部|办|办公厅|办公室|处|队|支队|中心|总站|站|署|所|海关|法院|联合会|社|院|会|档案馆|分行|支行)$"
)

_PLACE_ENDS = (*tuple("区县旗市省镇乡州盟"), "街道", "苏木")
_RANKS: tuple[tuple[tuple[str, ...], Level], ...] = (
    (("街道", "镇", "乡", "苏木", "街道办事处"), "township"),
    (("综合实验区", "自治州", "地区", "盟", "州", "市"), "city"),
    (("省", "自治区"), "province"),
    (("区", "县", "旗"), "county"),
)


@cache
def _data(name: str) -> dict[str, Any]:
    text = (resources.files("nlp_reports.agencies") / name).read_text("utf-8")
    return tomllib.loads(text)


def kind_of(name: str) -> str | None:
    """Return the system (系统) of an agency, e.g. ``教育``; ``None`` where no rule knows it.

    >>> kind_of("临沅市教育局"), kind_of("柳汀县人民政府")
    ('教育', '政府')
    """
    name = name.replace("人民政府", "政府")  # else 民政 would be found in it
    core = name[len(region_of(name) or "") :] or name
    for text in (core, name):
        for kind in _data("kinds.toml")["kind"]:
            if any(word in text for word in kind["words"]):
                return str(kind["name"])
    return "政府" if region_of(name) == name else None  # a place alone: its government


def region_of(name: str) -> str | None:
    """Return the place name that an agency's name begins with.

    >>> region_of("吴忠市红寺堡区商务局"), region_of("国家税务总局石澜市税务局")
    ('吴忠市红寺堡区', '石澜市')
    >>> region_of("柳汀县市场监督管理局"), region_of("栖岩市住房和城乡建设局")
    ('柳汀县', '栖岩市')
    """
    bare = _CENTRAL.sub("", name)
    match = _REGION.match(bare)
    found = match[0] if match else ""
    if len(found) > len(bare) - 1 and not found.endswith(_PLACE_ENDS):
        return None
    return found or None


def level_of(name: str) -> Level:
    """Return the level of a government, or ``department`` / ``institution`` for other bodies.

    A city whose name follows another city's (泽川市石门市) counts as county; whether a single
    X市 is of prefecture or county rank cannot be read from its name and is given as ``city``.

    >>> [level_of(n) for n in ("沅北省人民政府", "望澄市柳汀县人民政府", "石桥镇人民政府")]
    ['province', 'county', 'township']
    >>> level_of("望澄市教育局"), level_of("临沅大学")
    ('department', 'institution')
    """
    name = re.sub(r"[（(][^（()）]*[)）]$", "", name)  # a second name in brackets
    if _INSTITUTION.search(name):
        return "institution"
    if _GOVERNMENT.search(name):
        return _rank(name)
    if _DEPARTMENT.search(name):
        return "department"
    return _rank(name) if region_of(name) == name else "unknown"


def _rank(name: str) -> Level:
    region = region_of(name) or name
    if region in _data("provinces.toml")["municipalities"]["names"]:
        return "province"
    if region.endswith("市") and len(re.findall("市|州(?![市省])|盟", region)) > 1:
        return "county"
    for endings, level in _RANKS:
        if region.endswith(endings):
            return level
    return "county" if re.search(r"开发区|园区|新区|管委会|管理委员会", name) else "unknown"


def describe(name: str, year: int | None = None) -> Issuer:
    """Return an :class:`Issuer` with all that its name says.

    Args:
        name: of the agency.
        year: for which to give the code of its place; without one there is none.
    """
    region = region_of(name)
    place = division(region, year)
    code = place.code if isinstance(place, Division) else None
    return Issuer(name, level_of(name), kind_of(name), code, region)
