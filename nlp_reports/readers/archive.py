"""ZIP files as found in the wild, opened with bounds: names in GBK, bombs, nested folders."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from nlp_reports.errors import DamagedFileError, EncryptedFileError, LimitError
from nlp_reports.readers.base import Original

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_BLOCK = 1 << 20


@contextmanager
def opened(file: Original) -> Iterator[zipfile.ZipFile]:
    """The archive, within the limit of members.

    Raises:
        DamagedFileError: it is not a sound ZIP file.
        LimitError: it has too many members.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFileError(file.path, what=f"not a sound ZIP file ({error})") from error
    with archive:
        count = len(archive.infolist())
        if count > file.limits.members:
            what = f"{count:,} members exceed the limit of {file.limits.members:,}"
            raise LimitError(file.path, what=what)
        yield archive


def contents(file: Original, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, unpacked no further than the limits allow.

    Raises:
        EncryptedFileError: it needs a password.
        LimitError: it unpacks to too much.
        DamagedFileError: it cannot be unpacked.
    """
    place = shown_name(info)
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedFileError(file.path, place=place)
    most = min(file.limits.unpacked, max(_BLOCK, file.limits.ratio * info.compress_size))
    if info.file_size > most:
        raise LimitError(file.path, place=place, what="it unpacks to more than the limit")
    try:
        with archive.open(info) as stream:
            data = stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
        raise DamagedFileError(file.path, place=place) from error
    except (NotImplementedError, ValueError) as error:
        raise DamagedFileError(file.path, place=place, what=str(error)) from error
    if len(data) > most:
        raise LimitError(file.path, place=place, what="it unpacks to more than the limit")
    return data


def shown_name(info: zipfile.ZipInfo) -> str:
    """A member's name: read as GB18030 where the archive does not say UTF-8; no way upwards.

    The name is a label only: nothing is ever written to disk under it.
    """
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = info.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in ("..", ".", "/"))
