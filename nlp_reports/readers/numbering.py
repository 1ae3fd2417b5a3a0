"""Automatic numbering of Word documents: what stands before a paragraph but is not in its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nlp_reports.readers.wordml import attribute, child, children, number

_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def chinese(value: int) -> str:
    """A number up to 99 in Chinese counting figures (十二, 二十三); beyond that digit by digit."""
    if value < 10:
        return _DIGITS[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _roman(value: int) -> str:
    result = ""
    for size, letters in _ROMAN:
        times, value = divmod(value, size)
        result += letters * times
    return result


def _letter(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalEnclosedCircle": lambda v: _CIRCLED[v - 1] if 0 < v <= len(_CIRCLED) else str(v),
    "decimalEnclosedCircleChinese": lambda v: _CIRCLED[v - 1] if 0 < v <= 20 else str(v),
    "decimalFullWidth": str,
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "bullet": lambda _: "",
    "none": lambda _: "",
}


def printed(value: int, form: str) -> str:
    """A counter's value as the number format prints it; all Chinese and Japanese ones alike."""
    if form in _FORMATS:
        return _FORMATS[form](value)
    counting = ("chinese", "japanese", "ideograph", "taiwanese")
    return chinese(value) if form.startswith(counting) else str(value)


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The counters of a document; ask :meth:`label` once for each numbered paragraph in order."""

    _levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any | None) -> Numbering:
        """The counters that a numbering part (``word/numbering.xml``) defines."""
        made = cls()
        if root is None:
            return made
        abstract = {attribute(a, "abstractNumId"): a for a in children(root, "abstractNum")}
        for num in children(root, "num"):
            key = attribute(num, "numId")
            name = attribute(child(num, "abstractNumId"), "val")
            made._abstract[key] = name
            if name in abstract:
                made._add_levels(key, abstract[name])
            for override in children(num, "lvlOverride"):
                made._override(key, override)
        return made

    def _add_levels(self, key: str, abstract: Any) -> None:
        for level in children(abstract, "lvl"):
            self._levels[key, number(attribute(level, "ilvl"))] = _Level(
                attribute(child(level, "numFmt"), "val", "decimal"),
                attribute(child(level, "lvlText"), "val"),
                number(attribute(child(level, "start"), "val"), 1),
            )

    def _override(self, key: str, override: Any) -> None:
        place = (key, number(attribute(override, "ilvl")))
        start = child(override, "startOverride")
        if place in self._levels and start is not None:
            old = self._levels[place]
            fresh = number(attribute(start, "val"), 1)
            self._levels[place] = _Level(old.form, old.pattern, fresh)
            self._abstract[key] = f"{key}!"  # it counts for itself from here

    def label(self, key: str, depth: int) -> str:
        """The number of the next paragraph at a level, as printed, e.g. ``（一）``."""
        level = self._levels.get((key, depth))
        if level is None or key == "0":
            return ""
        counter = self._abstract.get(key, key)
        self._counts[counter, depth] = self._counts.get((counter, depth), level.start - 1) + 1
        for deeper in [k for k in self._counts if k[0] == counter and k[1] > depth]:
            del self._counts[deeper]
        if level.form in ("bullet", "none"):
            return ""
        return re.sub(r"%(\d)", lambda m: self._part(key, counter, int(m[1]) - 1), level.pattern)

    def _part(self, key: str, counter: str, depth: int) -> str:
        level = self._levels.get((key, depth))
        if level is None:
            return ""
        return printed(self._counts.get((counter, depth), level.start), level.form)
