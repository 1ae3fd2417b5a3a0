"""Small PDFs for the tests, by ReportLab with a font that needs no file."""

from __future__ import annotations

import io

FONT = "STSong-Light"


def _fonts():
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def plain_pdf(lines, password=None):
    """One page with a line of text per item."""
    from reportlab.lib import pdfencrypt
    from reportlab.pdfgen import canvas

    _fonts()
    stream = io.BytesIO()
    lock = pdfencrypt.StandardEncryption(password) if password else None
    sheet = canvas.Canvas(stream, encrypt=lock)
    sheet.setFont(FONT, 14)
    for i, line in enumerate(lines):
        sheet.drawString(90, 760 - 24 * i, line)
    sheet.showPage()
    sheet.save()
    return stream.getvalue()


def report_pdf(paragraphs, table=(), style=(), after=(), head=None, watermark=None):
    """A laid out report: title, prose, a table that may run over pages, prose.

    Args:
        paragraphs: prose before the table; the first is the title.
        table: rows of texts.
        style: ReportLab table commands.
        after: prose after the table.
        head: a running head.
        watermark: a word set large and aslant behind each page.
    """
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    _fonts()
    body = ParagraphStyle(
        "body",
        fontName=FONT,
        fontSize=14,
        leading=24,
        firstLineIndent=28,
        wordWrap="CJK",
        alignment=4,
    )
    title = ParagraphStyle(
        "title", parent=body, fontSize=18, leading=30, alignment=1, firstLineIndent=0
    )
    parts = [Paragraph(paragraphs[0], title), *(Paragraph(p, body) for p in paragraphs[1:])]
    if table:
        widths = [150] + [40] * (len(table[0]) - 1)
        commands = [("FONT", (0, 0), (-1, -1), FONT, 8), *style]
        parts.append(Table([list(row) for row in table], colWidths=widths, style=commands))
    parts += [Paragraph(p, body) for p in after]

    def furnish(sheet, document):
        sheet.setFont(FONT, 9)
        sheet.drawCentredString(297, 30, f"- {document.page} -")
        if head:
            sheet.drawString(80, 812, head)
        if watermark:
            sheet.saveState()
            sheet.setFont(FONT, 70)
            sheet.setFillGray(0.9)
            sheet.translate(200, 300)
            sheet.rotate(45)
            sheet.drawString(0, 0, watermark)
            sheet.restoreState()

    stream = io.BytesIO()
    SimpleDocTemplate(stream).build(parts, onFirstPage=furnish, onLaterPages=furnish)
    return stream.getvalue()
