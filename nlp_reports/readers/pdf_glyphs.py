"""Characters and boxes of a PDF page, straight from pdfium.

Two calls a character, a few hundred nanoseconds each, that write into one array. Coordinates are
turned so that y grows downwards from the page's upper left corner, whatever the page's own
rotation and origin.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers.pdfium_calls import address, call

Boxes = NDArray[np.float32]
_SURROGATES = range(0xD800, 0xE000)
_NO_CHARACTER = (0xA0, 0xFFFE, 0xFFFF)
_OVERPRINT = 0.3  # of a character's width: the same character nearer than this is fake bold
_TOO_WIDE = 1.8  # of its height
_LARGE = 1.2  # of the page's usual character height
_SLANT = 0.2  # sine of twice the angle
_TOO_HIGH = 3.0  # of the page's usual character height


@dataclass(frozen=True, slots=True)
class View:
    """How a page's own coordinates become the reader's: origin, size and quarter turns."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int = 0

    def turned(self, boxes: Boxes) -> Boxes:
        """Boxes (left, top, right, bottom; y up) as (left, top, right, bottom; y down)."""
        x0, x1 = boxes[:, 0] - self.left, boxes[:, 2] - self.left
        y0, y1 = boxes[:, 3] - self.bottom, boxes[:, 1] - self.bottom
        if self.turns == 1:
            x0, y0, x1, y1 = y0, x0, y1, x1
        elif self.turns == 2:
            x0, x1 = self.width - x1, self.width - x0
        elif self.turns == 3:
            x0, y0, x1, y1 = self.width - y1, self.height - x1, self.width - y0, self.height - x0
        else:
            y0, y1 = self.height - y1, self.height - y0
        return np.stack((x0, y0, x1, y1), axis=1)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The printed characters of a page, in the order of its content, without blanks.

    ``boxes`` holds left, top, right, bottom of each as plain floats.
    """

    chars: list[str]
    boxes: list[list[float]]


def view_of(page: Any) -> View:
    """The coordinates of a pypdfium2 page."""
    left, bottom, right, top = page.get_bbox()
    turns = (page.get_rotation() // 90) % 4
    width, height = right - left, top - bottom
    if turns % 2:
        width, height = height, width
    return View(left, bottom, width, height, turns)


def glyphs_of(page: Any, view: View, most: int) -> Glyphs | None:
    """The characters of a pypdfium2 page; ``None`` where there are more than ``most``."""
    text = page.get_textpage()
    try:
        count = max(0, text.count_chars())
        if count > most:
            return None
        handle = address(text.raw)
        unicode_of, box_of = call("FPDFText_GetUnicode"), call("FPDFText_GetLooseCharBox")
        where = np.zeros((count, 4), dtype=np.float32)
        base = where.ctypes.data
        codes = [unicode_of(handle, i) for i in range(count)]
        for i in range(count):
            box_of(handle, i, base + 16 * i)
        _narrow(handle, where)
        _drop_slanted(handle, where, codes)
    finally:
        text.close()
    return _printed(_joined_surrogates(codes), view.turned(where).tolist())


def _narrow(handle: int, boxes: Boxes) -> None:
    """Give characters with an impossible box the one of their ink.

    pdfium takes the whole font's box for characters that are set vertically.
    """
    if not len(boxes):
        return
    wide, high = np.abs(boxes[:, 2] - boxes[:, 0]), np.abs(boxes[:, 1] - boxes[:, 3])
    usual = float(np.median(high[high > 0])) if (high > 0).any() else 0.0
    odd = (wide > _TOO_WIDE * np.maximum(high, usual)) | (high > _TOO_HIGH * usual)
    ink_of = call("FPDFText_GetCharBox")
    sides = (ctypes.c_double * 4)()  # left, right, bottom, top
    base = ctypes.addressof(sides)
    for i in np.flatnonzero(odd).tolist():
        if ink_of(handle, i, base, base + 8, base + 16, base + 24):
            left, right, bottom, top = sides
            boxes[i] = (left, top, right, bottom)


def _drop_slanted(handle: int, boxes: Boxes, codes: list[int]) -> None:
    """Characters set aslant are a watermark: their codes become 0.

    Only what is larger than usual is asked for its angle; quarter turns stay.
    """
    high = np.abs(boxes[:, 1] - boxes[:, 3])
    if not (high > 0).any():
        return
    angle_of = call("FPDFText_GetCharAngle")
    for i in np.flatnonzero(high > _LARGE * np.median(high[high > 0])).tolist():
        if abs(math.sin(2 * angle_of(handle, i))) > _SLANT:
            codes[i] = 0


def _joined_surrogates(codes: list[int]) -> list[int]:
    """Halves of a character beyond the basic plane as one; the second half becomes 0."""
    for i, code in enumerate(codes):
        if code in _SURROGATES:
            low = codes[i + 1] if i + 1 < len(codes) else 0
            whole = code < 0xDC00 <= low < 0xE000
            codes[i] = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) if whole else 0
            if whole:
                codes[i + 1] = 0
    return codes


def _printed(codes: list[int], boxes: list[list[float]]) -> Glyphs:
    """Without blanks, control characters and codes that stand for none."""
    chars: list[str] = []
    kept: list[list[float]] = []
    for code, box in zip(codes, boxes, strict=True):
        if 32 < code <= 0x10FFFF and code not in _NO_CHARACTER and not chr(code).isspace():
            chars.append(chr(code))
            kept.append(box)
    return Glyphs(chars, kept)


def without_overprint(glyphs: Glyphs, order: Sequence[int]) -> list[int]:
    """A line's characters in order of x, without second prints of the same one (fake bold)."""
    kept: list[int] = []
    for i in order:
        if kept and glyphs.chars[kept[-1]] == glyphs.chars[i]:
            left, _, right, _ = glyphs.boxes[kept[-1]]
            if glyphs.boxes[i][0] - left < _OVERPRINT * (right - left):
                continue
        kept.append(i)
    return kept
