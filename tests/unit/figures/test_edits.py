"""Edits to a report that break parsers which count positions in a stream of numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp_reports.evaluate.authored import Authored, parse
from nlp_reports.figures import figures
from nlp_reports.readers import read, read_text
from nlp_reports.report import Cell, Figures, Outline, Report, Table
from nlp_reports.sections import outline
from nlp_reports.text import Span
from tests.render import render_html, render_pdf, render_text, truth
from tests.render.tables import Box, Sheet, sheet
from tests.unit.figures.reports import CASES, LAYOUTS, base, rendered


def edited(name: str, *pairs: tuple[str, str]) -> Authored:
    path = CASES / f"{name}.txt"
    source = path.read_text("utf-8")
    for old, new in pairs:
        assert old in source
        source = source.replace(old, new)
    return parse(source, path)


def read_figures(report: Report) -> Figures:
    return figures(report, outline(report))


def same_requests(found: Figures, report: Authored) -> None:
    for (table, row, column), raw in truth(report).items():
        if table == "requests" and raw.isdigit():
            cell = found.get(table, row, column)
            assert cell is not None
            assert cell.value == float(raw), (row, column)


def table_of(shape: Sheet) -> Table:
    cells = tuple(Cell(b.row, b.col, b.text, None, b.rows, b.cols) for b in shape.boxes)
    return Table(1, cells, Span(0, 0))


def with_tables(report: Authored, *tables: Table) -> Report:
    plain = read_text(report.text)
    return replace(plain, tables=tables)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_slash_cell(layout, tmp_path):
    report = edited("whole_2021", ("不掌握 12 2 0 0 1 0 15", "不掌握 12 2 / 0 1 0 15"))
    found = read_figures(rendered(report, layout, tmp_path))
    cell = found.get("requests", "not_held", "research")
    assert cell is not None
    assert (cell.state, cell.value) == ("slash", None)
    same_requests(found, report)


@pytest.mark.parametrize("layout", ["html", "docx", "pdf", "cells"])
def test_seven_blank_cells(layout, tmp_path):
    report = edited(
        "whole_2021",
        ("没有现成信息 3 0 0 0 0 0 3", "没有现成信息 空 空 空 空 空 空 空"),
    )
    found = read_figures(rendered(report, layout, tmp_path))
    states = {c.state for c in found.cells if c.row == "needs_creation"}
    assert states == {"blank"}
    same_requests(found, report)


@pytest.mark.parametrize("layout", ["tabs", "html", "docx", "pdf"])
def test_one_blank_cell_among_numbers(layout, tmp_path):
    report = edited("whole_2021", ("予以公开 20 3 0 1 1 0 25", "予以公开 20 3 空 1 1 0 25"))
    found = read_figures(rendered(report, layout, tmp_path))
    cell = found.get("requests", "disclosed", "research")
    assert cell is not None
    assert cell.state == "blank"
    same_requests(found, report)


@pytest.mark.parametrize("layout", ["after", "flat"])
def test_a_label_without_numbers_is_blank_and_moves_no_neighbour(layout, tmp_path):
    blank = "国家秘密 1 0 0 0 0 0 1; 法律法规禁止 空 空 空 空 空 空 空;"
    report = edited("whole_2021", ("国家秘密 1 0 0 0 0 0 1;", blank))
    found = read_figures(rendered(report, layout, tmp_path))
    assert {c.state for c in found.cells if c.row == "prohibited_by_law"} == {"blank"}
    same_requests(found, report)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("三、收到和处理政府信息公开申请情况", "三、收到及处理政府信息公开申请情况"),
        ("四、政府信息公开行政复议、行政诉讼情况", "四、因政府信息公开工作被申请复议和诉讼情况"),
        ("二、主动公开政府信息情况", "二、政府信息主动公开情况"),
    ],
)
def test_other_words_in_a_heading(old, new, layout, tmp_path):
    report = edited("whole_2021", (old, new))
    same_requests(read_figures(rendered(report, layout, tmp_path)), report)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_sentence_with_numbers_before_a_table(layout, tmp_path):
    said = "2022年共收到申请61件，上年结转4件，详见下表（单位：件）。"
    report = edited("whole_2021", ("[[table requests]]", f"{said}\n[[table requests]]"))
    same_requests(read_figures(rendered(report, layout, tmp_path)), report)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_section_title_quoted_in_section_one(layout, tmp_path):
    quoted = "本报告包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、"
    quoted += "政府信息公开行政复议、行政诉讼情况等部分，本年新收政府信息公开申请数量见第三部分。"
    report = edited("whole_2021", ("2022年，县政府把公开", f"{quoted}2022年，县政府把公开"))
    same_requests(read_figures(rendered(report, layout, tmp_path)), report)


@pytest.mark.parametrize("lines", range(0, 24, 3))
def test_a_table_split_anywhere_over_pages(lines, tmp_path):
    filler = "\n".join(["本段文字只为把表格往下推，好让它在不同的行上断开。"] * lines)
    report = edited("whole_2021", ("对历年文件逐件标注", f"{filler}\n对历年文件逐件标注"))
    file = tmp_path / "split.pdf"
    render_pdf(report, file)
    found = read_figures(read(file))
    for place, raw in truth(report).items():
        cell = found.get(*place)
        assert cell is not None
        assert cell.value == float(raw), place


def test_two_tables_merged_into_one():
    report = base("whole_2021")
    one, other = sheet(report, "requests"), sheet(report, "reviews")
    below = [Box(b.row + one.height, min(b.col, 14), b.text, b.rows, b.cols) for b in other.boxes]
    merged = Sheet([*one.boxes, *below], [1 / 15] * 15)
    found = figures(with_tables(report, table_of(merged)), Outline("2021"))
    for place, raw in truth(report).items():
        if place[0] != "proactive":
            cell = found.get(*place)
            assert cell is not None
            assert cell.value == float(raw), place


def test_columns_reordered():
    report = base("whole_2021")
    shape = sheet(report, "requests")
    order = {3: 9, 9: 3, 5: 7, 7: 5}
    boxes = [
        Box(b.row, order.get(b.col, b.col) if b.cols == 1 else b.col, b.text, b.rows, b.cols)
        for b in shape.boxes
    ]
    found = figures(with_tables(report, table_of(Sheet(boxes, shape.widths))), Outline("2021"))
    same_requests(found, report)


def test_a_table_that_goes_on_without_its_head():
    report = base("whole_2021")
    shape = sheet(report, "requests")
    cut = 15
    first = Sheet([b for b in shape.boxes if b.row < cut], shape.widths)
    rest = [
        Box(b.row - cut, b.col - 1, b.text, b.rows, b.cols)
        for b in shape.boxes
        if b.row >= cut and b.col > 0
    ]
    last = next(b for b in shape.boxes if b.text.startswith("四、"))
    rest.append(Box(last.row - cut, 0, last.text, 1, 2))
    tables = (table_of(first), table_of(Sheet(rest, shape.widths[1:])))
    same_requests(figures(with_tables(report, *tables), Outline("2021")), report)


def test_a_row_that_the_form_does_not_have_is_kept():
    report = base("whole_2021")
    shape = sheet(report, "requests")
    extra = [Box(shape.height, 0, "五、其中转为咨询处理", 1, 3)]
    extra += [Box(shape.height, 3 + i, text) for i, text in enumerate("9000009")]
    table = table_of(Sheet([*shape.boxes, *extra], shape.widths))
    found = figures(with_tables(report, table), Outline("2021"))
    cell = found.get("requests", "extra_1", "total")
    assert cell is not None
    assert (cell.row_zh, cell.value) == ("五、其中转为咨询处理", 9.0)
    assert any("五、其中转为咨询处理" in warning for warning in found.warnings)
    same_requests(found, report)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_misprinted_labels(layout, tmp_path, monkeypatch):
    from tests.render import tables

    rows = dict(tables.REQUEST_ROWS)
    rows["三类内部事务信息"] = ("internal_affairs", "（三）不予公开", "5.属于三类内容事务信息")
    rows["不掌握"] = ("not_held", "（四）无法提供", "1.本机关不掌握的政府信息")
    monkeypatch.setattr(tables, "REQUEST_ROWS", rows)
    report = base("whole_2021")
    same_requests(read_figures(rendered(report, layout, tmp_path)), report)


def test_fees_in_yuan_become_ten_thousands(tmp_path):
    page = render_html(base("whole_2021")).replace("（单位：万元）", "（单位：元）")
    file = tmp_path / "page.html"
    file.write_text(page.replace(">1206.5<", ">12,065,000<"), "utf-8")
    cell = read_figures(read(file)).get("proactive", "fees", "fee_amount")
    assert cell is not None
    assert cell.value == 1206.5


def test_no_table_and_no_count_gives_reasons_and_no_zeros():
    report = read_text("某局2022年报告\n一、总体情况\n认真公开信息。\n二、主动公开政府信息情况\n")
    found = read_figures(report)
    assert found.cells == ()
    assert {gap.key for gap in found.missing} == {"proactive", "requests", "reviews"}
    assert all(gap.reason for gap in found.missing)


def test_empty_text_gives_reasons():
    found = figures(read_text("无"), Outline("unknown"))
    assert found.cells == ()
    assert len(found.missing) == 3


def test_render_text_is_one_line_when_flat():
    assert render_text(base("whole_2019"), "flat").count("\n") == 1


def test_numbers_too_far_from_their_label_are_open_and_not_blank():
    page = render_text(base("whole_2021"), "lines", "after")
    label = "一、本年新收政府信息公开申请数量"
    assert f"{label} 52" in page
    far = label + "按照申请人提交申请的日期并结合各单位登记台账逐件核对之后" * 2
    found = read_figures(read_text(page.replace(label, far)))
    assert {c.state for c in found.cells if c.row == "new_received"} == {"missing"}
    assert any(gap.key == "requests.new_received" for gap in found.missing)


def _section_two(rows: str) -> Figures:
    text = (
        "临溪县财政局2022年政府信息公开工作年度报告\n一、总体情况\n2022年，我局做好信息公开工作。\n"
        "二、主动公开政府信息情况\n第二十条第（一）项\n"
        "信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 0 0\n"
        "行政规范性文件 3 1 20\n第二十条第（五）项\n信息内容 本年处理决定数量\n"
        f"{rows}\n第二十条第（八）项\n信息内容 本年收费金额（单位：万元）\n行政事业性收费 12.5\n"
        "三、收到和处理政府信息公开申请情况\n"
    )
    return read_figures(read_text(text))


HEAD = "临溪县财政局2022年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "row",
    [
        f"行政许可 3\n— 2 —\n{HEAD}\n318",
        f"行政许可 16\n{HEAD}\n088",
        "行政许可 318\n其他\n行政许可 326",
    ],
)
def test_a_number_in_doubt_is_open_where_no_sum_would_tell(row):
    """A running head may have torn it; a piece of another table may tell it otherwise."""
    rows = f"{row}\n第二十条第（六）项\n信息内容 本年处理决定数量\n行政处罚 41\n行政强制 7"
    found = _section_two(rows)
    licences = found.get("proactive", "licences", "decisions")
    assert licences is None or licences.state == "missing"
    assert any(gap.key == "proactive.licences" and gap.reason for gap in found.missing)
    penalties = found.get("proactive", "penalties", "decisions")
    assert penalties is not None
    assert penalties.value == 41


def test_a_year_is_no_row_of_numbers():
    """A running head amid a label: its 2022 is not 2, 0 and 22."""
    rows = "行政许可 318\n第二十条第（六）项\n信息内容 本年处理决定数量\n"
    rows += f"行政处\n{HEAD}\n罚 41\n行政强制 7"
    found = _section_two(rows)
    values = {c.row: c.value for c in found.cells if c.column == "decisions"}
    assert values["licences"] == 318
    assert values["penalties"] in (41, None)


@pytest.mark.parametrize(("told", "upheld"), [("", None), ("行政复议13件，其中维持10件。", 10)])
def test_of_two_rows_of_section_four_the_prose_tells_one(told, upheld):
    heads = "结果\n维持\n结果\n纠正\n其他\n结果\n尚未\n审结\n总计\n"
    foreign = "结果维持 结果纠正 其他结果 尚未审结 总计\n0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    text = (
        f"{HEAD}\n一、总体情况\n2022年，我局做好信息公开工作。{told}\n二、主动公开政府信息情况\n"
        f"四、政府信息公开行政复议、行政诉讼情况\n行政复议\n行政诉讼\n{heads}未经\n{foreign}"
        f"复议直接起诉\n复议后起诉\n{heads}{heads}10 1 0 2 13 0 0 0 0 0 1 0 0 0 1\n"
        "五、存在的主要问题及改进情况\n"
    )
    cell = read_figures(read_text(text)).get("reviews", "reconsideration", "upheld")
    assert cell is not None
    assert cell.value == upheld
