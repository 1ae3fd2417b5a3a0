"""Bytes to text: the encodings these files come in, the declared ones and the true ones."""

from __future__ import annotations

import codecs

from nlp_reports.errors import DamagedFileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB2312 and GBK are parts of GB18030, and files that say the former use the latter's characters.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_SAMPLE = 4096


def decode(data: bytes, path: str, declared: str | None = None) -> tuple[str, str]:
    """The text of ``data`` and the encoding it was read in.

    Order: byte order mark, UTF-16 without one, the declared encoding, UTF-8, GB18030, then a
    guess by charset-normalizer.

    Raises:
        DamagedFileError: no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, path), encoding
    if wide := _sixteen_bit(data):
        return _strict(data, wide, path), wide
    for encoding in _candidates(declared):
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(data, path)


def _candidates(declared: str | None) -> list[str]:
    named = [_WIDER.get(declared.lower(), declared)] if declared else []
    return [*named, "utf-8", "gb18030"]


def _strict(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DamagedFileError(path, what=f"not {encoding}", place=f"byte {error.start}") from error


def _sixteen_bit(data: bytes) -> str | None:
    """UTF-16 without a mark: half the bytes of ASCII characters in it are zero."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or len(data) % 2:
        return None
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if max(high, low) >= 2 and min(high, low) == 0:
        encoding = "utf-16-be" if high > low else "utf-16-le"
        return encoding if _reads_chinese(data, encoding) else None
    for encoding in ("utf-16-le", "utf-16-be"):
        if _not_eight_bit(data) and _reads_chinese(data, encoding):
            return encoding
    return None


def _not_eight_bit(data: bytes) -> bool:
    sample = data[: _SAMPLE - 4]
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        return False
    return True


def _reads_chinese(data: bytes, encoding: str) -> bool:
    text = data[:_SAMPLE].decode(encoding, errors="replace")
    good = sum("\u4e00" <= c <= "\u9fff" or c.isascii() or "\u3000" <= c <= "\u303f" for c in text)
    return good >= 0.8 * len(text)


def _guess(data: bytes, path: str) -> tuple[str, str]:
    # A few damaged bytes are common in files cut by hand: read them if nearly all is sound.
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        if text.count("\ufffd") <= max(2, len(text) // 500):
            return text, encoding
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 16 * _SAMPLE]).best()
    if best is None:
        raise DamagedFileError(path, what="no encoding fits its bytes")
    return data.decode(best.encoding, errors="replace"), best.encoding
