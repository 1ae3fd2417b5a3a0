"""Web pages: tables stay tables, chrome goes, layouts by line breaks become paragraphs."""

import pytest

from nlp_reports.readers import read, read_all
from nlp_reports.report import Failure, Report

PAGE = """<html><head><title>云溪区财政局2022年政府信息公开工作年度报告_青禾市政府网</title>
</head><body><div class="nav"><a href="/">首页</a><a>政务公开</a></div>
<div><div class="crumb">当前位置：<a>首页</a></div>
<h1>云溪区财政局2022年政府信息公开工作年度报告</h1>
<div class="share">分享到：<a>微信</a></div><div class="TRS_Editor">{body}</div></div>
<div class="footer">主办单位：青禾市人民政府</div></body></html>"""
TITLE = "云溪区财政局2022年政府信息公开工作年度报告"


def _read(folder, body):
    path = folder / "page.html"
    path.write_text(PAGE.format(body=body), "utf-8")
    return read(path)


def test_chrome_goes_and_paragraphs_stay(tmp_path):
    report = _read(
        tmp_path, "<p>　　一、总体情况</p><p><span>全年</span><span>公开12条。</span></p>"
    )
    assert report.text.split("\n") == [TITLE, "一、总体情况", "全年公开12条。"]


def test_a_layout_by_line_breaks(tmp_path):
    body = "一、总体情况<br>　　全年公开12条。<br/>　　（一）主动公开。更新栏目。<br>"
    report = _read(tmp_path, body)
    assert report.text.split("\n")[1:] == [
        "一、总体情况",
        "全年公开12条。",
        "（一）主动公开。更新栏目。",
    ]


def test_tables_keep_their_spans(tmp_path):
    body = (
        "<p>公开情况如下。</p><table><tr><td rowspan=2>结果</td><td colspan='2'>数量</td></tr>"
        "<tr><td>予以<br>公开</td><td>&nbsp;</td></tr></table><p>五、问题</p>"
    )
    (table,) = _read(tmp_path, body).tables
    assert table.rows == [["结果", "数量", ""], ["", "予以公开", ""]]
    assert (table.cells[0].rowspan, table.cells[1].colspan) == (2, 2)


def test_a_table_that_frames_the_page_is_walked_through(tmp_path):
    prose = "全年公开信息，做好服务。" * 30
    body = f"<table><tr><td><p>一、总体情况</p><p>{prose}</p></td></tr></table>"
    report = _read(tmp_path, body)
    assert report.text.split("\n")[1] == "一、总体情况"
    assert not report.tables


@pytest.mark.parametrize("name", ["报告.doc", "报告.html", "报告.txt"])
def test_a_page_is_known_by_its_content(tmp_path, name):
    path = tmp_path / name
    path.write_text(PAGE.format(body="<p>全年公开12条。</p>"), "utf-8")
    assert read(path).source.media_type == "text/html"


def test_archives_with_gbk_names_and_duplicates(tmp_path):
    import zipfile

    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/one.txt", "全年公开12条。")
        archive.writestr("a/two.txt", "全年公开12条。")
        info = zipfile.ZipInfo("财政局.txt".encode("gb18030").decode("cp437"))
        archive.writestr(info, "全年公开15条。")
        archive.writestr("__MACOSX/x.txt", "no")
    found = list(read_all(path))
    assert [type(one) for one in found] == [Report, Failure, Report]
    assert found[1].error == "Duplicate"


def test_several_reports_in_one_file_are_parted(tmp_path):
    one = "{place}2022年政府信息公开工作年度报告\n一、总体情况\n{text}\n六、其他事项\n无。\n"
    text = "全年公开政府信息十二条，更新专栏三个。\n" * 30
    path = tmp_path / "both.txt"
    path.write_text(
        one.format(place="云溪区", text=text) + one.format(place="临河区", text=text), "utf-8"
    )
    first, second = read_all(path)
    assert first.text.startswith("云溪区2022年")
    assert second.text.startswith("临河区2022年")
    assert second.source.id == "both#2"
    assert all(b.span.end <= len(second.text) for b in second.blocks)
