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
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers.pdfium_calls import call

Boxes = NDArray[np.float32]
Codes = NDArray[np.uint32]
_NO_CHARACTER = (0xA0, 0xFFFE, 0xFFFF)
_HALF = 2
_SAMPLE = 20  # characters of a page that are asked for their angle
_MOSTLY = 0.7  # of them must stand one way
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
        return np.stack((x0, y0, x1, y1), axis=1)


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
    _sides: list[list[float]] | None = field(default=None, repr=False)

    @classmethod
    def none(cls) -> Glyphs:
        """A page without characters."""
        return cls("", np.zeros((0, 4), dtype=np.float32))

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
        kept = codes[~private].astype("<u4").tobytes().decode("utf-32-le", "replace")
        return Glyphs(kept, self.boxes[~private])

    @property
    def middles(self) -> NDArray[np.float32]:
        """The middle of each character, across and down."""
        return (self.boxes[:, :2] + self.boxes[:, 2:]) * np.float32(0.5)

    @property
    def codes(self) -> Codes:
        """The characters as code points."""
        return np.frombuffer(self.chars.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def turns_of(text: int) -> int | None:
    """The quarter turns after which most of a text page's characters stand upright.

    ``None`` where they stand in several ways, or are few: tables are often set sideways.
    """
    count = call("FPDFText_CountChars")(text) if text else 0
    if count < _SAMPLE:
        return None
    code_of, angle_of = call("FPDFText_GetUnicode"), call("FPDFText_GetCharAngle")
    sample = [i for i in range(0, count, max(1, count // _SAMPLE)) if code_of(text, i) > 32]
    angles = Counter(-round(angle_of(text, i) / (math.pi / 2)) % 4 for i in sample)
    turns, most = angles.most_common(1)[0] if angles else (0, 0)
    return turns if most >= max(_SAMPLE / 4, _MOSTLY * len(sample)) else None


def glyphs_of(pages: Sequence[tuple[int, View]]) -> list[Glyphs]:
    """The characters of some text pages, given by address (0: none) and view."""
    known = [_codes(text) for text, _ in pages]
    counts = [len(index) for _, index in known]
    boxes = np.zeros((sum(counts), 4), dtype=np.float32)
    at = boxes.ctypes.data
    for (text, _), (_, index) in zip(pages, known, strict=True):
        end = at + 16 * len(index)
        places = range(at, end, 16)
        deque(map(call("FPDFText_GetLooseCharBox"), repeat(text), index, places), 0)
        at = end
    texts = [(text, index) for (text, _), (_, index) in zip(pages, known, strict=True)]
    straight = _mend(boxes, texts, counts)
    ends = np.cumsum([0, *counts])
    shown = turned(boxes, [view for _, view in pages], ends)
    return [
        _glyphs(codes, shown[a:b], None if straight is None else straight[a:b])
        for (codes, _), a, b in zip(known, ends.tolist(), ends[1:].tolist(), strict=False)
    ]


def _glyphs(codes: Codes, boxes: Boxes, straight: NDArray[np.bool_] | None) -> Glyphs:
    if straight is not None:
        codes, boxes = codes[straight], boxes[straight]
    return Glyphs(codes.astype("<u4").tobytes().decode("utf-32-le", "replace"), boxes)


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


def _mend(
    boxes: Boxes, texts: Sequence[tuple[int, list[int]]], counts: Sequence[int]
) -> NDArray[np.bool_] | None:
    """Narrow impossible boxes in place; which characters are not set aslant (``None``: all).

    Only what is larger than usual is asked for its angle; quarter turns stay.
    """
    wide, high = np.abs(boxes[:, 2] - boxes[:, 0]), np.abs(boxes[:, 1] - boxes[:, 3])
    sizes = np.sort(high[high > 0])
    usual = float(sizes[len(sizes) // 2]) if len(sizes) else 0.0
    odd = (wide > _TOO_WIDE * np.maximum(high, usual)) | (high > _TOO_HIGH * usual)
    for i in odd.nonzero()[0].tolist():
        _narrow(boxes, i, *_place(texts, counts, i))
    large = (np.abs(boxes[:, 1] - boxes[:, 3]) > _LARGE * usual).nonzero()[0]
    if not len(large):
        return None
    angle_of = call("FPDFText_GetCharAngle")
    straight = np.ones(len(boxes), dtype=np.bool_)
    for i in large.tolist():
        straight[i] = abs(math.sin(2 * angle_of(*_place(texts, counts, i)))) <= _SLANT
    return straight


def _place(
    texts: Sequence[tuple[int, list[int]]], counts: Sequence[int], at: int
) -> tuple[int, int]:
    """The text page of a character among those of some pages, and its index there."""
    for (text, index), count in zip(texts, counts, strict=True):
        if at < count:
            return text, index[at]
        at -= count
    raise IndexError(at)


def _narrow(boxes: Boxes, at: int, text: int, index: int) -> None:
    """Give a character with an impossible box the one of its ink.

    pdfium takes the whole font's box for characters that are set vertically.
    """
    sides = (ctypes.c_double * 4)()  # left, right, bottom, top
    base = ctypes.addressof(sides)
    if call("FPDFText_GetCharBox")(text, index, base, base + 8, base + 16, base + 24):
        left, right, bottom, top = sides
        boxes[at] = (left, top, right, bottom)
