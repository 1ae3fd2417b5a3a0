"""Formats that only LibreOffice reads: binary DOC, WPS and RTF; and web archives (MHT)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from nlp_reports.errors import DamagedFileError, EncryptedFileError, UnsupportedFileError
from nlp_reports.readers.base import READERS, Original
from nlp_reports.report import Report

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The stream of a compound file in which Office puts a DOCX with a password."""
_SECONDS = 120


@READERS.register("office")
class OfficeReader:
    """Binary Word and WPS files and RTF, converted by ``soffice`` where it is on PATH."""

    def knows(self, head: bytes, name: str) -> float:
        """By signature."""
        return 1.0 if head.startswith((_OLE, b"{\\rtf")) else 0.0

    def read(self, file: Original) -> Report:
        """The report, read from a DOCX copy.

        Raises:
            EncryptedFileError: it is a DOCX with a password.
            UnsupportedFileError: LibreOffice is not installed.
            DamagedFileError: LibreOffice cannot convert it.
        """
        from nlp_reports.readers.docx import DocxReader

        if _LOCKED in file.data:
            raise EncryptedFileError(file.path)
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise UnsupportedFileError(
                file.path,
                what="binary DOC, WPS and RTF files need LibreOffice",
                next_action="install LibreOffice (soffice on PATH), or save a copy as DOCX",
            )
        report = DocxReader().read(replace(file, data=_converted(program, file)))
        return replace(report, source=file.source("application/msword"))


def _converted(program: str, file: Original) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        kind = "rtf" if file.data.startswith(b"{") else "doc"
        before = Path(folder, f"report.{kind}")
        before.write_bytes(file.data)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", "docx", "--outdir", folder, str(before)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
            return before.with_suffix(".docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise DamagedFileError(file.path, what="LibreOffice cannot convert it") from error


@READERS.register("mht")
class WebArchiveReader:
    """Web archives (MHT), as browsers and Word save a page into one file."""

    def knows(self, head: bytes, name: str) -> float:
        """By the MIME header."""
        top = head[:2048].lower()
        return 0.95 if b"mime-version:" in top and b"content-type:" in head.lower() else 0.0

    def read(self, file: Original) -> Report:
        """The report in the archive's first HTML part.

        Raises:
            DamagedFileError: there is none.
        """
        from email import message_from_bytes

        from nlp_reports.readers.html import HtmlReader

        for part in message_from_bytes(file.data).walk():
            if part.get_content_type() == "text/html":
                data = part.get_payload(decode=True)
                if isinstance(data, bytes) and data:
                    report = HtmlReader().read(replace(file, data=data))
                    return replace(report, source=file.source("multipart/related"))
        raise DamagedFileError(file.path, what="there is no page in this web archive")
