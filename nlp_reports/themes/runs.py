"""Runs of characters, found in many texts at once: arrays instead of a dictionary a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 3
_BITS = 21  # a sign has 21 bits at most, so three fit into 63


def grams(text: str) -> list[str]:
    """Runs of one to three characters, blanks left out.

    >>> grams("不 及时")
    ['不', '及', '时', '不及', '及时', '不及时']
    """
    packed = "".join(text.split())
    return [
        packed[at : at + size]
        for size in range(1, LONGEST + 1)
        for at in range(len(packed) - size + 1)
    ]


class Runs:
    """The runs that a model knows.

    Args:
        known: each run and its place among the features.
    """

    def __init__(self, known: Mapping[str, int]) -> None:
        import numpy as np

        codes = np.asarray([_code(run) for run in known], dtype=np.int64)
        order = np.argsort(codes)
        self._codes = codes[order]
        self._places = np.asarray(list(known.values()), dtype=np.int64)[order]

    def find(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every known run of :func:`grams` in every text.

        Returns:
            For each occurrence the number of its text, and the place of the run.
        """
        import numpy as np

        packed = ["".join(text.split()) for text in texts]
        whose = np.repeat(np.arange(len(packed)), [len(text) for text in packed])
        signs = _signs("".join(packed))
        codes, owners = [signs], [whose]
        for size in range(1, LONGEST):
            within = whose[size:] == whose[:-size]
            longer = codes[-1][: len(within)].copy()
            longer |= signs[size:] << (_BITS * size)
            codes.append(longer)
            owners.append(np.where(within, whose[:-size], -1))
        return self._known(np.concatenate(codes), np.concatenate(owners))

    def _known(
        self, codes: NDArray[np.int64], owners: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        import numpy as np

        if not len(self._codes):
            return owners[:0], owners[:0]
        at = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        hit = (self._codes[at] == codes) & (owners >= 0)
        return owners[hit], self._places[at[hit]]


def _signs(text: str) -> NDArray[np.int64]:
    """A number above nought for every sign."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return codes.astype(np.int64) + 1


def _code(run: str) -> int:
    return sum((ord(sign) + 1) << (_BITS * at) for at, sign in enumerate(run))
