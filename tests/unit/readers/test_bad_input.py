"""What cannot be read is refused quickly, by name, with the next action."""

import io
import os
import random
import re
import shutil
import subprocess
import time
import zipfile

import pytest

from nlp_reports.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    LimitError,
    NoTextError,
    ReadError,
    UnsupportedFileError,
)
from nlp_reports.readers import read, read_all, read_text
from nlp_reports.readers.limits import Limits
from nlp_reports.report import Failure
from tests.unit.readers.make_pdf import plain_pdf


def _write(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def _zip(members, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _refused(path, error):
    with pytest.raises(error) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert caught.value.next_action


def test_an_empty_file(tmp_path):
    _refused(_write(tmp_path, "a.txt", b""), EmptyFileError)


def test_blanks_only(tmp_path):
    _refused(_write(tmp_path, "a.txt", b" \n\n "), EmptyFileError)


def test_a_folder(tmp_path):
    _refused(tmp_path, ReadError)


def test_a_file_that_is_gone(tmp_path):
    _refused(tmp_path / "gone.pdf", ReadError)


def test_a_pdf_cut_in_half(tmp_path):
    data = plain_pdf(["一、总体情况", "全年公开信息12条。"])
    _refused(_write(tmp_path, "a.pdf", data[: len(data) // 2]), DamagedFileError)


def test_an_encrypted_pdf(tmp_path):
    data = plain_pdf(["一、总体情况"], password="secret")
    _refused(_write(tmp_path, "a.pdf", data), EncryptedFileError)


def test_a_pdf_without_a_text_layer(tmp_path):
    _refused(_write(tmp_path, "a.pdf", plain_pdf([])), NoTextError)


def test_random_bytes_named_pdf(tmp_path):
    data = random.Random(7).randbytes(20_000)
    _refused(_write(tmp_path, "a.pdf", data), DamagedFileError)


def test_a_text_of_50_mb(tmp_path):
    data = "一、总体情况\n全年公开信息12条。\n".encode() * 1_100_000
    assert len(data) > 50_000_000
    _refused(_write(tmp_path, "a.txt", data[:50_000_000]), LimitError)


def test_a_text_without_any_heading():
    assert read_text("全年没有什么可说的。").text == "全年没有什么可说的。"


def test_binary_doc_names_libreoffice(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    path = _write(tmp_path, "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(UnsupportedFileError, match="LibreOffice"):
        read(path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_binary_doc_is_converted_where_libreoffice_is(tmp_path):
    from docx import Document

    made = Document()
    for line in ("一、总体情况", "全年公开信息12条。"):
        made.add_paragraph(line)
    made.save(tmp_path / "a.docx")
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    convert = ["--convert-to", "doc", "--outdir", str(tmp_path), str(tmp_path / "a.docx")]
    subprocess.run(["soffice", home, *convert], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "a.doc").read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    assert read(tmp_path / "a.doc").text == "一、总体情况\n全年公开信息12条。"


def test_a_zip_bomb_among_the_members(tmp_path):
    path = _write(tmp_path, "a.zip", _zip({"a.txt": b"\0" * 30_000_000}))
    (failure,) = read_all(path)
    assert isinstance(failure, Failure)
    assert failure.error == "LimitError"


def test_a_zip_bomb_in_a_docx(tmp_path):
    data = _zip({"word/document.xml": b"<a>" + b" " * 20_000_000 + b"</a>"})
    _refused(_write(tmp_path, "a.docx", data), LimitError)


def test_xml_entities_do_not_expand(tmp_path):
    xml = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a><body>&c;</body></a>'
    with pytest.raises(ReadError):
        read(_write(tmp_path, "a.docx", _zip({"word/document.xml": xml.encode()})))


def test_a_member_cannot_leave_the_archive(tmp_path):
    path = _write(tmp_path, "a.zip", _zip({"../../etc/报告.txt": "全年公开信息12条。".encode()}))
    (report,) = read_all(path)
    assert report.source.path == f"{path}!etc/报告.txt"


def test_archives_too_deep(tmp_path):
    data = _zip({"a.txt": "全年公开信息12条。".encode()})
    for _ in range(4):
        data = _zip({"a.zip": data})
    (failure,) = read_all(_write(tmp_path, "a.zip", data))
    assert isinstance(failure, Failure)
    assert failure.error == "UnsupportedFileError"


def test_limits_are_settings(tmp_path):
    path = _write(tmp_path, "a.txt", ("全年公开。" * 100).encode())
    with pytest.raises(LimitError):
        read(path, settings=Limits(characters=100))


def test_an_html_table_of_absurd_spans(tmp_path):
    row = "<tr>" + '<td colspan="1000" rowspan="9999">1</td>' * 300 + "</tr>"
    path = _write(tmp_path, "a.html", f"<body><p>全年公开。</p><table>{row * 3}</table>".encode())
    assert read(path).text == "全年公开。"


def test_a_page_that_only_links_to_a_pdf(tmp_path):
    path = _write(tmp_path, "a.html", "<body><a href='x/年报.pdf'>年报</a></body>".encode())
    with pytest.raises(NoTextError, match=r"年报\.pdf"):
        read(path)


_TITLE = "青溪县2021年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<iframe src='/files/2021nb.pdf'></iframe>", "/files/2021nb.pdf"),
        ("<embed src='nb.pdf' type='application/pdf'>", "nb.pdf"),
        ("<object data='nb.pdf'></object>", "nb.pdf"),
        ("<iframe src='/web/viewer.html?file=%2Fup%2F2021.pdf'></iframe>", "viewer.html"),
        (f"<p>附件：<a href='x/年报.docx'>{_TITLE}.docx</a></p>", "x/年报.docx"),
        ("<script>var a='/up/2021.pdf'; PDFObject.embed(a)</script>", "/up/2021.pdf"),
        ("<p><img src='1.jpg'></p><p><img src='2.jpg'></p>", "pictures (2, first 1.jpg)"),
    ],
)
def test_a_page_that_has_the_report_in_another_file(tmp_path, body, named):
    page = f"<body><div class=nav>首页</div><h1>{_TITLE}</h1><div>{body}</div></body>"
    path = _write(tmp_path, "a.html", page.encode())
    with pytest.raises(NoTextError, match=re.escape(named)):
        read(path)


def test_a_page_of_a_report_may_offer_it_as_a_document_too(tmp_path):
    prose = "".join(f"<p>全年第{n}次公开政府信息若干条，均按时限答复申请人。</p>" for n in range(9))
    page = f"<body><h1>{_TITLE}</h1>{prose}<a href='a.pdf'>附件</a><img src='1.jpg'></body>"
    assert read(_write(tmp_path, "a.html", page.encode())).text.count("全年第") == 9


def _pdf(*objects):
    """A PDF of raw objects, numbered from 1; the first is its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    count = len(objects) + 1
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % count + rows + tail


def _stream(body, extra=b""):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (extra, len(body), body)


def _quickly(path, error=ReadError):
    start = time.process_time()
    with pytest.raises(error):
        read(path)
    assert time.process_time() - start < 10  # the limit of the issue; it takes milliseconds


def test_a_pdf_whose_form_draws_itself(tmp_path):
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    data = _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        b"/Resources<</XObject<</F 5 0 R>>>>>>",
        _stream(b"/F Do"),
        _stream(b"/F Do /F Do 0 0 9 9 re f", form),
    )
    _quickly(_write(tmp_path, "a.pdf", data), LimitError)


def test_a_pdf_whose_forms_draw_each_other_by_way_of_resources_of_their_own(tmp_path):
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources %d 0 R"
    data = _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources 7 0 R>>",
        _stream(b"/F Do"),
        _stream(b"/G Do /G Do", form % 8),
        _stream(b"/F Do /F Do", form % 7),
        b"<</XObject<</F 5 0 R>>>>",
        b"<</XObject 9 0 R>>",
        b"<</G 6 0 R>>",
    )
    _quickly(_write(tmp_path, "a.pdf", data), LimitError)


def test_a_pdf_whose_pages_are_their_own_parents(tmp_path):
    data = _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>",
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 1000000>>",
    )
    _quickly(_write(tmp_path, "a.pdf", data))


def test_a_pdf_of_too_many_lines_is_read_without_the_table(tmp_path):
    lines = b"".join(
        b"%d 0 m %d 900 l S 0 %d m 900 %d l S " % (3 * i, 3 * i, 3 * i, 3 * i) for i in range(300)
    )
    path = _write(tmp_path, "a.pdf", plain_pdf(["一、总体情况", "全年公开信息12条。"]))
    import pypdfium2

    drawn = _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 900]/Contents 4 0 R>>",
        _stream(lines),
    )
    with pypdfium2.PdfDocument.new() as whole:
        for part in (path.read_bytes(), drawn):
            whole.import_pages(pypdfium2.PdfDocument(part))
        whole.save(tmp_path / "b.pdf")
    report = read(tmp_path / "b.pdf")
    assert report.text == read(path).text
    assert report.tables == ()


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_an_endless_table(tmp_path, kind):
    if kind == "html":
        data = b"<table>" + b"<tr><td>1</td><td>2</td></tr>" * 30_000 + b"</table>"
    else:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        cell = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
        row = f"<w:tr>{cell * 2}</w:tr>"
        table = f"<w:tbl>{row * 30_000}</w:tbl>"
        whole = f'<w:document xmlns:w="{space}"><w:body>{table}</w:body></w:document>'
        data = _zip({"word/document.xml": whole.encode()}, zipfile.ZIP_STORED)
    _quickly(_write(tmp_path, f"a.{kind}", data), LimitError)
