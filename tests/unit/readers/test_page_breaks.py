"""Tables that a page break cuts: what belongs together is one table, one row, one label again."""

import numpy as np

from nlp_reports.readers.debris import table_runs
from nlp_reports.readers.half_ruled import Ruled, borders_of, with_borders
from nlp_reports.readers.overflow import take_in
from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.readers.pdf_lines import lines_of, set_lines
from nlp_reports.readers.pdf_page import Page
from nlp_reports.readers.pdf_tables import PageTable
from nlp_reports.readers.stitch import stitch
from nlp_reports.report import Cell

XS = [0.0, 50.0, 100.0, 120.0, 140.0, 160.0]


def _table(page, rows, spans=None):
    """A ruled table; ``spans`` gives the row span of cells; what they cover is left out."""
    spans = spans or {}
    covered = {(r + i, c) for (r, c), n in spans.items() for i in range(1, n)}
    cells = [
        Cell(r, c, text, None, spans.get((r, c), 1), 1, page)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (r, c) not in covered
    ]
    return PageTable(page, (0, 0, 160, 100), cells, [[] for _ in cells], XS)


def _rows(table):
    height = max(cell.row + 1 for cell in table.cells)
    texts = {(cell.row, cell.col): cell.text for cell in table.cells}
    return [[texts.get((row, col), "") for col in range(5)] for row in range(height)]


def test_a_row_whose_labels_were_cut_is_one_row():
    upper = _table(1, [["三、本年度办理结果", "（三）不予公", "0", "0", "0"]])
    lower = _table(
        2,
        [["", "开", "", "", ""], ["", "2.重复申请", "1", "0", "1"]],
        spans={(0, 0): 2},
    )
    whole = stitch(upper, lower)
    assert _rows(whole) == [
        ["三、本年度办理结果", "（三）不予公开", "0", "0", "0"],
        ["", "2.重复申请", "1", "0", "1"],
    ]
    assert next(c.rowspan for c in whole.cells if c.col == 0 and c.row == 0) == 2


def test_heads_cut_in_half_are_one_row():
    upper = _table(1, [["结果", "结果", "其他", "尚未", "总计"]])
    lower = _table(2, [["维持", "纠正", "结果", "审结", ""], ["1", "0", "0", "2", "3"]])
    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert _rows(stitch(upper, lower)) == [heads, ["1", "0", "0", "2", "3"]]


def test_a_whole_label_below_the_break_begins_a_row():
    upper = _table(1, [["规章", "", "3", "0", "4"]])
    lower = _table(2, [["行政规范性文件", "", "", "", ""]])
    assert len(_rows(stitch(upper, lower))) == 2


def _printed(words):
    """Glyphs of 8 points, from words with the left and top of each."""
    chars, boxes = "", []
    for word, left, top in words:
        for at, char in enumerate(word):
            chars += char
            boxes.append([left + 8 * at, top, left + 8 * at + 8, top + 8])
    return Glyphs(chars, np.array(boxes, dtype=np.float32))


def _page(words, texts):
    glyphs = _printed(words)
    lines = lines_of(set_lines([glyphs], np.zeros(len(glyphs.chars), dtype=np.intp)), 0, 1)
    cells = [
        Cell(0, at, text, (50.0 * at, 680.0, 50.0 * at + 50, 700.0), 1, 1, 1)
        for at, text in enumerate(texts)
    ]
    edges = [50.0 * at for at in range(len(texts) + 1)]
    table = PageTable(1, (0.0, 680.0, edges[-1], 700.0), cells, [[] for _ in texts], edges)
    return Page(1, 595, 842, glyphs, lines, [table])


def test_words_printed_below_the_border_go_to_their_cells():
    page = _page([("公开", 15, 702), ("结果", 65, 702)], ["（三）不予", "其他"])
    take_in(page)
    assert [cell.text for cell in page.tables[0].cells] == ["（三）不予公开", "其他结果"]
    assert page.lines == []
    assert page.tables[0].contents == [[0, 1], [2, 3]]


def test_prose_below_a_table_stays():
    page = _page([("本年度没有收费", 15, 702)], ["（三）不予", "其他"])
    take_in(page)
    assert [line.text for line in page.lines] == ["本年度没有收费"]


def test_the_rest_of_a_heading_is_no_row():
    heading = "四、因政府信息公开工作被申请行政复议、提起行政诉讼"
    lines = [heading, "情况", "行政复议 行政诉讼", "1 0 0 0 1 0 0 0 0 0"]
    assert table_runs(lines) == [range(2, 4)]


def test_lines_drawn_across_tell_rows_and_columns():
    rules = [[10.0 * row, 0.0 if row % 2 else 50.0, 200.0] for row in range(1, 8)]
    ruled = Ruled.of(rules, [15.0, 25.0, 35.0, 45.0, 55.0, 65.0])
    assert ruled.rows(20.0, 25.0, [15.0, 25.0, 35.0]) == (0, 1)
    assert ruled.between(18.0, 22.0, 100.0) and not ruled.between(18.0, 22.0, 25.0)
    assert borders_of(ruled.ends((0.0, 0.0, 200.0, 80.0))) == [50.0]
    assert not Ruled.of(rules[:2], [15.0, 25.0, 35.0, 45.0]).rules


def test_a_cut_between_words_gives_way_to_a_border():
    assert with_borders([60.0, 150.0], [50.0], [20.0, 100.0, 180.0]) == [50.0, 150.0]
