"""Which row or column a printed label names, typos and stray characters allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp_reports.figures.form import FORMS, Label, TableForm, form, han

_ONE_WRONG = 0.75  # likeness of labels that differ in one character, however short
LIKE = 0.6
"""Likeness (Dice, on character pairs) from which a label counts as another's misprint."""


@lru_cache(maxsize=4096)
def _pairs(text: str) -> Counter[str]:
    padded = f"^{text}$" if len(text) < 4 else text
    return Counter(padded[i : i + 2] for i in range(len(padded) - 1))


def likeness(one: str, other: str) -> float:
    """Dice's coefficient of the character pairs of two labels, 0..1.

    >>> round(likeness("属于三类内部事务信息", "三类内容事务信息"), 2)
    0.62
    """
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    first, second = _pairs(one), _pairs(other)
    shared = sum((first & second).values())
    score = 2 * shared / (first.total() + second.total())
    return max(score, _ONE_WRONG) if score < _ONE_WRONG and _one_wrong(one, other) else score


def _one_wrong(one: str, other: str) -> bool:
    """Whether two labels of four characters or more differ in one of them: 行政強制."""
    if len(one) != len(other) or len(one) < 4:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The rows or columns of a table in all forms; compared by identity: caches stay fast."""

    all: tuple[Label, ...]
    exact: dict[str, Label]

    def __iter__(self) -> Iterator[Label]:
        return iter(self.all)


def best(text: str, among: Labels, floor: float = LIKE) -> tuple[float, Label] | None:
    """The label most like ``text``, with its likeness; ``None`` where none is like it."""
    wanted = han(text)
    if not wanted:
        return None
    exact = among.exact.get(wanted)
    return (1.0, exact) if exact is not None else _likest(wanted, among, floor)


@lru_cache(maxsize=8192)
def _likest(wanted: str, among: Labels, floor: float) -> tuple[float, Label] | None:
    top: tuple[float, Label] | None = None
    for label in among:
        for name in label.names:
            if len(name) > 3 * len(wanted) or len(wanted) > 3 * len(name):
                continue  # too unlike in length to reach any floor
            score = likeness(name, wanted)
            if score >= floor and (top is None or score > top[0]):
                top = (score, label)
    return top


@cache
def tables_of(key: str) -> tuple[TableForm, ...]:
    """The table of this key in every form, the newest first."""
    return tuple(form(name).table(key) for name in FORMS)


def _united(groups: Iterable[tuple[Label, ...]]) -> Labels:
    known: dict[str, Label] = {}
    for group in groups:
        for label in group:
            known.setdefault(label.key, label)
    every = tuple(known.values())
    return Labels(every, {name: label for label in reversed(every) for name in label.names})


@cache
def rows_of(table: str) -> Labels:
    """The rows of a table in all forms; the newest form's label stands for a shared key."""
    return _united(one.rows for one in tables_of(table))


@cache
def columns_of(table: str) -> Labels:
    """The columns of a table in all forms."""
    return _united(one.columns for one in tables_of(table))
