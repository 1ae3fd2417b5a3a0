"""Pairs of years of a whole run."""

import pytest

from nlp_reports.pipeline import Corpus
from tests.conftest import ROOT

TEXT = """{issuer}{year}年政府信息公开工作年度报告
一、总体情况
（五）监督保障。{done}
五、存在的主要问题及改进情况
存在的问题：一是部分栏目更新不及时，“办事指南”栏目{months}个月未更新。二是{second}。
下一步，一是给全镇19个村配上防雨公开栏；二是编一本企业开办材料清单。
六、其他需要报告的事项
无。
"""


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    rows = [
        ("白溪镇", 2021, "举办培训1期", 5, "政策解读形式单一"),
        ("白溪镇", 2022, "防雨公开栏已配到19个村", 8, "个别申请答复超期"),
        ("白溪镇", 2024, "开展检查1次", 3, "公众参与渠道偏少"),
        ("石门镇", 2022, "举办培训2期", 4, "政策解读形式单一"),
    ]
    for name, year, done, months, second in rows:
        text = TEXT.format(
            issuer=f"{name}人民政府", year=year, done=done, months=months, second=second
        )
        (folder / f"{name}_{year}.txt").write_text(text, "utf-8")
    return Corpus(folder).analyze(tmp_path_factory.mktemp("out")).years()


def test_only_a_year_and_the_one_before_are_a_pair(pairs):
    assert list(zip(pairs["issuer_id"], pairs["year"], strict=True)) == [("白溪镇人民政府", 2022)]


def test_what_returns_and_what_was_kept(pairs):
    row = pairs.iloc[0]
    assert row["problems"] == 2 and row["repeated"] == 1 and row["persistence"] == 0.5
    assert row["planned"] == 2 and row["kept"] == 1 and row["follow_through"] == 0.5
    assert row["reused"] + row["changed"] >= 3


def test_a_run_without_two_years_has_no_pairs(tmp_path):
    report = ROOT / "corpora" / "sample" / "reports" / "baisha_2021.txt"
    assert len(Corpus(report).analyze(tmp_path).years()) == 0
