"""Headings that run straight into their text, and reports that lost their line ends."""

import pytest

from nlp_reports.items import split_items
from nlp_reports.items.run_in import label_in, title_in, titles_in
from nlp_reports.readers import read_text
from nlp_reports.sections import outline


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("存在问题无", 4),
        ("改进打算每季度到村里听一次意见", 4),
        ("上年度问题整改情况对照通报逐条销号", 9),
        ("存在的问题仍未解决", 0),
        ("改进措施落实不到位", 0),
        ("政策解读形式单一", 0),
        ("存在问题", 0),
    ],
)
def test_a_label_ends_where_its_words_do(words, size):
    found = label_in(words)
    assert (found[1] if found else 0) == size


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("加强领导，明确责任年初召开专题会议部署", "加强领导，明确责任"),
        ("不断强化考评督导政务公开继续以4%的权重计入考核", "不断强化考评督导"),
        ("工作队伍方面经办人员流动频繁，应对复杂申请的能力有待提升", "工作队伍方面"),
        ("推进重点领域公开，进一步细化目录", ""),
        ("提升服务乡村振兴的能力，多发惠农信息", ""),
        ("解读方面形式单一", ""),
        ("人员不足影响更新的及时性", ""),
        ("标准不够高,满足于过得去", ""),
    ],
)
def test_a_title_ends_before_a_sentence(words, title):
    assert words[: title_in(words)] == title


def test_a_sequence_has_titles_or_none():
    titled, plain = "强化业务指导联合司法局办讲座", "全年检查网站12次"
    assert titles_in([titled, titled, plain]) == [6, 6, 0]
    assert titles_in([titled, plain, plain]) == [0, 0, 0]
    assert titles_in([titled]) == [0]


FLAT = (
    "某县2022年年度报告一、总体情况全年平稳。（五）监督保障一是检查4次；二是培训2期，到会90人。"
    "此外，全年未发生责任追究情形。五、存在的主要问题及改进情况一是更新不及时；二是解读单一。"
    "2023年，我县将每周巡查栏目。六、其他需要报告的事项无。"
)


def test_a_paragraph_is_told_by_its_words_where_line_ends_were_lost():
    report = read_text(FLAT)
    texts = [item.text for item in split_items(report, outline(report))]
    assert texts == [
        "检查4次",
        "培训2期，到会90人",
        "此外，全年未发生责任追究情形",
        "更新不及时",
        "解读单一",
        "2023年，我县将每周巡查栏目",
    ]


def test_with_line_ends_the_words_tell_nothing():
    report = read_text(FLAT.replace("（五）监督保障", "（五）监督保障\n").replace("五、", "\n五、"))
    texts = [item.text for item in split_items(report, outline(report))]
    assert "培训2期，到会90人。此外，全年未发生责任追究情形" in texts


def test_items_run_across_page_numbers_and_pieces_of_tables():
    report = read_text(
        "五、存在问题\n一是部分单位对信息公开工作重\n— 7 —\n视不够，报送信息拖延；"
        "二是政策解读形\n第二十条第（一）项\n信息内容 本年制发件数\n规章 0\n式单一。\n"
    )
    texts = [item.text for item in split_items(report, outline(report))]
    assert texts == [
        "部分单位对信息公开工作重视不够，报送信息拖延",
        "政策解读形式单一",
    ]


def test_lines_with_a_dash_are_not_joined_though_all_are_as_wide():
    report = read_text("——主动公开意识不强。\n——公开内容不全面。\n下一步：\n——加强学习。\n")
    assert report.text.count("\n——") == 2


def test_an_enumerator_may_stand_right_behind_the_heading():
    report = read_text("某局2021年年度报告（五）监督保障其一，印发规范。其二，分级审核。")
    found = split_items(report, outline(report))
    assert [(item.number, item.text) for item in found] == [
        ("其一，", "印发规范"),
        ("其二，", "分级审核"),
    ]
