"""Characters and boxes of a PDF page, straight from pdfium.

The page's text comes in one call, the boxes by one call a printed character that writes into one
array: a few hundred nanoseconds each, without an object per glyph. Coordinates are turned so that
y grows downwards from the page's upper left corner, whatever the page's own rotation and origin.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, repeat

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers.pdfium_calls import call, pointer

Boxes = NDArray[np.float32]
Codes = NDArray[np.uint32]
_NO_CHARACTER = (0xA0, 0xFFFE, 0xFFFF)
_HALF = 2
_SAMPLE = 20  # characters of a page that are asked for their angle
_MOSTLY = 0.7  # of them must stand one way
_TOO_WIDE = 1.8  # of its height
_LARGE = 1.2  # of the page's usual character height
_SLANT = 0.2  # sine of twice the angle
_TOO_LOW = 0.5  # of its size, and of the usual character height
_BELOW = 0.12  # of a character's size lies below its line
_TOO_HIGH = 3.0  # of the page's usual character height


@dataclass(frozen=True, slots=True)
class View:
    """How a page's own coordinates become the reader's: origin, size and quarter turns."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int = 0

    @classmethod
    def of(cls, page: int) -> View:
        """That of a page by its address; A4 upright where pdfium knows no size."""
        sides = (ctypes.c_float * 4)()
        if not call("FPDF_GetPageBoundingBox")(page, ctypes.addressof(sides)):
            return cls(0.0, 0.0, 595.0, 842.0)
        left, top, right, bottom = sides
        turns = call("FPDFPage_GetRotation")(page) % 4
        width, height = right - left, top - bottom
        if turns % 2:
            width, height = height, width
        return cls(left, bottom, width, height, turns)

    def with_turns(self, turns: int) -> View:
        """The same page, shown with other quarter turns."""
        if turns == self.turns:
            return self
        flip = (turns - self.turns) % 2
        width, height = (self.height, self.width) if flip else (self.width, self.height)
        return View(self.left, self.bottom, width, height, turns)

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
        return np.array((x0, y0, x1, y1)).T


def turned(boxes: Boxes, views: Sequence[View], ends: NDArray[np.intp]) -> Boxes:
    """Boxes of several pages, those of page i from ``ends[i]`` on, as each page is shown."""
    if len(set(views)) == 1:
        return views[0].turned(boxes)
    parts = np.split(boxes, ends[1:-1])
    return np.concatenate([view.turned(own) for view, own in zip(views, parts, strict=True)])


@dataclass(slots=True)
class Glyphs:
    """The printed characters of a page, in the order of its content, without blanks.

    ``boxes`` holds left, top, right, bottom of each, one row a character.
    """

    chars: str
    boxes: Boxes
    _codes: Codes | None = field(default=None, repr=False)
    _sides: list[list[float]] | None = field(default=None, repr=False)

    @classmethod
    def none(cls) -> Glyphs:
        """A page without characters."""
        return cls("", np.zeros((0, 4), dtype=np.float32))

    @classmethod
    def of(cls, codes: Codes, boxes: Boxes) -> Glyphs:
        """Characters by their code points."""
        return cls(codes.astype("<u4").tobytes().decode("utf-32-le", "replace"), boxes, codes)

    @property
    def sides(self) -> list[list[float]]:
        """The boxes as plain floats, for what goes character by character."""
        if self._sides is None:
            self._sides = self.boxes.tolist()
        return self._sides

    def without_private(self) -> Glyphs:
        """Without characters of private use: bullets of symbol fonts, which mean nothing."""
        codes = self.codes
        private = (codes >= 0xE000) & (codes < 0xF900)
        if not private.any():
            return self
        return Glyphs.of(codes[~private], self.boxes[~private])

    @property
    def middles(self) -> NDArray[np.float32]:
        """The middle of each character, across and down."""
        left, top, right, bottom = self.boxes.T
        twice: NDArray[np.float32] = np.array((left + right, top + bottom))
        return (twice * np.float32(0.5)).T

    @property
    def codes(self) -> Codes:
        """The characters as code points."""
        if self._codes is None:
            units = self.chars.encode("utf-32-le", "surrogatepass")
            self._codes = np.frombuffer(units, dtype=np.uint32)
        return self._codes


def turns_of(text: int, usual: int) -> int:
    """The quarter turns after which most of a text page's characters stand upright.

    ``usual``, the page's own turns, where they stand in several ways, or are few: tables are often
    set sideways.
    """
    count = call("FPDFText_CountChars")(text) if text else 0
    if count < _SAMPLE:
        return usual
    places = range(0, count, max(1, count // _SAMPLE))
    angles = _angles(text, places)
    if not usual and not any(angles):
        return usual  # as nearly always: nothing needs to be counted
    printed = map(call("FPDFText_GetUnicode"), repeat(text), places)
    sample = [angle for angle, code in zip(angles, printed, strict=True) if code > 32]
    ways = Counter(-round(angle / (math.pi / 2)) % 4 for angle in sample)
    turns, most = ways.most_common(1)[0] if ways else (0, 0)
    return turns if most >= max(_SAMPLE / 4, _MOSTLY * len(sample)) else usual


def _angles(text: int, index: Sequence[int]) -> list[float]:
    """The angles of characters of a text page, in radians."""
    return list(map(call("FPDFText_GetCharAngle"), repeat(pointer(text)), index))


@dataclass(frozen=True, slots=True)
class _Part:
    """What is printed on one of some text pages: which characters, and where among all."""

    text: int
    index: list[int]
    at: slice


def glyphs_of(pages: Sequence[tuple[int, View]]) -> list[Glyphs]:
    """The characters of some text pages, given by address (0: none) and view."""
    known = [_codes(text) for text, _ in pages]
    ends = [0, *accumulate(len(index) for _, index in known)]
    boxes = np.zeros((ends[-1], 4), dtype=np.float32)
    base = boxes.ctypes.data
    parts = [
        _Part(text, index, slice(a, b))
        for (text, _), (_, index), a, b in zip(pages, known, ends, ends[1:], strict=False)
    ]
    for part in parts:
        places = map(pointer, range(base + 16 * part.at.start, base + 16 * part.at.stop, 16))
        text = repeat(pointer(part.text))
        deque(map(call("FPDFText_GetLooseCharBox"), text, part.index, places), 0)
    straight = _mend(boxes, parts)
    shown = turned(boxes, [view for _, view in pages], np.array(ends))
    return [
        _glyphs(codes, shown[part.at], None if straight is None else straight[part.at])
        for (codes, _), part in zip(known, parts, strict=True)
    ]


def _glyphs(codes: Codes, boxes: Boxes, straight: NDArray[np.bool_] | None) -> Glyphs:
    if straight is not None:
        codes, boxes = codes[straight], boxes[straight]
    return Glyphs.of(codes, boxes)


def _codes(text: int) -> tuple[Codes, list[int]]:
    """The code points of what is printed on a text page, and which characters they are.

    The text in one call has a code for each character, unless some have two or none; then each
    is asked for.
    """
    count = max(0, call("FPDFText_CountChars")(text)) if text else 0
    units = np.zeros(count + 1, dtype=np.uint16)
    written = call("FPDFText_GetText")(text, 0, count, units.ctypes.data) if count else 1
    kinds = _kinds()[units[:count]]
    if written == count + 1 and not (kinds == _HALF).any():
        printed = kinds.nonzero()[0]
        return units[printed].astype(np.uint32), printed.tolist()
    every = map(call("FPDFText_GetUnicode"), repeat(text), range(count))
    codes = _joined_surrogates(np.fromiter(every, dtype=np.uint32, count=count))
    beyond = (codes > 0xFFFF) & (codes <= 0x10FFFF)
    printed = (beyond | ((codes <= 0xFFFF) & (_kinds()[codes & 0xFFFF] == 1))).nonzero()[0]
    return codes[printed], printed.tolist()


def _joined_surrogates(codes: Codes) -> Codes:
    """Halves of a character beyond the basic plane as one; the second half becomes 0."""
    high = (codes >= 0xD800) & (codes < 0xDC00)
    low = (codes >= 0xDC00) & (codes < 0xE000)
    first = np.flatnonzero(high[:-1] & low[1:])
    whole = 0x10000 + ((codes[first] - 0xD800) << 10) + (codes[first + 1] - 0xDC00)
    codes[high | low] = 0
    codes[first] = whole
    return codes


@cache
def _kinds() -> NDArray[np.uint8]:
    """For each code of the basic plane 0: not printed, 1: printed, 2: half of a character."""
    kinds = np.ones(0x10000, dtype=np.uint8)
    plain = "".join(map(chr, range(0xD800)))
    kinds[[found.start() for found in re.finditer(r"\s", plain)]] = 0
    kinds[:33] = 0
    kinds[list(_NO_CHARACTER)] = 0
    kinds[0xD800:0xE000] = _HALF
    return kinds


def _mend(boxes: Boxes, parts: Sequence[_Part]) -> NDArray[np.bool_] | None:
    """Mend impossible boxes in place; which characters are not set aslant (``None``: all).

    Only what is larger than usual is asked for its angle; quarter turns stay.
    """
    wide, high = np.abs(boxes[:, 2] - boxes[:, 0]), np.abs(boxes[:, 1] - boxes[:, 3])
    sizes = np.sort(high[high > 0])
    usual = float(sizes[len(sizes) // 2]) if len(sizes) else 0.0
    odd = (wide > _TOO_WIDE * np.maximum(high, usual)) | (high > _TOO_HIGH * usual)
    if odd.any():
        for part in parts:
            for i in odd[part.at].nonzero()[0].tolist():
                _narrow(boxes[part.at], i, part.text, part.index[i])
        high = np.abs(boxes[:, 1] - boxes[:, 3])
    low = high < _TOO_LOW * usual
    if low.any():
        for part in parts:
            for i in low[part.at].nonzero()[0].tolist():
                _heighten(boxes[part.at], i, part.text, part.index[i])
    large = high > _LARGE * usual
    angles = np.zeros(len(boxes))
    for part in parts:
        own = large[part.at].nonzero()[0]
        angles[part.at][own] = _angles(part.text, [part.index[i] for i in own.tolist()])
    return np.abs(np.sin(2 * angles)) <= _SLANT if angles.any() else None


def _narrow(boxes: Boxes, at: int, text: int, index: int) -> None:
    """Give a character with an impossible box the one of its ink.

    pdfium takes the whole font's box for characters that are set vertically.
    """
    sides = (ctypes.c_double * 4)()  # left, right, bottom, top
    base = ctypes.addressof(sides)
    if call("FPDFText_GetCharBox")(text, index, base, base + 8, base + 16, base + 24):
        left, right, bottom, top = sides
        boxes[at] = (left, top, right, bottom)


def _heighten(boxes: Boxes, at: int, text: int, index: int) -> None:
    """Give an upright mark whose box is little more than its ink the height of its line.

    pdfium knows no more where a font tells no ascent: then commas would stand below their line.
    """
    origin, matrix = (ctypes.c_double * 2)(), (ctypes.c_float * 6)()
    base = ctypes.addressof(origin)
    known = call("FPDFText_GetCharOrigin")(text, index, base, base + 8)
    if not known or not call("FPDFText_GetMatrix")(text, index, ctypes.addressof(matrix)):
        return
    size = call("FPDFText_GetFontSize")(text, index) * matrix[3]
    if not matrix[1] and not matrix[2] and abs(boxes[at, 1] - boxes[at, 3]) < _TOO_LOW * size:
        boxes[at, 1] = origin[1] + (1 - _BELOW) * size
        boxes[at, 3] = origin[1] - _BELOW * size
