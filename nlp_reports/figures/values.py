"""What a statutory cell says: a number, or one of five kinds of not saying one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from nlp_reports.chinese.numerals import parse_number
from nlp_reports.report import State

_NOT_APPLICABLE = ("无", "不涉及", "不适用", "未涉及", "没有")
_NUMBER = re.compile(
    r"([+\-−—–―增减]|增加|减少)?(\d[\d,]*(?:\.\d+)?)(亿元|万元|元|¥|万|亿)?[件条个项次宗份起人篇]?"
)
_MINUS = ("-", "−", "—", "–", "―", "减", "减少")
_UNITS = {"亿元": 10_000.0, "万元": 1.0, "元": 0.0001, "¥": 0.0001}


@dataclass(frozen=True, slots=True)
class Value:
    """A cell's content; ``number`` is there only where ``state`` is ``number``."""

    state: State
    number: float | None = None


@lru_cache(maxsize=4096)
def parse_value(raw: str, unit: str | None = None, given: str | None = None) -> Value | None:
    """Read a cell; ``None`` where it holds something else, e.g. a label.

    Args:
        raw: the cell as printed; blanks inside a number are taken out.
        unit: the column's unit. Where it is 万元, amounts in 元 or 亿元 are converted.
        given: the unit printed in the column's head.

    >>> parse_value("１，２３４"), parse_value("— —")
    (Value(state='number', number=1234.0), Value(state='dash', number=None))
    """
    text = unicodedata.normalize("NFKC", "".join(raw.split())).replace("，", ",")
    if not text.strip("|"):
        return Value("blank")
    if not text.strip("/\\"):
        return Value("slash")
    if not text.strip("-—–―−_"):
        return Value("dash")
    if text.strip("。") in _NOT_APPLICABLE:
        return Value("not_applicable")
    return _number(text, unit, given)


def _number(text: str, unit: str | None, given: str | None) -> Value | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        written = parse_number(text) if len(text) < 8 else None
        return None if written is None else Value("number", written)
    number = float(match[2].replace(",", ""))
    printed = match[3] or given
    if unit == "万元" and printed in _UNITS:
        number = round(number * _UNITS[printed], 8)
    elif match[3] in ("万", "亿"):
        number *= 10_000 if match[3] == "万" else 100_000_000
    return Value("number", -number if match[1] in _MINUS else number)


@lru_cache(maxsize=4096)
def is_value(raw: str) -> bool:
    """Whether a text holds a cell's content other than nothing."""
    value = parse_value(raw)
    return value is not None and value.state != "blank"
