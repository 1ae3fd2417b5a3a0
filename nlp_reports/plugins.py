"""Registries: how readers, schemes, codebooks, scores and tokenizers are found by name.

>>> readers = Registry("reader")
>>> @readers.register("plain")
... def read_plain(path): ...
>>> readers.names()
('plain',)
>>> readers.get("pdf")
Traceback (most recent call last):
nlp_reports.errors.UsageError: no reader 'pdf'; known: plain
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from nlp_reports.errors import UsageError

T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one kind by name. Other packages add theirs through an entry point group.

    Args:
        kind: what it holds, for messages.
        group: entry point group looked into when a name is not known; ``None`` for none.
    """

    def __init__(self, kind: str, group: str | None = None) -> None:
        self.kind = kind
        self.group = group
        self._known: dict[str, T] = {}
        self._looked = False

    def register(self, name: str) -> Callable[[T], T]:
        """Decorate a thing to make it known.

        Raises:
            UsageError: the name is taken.
        """

        def add(thing: T) -> T:
            if name in self._known and self._known[name] is not thing:
                raise UsageError(f"{self.kind} {name!r} is registered twice; choose another name")
            self._known[name] = thing
            return thing

        return add

    def _load(self) -> None:
        if self.group is None or self._looked:
            return
        self._looked = True  # scanning installed packages costs milliseconds: once will do
        for point in entry_points(group=self.group):
            if point.name not in self._known:
                self._known[point.name] = point.load()

    def get(self, name: str) -> T:
        """The thing called ``name``.

        Raises:
            UsageError: there is none; the message lists what there is.
        """
        if name not in self._known:
            self._load()
        try:
            return self._known[name]
        except KeyError:
            known = ", ".join(self.names()) or "none"
            raise UsageError(f"no {self.kind} {name!r}; known: {known}") from None

    def names(self) -> tuple[str, ...]:
        """All known names, sorted."""
        self._load()
        return tuple(sorted(self._known))

    def __contains__(self, name: object) -> bool:
        return name in self.names()
