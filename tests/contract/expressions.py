"""Proof that an expression matches nothing without one of some words, from its parse tree."""

from __future__ import annotations

import re._constants as op
import re._parser as parser
from collections.abc import Collection, Sequence
from typing import Any

from nlp_reports.chinese.sieve import DIGIT

MANY = 40
"""Characters in a set that are still looked at one by one."""


def holds(pattern: str, needs: Collection[str]) -> bool:
    """Whether all that the pattern matches holds a word of ``needs`` (of a long one, its head)."""
    return _sequence(list(parser.parse(pattern)), "", {word[:2] for word in needs})


def _literal(text: str) -> list[Any]:
    return [(op.LITERAL, ord(character)) for character in text]


def _sequence(tree: Sequence[Any], run: str, needs: Collection[str]) -> bool:
    """Whether a sequence holds a need; ``run`` are the literal characters right before it."""
    for at, (code, told) in enumerate(tree):
        if code in (op.ASSERT, op.ASSERT_NOT, op.AT):
            continue
        if code is op.LITERAL:
            run += chr(told)
            if any(word in run for word in needs):
                return True
            continue
        if _all(_options(code, told), run, tree[at + 1 :], needs):
            return True
        run = ""
    return False


def _options(code: Any, told: Any) -> list[list[Any]]:
    """What may stand at a step (nothing to go by: an empty list)."""
    if code is op.BRANCH:
        return [list(branch) for branch in told[1]]
    if code is op.SUBPATTERN:
        return [list(told[3])]
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        return [list(told[2])] if told[0] else [list(told[2]), []]
    if code is op.IN:
        return _set(told)
    return []


def _set(told: Any) -> list[list[Any]]:
    if any(code in (op.NEGATE, op.RANGE) for code, _ in told) or len(told) > MANY:
        return [[(op.ANY, None)]]
    digit = (op.CATEGORY, op.CATEGORY_DIGIT)
    return [[one] if one[0] is op.LITERAL or one == digit else [(op.ANY, None)] for one in told]


def _all(
    options: Sequence[list[Any]], run: str, after: Sequence[Any], needs: Collection[str]
) -> bool:
    """Whether each choice holds a need, with the literals that stand around it."""
    following = []
    for code, told in after:
        if code is not op.LITERAL:
            break
        following.append((code, told))
    return bool(options) and all(
        (DIGIT in needs and option == [(op.CATEGORY, op.CATEGORY_DIGIT)])
        or _sequence([*option, *following], run, needs)
        for option in options
    )


def opens_with(pattern: str) -> set[str] | None:
    """The characters with which a match can begin (``None``: any); digits as :data:`DIGIT`."""
    found, _ = _opening(list(parser.parse(pattern)))
    return found


def _opening(tree: Sequence[Any]) -> tuple[set[str] | None, bool]:
    """First characters of a sequence, and whether it can be empty."""
    found: set[str] = set()
    for code, told in tree:
        if code in (op.ASSERT, op.ASSERT_NOT, op.AT):
            continue
        first, empty = _opening_of(code, told)
        if first is None:
            return None, False
        found |= first
        if not empty:
            return found, False
    return found, True


def _opening_of(code: Any, told: Any) -> tuple[set[str] | None, bool]:
    if code is op.LITERAL:
        return {chr(told)}, False
    options = _options(code, told)
    if not options:
        if code is op.CATEGORY and told is op.CATEGORY_DIGIT:
            return {DIGIT}, False
        return None, False
    known = [_opening(option) for option in options]
    if any(first is None for first, _ in known):
        return None, False
    return set().union(*(first or () for first, _ in known)), any(empty for _, empty in known)
