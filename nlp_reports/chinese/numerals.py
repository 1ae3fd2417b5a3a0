"""Numbers as these reports write them: 1,234 · １２ · 二十三 · 3.5万 · 余 · 两 · 〇."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

NUMBER = re.compile(
    r"(?:[\d０-９]+(?:[,，][\d０-９]{3})*(?:[.．][\d０-９]+)?|[零〇○一二两三四五六七八九十百千]+)[万亿]?"
)
"""A number in Arabic or Chinese digits, with 万 or 亿 after it."""


def parse_number(text: str) -> float | None:
    """Return the value of a written number, or ``None`` where it is none.

    >>> [parse_number(n) for n in ("1,234", "二十三", "1.2万", "两百零五")]
    [1234.0, 23.0, 12000.0, 205.0]
    >>> parse_number("二〇二一"), parse_number("十"), parse_number("若干")
    (2021.0, 10.0, None)
    """
    text = text.strip().translate(_FULL_WIDTH)
    if text and text[-1] in _BIG:
        head = parse_number(text[:-1])
        return None if head is None else head * _BIG[text[-1]]
    if re.fullmatch(r"-?\d+(?:,\d{3})*(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    return _chinese(text)


def _chinese(text: str) -> float | None:
    if not text or any(c not in _DIGITS and c not in _UNITS and c not in _BIG for c in text):
        return None
    for unit, size in reversed(_BIG.items()):
        if unit in text:
            head, tail = text.split(unit, 1)
            high = _chinese(head) if head else 1.0
            low = _chinese(tail) if tail else 0.0
            return None if high is None or low is None else high * size + low
    if not any(c in _UNITS for c in text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * _UNITS[c]
            digit = 0
    return float(total + digit)
