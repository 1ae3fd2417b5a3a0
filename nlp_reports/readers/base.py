"""What a reader is: it says whether it knows a file, and turns it into a report.

A new format is one class with two methods, registered by name (or by an entry point of the group
``nlp_reports.readers``)::

    @READERS.register("epub")
    class EpubReader:
        def knows(self, head: bytes, name: str) -> float: ...
        def read(self, file: Original) -> Report: ...
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import Protocol

from nlp_reports.errors import EmptyFileError, LimitError, ReadError
from nlp_reports.plugins import Registry
from nlp_reports.readers.limits import DEFAULT, Limits
from nlp_reports.report import Report, Source

HEAD = 8192
"""Bytes of a file that :meth:`Reader.knows` may look at."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file's bytes with the settings to read it by.

    ``path`` names it in messages: a member of an archive is ``archive.zip!member.pdf``.
    """

    path: str
    data: bytes
    limits: Limits = DEFAULT
    pdf_backend: str = "pdfium"

    def source(self, media_type: str) -> Source:
        """The description of this file that goes with the report."""
        digest = hashlib.sha256(self.data).hexdigest()
        name = Path(self.path.rpartition("!")[2]).stem
        return Source(name, self.path, digest, media_type, len(self.data))

    def check_characters(self, count: int) -> None:
        """Refuse texts longer than the limit.

        Raises:
            LimitError: there are too many.
        """
        if count > self.limits.characters:
            what = f"{count:,} characters exceed the limit of {self.limits.characters:,}"
            raise LimitError(self.path, what=what)

    def check_cells(self, count: int) -> None:
        """Refuse tables with more cells than the limit.

        Raises:
            LimitError: there are too many.
        """
        if count > self.limits.cells:
            what = f"{count:,} cells of a table exceed the limit of {self.limits.cells:,}"
            raise LimitError(self.path, what=what)


class Reader(Protocol):
    """One format."""

    def knows(self, head: bytes, name: str) -> float:
        """How sure this reader is of a file, 0..1, by its first bytes and its name.

        1 is a signature in the content, 0.5 a likely content, 0.2 the name alone.
        """

    def read(self, file: Original) -> Report:
        """The report in ``file``.

        Raises:
            ReadError: it cannot be read; the message says why and what to do.
        """


READERS: Registry[type[Reader]] = Registry("reader", group="nlp_reports.readers")


def load(path: str | Path, limits: Limits, pdf_backend: str = "pdfium") -> Original:
    """The bytes of a file.

    Raises:
        EmptyFileError: there are none.
        LimitError: there are too many.
        ReadError: it is a folder, not there, or not readable.
    """
    place = Path(path)
    try:
        known = place.stat()
        if S_ISDIR(known.st_mode):
            raise ReadError(place, what="this is a folder", next_action="name the files in it")
        size = known.st_size
        if size > limits.bytes:
            raise LimitError(place, what=f"{size:,} bytes exceed the limit of {limits.bytes:,}")
        data = place.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(
            place, what=f"cannot be opened ({reason})", next_action="check path and rights"
        ) from error
    if not data:
        raise EmptyFileError(place)
    return Original(str(place), data, limits, pdf_backend)
