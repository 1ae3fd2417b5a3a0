r"""Files to reports: find the format by content, then by name, and read it.

>>> report = read_text("一、总体情况\n本年度主动公开信息３条。", source_id="example")
>>> report.text
'一、总体情况\n本年度主动公开信息3条。'
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nlp_reports.readers.limits import Limits
    from nlp_reports.report import Failure, Report

__all__ = ["read", "read_all", "read_text"]


def read(
    path: str | Path, *, settings: Limits | None = None, pdf_backend: str = "pdfium"
) -> Report:
    """Read one file as a report.

    Args:
        path: PDF, DOCX, HTML, text, or an archive that holds one report.
        settings: bounds on what is read; the defaults suit any genuine report.
        pdf_backend: ``pdfium``, or ``pdfplumber`` as a slow reference.

    Raises:
        ReadError: it cannot be read; the message names file, place and next action.
    """
    from nlp_reports.readers.base import load
    from nlp_reports.readers.choose import read_original
    from nlp_reports.readers.limits import DEFAULT

    return read_original(load(path, settings or DEFAULT, pdf_backend))


def read_all(
    path: str | Path,
    *,
    settings: Limits | None = None,
    pdf_backend: str = "pdfium",
    wanted: Callable[[str], bool] | None = None,
) -> Iterator[Report | Failure]:
    """Every report in a file: members of a ZIP archive, parts of a collection, or the one.

    A bad file or member comes as a :class:`~nlp_reports.report.Failure`; nothing is raised.
    ``wanted`` is asked before a member is read, by its path ``archive.zip!member``; ``False``
    leaves it out.
    """
    from nlp_reports.readers import container

    return container.read_all(path, settings=settings, pdf_backend=pdf_backend, wanted=wanted)


def read_text(text: str, source_id: str = "text", *, settings: Limits | None = None) -> Report:
    """Read a bare string as a report; the string is the raw text.

    Raises:
        EmptyFileError: it holds nothing but blanks.
        LimitError: it is too long.
    """
    from nlp_reports.readers.base import Original
    from nlp_reports.readers.limits import DEFAULT
    from nlp_reports.readers.plain import read_string

    return read_string(text, Original(source_id, text.encode(), settings or DEFAULT))
