"""DOCX: what Word shows is what is read."""

import io
import zipfile

import pytest

from nlp_reports.readers import read
from nlp_reports.readers.numbering import chinese, printed

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/>
<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def _docx(folder, body, **parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    path = folder / "report.docx"
    path.write_bytes(stream.getvalue())
    return path


def _p(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _numbered(text, level):
    return _p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')


def test_automatic_numbers_are_part_of_the_headings(tmp_path):
    body = (
        _numbered("总体情况", 0)
        + _numbered("主动公开", 1)
        + _numbered("监督保障", 1)
        + _numbered("其他事项", 0)
        + _numbered("收费情况", 1)
    )
    report = read(_docx(tmp_path, body, numbering=NUMBERING))
    assert report.text.split("\n") == [
        "一、总体情况",
        "（一）主动公开",
        "（二）监督保障",
        "二、其他事项",
        "（一）收费情况",
    ]
    assert all(block.kind == "heading" for block in report.blocks)


def test_merged_cells(tmp_path):
    def cell(text, properties=""):
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_p(text)}</w:tc>"

    restart, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    body = (
        _p("三、申请情况")
        + "<w:tbl>"
        + f"<w:tr>{cell('结果', restart)}{cell('予以公开')}{cell('3')}</w:tr>"
        + f"<w:tr>{cell('', '<w:vMerge/>')}{cell('部分公开')}{cell('')}</w:tr>"
        + f"<w:tr>{cell('总计', wide)}{cell('3')}</w:tr>"
        + "</w:tbl>"
        + _p("五、存在的主要问题")
    )
    (table,) = read(_docx(tmp_path, body)).tables
    assert table.rows == [["结果", "予以公开", "3"], ["", "部分公开", ""], ["总计", "", "3"]]
    assert table.cells[0].rowspan == 2
    assert table.cells[-2].colspan == 2


def test_tracked_changes_are_read_as_accepted_and_hidden_text_is_not(tmp_path):
    body = (
        "<w:p><w:r><w:t>公开信息</w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>秘密</w:t></w:r><w:r><w:t>条。</w:t></w:r></w:p>"
    )
    assert read(_docx(tmp_path, body)).text == "公开信息12条。"


def test_text_boxes_are_read_once_and_running_heads_are_furniture(tmp_path):
    box = f"<w:txbxContent>{_p('框内的文字。')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文。</w:t></w:r><w:r>"
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice><w:drawing>'
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    header = f"<w:hdr {W}>{_p('云溪区财政局')}</w:hdr>"
    report = read(_docx(tmp_path, body, header1=header))
    assert report.text == "正文。\n框内的文字。"
    assert report.blocks[-1].kind == "furniture"


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [(12, "chineseCounting", "十二"), (3, "decimalEnclosedCircle", "③"), (4, "lowerRoman", "iv")],
)
def test_number_formats(value, form, shown):
    assert printed(value, form) == shown


def test_chinese_figures():
    assert [chinese(n) for n in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]


def test_the_official_form(real):
    report = read(real / "form_template.docx")
    assert [len(t.rows) for t in report.tables] == [14, 28, 4]
