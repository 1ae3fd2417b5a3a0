"""Texts copied from web pages, and web pages: only the report stays, whatever stands about it."""

import json

import pytest

from nlp_reports.errors import NoTextError
from nlp_reports.readers import read, read_text

TITLE = "青溪镇人民政府2023年政府信息公开工作年度报告"
PROSE = [
    "为保障群众知情权，青溪镇编制本年度报告，数据统计期限为2023年1月1日至12月31日。",
    "一、总体情况",
    "全年通过区门户网站发布信息86条，其中民生实事12条，村务公开栏同步张贴，方便老人就近看。",
    "二、主动公开政府信息情况",
]
AFTER = [
    "五、存在的主要问题及改进情况",
    "一是栏目更新慢，个别村务信息隔月才上网。下一步，每月5日前核对一次栏目清单，逐条销号。",
    "六、其他需要报告的事项",
    "无其他需要报告的事项。",
]
REPORT = [TITLE, *PROSE, *AFTER]
CELLS = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", "0", "0", "4"]
FOOT = [
    "附件下载：",
    "1.青溪镇2023年度报告.pdf",
    "【打印本页】 【关闭窗口】",
    "上一篇：青溪镇人民政府2022年政府信息公开工作年度报告",
    "下一篇：没有了",
    "主办：青溪区人民政府办公室 承办：青溪区大数据中心",
    "网站标识码：3500000001 闽ICP备05000001号",
]
HEADS = {
    "breadcrumb": ["首页 > 政务公开 > 法定主动公开内容 > 年度报告"],
    "fields": ["发布机构：青溪镇人民政府", "生成日期：2024-01-26", "有效性：有效"],
    "parted": ["索引号", "QX0001-0100-2024-00001", "发布机构", "青溪镇人民政府", "标题", TITLE],
    "none": [],
}


def _lines(report):
    return report.text.split("\n")


@pytest.mark.parametrize("head", HEADS)
def test_a_copied_page(head):
    below = ["发布时间：2024-01-26 15:32 来源：青溪镇 浏览次数：12", "A+ A A-"]
    text = [*HEADS[head], TITLE, *below, *PROSE, *CELLS, *AFTER, *FOOT]
    report = read_text("\n".join(text))
    assert _lines(report) == REPORT
    assert [cell.text for cell in report.tables[0].cells] == CELLS


def test_what_is_no_page_keeps_its_first_and_last_lines():
    text = ["青府办〔2024〕3号", *REPORT, "青溪镇人民政府", "2024年1月18日", "（此件公开发布）"]
    assert _lines(read_text("\n".join(text))) == text


def test_contents_are_no_headings():
    contents = ["目 录", "一、总体情况……………1", "二、主动公开政府信息情况…………2", "五、存在的问题……5"]
    assert _lines(read_text("\n".join([TITLE, *contents, *PROSE, *AFTER]))) == REPORT


def test_rows_with_one_number_are_no_contents():
    rows = ["本年主动公开数    128", "其中网站公开数    96", "收到申请数    3"]
    report = read_text("\n".join([TITLE, "一、总体情况", *rows, *AFTER]))
    kept = [cell.text for table in report.tables for cell in table.cells]
    assert all(word in report.text or word in kept for row in rows for word in row.split())


def _paragraphs(lines):
    return "".join(f"<p style='text-indent:2em'>{line}</p>" for line in lines)


TABLE = "<table>" + "".join(
    "<tr>" + "".join(f"<td>{cell}</td>" for cell in CELLS[at : at + 4]) + "</tr>" for at in (0, 4)
)
TABLE += "</table>"
MENU = "<ul><li><a href='/a'>领导之窗</a></li><li><a href='/b'>机构职能</a></li></ul>"
END = "<div><p>主办：青溪区人民政府办公室</p><p>网站标识码：3500000001</p></div>"
MAIN = _paragraphs([TITLE, *PROSE]) + TABLE + _paragraphs(AFTER)
FIELDS = (
    "<table><tr><td>索 引 号：</td><td>QX0001</td><td>文号：</td><td></td></tr><tr>"
    "<td>发布机构：</td><td>青溪镇人民政府</td><td>生成日期：</td><td>2024-01-26</td></tr></table>"
)
PAGES = {
    "flat body": f"<body>{MENU}{FIELDS}{MAIN}{END}</body>",
    "page in a form": f"<body><form id='aspnetForm'>{MENU}<div>{MAIN}</div>{END}</form></body>",
    "wrapper called header": f"<body><div class='header'>{MENU}{MAIN}</div></body>",
    "nested tables": "<body><table><tr><td>栏目一</td><td><table><tr><td>"
    f"{MAIN}</td></tr></table></td></tr><tr><td>{END}</td></tr></table></body>",
    "buttons below": f"<body>{MAIN}<p>打印本页</p><p>上一篇：<a>旧年报</a></p></body>",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_web_page(tmp_path, page):
    path = tmp_path / "a.html"
    path.write_text(f"<html><head><meta charset=utf-8></head>{PAGES[page]}</html>", "utf-8")
    report = read(path)
    assert _lines(report) == REPORT
    assert [[cell.text for cell in table.cells] for table in report.tables] == [CELLS]


def _shown_by_script(lines):
    data = json.dumps({"title": TITLE, "content": _paragraphs(lines)}, ensure_ascii=False)
    return f"<html><body><div id=app></div><script>window.data={data}</script></body></html>"


def test_text_that_a_script_holds(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(_shown_by_script(REPORT), "utf-8")
    assert _lines(read(path)) == REPORT
    path.write_text(_shown_by_script([TITLE]), "utf-8")
    with pytest.raises(NoTextError):
        read(path)
