"""Ruled lines of a PDF page, from its path objects.

Only what is drawn as a line counts: strokes, edges of stroked rectangles, and filled rectangles
thin enough to be one. A filled area without a stroke is shading, never a frame.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp_reports.readers.pdf_glyphs import View, turned
from nlp_reports.readers.pdfium_calls import call, pointer

THIN = 3.0
"""Points up to which a drawn shape counts as a line."""

_SHORTEST = 3.0
_MOST_SEGMENTS = 4000
_RECTANGLE = 6  # segments of one rectangle, however it is closed
_FRAME = 5  # segments of a rectangle as PDF's own operator draws it
_DEEPEST = 4
_PATH, _FORM, _MOVE = 2, 5, 2  # FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_FORM, FPDF_SEGMENT_MOVETO


Index = NDArray[np.intp]
Lines = NDArray[np.float64]
"""A line a row: its position across, its start and end along, in points."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The lines of a page, y downwards."""

    horizontal: Lines
    vertical: Lines

    @classmethod
    def among(cls, boxes: NDArray[np.float32]) -> Rulings:
        """Thin boxes (left, top, right, bottom) as lines; other boxes are ignored."""
        return cls.of_pages(boxes, np.array([0, len(boxes)]))[0]

    @classmethod
    def of_pages(cls, boxes: NDArray[np.float32], ends: Index) -> list[Rulings]:
        """The lines of several pages; the boxes of page i stand from ``ends[i]`` on."""
        left, top, right, bottom = boxes.astype(np.float64).T
        wide, high = right - left, bottom - top
        lying = (high <= THIN) & (wide >= _SHORTEST) & (wide > high)
        upright = ~lying & (wide <= THIN) & (high >= _SHORTEST)
        across = np.array(((top + bottom) / 2, left, right))[:, lying].T
        down = np.array(((left + right) / 2, top, bottom))[:, upright].T
        cuts = [np.concatenate(((0,), kind.cumsum()))[ends].tolist() for kind in (lying, upright)]
        return [
            cls(across[a:b], down[c:d]) for (a, b), (c, d) in zip(*map(pairwise, cuts), strict=True)
        ]


ThinBox = tuple[float, float, float, float]
"""Left, top, right, bottom with y upwards, as pdfium counts."""

ThinBoxes = NDArray[np.float32]
"""One such box a row."""

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def rulings_of(pages: Sequence[tuple[int, View]], most: int) -> list[Rulings]:
    """The ruled lines among the first ``most`` objects of pages, given by address and view."""
    objects: list[int] = []
    counts = []
    for page, _ in pages:
        count = min(call("FPDFPage_CountObjects")(page), most)
        objects += map(call("FPDFPage_GetObject"), repeat(pointer(page)), range(count))
        counts.append(count)
    found = list(_thin_boxes(objects, np.repeat(np.arange(len(pages)), counts), _IDENTITY, 0))
    boxes = np.concatenate([np.zeros((0, 4), dtype=np.float32), *(boxes for boxes, _ in found)])
    own = np.concatenate([np.zeros(0, dtype=np.intp), *(which for _, which in found)])
    order = own.argsort(kind="stable")
    ends = own[order].searchsorted(np.arange(len(pages) + 1))
    return Rulings.of_pages(turned(boxes[order], [view for _, view in pages], ends), ends)


def _thin_boxes(
    objects: list[int], which: Index, outer: Matrix, depth: int
) -> Iterator[tuple[ThinBoxes, Index]]:
    """The thin boxes that objects and the forms inside them draw, y upwards, with their pages."""
    kinds = np.fromiter(map(call("FPDFPageObj_GetType"), objects), np.int32, len(objects))
    paths = (kinds == _PATH).nonzero()[0]
    if len(paths):
        yield from _path_boxes([objects[i] for i in paths.tolist()], which[paths], outer)
    for at in (kinds == _FORM).nonzero()[0].tolist() if depth < _DEEPEST else ():
        form = objects[at]
        count = min(call("FPDFFormObj_CountObjects")(form), _MOST_SEGMENTS)
        inside = list(map(call("FPDFFormObj_GetObject"), repeat(form), range(count)))
        own = np.repeat(which[at], count)
        yield from _thin_boxes(inside, own, _times(_matrix(form), outer), depth + 1)


def _path_boxes(paths: list[int], which: Index, outer: Matrix) -> Iterator[tuple[ThinBoxes, Index]]:
    """The thin boxes of paths: many are dealt with by their bounds, the rest by their corners."""
    count = len(paths)
    bounds, modes = np.zeros((count, 4), dtype=np.float32), np.zeros((count, 2), dtype=np.int32)
    _each("FPDFPageObj_GetBounds", paths, bounds)
    _each("FPDFPath_GetDrawMode", paths, modes)
    left, bottom, right, top = bounds.T
    boxes = bounds[:, (0, 3, 2, 1)]
    fill, stroke = modes[:, 0] != 0, modes[:, 1] != 0
    slim = (right - left <= THIN) | (top - bottom <= THIN)
    segments = np.zeros(count, dtype=np.int32)
    for at in (~slim & (fill | stroke)).nonzero()[0].tolist():
        segments[at] = call("FPDFPath_CountSegments")(paths[at])
    odd = (stroke & ~slim) | (fill & ~stroke & ~slim & (segments > _RECTANGLE))
    if outer == _IDENTITY:
        plain = slim & (fill | stroke)
        yield boxes[plain], which[plain]
        framed = stroke & ~slim & (segments == _FRAME)
        odd &= ~framed
        yield _sides(boxes[framed]), np.repeat(which[framed], 4)
    else:
        odd = stroke | (fill & (slim | (segments > _RECTANGLE)))
    for at in odd.nonzero()[0].tolist():
        corners = _corners(paths[at], _times(_matrix(paths[at]), outer))
        thin = list(_edges(corners) if stroke[at] else _thin_parts(corners))
        yield np.array(thin, dtype=np.float32).reshape(-1, 4), np.repeat(which[at], len(thin))


def _each(name: str, objects: Sequence[int], out: NDArray[Any]) -> None:
    """Call a function that writes as many numbers as ``out`` has columns, for each object."""
    size, base = out.itemsize, out.ctypes.data
    ends = base + out.nbytes
    columns = [range(base + size * i, ends, size * out.shape[1]) for i in range(out.shape[1])]
    deque(map(call(name), objects, *columns), 0)


def _sides(boxes: ThinBoxes) -> ThinBoxes:
    """The four sides of each box. Bounds are wider than a stroke by half its width: little."""
    left, top, right, bottom = boxes.T
    across = (left, top, right, top, left, bottom, right, bottom)
    down = (left, top, left, bottom, right, top, right, bottom)
    return np.array(across + down).T.reshape(-1, 4)


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
