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
_SIXTEEN = ("utf-16-le", "utf-16-be")
_SAMPLE = 4096
_MOSTLY = 0.8


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
    """UTF-16 without a mark: zero bytes, or bytes that no eight-bit encoding allows."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or len(data) % 2 or not (b"\0" in sample or _not_eight_bit(data)):
        return None
    shares = {encoding: _chinese_share(sample, encoding) for encoding in _SIXTEEN}
    best = max(_SIXTEEN, key=lambda encoding: shares[encoding])
    return best if shares[best] >= _MOSTLY else None


def _not_eight_bit(data: bytes) -> bool:
    sample = data[: _SAMPLE - 4]
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        return False
    return True


def _chinese_share(sample: bytes, encoding: str) -> float:
    """The share of characters that Chinese text is made of, if read in an encoding."""
    text = sample.decode(encoding, errors="replace")
    good = sum(
        "\u4e00" <= c <= "\u9fff"
        or c.isprintable() * c.isascii()
        or c in "\r\n\t\u3000、。，：；（）“”"
        for c in text
    )
    return good / max(1, len(text))


def _guess(data: bytes, path: str) -> tuple[str, str]:
    # A few damaged bytes are common in files cut by hand: read them if nearly all is sound.
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        if text.count("\ufffd") <= max(2, len(text) // 100):
            return text, encoding
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 16 * _SAMPLE]).best()
    if best is None:
        raise DamagedFileError(path, what="no encoding fits its bytes")
    return data.decode(best.encoding, errors="replace"), best.encoding
