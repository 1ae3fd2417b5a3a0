"""Scanned and garbled pages, with the extra ``ocr`` hidden or played by a stand-in."""

import io
from types import SimpleNamespace

import numpy as np
import pytest

from nlp_reports.errors import LimitError, NoTextError
from nlp_reports.readers import ocr, read
from nlp_reports.readers.limits import Limits
from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.text import Span
from tests.unit.readers.make_pdf import plain_pdf

PROSE = ["一、总体情况", "全年公开信息12条，办结申请3件。"]
INSTALL = "pip install 'nlp-reports[ocr]'"


def scan(size=(600, 800)):
    """One page that is an image: a grey bar on white, as far as anyone can see."""
    from PIL import Image

    image = Image.new("L", size, 255)
    image.paste(60, (60, 80, size[0] - 60, 100))
    stream = io.BytesIO()
    image.save(stream, "PDF", resolution=72)
    return stream.getvalue()


def joined(path, *files):
    """The pages of some PDFs in one."""
    import pypdfium2

    with pypdfium2.PdfDocument.new() as whole:
        for data in files:
            whole.import_pages(pypdfium2.PdfDocument(data))
        whole.save(path)
    return path


def stamped(path, pages, words):
    """Pages that are an image each, with words printed on it."""
    from PIL import Image
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    sheet = Canvas(str(path))
    for number in range(1, pages + 1):
        sheet.drawImage(ImageReader(Image.new("L", (60, 85), 230)), 0, 0, *A4)
        sheet.setFont("STSong-Light", 12)
        sheet.drawString(200, 30, words(number))
        sheet.showPage()
    sheet.save()
    return path


@pytest.fixture
def hidden(monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)


@pytest.fixture
def recogniser(monkeypatch):
    """Two lines on every page: one surely read, one hardly."""
    box = np.array([[100, 200], [700, 200], [700, 240], [100, 240]], dtype=np.float32)
    found = SimpleNamespace(
        boxes=[box, box + np.array([0, 80])],
        txts=["一、总体情况", "全年公开12条"],
        scores=[0.9, 0.5],
    )
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: lambda image: found)


def test_a_scanned_page_without_the_extra_is_warned_of(tmp_path, hidden):
    report = read(joined(tmp_path / "a.pdf", plain_pdf(PROSE), scan()))
    assert report.text.split("\n") == PROSE
    (warning,) = report.warnings
    assert "page 2" in warning
    assert INSTALL in warning


@pytest.mark.parametrize("backend", ["pdfium", "pdfplumber"])
def test_a_wholly_scanned_file_is_an_empty_report_that_says_what_to_install(
    tmp_path, hidden, backend
):
    path = joined(tmp_path / "a.pdf", scan(), scan(), scan())
    report = read(path, pdf_backend=backend)
    assert report.text == ""
    assert report.pages == 3
    assert (report.blocks, report.tables) == ((), ())
    (warning,) = report.warnings
    assert "page 1-3;" in warning
    assert INSTALL in warning
    assert report.locate(Span(0, 0)) == ()


def test_a_blank_page_is_no_scan(tmp_path, hidden):
    report = read(joined(tmp_path / "a.pdf", plain_pdf(PROSE), plain_pdf([])))
    assert report.warnings == ()
    with pytest.raises(NoTextError, match="there is no text in it"):
        read(joined(tmp_path / "b.pdf", plain_pdf([]), plain_pdf([])))


def test_a_scan_with_a_page_number_on_it_is_still_a_scan(tmp_path, hidden):
    path = stamped(tmp_path / "a.pdf", 3, lambda number: f"— {number} —")
    (warning,) = read(path).warnings
    assert "page 1-3;" in warning
    assert INSTALL in warning


def test_a_picture_behind_a_page_of_text_makes_it_no_scan(tmp_path, hidden):
    report = read(stamped(tmp_path / "a.pdf", 1, lambda _: PROSE[1] * 2))
    assert report.warnings == ()
    assert report.text == PROSE[1] * 2


def test_show_names_the_extra_for_a_scan_and_fails(tmp_path, monkeypatch, capfd, hidden):
    from nlp_reports.cli import main

    path = joined(tmp_path / "a.pdf", scan())
    monkeypatch.setattr("sys.argv", ["nlp-reports", "show", str(path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = " ".join(capfd.readouterr().err.split())
    assert INSTALL in said
    assert "page 1;" in said


def test_a_scan_in_a_corpus_is_a_failure_and_no_row_of_reports(tmp_path, hidden):
    from nlp_reports.pipeline.stages import rows_of_file
    from nlp_reports.settings import Settings

    rows = rows_of_file(joined(tmp_path / "a.pdf", scan(), scan()), Settings())
    assert set(rows) == {"failures"}
    (row,) = rows["failures"]
    assert row["error"] == "NoTextError"
    assert INSTALL in row["message"]
    assert "page 1-2;" in row["message"]


def test_a_page_of_noise_leaves_no_noise_in_the_text(tmp_path, hidden):
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    sheet = Canvas(stream)
    for row in range(8):
        sheet.drawString(80, 700 - 20 * row, "ÂÃÐÑØÞßãðñøþ" * 3)
    sheet.showPage()
    sheet.save()
    report = read(joined(tmp_path / "a.pdf", plain_pdf(PROSE), stream.getvalue()))
    assert report.text.split("\n") == PROSE
    assert INSTALL in report.warnings[0]


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("本机关依法公开政府信息，全年办理申请12件。" * 6, False),
        ("\ue001\ue002\uf0b7" * 20, True),
        ("ĀāĂăĄąĆćĈĉ" * 20, True),
        ("㠀㠁㠂㠃㠄㠅㠆㠇㠈㠉" * 20, True),
        ("", False),
    ],
    ids=["genuine", "private use", "another script", "rare ideographs", "empty"],
)
def test_noise(text, bad):
    assert ocr.noise([Glyphs(text, np.zeros((len(text), 4), dtype=np.float32))]) == [bad]


def test_a_bullet_of_a_symbol_font_goes_and_is_no_noise():
    glyphs = Glyphs("\uf0b7信息", np.zeros((3, 4), dtype=np.float32))
    assert ocr.noise([glyphs]) == [True]  # a third of three characters
    longer = Glyphs("\uf0b7公开信息", np.zeros((5, 4), dtype=np.float32))
    assert ocr.noise([longer]) == [False]
    assert longer.without_private().chars == "公开信息"


def test_confidence_is_kept_per_line(tmp_path, recogniser):
    report = read(joined(tmp_path / "a.pdf", plain_pdf(PROSE), scan()))
    assert "page 2 read by OCR, mean confidence 0.68" in report.warnings[0]
    known = report.layout.confidence
    for words, sure in (("全年公开信息", 1.0), ("公开12条", 0.5)):
        at = report.text.rindex(words)
        raw = report.normalised.to_raw(Span(at, at + len(words)))
        assert {round(c, 3) for c in known[raw.start : raw.end]} == {sure}
    (place,) = report.locate(Span(at, at + len(words)))
    assert place.page == 2


def test_a_huge_page_is_refused_before_it_is_drawn(tmp_path, recogniser):
    with pytest.raises(LimitError, match="image is too large"):
        read(joined(tmp_path / "a.pdf", scan()), settings=Limits(pixels=1_000_000))


@pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")
def test_a_turned_scan_by_the_extra_itself(tmp_path):
    from tests.bench import measure_scans as bench
    from tests.bench.measure_readers import bare

    report, layout = bench.held_out()[0], bench.LAYOUTS[0]
    printed, kept, scanned = (tmp_path / f"{name}.pdf" for name in ("all", "text", "scan"))
    bench.render_pdf(report, printed, layout)
    bench.only(printed, kept, range(1))
    bench.scan(printed, scanned, range(1), 1.0)
    truth, found = bench.prose(report, kept), read(scanned)
    right, _ = bench.differences(truth, bare(found.text))
    assert right >= 0.98 * len(truth)
    assert "page 1 read by OCR" in found.warnings[0]
    assert all(0 < sure <= 1 for sure in found.layout.confidence)
