"""PDF by pdfium: characters with page and box, tables out of the prose, paragraphs over pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nlp_reports.errors import (
    DamagedFileError,
    EncryptedFileError,
    LimitError,
    UsageError,
)
from nlp_reports.readers.base import READERS, Original

if TYPE_CHECKING:
    from nlp_reports.report import Report


@READERS.register("pdf")
class PdfReader:
    """PDF files with a text layer."""

    def knows(self, head: bytes, name: str) -> float:
        """By the signature, which may stand a little into the file."""
        if b"%PDF-" in head[:1024]:
            return 1.0
        return 0.2 if name.lower().endswith(".pdf") else 0.0

    def read(self, file: Original) -> Report:
        """The report in a PDF file; its text is empty where all pages wait for OCR.

        Raises:
            NoTextError: there is neither text nor picture on any page.
            UsageError: the settings name a backend that does not exist.
        """
        from nlp_reports.readers.pdf_layout import lay_out, report_from
        from nlp_reports.readers.pdf_page import check_for_text, warnings_of
        from nlp_reports.readers.pdf_pages import pages_of

        if file.pdf_backend == "pdfplumber":
            from nlp_reports.readers.pdfplumber_backend import read_with_pdfplumber

            return read_with_pdfplumber(file)
        if file.pdf_backend != "pdfium":
            raise UsageError(f"no PDF backend {file.pdf_backend!r}; known: pdfium, pdfplumber")

        with document(file) as pdf:
            read = list(pages_of(pdf, file))
        pages = [page for page, _ in read]
        check_for_text(pages, file)
        file.check_characters(sum(len(page.glyphs.chars) for page in pages))
        lay_out(pages, [rulings for _, rulings in read], file.limits.cells)
        return report_from(file, pages, warnings_of(pages))


@contextmanager
def document(file: Original) -> Iterator[Any]:
    """A pypdfium2 document, closed at the end.

    Raises:
        EncryptedFileError: it needs a password.
        DamagedFileError: pdfium cannot open it.
        LimitError: it has too many pages, or would be drawn without end.
    """
    import pypdfium2

    from nlp_reports.readers.pdf_forms import draws_itself

    if draws_itself(file.data):
        raise LimitError(file.path, what="a form in it draws itself, without end")
    try:
        pdf = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise EncryptedFileError(file.path) from error
        raise DamagedFileError(file.path, what="pdfium cannot open it") from error
    try:
        if len(pdf) > file.limits.pages:
            what = f"{len(pdf):,} pages exceed the limit of {file.limits.pages:,}"
            raise LimitError(file.path, what=what)
        if not len(pdf):
            raise DamagedFileError(file.path, what="it has no pages")
        yield pdf
    finally:
        pdf.close()
