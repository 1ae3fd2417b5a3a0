"""PDF: prose outside tables, cells inside them, furniture, and the way back to page and box."""

import pytest

from nlp_reports.errors import UsageError
from nlp_reports.readers import read
from nlp_reports.text import Span
from tests.unit.readers.make_pdf import report_pdf

TITLE = "云溪区财政局2022年政府信息公开工作年度报告"
PROSE = [
    "一、总体情况",
    "本局把预决算公开作为重点，全年在门户网站发布信息128条，其中部门预算46份，"
    "政策文件及解读22条，群众可登录网站查阅，也可拨打0999-1234567咨询，由专人答复。",
    "三、收到和处理政府信息公开申请情况",
]
AFTER = [
    "五、存在的主要问题及改进情况",
    "一是个别科室更新不及时，最长的一个栏目空白四个月。二是解读以文字转载为主，图解和视频少，"
    "群众看不懂，下一步将编写常见问答，由业务科室每季度更新一次。",
]
ROWS = [["", "自然人", "商业企业", "总计"]] + [
    [f"第{i}类申请数量", f"{i}", "0", f"{i}"] for i in range(1, 45)
]
GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")
STYLES = {
    "ruled": [GRID],
    "half": [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"),
        ("LINEABOVE", (0, 0), (-1, 0), 1, "black"),
    ],
    "open": [("INNERGRID", (0, 0), (-1, -1), 0.5, "black")],
    "shaded": [("BACKGROUND", (0, 0), (-1, -1), "lightgrey"), GRID],
    "borderless": [],
}


def _read(folder, **parts):
    path = folder / "report.pdf"
    path.write_bytes(report_pdf([TITLE, *PROSE], after=AFTER, **parts))
    return path


@pytest.mark.parametrize("style", STYLES)
def test_prose_and_cells_of_a_table_over_pages(tmp_path, style):
    path = _read(tmp_path, table=ROWS, style=STYLES[style], head="云溪区财政局")
    report = read(path)
    assert report.text.split("\n") == [TITLE, *PROSE, *AFTER]
    assert report.pages == 2
    (table,) = report.tables
    assert table.rows == ROWS
    assert {cell.page for cell in table.cells} == {1, 2}


def test_a_watermark_is_not_prose(tmp_path):
    report = read(_read(tmp_path, table=ROWS, style=STYLES["ruled"], watermark="内部资料"))
    assert report.text.split("\n") == [TITLE, *PROSE, *AFTER]


def test_spans_lead_to_page_and_box(tmp_path):
    report = read(_read(tmp_path, table=ROWS, style=STYLES["ruled"]))
    at = report.text.index("最长的一个栏目")
    (place,) = report.locate(Span(at, at + 7))
    assert place.page == 2
    left, top, right, bottom = place.box
    assert 90 < right - left < 105
    assert 0 < bottom - top < 24


def test_furniture_is_named(tmp_path):
    report = read(_read(tmp_path, table=ROWS, style=STYLES["ruled"], head="云溪区财政局"))
    rules = {edit.rule for edit in report.normalised.steps()[0].edits}
    assert {"page-number", "running-head", "table", "table-continued"} <= rules


@pytest.mark.parametrize("style", STYLES)
def test_pdfplumber_as_oracle(tmp_path, style):
    path = _read(tmp_path, table=ROWS, style=STYLES[style])
    ours, oracle = read(path), read(path, pdf_backend="pdfplumber")
    assert ours.text == oracle.text
    assert [t.rows for t in ours.tables] == [t.rows for t in oracle.tables]


def test_an_unknown_backend(tmp_path):
    with pytest.raises(UsageError, match="pdfplumber"):
        read(_read(tmp_path), pdf_backend="acrobat")


def test_the_real_report(real):
    report = read(real / "hongze_2023.pdf")
    five = report.text[report.text.index("五、") :]
    assert "优化工作流程、健全工作机制" in five
    assert "- " not in five
    assert [len(table.rows) for table in report.tables] == [14, 26, 4]
    requests = report.tables[1].rows
    assert requests[-1] == ["四、结转下年度继续办理", "", "", *"0000000"]
    assert requests[-2][-1] == "21"
    assert requests[5][0] == "三、本年度办理结果"


def test_the_real_report_by_pdfplumber(real):
    path = real / "hongze_2023.pdf"
    ours, oracle = read(path), read(path, pdf_backend="pdfplumber")
    assert ours.text == oracle.text
    assert [t.rows for t in ours.tables] == [t.rows for t in oracle.tables]
