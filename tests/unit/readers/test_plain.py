"""Plain text: encodings, wraps, debris of tables, flattened pages."""

import pytest

from nlp_reports.chinese import normalise
from nlp_reports.readers import read, read_text
from nlp_reports.readers.debris import is_table_line, table_runs
from nlp_reports.text import Span

TEXT = "一、总体情况\n本局全年公开信息128条，其中预算信息46条。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_reads_every_encoding(tmp_path, encoding):
    file = tmp_path / "report.txt"
    file.write_bytes(TEXT.encode(encoding))
    assert read(file).text == TEXT.strip()


def test_declared_gb2312_means_gb18030(tmp_path):
    file = tmp_path / "report.html"
    page = f'<meta charset="gb2312"><body><p>{TEXT}镕基、喆、堃等字不在GB2312中。</p></body>'
    file.write_bytes(page.encode("gb18030"))
    assert "镕基、喆、堃" in read(file).text


def test_wraps_inside_words_are_joined_and_blank_lines_decide_nothing():
    lines = [
        "二、平台建设",
        "今年我局新建政策专栏一个，把分散在各科室的办事指南集中到一",
        "处，由办公室每周核对一次，发现过期内容当天更换，群众反映查找",
        "更方便。",
        "下半年又在政务大厅设立了查阅点，配备电脑两台，安排值班人员引",
        "导群众查询。",
    ]
    report = read_text("\n\n".join(lines))
    assert report.text.split("\n") == [
        "二、平台建设",
        "今年我局新建政策专栏一个，把分散在各科室的办事指南集中到一处，由办公室每周核对一次，"
        "发现过期内容当天更换，群众反映查找更方便。",
        "下半年又在政务大厅设立了查阅点，配备电脑两台，安排值班人员引导群众查询。",
    ]
    assert report.blocks[0].kind == "heading"


def test_a_table_inside_a_sentence_is_taken_out_and_the_sentence_reads_on():
    before = "一是加强学习。结合每周例会组织干部学习条例，并通过工作群及时转"
    after = "发上级文件，让经办人员熟悉答复流程和文书格式要求，少走弯路。"
    filler = "我局高度重视公开工作，安排专人负责网站维护，定期检查栏目更新情"
    debris = ["行政复议 行政诉讼", "结", "果", "维", "持", "结果", "纠正", "0 0 0 0 0 0 0 0"]
    report = read_text("\n".join([filler, filler, before, *debris, after]))
    assert (before + after) in report.text
    assert len(report.tables) == 1
    table = report.tables[0]
    assert table.kind == "lines"
    assert report.text[: table.span.start].endswith(before)
    assert table.rows[-1] == ["0"] * 8


@pytest.mark.parametrize("line", ["本年新制发件数", "理结果", "情形）", "规章 0 0 0", "—"])
def test_table_lines_are_known(line):
    assert is_table_line(line)


@pytest.mark.parametrize(
    "line",
    ["一、总体情况", "（一）主动公开情况", "五、存在的主要问题及改进情况", "- 3 -", "工作水平。"],
)
def test_prose_and_headings_are_no_table_lines(line):
    assert not is_table_line(line)


def test_one_known_word_alone_is_no_table():
    assert table_runs(["我局做好这项工作。", "其他", "下一步继续努力。"]) == []


def test_spaced_digits_become_a_number_and_rows_of_numbers_do_not():
    assert read_text("２０２１年，共 1 2 8 条。").text == "2021年，共128条。"
    report = read_text("说明：\n规章 0 0 7\n行政许可 1 2 3")
    assert report.tables[0].rows == [["规章", "0", "0", "7"], ["行政许可", "1", "2", "3"]]


def test_a_run_of_numbers_is_taken_whole_before_its_unit_is_asked_for():
    run = "\t".join(["0"] * 2_000)
    # A pattern with the unit in it tries a run without one again from each of its digits.
    assert normalise._patterns()["spaced-digits"].findall(run) == [run]
    assert read_text(run).text == run.replace("\t", " ")
    assert read_text(run + "件").text == "0" * 2_000 + "件"


def test_radicals_become_characters_and_wide_punctuation_stays():
    report = read_text("⼯作⼀年，公开（全部）。")
    assert report.text == "工作一年，公开（全部）。"
    assert {edit.rule for edit in report.normalised.edits} == {"radical"}


def test_page_numbers_and_form_feeds_vanish():
    text = "第一段的文字到此为止。\n- 3 -\n\f第二段的文字从这里开始。\n第4页\n"
    assert read_text(text).text == "第一段的文字到此为止。\n第二段的文字从这里开始。"


def test_an_archive_page_keeps_title_and_text_and_drops_the_chrome():
    body = (
        "当前位置： 首页政务公开年报 云溪区2021年政府信息公开工作年度报告 来源：云溪区 "
        "时间：2022-01-08 微信 微博 文件下载 --> 根据条例编制本报告。一、总体情况全年公开信息12条。"
        + "做好日常更新。"
        * 90
        + "二、主动公开 第二十条第（一）项信息内容本年制发件数规章 000行政规范性文件 6 5"
        "五、存在的主要问题及改进情况一是更新慢。 附件下载"
    )
    header = (
        "标题: 云溪区2021年政府信息公开工作年度报告\n发布时间: 2022-01-08\n文号: \n==== 正文 ====\n"
    )
    report = read_text(header + body)
    assert report.text.startswith("云溪区2021年政府信息公开工作年度报告\n根据条例编制本报告。")
    assert report.text.endswith("五、存在的主要问题及改进情况一是更新慢。")
    kept = next(b.span.of(report.text) for b in report.blocks if b.kind == "table")
    assert kept.endswith("规章 000行政规范性文件 6 5")


def test_spans_lead_back_to_the_file():
    raw = "　　我局公开\n信息 １２ 条。"
    report = read_text(raw)
    at = report.text.index("12")
    place = report.locate(Span(at, at + 2))[0]
    assert place.raw.of(raw) == "１２"


def test_the_real_wrapped_report(real):
    report = read(real / "hongsipu_2021.txt")
    five = report.text[report.text.index("五、") :]
    assert "及时发布政府信息相关内容，进一步提高" in five
    assert not any(mark in five for mark in ("结果", "尚未", "0 0"))
    assert len(report.tables) == 3
