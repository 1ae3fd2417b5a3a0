import tomllib

import pytest

from nlp_reports.agencies import identify
from nlp_reports.report import Issuer, Missing, Report, Source, Year
from nlp_reports.text import Normalised
from tests.conftest import ROOT

CASES = tomllib.loads((ROOT / "tests/cases/titles.toml").read_text("utf-8"))["case"]


def report(text: str, path: str = "x.txt") -> Report:
    absent = Missing("x", "not looked for yet")
    source = Source("x", path, "", "text/plain", 0)
    return Report(source, absent, absent, absent, Normalised(text))


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:24] for case in CASES])
def test_titles(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    found = identify(report(case["text"]))
    name = found.issuer.name if isinstance(found.issuer, Issuer) else ""
    assert name == case["issuer"]
    assert isinstance(found.year, Year) and found.year.value == case["year"]
    if isinstance(found.issuer, Issuer):
        assert found.issuer.level == case.get("level", found.issuer.level)
        assert found.issuer.kind == case.get("kind", found.issuer.kind)


def test_what_is_not_there_says_why():
    found = identify(report("无标题的文字。"))
    assert [bool(part) for part in (found.title, found.issuer, found.year)] == [False] * 3
    assert all(part.reason for part in (found.title, found.issuer, found.year))


def test_the_path_is_the_last_resort():
    found = identify(report("一、总体情况", "/data/2018/青屏市财政局2019年度报告.txt"))
    assert isinstance(found.year, Year)
    assert (found.year.value, found.year.rule) == (2019, "path")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("一、总体情况\n2021年，我市稳步推进。清理2010年以来，本厅制发的文件。", 2021),
        ("一、总体情况\n2022年以来，街道把公开当作日常。", 2022),
        ("公开的人手少。\n2023年，我局将从两方面改进。", 2022),
        ("（五）2025年，继续把台账做细。", 2024),
        ("把2019年以来的批复补齐。", None),
    ],
)
def test_a_year_that_opens_a_sentence_is_reported_on_unless_it_is_planned_for(text, year):
    found = identify(report(text)).year
    assert (found.value if isinstance(found, Year) else None) == year
