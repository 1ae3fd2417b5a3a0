"""Results that are asked for again: agencies repeat each other and themselves word for word."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import islice
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recall(Generic[K, V]):
    """Remembers what came of the last arguments of a function that takes many at once.

    Only for a function whose result for one argument does not depend on the others.

    Args:
        most: how many results to keep; those that were not used for longest go first.
    """

    def __init__(self, most: int = 8192) -> None:
        self._most = most
        self._known: dict[K, V] = {}

    def __call__(self, keys: Sequence[K], work: Callable[[list[K]], Iterable[V]]) -> list[V]:
        """Return a result for each key, in order; ``work`` is asked for those not known.

        >>> recall: Recall[str, int] = Recall()
        >>> recall(["公开", "公开"], lambda fresh: [len(fresh)])
        [1, 1]
        """
        wanted = dict.fromkeys(keys)
        found = {key: self._known.pop(key) for key in wanted if key in self._known}
        fresh = [key for key in wanted if key not in found]
        if fresh:
            found |= zip(fresh, work(fresh), strict=True)
        self._known |= found  # those used last stand last
        for old in list(islice(self._known, max(0, len(self._known) - self._most))):
            self._known.pop(old, None)
        return [found[key] for key in keys]
