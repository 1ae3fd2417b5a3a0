"""Who uses a shingle: plain arrays that several processes can map from one folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp_reports.scores.shingles import Flags, Hashes, found

_NAMES = ("hashes", "issuers", "owners")


@dataclass(frozen=True, slots=True, eq=False)
class Users:
    """How many issuers use each shingle, sorted by hash, and the first of them."""

    hashes: Hashes
    issuers: npt.NDArray[np.uint32]
    owners: npt.NDArray[np.uint64]

    def others(self, hashes: Hashes, own: Sequence[int]) -> Flags:
        """Tell which shingles another issuer uses.

        Args:
            hashes: the shingles.
            own: hashed names of the one issuer who is no other.
        """
        at, known = found(hashes, self.hashes)
        if not len(own) or not known.any():
            return known
        mine = np.isin(self.owners[at], np.array(own, dtype=np.uint64))
        return known & ((self.issuers[at] > 1) | ~mine)

    def save(self, folder: Path) -> None:
        """Write the arrays, for :meth:`mapped`."""
        for name in _NAMES:
            np.save(folder / f"users_{name}.npy", getattr(self, name))

    @classmethod
    def mapped(cls, folder: Path) -> Users | None:
        """Map what :meth:`save` wrote; ``None`` where nothing was."""
        files = [folder / f"users_{name}.npy" for name in _NAMES]
        if not files[0].is_file():
            return None
        return cls(*(np.load(file, mmap_mode="r") for file in files))
