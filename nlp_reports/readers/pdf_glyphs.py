"""Characters and boxes of a PDF page, straight from pdfium.

pdfium is asked through plain function pointers that write into one array: two calls a character,
a few hundred nanoseconds each. Coordinates are turned so that y grows downwards from the page's
upper left corner, whatever the page's own rotation and origin.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]
_PRIVATE = range(0xE000, 0xF900)
_SURROGATES = range(0xD800, 0xE000)
_OVERPRINT = 0.3  # of a character's width: the same character nearer than this is fake bold


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
    """The printed characters of a page, in the order of its content, without blanks."""

    chars: list[str]
    boxes: Boxes

    def take(self, index: NDArray[np.intp]) -> Glyphs:
        """Some of them."""
        return Glyphs([self.chars[i] for i in index.tolist()], self.boxes[index])


@cache
def _functions() -> tuple[Any, Any, Any]:
    """The calls of pdfium as bare function pointers, which take addresses without wrapping them."""
    import pypdfium2.raw as pdfium

    def bare(function: Any, *arguments: Any) -> Any:
        address = ctypes.cast(function, ctypes.c_void_p).value
        assert address is not None
        return ctypes.CFUNCTYPE(ctypes.c_int, *arguments)(address)

    pointer, integer = ctypes.c_void_p, ctypes.c_int
    return (
        bare(pdfium.FPDFText_GetUnicode, pointer, integer),
        bare(pdfium.FPDFText_GetLooseCharBox, pointer, integer, pointer),
        bare(pdfium.FPDFText_GetCharAngle, pointer, integer),
    )


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
        handle = ctypes.cast(text.raw, ctypes.c_void_p).value
        unicode_of, box_of, _ = _functions()
        where = np.zeros((count, 4), dtype=np.float32)
        base = where.ctypes.data
        codes = [unicode_of(handle, i) for i in range(count)]
        for i in range(count):
            box_of(handle, i, base + 16 * i)
    finally:
        text.close()
    return _printed(_joined_surrogates(codes), view.turned(where))


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


def _printed(codes: list[int], boxes: Boxes) -> Glyphs:
    keep = [
        i
        for i, code in enumerate(codes)
        if code > 32 and code != 0xA0 and code not in (0xFFFE, 0xFFFF)
    ]
    chars = [chr(codes[i]) for i in keep]
    mask = [not c.isspace() for c in chars]
    index = np.array([i for i, good in zip(keep, mask, strict=True) if good], dtype=np.intp)
    return Glyphs([c for c, good in zip(chars, mask, strict=True) if good], boxes[index])


def without_overprint(glyphs: Glyphs, order: list[int]) -> list[int]:
    """A line's characters in order of x, without second prints of the same one (fake bold)."""
    kept: list[int] = []
    for i in order:
        if kept and glyphs.chars[kept[-1]] == glyphs.chars[i]:
            left, _, right, _ = glyphs.boxes[kept[-1]].tolist()
            if glyphs.boxes[i, 0] - left < _OVERPRINT * (right - left):
                continue
        kept.append(i)
    return kept
