"""The calls of pdfium that are made once a page, character or object, as bare function pointers.

pypdfium2's own wrappers check and box every argument; over ten thousand calls a document that is
most of the time. Bare pointers take and return plain addresses, and keep the interpreter's lock:
each call is over long before another thread could run.

Functions of the shape ``_AS_PASSED`` convert nothing: indices go as plain integers, and addresses
must be made :func:`pointer` first, once for many calls. An address as a plain integer would be
cut to its lower half.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

_POINTER, _INTEGER = ctypes.c_void_p, ctypes.c_int
# An index is passed as a pointer is, in a whole register: ctypes converts that a fifth faster.
_INDEX = ctypes.c_void_p
_AS_PASSED: tuple[Any, ...] = ()
_SHAPES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "FPDF_LoadPage": (_POINTER, (_POINTER, _INDEX)),
    "FPDF_ClosePage": (None, (_POINTER,)),
    "FPDF_GetPageBoundingBox": (_INTEGER, (_POINTER, _POINTER)),
    "FPDFPage_GetRotation": (_INTEGER, (_POINTER,)),
    "FPDFPage_CountObjects": (_INTEGER, (_POINTER,)),
    "FPDFText_LoadPage": (_POINTER, (_POINTER,)),
    "FPDFText_ClosePage": (None, (_POINTER,)),
    "FPDFText_CountChars": (_INTEGER, (_POINTER,)),
    "FPDFText_GetText": (_INTEGER, (_POINTER, _INDEX, _INDEX, _POINTER)),
    "FPDFText_GetUnicode": (ctypes.c_uint, (_POINTER, _INDEX)),
    "FPDFText_GetLooseCharBox": (None, _AS_PASSED),
    "FPDFText_GetCharBox": (_INTEGER, (_POINTER, _INDEX, *(_POINTER,) * 4)),
    "FPDFText_GetFontSize": (ctypes.c_double, (_POINTER, _INDEX)),
    "FPDFText_GetMatrix": (_INTEGER, (_POINTER, _INDEX, _POINTER)),
    "FPDFText_GetCharOrigin": (_INTEGER, (_POINTER, _INDEX, _POINTER, _POINTER)),
    "FPDFText_GetCharAngle": (ctypes.c_float, _AS_PASSED),
    "FPDFPage_GetObject": (_POINTER, _AS_PASSED),
    "FPDFPageObj_GetType": (_INTEGER, (_POINTER,)),
    "FPDFPageObj_GetBounds": (_INTEGER, (_POINTER, *(_POINTER,) * 4)),
    "FPDFPageObj_GetMatrix": (_INTEGER, (_POINTER, _POINTER)),
    "FPDFFormObj_CountObjects": (_INTEGER, (_POINTER,)),
    "FPDFFormObj_GetObject": (_POINTER, (_POINTER, _INDEX)),
    "FPDFPath_GetDrawMode": (_INTEGER, (_POINTER, _POINTER, _POINTER)),
    "FPDFPath_CountSegments": (_INTEGER, (_POINTER,)),
    "FPDFPath_GetPathSegment": (_POINTER, (_POINTER, _INDEX)),
    "FPDFPathSegment_GetPoint": (_INTEGER, (_POINTER, _POINTER, _POINTER)),
    "FPDFPathSegment_GetType": (_INTEGER, (_POINTER,)),
    "FPDFPathSegment_GetClose": (_INTEGER, (_POINTER,)),
}


@cache
def call(name: str) -> Callable[..., Any]:
    """One of pdfium's functions that takes addresses as integers."""
    import pypdfium2.raw as pdfium

    result, arguments = _SHAPES[name]
    address = ctypes.cast(getattr(pdfium, name), _POINTER).value
    if address is None:
        raise RuntimeError(f"this build of pdfium has no {name}; reinstall pypdfium2")
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


pointer: Callable[[int], Any] = ctypes.c_void_p.from_param
"""An address as a function of the shape ``_AS_PASSED`` takes it."""


def address(handle: Any) -> int:
    """The address that a pypdfium2 handle holds."""
    return ctypes.cast(handle, _POINTER).value or 0
