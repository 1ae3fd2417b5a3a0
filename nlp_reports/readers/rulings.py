"""Ruled lines of a PDF page, from its path objects.

Only what is drawn as a line counts: strokes, edges of stroked rectangles, and filled rectangles
thin enough to be one. A filled area without a stroke is shading, never a frame.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from nlp_reports.readers.pdf_glyphs import View
from nlp_reports.readers.pdfium_calls import address, call

THIN = 3.0
"""Points up to which a drawn shape counts as a line."""

_SHORTEST = 3.0
_MOST_SEGMENTS = 4000
_RECTANGLE = 6  # segments of one rectangle, however it is closed
_DEEPEST = 4
_PATH, _FORM, _MOVE = 2, 5, 2  # FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_FORM, FPDF_SEGMENT_MOVETO


@dataclass(frozen=True, slots=True)
class Ruling:
    """A horizontal or vertical line: ``at`` across, ``start`` to ``end`` along, in points."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Rulings:
    """The lines of a page, y downwards."""

    horizontal: list[Ruling]
    vertical: list[Ruling]

    def add(self, left: float, top: float, right: float, bottom: float) -> None:
        """Add a thin box as a line; anything else is ignored."""
        wide, high = right - left, bottom - top
        if high <= THIN and wide >= _SHORTEST and wide > high:
            self.horizontal.append(Ruling((top + bottom) / 2, left, right))
        elif wide <= THIN and high >= _SHORTEST:
            self.vertical.append(Ruling((left + right) / 2, top, bottom))


ThinBox = tuple[float, float, float, float]
"""Left, top, right, bottom with y upwards, as pdfium counts."""

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def rulings_of(page: Any, view: View, most: int) -> Rulings:
    """The ruled lines among the first ``most`` objects of a pypdfium2 page."""
    import pypdfium2.raw as pdfium

    found: list[ThinBox] = []
    handle, object_at = address(page.raw), call("FPDFPage_GetObject")
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), most)):
        _lines(object_at(handle, index), _IDENTITY, 0, found)
    result = Rulings([], [])
    if found:
        for box in view.turned(np.array(found, dtype=np.float32)).tolist():
            result.add(*box)
    return result


def has_picture(page: Any) -> bool:
    """Whether anything is drawn on a pypdfium2 page that could be a scan or outlined text."""
    import pypdfium2.raw as pdfium

    return bool(pdfium.FPDFPage_CountObjects(page.raw) > 0)


def _lines(obj: int, outer: Matrix, depth: int, found: list[ThinBox]) -> None:
    """Add the thin boxes in an object and in the forms inside it to ``found``."""
    kind = call("FPDFPageObj_GetType")(obj)
    if kind == _PATH:
        found.extend(_path(obj, outer))
    elif kind == _FORM and depth < _DEEPEST:
        inner = _times(_matrix(obj), outer)
        object_at = call("FPDFFormObj_GetObject")
        for index in range(min(call("FPDFFormObj_CountObjects")(obj), _MOST_SEGMENTS)):
            _lines(object_at(obj, index), inner, depth + 1, found)


def _matrix(obj: int) -> Matrix:
    six = (ctypes.c_float * 6)()
    if not call("FPDFPageObj_GetMatrix")(obj, ctypes.addressof(six)):
        return _IDENTITY
    a, b, c, d, e, f = six
    return (a, b, c, d, e, f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _path(obj: int, outer: Matrix) -> Iterator[ThinBox]:
    mode = (ctypes.c_int * 2)()
    base = ctypes.addressof(mode)
    call("FPDFPath_GetDrawMode")(obj, base, base + 4)
    fill, stroke = mode
    if not (fill or stroke):
        return
    if outer == _IDENTITY:
        sides = (ctypes.c_float * 4)()
        base = ctypes.addressof(sides)
        if not call("FPDFPageObj_GetBounds")(obj, base, base + 4, base + 8, base + 12):
            return
        left, bottom, right, top = sides
        if right - left <= THIN or top - bottom <= THIN:
            yield left, top, right, bottom
            return
    if not stroke and call("FPDFPath_CountSegments")(obj) <= _RECTANGLE:
        return  # one filled area: shading
    corners = _corners(obj, _times(_matrix(obj), outer))
    yield from _edges(corners) if stroke else _thin_parts(corners)


def _corners(obj: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The sub-paths of a path as lists of points; a closed one ends where it began."""
    paths: list[list[tuple[float, float]]] = []
    a, b, c, d, e, f = matrix
    point = (ctypes.c_float * 2)()
    base = ctypes.addressof(point)
    for index in range(min(call("FPDFPath_CountSegments")(obj), _MOST_SEGMENTS)):
        segment = call("FPDFPath_GetPathSegment")(obj, index)
        call("FPDFPathSegment_GetPoint")(segment, base, base + 4)
        x, y = point
        if call("FPDFPathSegment_GetType")(segment) == _MOVE or not paths:
            paths.append([])
        paths[-1].append((a * x + c * y + e, b * x + d * y + f))
        if call("FPDFPathSegment_GetClose")(segment):
            paths[-1].append(paths[-1][0])
    return paths


def _edges(paths: list[list[tuple[float, float]]]) -> Iterator[ThinBox]:
    for path in paths:
        for (x0, y0), (x1, y1) in pairwise(path):
            yield min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1)


def _thin_parts(
    paths: list[list[tuple[float, float]]],
) -> Iterator[ThinBox]:
    for path in paths:
        xs, ys = [x for x, _ in path], [y for _, y in path]
        yield min(xs), max(ys), max(xs), min(ys)
