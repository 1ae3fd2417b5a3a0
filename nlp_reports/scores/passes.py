"""What is found of each issuer alone before passages are compared: counts of shingles, sketches.

Any process that can map the folder of a :class:`~nlp_reports.scores.spool.Spool` does this for some
issuers; what comes of it is merged in any order, so no process needs more than its share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from nlp_reports.scores.background import ROW, Background, Rows, counts_of, summed
from nlp_reports.scores.copies import SKETCH, sketch_of
from nlp_reports.scores.shingles import Hashes, shingles_of
from nlp_reports.scores.spool import Bounds, Spool, mapped

Pass = Literal["count", "sketch"]
ROWS: dict[Pass, np.dtype[np.void]] = {"count": ROW, "sketch": SKETCH}
"""What each pass gives."""
_SHARED = ("shared", "issuers", "seen")


def counted(folder: Path, k: int, bounds: Iterable[Bounds]) -> Iterator[Rows]:
    """Yield the shingles of each issuer, with their first year."""
    spool = Spool(folder)
    for first, last in bounds:
        owner, years = int(spool.owners[first]), spool.years[first:last]
        yield counts_of(owner, spool.passages(first, last)[1], years, k)
    spool.close()


def sketched(folder: Path, k: int, bounds: Iterable[Bounds]) -> Iterator[Rows]:
    """Yield the sketches of each issuer's passages; :func:`share` must have been called."""
    spool = Spool(folder)
    shared, issuers = (mapped(folder / f"{name}.npy") for name in _SHARED[:2])
    for first, last in bounds:
        yield sketch_of(first, shingles_of(spool.passages(first, last)[1], k), shared, issuers)
    spool.close()


def partial(which: Pass, folder: str, k: int, bounds: Iterable[Bounds]) -> Rows:
    """Return what a pass gives for some issuers together."""
    found = (counted if which == "count" else sketched)(Path(folder), k, bounds)
    rows = np.concatenate([np.empty(0, dtype=ROWS[which]), *found])
    return summed(rows) if which == "count" else rows


def share(background: Background, folder: Path) -> None:
    """Write down the shingles that issuers share, how many do, and since when."""
    rows = background.rows
    for name, values in zip(
        _SHARED, (background.hashes, rows["issuers"], rows["year"]), strict=True
    ):
        np.save(folder / f"{name}.npy", np.ascontiguousarray(values))


def index(sketches: Iterable[Rows], folder: Path) -> None:
    """Write down the sketches of all passages, sorted by shingle, then passage."""
    rows = np.concatenate([np.empty(0, dtype=SKETCH), *sketches])
    order = np.lexsort((rows["record"], rows["hash"]))
    for name, column in (("sketch", "hash"), ("sketched", "record")):
        np.save(folder / f"{name}.npy", np.ascontiguousarray(rows[column][order]))


def looked_up(
    folder: Path,
) -> tuple[Hashes, npt.NDArray[np.uint16], Hashes, npt.NDArray[np.uint32]]:
    """Map shared shingles, their years, the shingles of sketches, and the passage of each."""
    shared, seen, sketch, records = (
        mapped(folder / f"{name}.npy") for name in ("shared", "seen", "sketch", "sketched")
    )
    return shared, seen, sketch, records
