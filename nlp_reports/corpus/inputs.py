"""What goes in: files, folders, globs and archives become a list of files with digests."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from nlp_reports.errors import UsageError

SUFFIXES = {".pdf", ".docx", ".doc", ".html", ".htm", ".mht", ".txt", ".zip", ".wps"}
"""File endings looked for in folders; a file named outright is taken whatever its ending."""


def find(paths: Iterable[str | Path]) -> list[Path]:
    """Return every input file once, sorted, so that the order of arguments changes nothing.

    Folders are searched for :data:`SUFFIXES`, hidden files left out; a pattern with ``*``, ``?``
    or ``[`` is expanded. A named file that does not exist stays in the list: reading it then
    fails by name, in the ``failures`` table.

    Raises:
        UsageError: a pattern or a folder holds nothing to read.
    """
    found: set[Path] = set()
    for path in paths:
        here = list(_expand(str(path)))
        if not here:
            raise UsageError(f"{path}: nothing to read here; expected one of {sorted(SUFFIXES)}")
        found.update(here)
    return sorted(found)


def _expand(path: str) -> Iterator[Path]:
    if glob.has_magic(path) and not Path(path).exists():
        for match in glob.glob(path, recursive=True):  # noqa: PTH207 - absolute patterns
            yield from _expand(glob.escape(match) if glob.has_magic(match) else match)
    elif Path(path).is_dir():
        for child in sorted(Path(path).rglob("*")):
            hidden = any(part.startswith(".") for part in child.relative_to(path).parts)
            if child.is_file() and child.suffix.lower() in SUFFIXES and not hidden:
                yield child
    else:
        yield Path(path)


def digest(path: Path) -> str | None:
    """Return the SHA-256 of a file's bytes in hexadecimal, ``None`` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
