"""A second coder sees boundaries and no label, and only lines that fit come into the corpus."""

from pathlib import Path

import pytest

from nlp_reports.evaluate.authored import parse
from tests.render.second_coding import disputes, fault, lacking, merge, packet

SOURCE = """@title: 甲局年报
甲局年报
[[h overview.supervision]]（五）监督保障[[/]]
一是[[s assessment 2]]按季打分[[/]]。
[[h proactive_figures]]二、主动公开[[/]]
无关。
[[h problems_improvements]]五、存在的问题[[/]]
[[p#1 timeliness 1]]更新慢[[/]]。[[m timeliness 1 planned >1]]下一步按月更新[[/]]。
"""
GOOD = "r\t0\ts\tassessment\t2\t-\t-"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "authored" / "g1").mkdir(parents=True)
    (tmp_path / "authored" / "g1" / "r.mark").write_text(SOURCE, "utf-8")
    (tmp_path / "coding_b.tsv").write_text(GOOD + "\n", "utf-8")
    return tmp_path


def test_a_packet_numbers_the_items_and_shows_no_label():
    text = packet(parse(SOURCE, Path("r.mark")), [0, 2])
    assert text.startswith("# r: code items 0,2\n")
    assert "一是⟦0|按季打分⟧。" in text
    assert "⟦1|更新慢⟧。⟦2|下一步按月更新⟧。" in text
    assert "无关" not in text
    assert not any(word in text for word in ("timeliness", "assessment", "supervision", "[["))


def test_items_without_a_second_coding_are_wanted():
    assert lacking([parse(SOURCE, Path("r.mark"))], [("r", 0)]) == {"r": [1, 2]}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("r\t0\ts\tassessment\t2\t-", "columns"),
        ("r\t9\ts\tassessment\t2\t-\t-", "no such item"),
        ("r\t0\tx\tassessment\t2\t-\t-", "no role"),
        ("r\t0\ts\ttimeliness\t2\t-\t-", "do not fit"),
        ("r\t0\ts\tother,rules\t2\t-\t-", "other"),
        ("r\t0\ts\t-\t2\t-\t-", "missing"),
        ("r\t0\ts\tassessment\t-\t-\t-", "level"),
        ("r\t2\tm\ttimeliness\t1\t-\t1", "status"),
        ("r\t2\tm\ttimeliness\t1\tplanned\t7", "links"),
    ],
)
def test_a_line_that_does_not_fit_is_refused(line: str, why: str):
    assert why in (fault(line, {"r": parse(SOURCE, Path("r.mark"))}) or "")


def test_merging_adds_what_is_new_and_keeps_what_stands(folder: Path):
    new = folder / "new.tsv"
    new.write_text("# r\nr 2 m timeliness 2 planned 1\nr 1 p timeliness 1 - -\nr 0 a - - - -\n")
    assert merge([new], folder) == 2
    lines = (folder / "coding_b.tsv").read_text("utf-8").splitlines()
    assert [line.split("\t")[:3] for line in lines] == [
        ["r", "0", "s"],
        ["r", "1", "p"],
        ["r", "2", "m"],
    ]
    assert list(disputes(folder)) == ["r\t2\tsubstance\t1\t2\t下一步按月更新"]
    (folder / "settled.tsv").write_text("r\t2\tsubstance\t1\tno particular\n", "utf-8")
    assert list(disputes(folder)) == []


def test_a_fault_stops_the_merge(folder: Path):
    new = folder / "new.tsv"
    new.write_text("r 1 p timeliness 1 - -\nr 2 m timeliness 9 planned 1\n")
    with pytest.raises(SystemExit, match=r"new\.tsv:2: level 9"):
        merge([new], folder)
    assert (folder / "coding_b.tsv").read_text("utf-8") == GOOD + "\n"
