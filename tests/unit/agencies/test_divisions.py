"""Codes of places by vintage."""

from __future__ import annotations

import pytest

from nlp_reports.agencies import Division, division
from nlp_reports.agencies.divisions import FIRST, LAST, _names, _rows
from nlp_reports.report import Missing


@pytest.mark.parametrize(
    ("place", "year", "code", "why"),
    [
        ("通州市", 2008, "320683", "a county-level city …"),
        ("南通市通州区", 2009, "320612", "… becomes a district"),
        ("巢湖市庐江县", 2010, "341421", "a prefecture is dissolved …"),
        ("合肥市庐江县", 2011, "340124", "… and its county gets a code of another"),
        ("海南省儋州市", 2014, "469003", "a county-level city …"),
        ("海南省儋州市", 2015, "460400", "… becomes a prefecture-level one"),
        ("淮安市洪泽县", 2015, "320829", "a county before it became a district"),
        ("北京市通州区", 2020, "110112", "a district of a municipality"),
        ("济源市", 2020, "419001", "a county-level city right below its province"),
        ("恩施州", 2020, "422800", "a short form of an autonomous prefecture"),
        ("宁夏吴忠市红寺堡区", 2020, "640303", "a short form of an autonomous region"),
        ("靖州县", 2020, "431229", "a short form of an autonomous county"),
        ("江苏省", 2020, "320000", "a province"),
        ("吉林市", 2020, "220200", "the city, not the province of the same name"),
    ],
)
def test_codes_are_those_of_the_year(place: str, year: int, code: str, why: str) -> None:
    found = division(place, year)
    assert isinstance(found, Division), why
    assert (found.code, found.year) == (code, year), why


def test_a_name_a_year_early_or_late_is_found_in_the_year_beside() -> None:
    early, late = division("济南市济阳区", 2017), division("济阳县", 2018)
    assert isinstance(early, Division)
    assert (early.code, early.year) == ("370115", 2018)
    assert isinstance(late, Division)
    assert (late.code, late.year) == ("370125", 2017)
    gone = division("济阳县", 2020)
    assert isinstance(gone, Missing)
    assert "370125 2007-2017" in gone.reason


def test_years_after_the_last_list_go_by_it() -> None:
    found = division("昆山市", LAST + 1)
    assert isinstance(found, Division)
    assert (found.code, found.year) == ("320583", LAST)


def test_a_town_has_the_code_of_its_county_and_says_so() -> None:
    found = division("昆山市千灯镇", 2021)
    assert isinstance(found, Division)
    assert found.code == "320583"
    assert found.note == "of 昆山市, in which 千灯镇 lies"


@pytest.mark.parametrize(
    ("place", "year", "reason"),
    [
        ("鼓楼区", 2021, "4 places of this name"),
        ("柳汀县", 2021, "no 柳汀县"),
        ("南京市柳汀区", 2021, "no 柳汀区"),
        ("红寺堡区", 2007, "listed: 640303 2009"),
        (None, 2021, "no place"),
        ("昆山市", None, "the year is not known"),
    ],
)
def test_what_is_not_known_has_a_reason(place: str | None, year: int | None, reason: str) -> None:
    found = division(place, year)
    assert isinstance(found, Missing)
    assert reason in found.reason


def test_the_lists_are_whole() -> None:
    """Each year has 34 units of the first level, and every county lies in one."""
    for year in range(FIRST, LAST + 1):
        codes = _names(year)
        assert sum(code.endswith("0000") for code in codes) == 34, year
        assert 3200 <= len(codes) <= 3240, year
        assert all(code[:2] + "0000" in codes for code in codes), year
    assert all(len(code) == 6 and first <= last for code, _, first, last in _rows())
