"""Forms of a PDF that draw each other in a ring: pdfium would follow them until memory is gone.

A form (PDF 32000-1:2008, 8.10) is a stream, and streams stand in the file as they are, outside
packed object streams; so their dictionaries can be read before pdfium sees the file. Resources
that stand apart are followed where they are not packed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = b"/Form"
_HEAD = re.compile(rb"(\d+)\s+\d+\s+obj\b")
_REFERENCE = re.compile(rb"(\d+)\s+\d+\s+R\b")
_LONGEST = 4_096
"""Bytes that a dictionary has at most, for it to be looked at."""
_APART = re.compile(rb"/(?:Resources|XObject)\s+(\d+)\s+\d+\s+R\b")


def draws_itself(data: bytes) -> bool:
    """Whether a form of the file draws itself, at once or through others.

    >>> draws_itself(b"5 0 obj <</Subtype/Form/Resources<</XObject<</F 5 0 R>>>>>> stream")
    True
    """
    forms = dict(_forms(data))
    drawn = {number: forms.keys() & _drawn(data, body) for number, body in forms.items()}
    while ends := {number for number, own in drawn.items() if not own}:
        drawn = {number: own - ends for number, own in drawn.items() if number not in ends}
    return bool(drawn)


def _forms(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and dictionary of each form."""
    at = data.find(_MARK)
    while at >= 0:
        heads = list(_HEAD.finditer(data, max(0, at - _LONGEST), at))
        if heads:
            yield int(heads[-1][1]), _body(data, heads[-1].end())
        at = data.find(_MARK, at + 1)


def _body(data: bytes, start: int) -> bytes:
    """The dictionary of an object, up to its stream or end."""
    body = data[start : start + _LONGEST]
    return re.split(rb"stream|endobj", body, maxsplit=1)[0]


def _drawn(data: bytes, body: bytes, depth: int = 2) -> Iterator[int]:
    """Numbers of the objects that a dictionary names, and of those its resources name."""
    yield from (int(found[1]) for found in _REFERENCE.finditer(body))
    for apart in _APART.finditer(body) if depth else ():
        head = re.search(rb"(?<!\d)" + apart[1] + rb"\s+\d+\s+obj\b", data)
        if head:
            yield from _drawn(data, _body(data, head.end()), depth - 1)
