"""Which reader: by the file's first bytes, then by its name."""

from __future__ import annotations

from importlib import import_module

from nlp_reports.errors import UnsupportedFileError
from nlp_reports.readers.base import HEAD, READERS, Original, Reader
from nlp_reports.report import Report

_OWN = ("container", "docx", "html", "office", "pdf", "plain")


def readers() -> dict[str, Reader]:
    """All readers by name; ours are imported here, others come by entry point."""
    for name in _OWN:
        import_module(f"nlp_reports.readers.{name}")
    return {name: READERS.get(name)() for name in READERS.names()}


def choose(head: bytes, name: str) -> Reader | None:
    """The reader that is surest of a file, or ``None`` where none knows it."""
    known = readers()
    ranked = sorted(known, key=lambda key: (-known[key].knows(head, name), key))
    best = known[ranked[0]]
    return best if best.knows(head, name) > 0 else None


def read_original(file: Original) -> Report:
    """Read a file with the reader that is surest of it.

    Raises:
        UnsupportedFileError: no reader knows its format.
        ReadError: its reader refuses it.
    """
    reader = choose(file.data[:HEAD], file.path)
    if reader is None:
        raise UnsupportedFileError(file.path)
    return reader.read(file)
