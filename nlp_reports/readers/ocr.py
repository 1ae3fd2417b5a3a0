"""Scanned pages by rapidocr (extra ``ocr``): its models lie in its wheel, nothing is fetched.

A page needs it where it has no text layer, or one that is noise: private-use characters, scripts
that no report is written in, or ideographs of which hardly any is a common one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports.chinese.normalise import CJK_MARKS, HAN
from nlp_reports.errors import LimitError
from nlp_reports.readers.base import Original
from nlp_reports.readers.pdf_glyphs import Glyphs

INSTALL = "install the extra: pip install 'nlp-reports[ocr]'"

_DPI = 200
_POINTS = 72
_PALE = 170  # of 255: lighter than any print
_NOISE = 0.3  # share of characters that cannot be a report's
_COMMON = "的政府信息公开工作年度报告一二三四五不是在有和了及对按要求依法申请人民行情况本机关"
_RARELY = 0.03  # share of the common characters above; genuine reports have over 0.2
_ENOUGH = 80  # ideographs from which their frequencies say something

_BEYOND = 0x10000


@cache
def _odd() -> re.Pattern[str]:
    return re.compile(rf"[^{HAN}{CJK_MARKS}\x21-\x7e①-⓿■-◿←-⇿℃℉№Ⅰ-ⅿ×÷±°§²³µα-ωΑ-Ω]")


@cache
def _kinds() -> NDArray[np.uint8]:
    """For each code of the basic plane: 1 odd in a report, 2 an ideograph, 6 a common one.

    The last is for all beyond the plane, which say nothing.
    """
    kinds = np.zeros(_BEYOND + 1, dtype=np.uint8)
    plain = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000))))
    kinds[[ord(char) for char in _odd().findall(plain)]] = 1
    kinds[0x3400:0xA000] = 2
    kinds[[ord(char) for char in _COMMON]] = 6
    return kinds


def noise(pages: Sequence[Glyphs]) -> list[bool]:
    """For each page whether its text layer is unusable; an empty one is no noise."""
    return [_is_noise(page) for page in pages]


def _is_noise(page: Glyphs) -> bool:
    counts = np.bincount(_kinds()[np.minimum(page.codes, _BEYOND)], minlength=7).tolist()
    odd, ideographs, common = counts[1], counts[2] + counts[6], counts[6]
    rare: bool = ideographs >= _ENOUGH and common < _RARELY * ideographs
    return rare or bool(odd > _NOISE * len(page.codes))


def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def _engine() -> Any:
    """The recogniser of this process: its models take seconds to load."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def read_page(page: Any, file: Original, number: int) -> tuple[Glyphs, list[float]]:
    """The characters of a pypdfium2 page by OCR, and each one's line's confidence (0..1).

    A line's box is shared among its characters: ideographs get one part, Latin ones a half.

    Raises:
        LimitError: the page's image would be too large.
    """
    width, height = page.get_size()
    scale = _DPI / _POINTS
    if width * height * scale * scale > file.limits.pixels:
        raise LimitError(file.path, place=f"page {number}", what="the page image is too large")
    found = _engine()(_ink(page.render(scale=scale).to_numpy()))
    chars: list[str] = []
    boxes: list[list[float]] = []
    confidence: list[float] = []
    if found.boxes is None:
        return Glyphs.none(), confidence
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        left, top = (float(v) / scale for v in corners.min(axis=0))
        right, bottom = (float(v) / scale for v in corners.max(axis=0))
        shared = _shared(_wide_marks(text), (left, top, right, bottom))
        chars += [char for char, _ in shared]
        boxes += [box for _, box in shared]
        confidence += [float(score)] * len(shared)
    return Glyphs("".join(chars), np.array(boxes, dtype=np.float32).reshape(-1, 4)), confidence


def _ink(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The dark ink of an image (rows, columns, blue-green-red): pale marks and red seals go."""
    red = (
        image[..., 2] if image.ndim == 3 and image.shape[2] > 2 else image.reshape(image.shape[:2])
    )
    clean = np.where(red > _PALE, np.uint8(255), red)
    return np.stack([clean] * 3, axis=-1)


def _wide_marks(text: str) -> str:
    """A line with the brackets and marks of Chinese text, whose width OCR does not tell."""
    if not re.search(f"[{HAN}]", text):
        return text
    return re.sub(rf"(?<=[{HAN}])[,;:?!](?!\d)|[()]", lambda m: chr(ord(m[0]) + 0xFEE0), text)


def _shared(text: str, box: tuple[float, float, float, float]) -> list[tuple[str, list[float]]]:
    """A line's printed characters, each with its part of the box."""
    left, top, right, bottom = box
    parts = [0.5 if c.isascii() else 1.0 for c in text]
    unit = (right - left) / max(0.5, sum(parts))
    at, shared = left, []
    for char, part in zip(text, parts, strict=True):
        if not char.isspace():
            shared.append((char, [at, top, at + part * unit, bottom]))
        at += part * unit
    return shared
