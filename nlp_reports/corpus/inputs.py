"""What goes in: files, folders, globs, archives and object stores become a list of files."""

from __future__ import annotations

import glob
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from nlp_reports.errors import UsageError

SUFFIXES = {".pdf", ".docx", ".doc", ".html", ".htm", ".mht", ".txt", ".zip", ".wps"}
"""File endings looked for in folders; a file named outright is taken whatever its ending."""
_OWN = frozenset({"explorer.html", "explorer_pages"})
"""What this package puts beside the tables of a result folder: no reports."""


def find(paths: Iterable[str | Path]) -> list[str]:
    """Return every input file once, sorted, so that the order of arguments changes nothing.

    Folders are searched for :data:`SUFFIXES`, hidden files left out, links followed; a pattern with
    ``*``, ``?`` or ``[`` is expanded. An address such as ``s3://bucket/reports/`` is looked up
    through fsspec. A named file that does not exist stays in the list: reading it then fails by
    name, in the ``failures`` table.

    Raises:
        UsageError: a pattern or a folder holds nothing to read, or there is no path.
    """
    found: set[str] = set()
    for path in map(str, paths):
        here = list(_expand_address(path) if is_address(path) else map(str, _expand(path)))
        if not here:
            raise UsageError(f"{path}: nothing to read here; expected one of {sorted(SUFFIXES)}")
        found.update(here)
    if not found:
        raise UsageError("no path was given; name files, folders, globs or addresses")
    return sorted(found)


def is_address(path: str | Path) -> bool:
    """Whether a path is for fsspec: ``s3://…``, ``memory://…``.

    >>> is_address("s3://bucket/reports"), is_address("C:/reports")
    (True, False)
    """
    return "://" in str(path)


def _expand(path: str) -> Iterator[Path]:
    if glob.has_magic(path) and not Path(path).exists():
        for match in glob.glob(path, recursive=True):  # noqa: PTH207 - absolute patterns
            yield from _expand(glob.escape(match) if glob.has_magic(match) else match)
    elif Path(path).is_dir():
        yield from _search(Path(path))
    else:
        yield Path(path)


def _search(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of those below or linked to, each folder once.

    A folder that may not be opened and a link that leads nowhere stand for themselves: reading them
    fails by name.
    """
    refused: list[OSError] = []
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, onerror=refused.append, followlinks=True):
        here, real = Path(place), os.path.realpath(place)
        own = _OWN if (here / ".work").is_dir() else frozenset[str]()
        again = real in seen  # a link led here before, or back to where it lies
        seen.add(real)
        inside = () if again else (n for n in folders if n[0] != "." and n not in own)
        folders[:] = sorted(inside, key=lambda name: ((here / name).is_symlink(), name))
        for name in () if again else names:
            path = here / name
            if name not in own and _readable(Path(name)) and (path.is_file() or path.is_symlink()):
                yield path
    yield from (Path(error.filename) for error in refused)


def _expand_address(path: str) -> Iterator[str]:
    system, inside = _system(path)
    host, found, _ = path.rpartition(inside)  # an address's path may lack its host, not so a bucket

    def called(place: str) -> str:
        return host + place if found else str(system.unstrip_protocol(place))

    if glob.has_magic(inside):
        for match in system.glob(inside):
            yield from _expand_address(called(match))
    elif system.isdir(inside):
        for child in system.find(inside):
            if _readable(PurePosixPath(child[len(inside) :])):
                yield called(child)
    else:
        yield path


def _readable(path: Path | PurePosixPath) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix.lower() in SUFFIXES and not hidden


def _system(path: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    try:
        system, inside = url_to_fs(path)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{path}: {error}; install the fsspec package for this address") from error
    return system, inside


def digest(path: str) -> str | None:
    """Return the SHA-256 of a file's bytes in hexadecimal, ``None`` where it cannot be read.

    At an address it is a digest of what the store tells cheaply (entity tag, or size and time of
    change): the bytes stay where they are until a worker reads them.
    """
    try:
        if is_address(path):
            system, inside = _system(path)
            known = "address " + str(system.ukey(inside))
            return hashlib.sha256(known.encode()).hexdigest()
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


@contextmanager
def fetched(path: str) -> Iterator[Path]:
    """Give a file as one on this disk, with the folders of its address around it.

    Raises:
        OSError: the address does not answer, or has no such file.
    """
    if not is_address(path):
        yield Path(path)
        return
    system, inside = _system(path)
    with tempfile.TemporaryDirectory(prefix="nlp-reports-") as folder:
        place = Path(folder, *PurePosixPath(inside.lstrip("/")).parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        system.get_file(inside, str(place))
        yield place


def shown(text: str) -> str:
    """Give a file name that can be printed and stored, also one whose bytes are not UTF-8.

    >>> shown("青屏".encode("gb18030").decode("utf-8", "surrogateescape"))
    '青屏'
    """
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("gb18030", "replace")


def publish(folder: Path, address: str) -> None:
    """Copy the finished files of a result folder to an address, the manifest last.

    Raises:
        OSError: the address does not take them.
    """
    system, inside = _system(address)
    system.makedirs(inside, exist_ok=True)
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    for path in sorted(files, key=lambda path: path.name == "manifest.json"):
        system.put_file(str(path), f"{inside.rstrip('/')}/{path.name}")


def bring(address: str, name: str, folder: Path) -> None:
    """Copy one file from a folder at an address, if it is there."""
    system, inside = _system(address)
    place = f"{inside.rstrip('/')}/{name}"
    if system.exists(place):
        folder.mkdir(parents=True, exist_ok=True)
        system.get_file(place, str(folder / name))


def brought(address: str) -> Path:
    """Copy a finished result folder from an address to a folder of this user's cache.

    Raises:
        OSError: the address does not answer, or holds nothing.
    """
    system, inside = _system(address)
    folder = workplace(address) / "copy"
    folder.mkdir(parents=True, exist_ok=True)
    for child in system.ls(inside, detail=False):
        if not PurePosixPath(child).name.startswith(".") and system.isfile(child):
            system.get_file(child, str(folder / PurePosixPath(child).name))
    return folder


def workplace(address: str) -> Path:
    """Return the folder of this machine that belongs to an address, kept between runs."""
    name = hashlib.sha256(address.rstrip("/").encode()).hexdigest()[:16]
    return Path.home() / ".cache" / "nlp_reports" / name
