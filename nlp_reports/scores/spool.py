"""Masked passages on disk, by number: what several processes read and none has to hold."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from nlp_reports.scores.shingles import Numbers

Ids = tuple[str, str]
"""Identifiers of a report and of its item."""
_BETWEEN = "\0"
"""Between two identifiers: no file name has it."""
Bounds = tuple[int, int]
"""The first passage of an issuer and the one after its last."""
_ARRAYS = {"starts": "q", "sizes": "q", "years": "H", "names": "Q", "owners": "Q", "groups": "q"}


class Writer:
    """Writes passages, the groups that stand together one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] = (folder / "passages").open("wb")
        self._arrays: dict[str, Any] = {name: array(kind) for name, kind in _ARRAYS.items()}
        self._at = 0

    def add(self, owner: int, group: Iterable[tuple[Ids, int, int, str]]) -> None:
        """Write the passages of an issuer.

        Args:
            owner: the issuer's name, hashed.
            group: identifiers, year, number of the name in a saved background, and masked text.
        """
        starts, sizes, years, names, owners, groups = self._arrays.values()
        groups.append(len(starts))
        for ids, year, name, text in group:
            data, head = _bytes(text), _bytes(_BETWEEN.join(ids))
            self._file.write(data + head)
            starts.append(self._at)
            sizes.append(len(data))
            years.append(year)
            names.append(name)
            owners.append(owner)
            self._at += len(data) + len(head)

    def close(self) -> None:
        """Finish the files, so that :class:`Spool` can open them."""
        self._arrays["groups"].append(len(self._arrays["starts"]))
        self._arrays["starts"].append(self._at)
        self._file.close()
        for name, values in self._arrays.items():
            np.save(self._folder / f"{name}.npy", np.array(values))


class Spool:
    """What a :class:`Writer` wrote."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "passages").open("rb")
        empty = not (folder / "passages").stat().st_size
        self._data = b"" if empty else mmap(self._file.fileno(), 0, access=ACCESS_READ)
        self.starts, self.sizes, self.years, self.names, self.owners, self._groups = (
            mapped(folder / f"{name}.npy") for name in _ARRAYS
        )

    def groups(self) -> Iterator[Bounds]:
        """Yield the first passage of each group and the one after its last."""
        yield from zip(self._groups[:-1].tolist(), self._groups[1:].tolist(), strict=True)

    def __len__(self) -> int:
        return len(self.sizes)

    def passages(self, first: int, last: int) -> tuple[list[Ids], list[str]]:
        """Read identifiers and masked texts of passages that stand together."""
        base = int(self.starts[first])
        data = self._data[base : int(self.starts[last])]
        edges = (self.starts[first : last + 1] - base).tolist()
        cuts = [at + size for at, size in zip(edges, self.sizes[first:last].tolist(), strict=False)]
        ids = [_ids(data[at:end]) for at, end in zip(cuts, edges[1:], strict=True)]
        return ids, [_text(data[at:end]) for at, end in zip(edges, cuts, strict=False)]

    def texts(self, numbers: Numbers) -> list[str]:
        """Read the masked texts of any passages."""
        sizes = self.sizes[numbers].tolist()
        starts = self.starts[numbers].tolist()
        return [_text(self._data[at : at + size]) for at, size in zip(starts, sizes, strict=True)]

    def ids(self, numbers: Numbers) -> dict[int, Ids]:
        """Read the identifiers of any passages, by number."""
        starts = (self.starts[numbers] + self.sizes[numbers]).tolist()
        ends = self.starts[numbers + 1].tolist()
        heads = (self._data[at:end] for at, end in zip(starts, ends, strict=True))
        return {number: _ids(head) for number, head in zip(numbers.tolist(), heads, strict=True)}

    def close(self) -> None:
        """Close the file."""
        if isinstance(self._data, mmap):
            self._data.close()
        self._file.close()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _ids(head: bytes) -> Ids:
    report, _, item = _text(head).partition(_BETWEEN)
    return report, item


def mapped(path: Path) -> npt.NDArray[Any]:
    """Open an array without reading it; processes share what they touch."""
    found = np.load(path, mmap_mode="r")
    return np.asarray(found)  # a plain view: numpy is slow with its memmap class
