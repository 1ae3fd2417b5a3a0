"""Markdown that converters write: marks go, tables keep their cells."""

from nlp_reports.readers import read_text
from nlp_reports.text import Span

TEXT = """# 青溪镇人民政府2023年政府信息公开工作年度报告

## 一、总体情况

全年发布信息86条，其中**民生实事**12条。

| 信息内容 | 本年制发件数 |
|:---:|---:|
| 规章 | 0 |
| **行政许可** | 12 |

## 五、存在的主要问题及改进情况

**一是**栏目更新慢，下一步逐条核对。
"""


def test_marks_and_tables():
    report = read_text(TEXT)
    assert report.text.split("\n") == [
        "青溪镇人民政府2023年政府信息公开工作年度报告",
        "一、总体情况",
        "全年发布信息86条，其中民生实事12条。",
        "五、存在的主要问题及改进情况",
        "一是栏目更新慢，下一步逐条核对。",
    ]
    rows = [["信息内容", "本年制发件数"], ["规章", "0"], ["行政许可", "12"]]
    assert report.tables[0].rows == rows
    headings = [block for block in report.blocks if block.kind == "heading"]
    assert len(headings) == 3
    at = report.text.index("民生实事")
    (place,) = report.locate(Span(at, at + 4))
    assert place.raw.of(TEXT) == "民生实事"


def test_a_number_sign_alone_makes_no_markdown():
    text = "青溪镇2023年政府信息公开工作年度报告\n一、总体情况\n拨打#12345#热线**咨询**。"
    assert read_text(text).text == text


def test_rows_pushed_to_the_left_are_lines():
    rows = ["| 三、本年度办理结果 | （一）予以公开 | 1 | 0 | 1 |", "|---|---|---|---|---|"]
    rows += ["| （二）部分公开 | 0 | 0 | 0 | |", "| （七）总计 | 1 | 0 | 1 | |"]
    (table,) = read_text("\n".join(["# 一、总体情况", *rows])).tables
    assert table.kind == "lines"
    assert [len([cell for cell in row if cell]) for row in table.rows] == [5, 4, 4]
