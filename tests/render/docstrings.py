"""Docstrings as Markdown for the reference: doctests fenced, roles of Sphinx as code.

An extension of griffe, named in mkdocs.yml.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":\w+:`~?(?:[\w.]+\.)?(\w+)`")
_DOCTEST = re.compile(r"(?m)^>>> .*\n?(?:^.+\n?)*")


class Markdown(griffe.Extension):
    """Rewrites every docstring as it is collected."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite one docstring."""
        if obj.docstring:
            obj.docstring.value = markdown(obj.docstring.value)


def markdown(text: str) -> str:
    """A docstring as Markdown.

    >>> print(markdown("See :class:`~a.B`::"))
    See `B`:
    """
    text = _ROLE.sub(r"`\1`", text)
    text = re.sub(r"::(?=\n|$)", ":", text)
    return _DOCTEST.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", text)
