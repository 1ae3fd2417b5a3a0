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

THIN = 3.0
"""Points up to which a drawn shape counts as a line."""

_SHORTEST = 3.0
_MOST_SEGMENTS = 4000
_DEEPEST = 4


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


Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def rulings_of(page: Any, view: View, most: int) -> Rulings:
    """The ruled lines among the first ``most`` objects of a pypdfium2 page."""
    import pypdfium2.raw as pdfium

    found: list[tuple[float, float, float, float]] = []
    count = min(pdfium.FPDFPage_CountObjects(page.raw), most)
    for index in range(count):
        obj = pdfium.FPDFPage_GetObject(page.raw, index)
        found.extend(_lines(obj, _IDENTITY, 0))
    result = Rulings([], [])
    if found:
        for box in view.turned(np.array(found, dtype=np.float32)).tolist():
            result.add(*box)
    return result


def _lines(obj: Any, outer: Matrix, depth: int) -> Iterator[tuple[float, float, float, float]]:
    """Thin boxes (left, top, right, bottom; y up) in an object and the forms inside it."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(obj)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield from _path(obj, outer)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _times(_matrix(obj), outer)
        for index in range(min(pdfium.FPDFFormObj_CountObjects(obj), _MOST_SEGMENTS)):
            yield from _lines(pdfium.FPDFFormObj_GetObject(obj, index), inner, depth + 1)


def _matrix(obj: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(obj, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


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


def _path(obj: Any, outer: Matrix) -> Iterator[tuple[float, float, float, float]]:
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(obj, fill, stroke)
    if not (fill.value or stroke.value):
        return
    if outer == _IDENTITY:
        sides = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(obj, *sides):
            return
        left, bottom, right, top = (side.value for side in sides)
        if right - left <= THIN or top - bottom <= THIN:
            yield left, top, right, bottom
            return
    corners = _corners(obj, _times(_matrix(obj), outer))
    if stroke.value:
        yield from _edges(corners)
    else:
        yield from _thin_parts(corners)


def _corners(obj: Any, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The sub-paths of a path as lists of points; a closed one ends where it began."""
    import pypdfium2.raw as pdfium

    paths: list[list[tuple[float, float]]] = []
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(pdfium.FPDFPath_CountSegments(obj), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(obj, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not paths:
            paths.append([])
        paths[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            paths[-1].append(paths[-1][0])
    return paths


def _edges(paths: list[list[tuple[float, float]]]) -> Iterator[tuple[float, float, float, float]]:
    for path in paths:
        for (x0, y0), (x1, y1) in pairwise(path):
            yield min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1)


def _thin_parts(
    paths: list[list[tuple[float, float]]],
) -> Iterator[tuple[float, float, float, float]]:
    for path in paths:
        xs, ys = [x for x, _ in path], [y for _, y in path]
        yield min(xs), max(ys), max(xs), min(ys)
