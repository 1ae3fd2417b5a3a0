"""PDF pages as they are met: set sideways, drawn in any order, printed twice, with contents."""

import random

import pytest

from nlp_reports.readers import read
from tests.render.pdf import embedded

pytestmark = pytest.mark.skipif(embedded() is None, reason="its font is not installed")

WIDTH, HEIGHT = 595, 842
TITLE = "青溪镇人民政府2023年政府信息公开工作年度报告"
PROSE = [
    "为保障群众知情权，青溪镇编制本年度报告，数据统计期限为2023年1月1日至12月31日，全文在网站发布。",
    "一、总体情况",
    "全年通过区门户网站发布信息86条，其中民生实事12条、财政资金21条，村务公开栏同步张贴，方便看。",
    "五、存在的主要问题及改进情况",
    "一是栏目更新慢，个别村务信息隔月才上网。下一步，每月5日前核对一次栏目清单，由办公室逐条销号。",
]
ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "0"],
    ["行政规范性文件", "1", "0", "3"],
]


def _canvas(path):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("odd", str(embedded()), subfontIndex=0))
    return Canvas(str(path), pagesize=(WIDTH, HEIGHT))


def _wrapped(paragraphs):
    """Lines with how far they stand in; 28 ideographs fit."""
    for paragraph in paragraphs:
        first, rest = paragraph[:26], paragraph[26:]
        yield 30, first
        for at in range(0, len(rest), 28):
            yield 0, rest[at : at + 28]


def _prose(canvas, paragraphs, draw=None, order=list):
    lines = [(730 - 26 * i, *line) for i, line in enumerate(_wrapped(paragraphs))]
    canvas.setFont("odd", 18)
    canvas.drawCentredString(WIDTH / 2, 780, TITLE)
    canvas.setFont("odd", 15)
    for y, indent, text in order(lines):
        (draw or canvas.drawString)(80 + indent, y, text)


def _table(canvas, top=500, left=100, wide=150):
    canvas.setFont("odd", 9)
    for row, texts in enumerate(ROWS):
        for col, text in enumerate(texts):
            x, y = left + wide * col, top - 24 * row
            canvas.rect(x, y, wide, 24)
            canvas.drawCentredString(x + wide / 2, y + 8, text)


def _saved(canvas, path):
    canvas.showPage()
    canvas.save()
    return read(path)


@pytest.mark.parametrize("way", ["left", "right", "page"])
def test_a_table_set_sideways(tmp_path, way):
    path = tmp_path / "a.pdf"
    canvas = _canvas(path)
    _prose(canvas, PROSE)
    canvas.showPage()
    if way == "page":
        canvas.setPageRotation(90)
    canvas.translate(*((0, HEIGHT) if way == "right" else (WIDTH, 0)))
    canvas.rotate(-90 if way == "right" else 90)
    _table(canvas)
    report = _saved(canvas, path)
    assert report.text.split("\n") == [TITLE, *PROSE]
    assert [table.rows for table in report.tables] == [ROWS]


def _shuffled(lines):
    mixed = list(lines)
    random.Random(3).shuffle(mixed)
    return mixed


def test_lines_drawn_in_any_order(tmp_path):
    canvas = _canvas(tmp_path / "a.pdf")
    _prose(canvas, PROSE, order=_shuffled)
    report = _saved(canvas, tmp_path / "a.pdf")
    assert report.text.split("\n") == [TITLE, *PROSE]


def test_headings_printed_three_times(tmp_path):
    canvas = _canvas(tmp_path / "a.pdf")

    def bold(x, y, text):
        for off in (0.0, 0.3) if "、" in text[:2] else (0.0,):
            canvas.drawString(x + off, y, text)
            canvas.drawString(x, y + off, text)

    _prose(canvas, PROSE, draw=bold)
    report = _saved(canvas, tmp_path / "a.pdf")
    assert report.text.split("\n") == [TITLE, *PROSE]


def test_contents_and_a_head_with_a_document_number(tmp_path):
    canvas = _canvas(tmp_path / "a.pdf")
    canvas.setFont("odd", 16)
    canvas.drawCentredString(WIDTH / 2, 760, "目  录")
    for row, text in enumerate(("一、总体情况", "五、存在的主要问题及改进情况")):
        canvas.drawString(80, 700 - 30 * row, text + "." * 40 + str(row + 1))
    for page in range(3):
        canvas.showPage()
        canvas.setFont("odd", 9)
        canvas.drawString(80, 810, "青府〔2024〕5号")
        canvas.drawCentredString(WIDTH / 2, 40, f"— {page + 1} —")
        if page == 0:
            _prose(canvas, PROSE)
        else:
            canvas.setFont("odd", 15)
            canvas.drawString(110, 700, f"{page}.无其他需要报告的事项。")
    report = _saved(canvas, tmp_path / "a.pdf")
    more = [f"{page}.无其他需要报告的事项。" for page in (1, 2)]
    assert report.text.split("\n") == [TITLE, *PROSE, *more]


def test_a_web_page_printed_to_paper(tmp_path):
    canvas = _canvas(tmp_path / "a.pdf")
    _prose(canvas, PROSE)
    canvas.setFont("odd", 10)
    canvas.drawString(60, 820, "首页 > 政务公开 > 政府信息公开年报")
    _table(canvas, top=300, left=80, wide=108)
    canvas.setFont("odd", 10)
    for row, text in enumerate(("附件下载：", "青溪镇年报.pdf", "主办：青溪区政府")):
        canvas.drawString(80, 220 - 20 * row, text)
    report = _saved(canvas, tmp_path / "a.pdf")
    assert report.text.split("\n") == [TITLE, *PROSE]
    assert [table.rows for table in report.tables] == [ROWS]


def test_heads_of_left_and_right_pages(tmp_path):
    canvas = _canvas(tmp_path / "a.pdf")
    for page in range(5):
        canvas.setFont("odd", 9)
        canvas.drawString(80, 805, ("青溪镇人民政府", "年度报告汇编")[page % 2])
        canvas.drawString((500, 80)[page % 2], 40, f"- {page + 1} -")
        canvas.setFont("odd", 15)
        canvas.drawString(110, 700, "本项工作已经完成。" * (page + 1))
        canvas.showPage()
    canvas.save()
    text = read(tmp_path / "a.pdf").text
    assert text.replace("\n", "") == "本项工作已经完成。" * 15


def test_a_font_that_tells_hardly_an_ascent_keeps_its_marks_in_line(tmp_path, monkeypatch):
    """Its boxes are then hardly more than the ink: a comma's lies below the ideographs' middle."""
    from reportlab.pdfbase import pdfmetrics

    canvas = _canvas(tmp_path / "a.pdf")
    face = pdfmetrics.getFont("odd").face
    monkeypatch.setattr(face, "ascent", 100)
    monkeypatch.setattr(face, "descent", -10)
    paragraphs = [*PROSE, "平均用时9.4日，比上年少1.2日；“一件一档”——逐件登记。"]
    _prose(canvas, paragraphs)
    report = _saved(canvas, tmp_path / "a.pdf")
    assert report.text.split("\n") == [TITLE, *paragraphs]


LABEL = ["三、本年度", "办理结果"]


def _upwards(sheet, column, words):
    sheet.saveState()
    sheet.translate(105 + 14 * column, 625)
    sheet.rotate(90)
    sheet.drawString(0, 0, words)
    sheet.restoreState()


def _downwards(sheet, column, words):
    sheet.saveState()
    sheet.translate(112 - 14 * column, 685)
    sheet.rotate(-90)
    sheet.drawString(0, 0, words)
    sheet.restoreState()


def _standing(sheet, column, words):
    for row, char in enumerate(words):
        sheet.drawString(114 - 16 * column, 682 - 13 * row, char)


@pytest.mark.parametrize("words", [LABEL, ["".join(LABEL)]], ids=["two columns", "one column"])
@pytest.mark.parametrize("draw", [_upwards, _downwards, _standing])
def test_a_row_label_that_was_turned_is_read_in_order(tmp_path, draw, words):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    sheet = Canvas(str(tmp_path / "a.pdf"))
    sheet.setFont("STSong-Light", 9)
    for row, label in enumerate(["（一）予以公开", "（二）部分公开", "（三）不予公开", "总计"]):
        sheet.rect(130, 667 - 35 * row, 170, 35)
        sheet.rect(300, 667 - 35 * row, 100, 35)
        sheet.drawString(135, 680 - 35 * row, label)
        sheet.drawString(320, 680 - 35 * row, str(row))
    sheet.rect(90, 562, 40, 140)
    for column, part in enumerate(words):
        draw(sheet, column, part)
    sheet.save()
    (table,) = read(tmp_path / "a.pdf").tables
    assert table.rows[0] == ["".join(LABEL), "（一）予以公开", "0"]
    assert [row[0] for row in table.rows[1:]] == ["", "", ""]


def _shaded(canvas):
    canvas.setFillGray(0.93)
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    canvas.setFillGray(0)


def _framed(canvas):
    canvas.rect(50, 60, WIDTH - 100, HEIGHT - 120, stroke=1, fill=0)


@pytest.mark.parametrize("behind", [_shaded, _framed])
def test_a_shaded_page_or_a_frame_round_its_text_is_no_table(tmp_path, behind):
    canvas = _canvas(tmp_path / "page.pdf")
    behind(canvas)
    _prose(canvas, PROSE)
    report = _saved(canvas, tmp_path / "page.pdf")
    assert not report.tables
    assert report.text.split("\n") == [TITLE, *PROSE]
