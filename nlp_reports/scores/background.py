"""What other reports say: how many issuers use each shingle, fitted, saved and named.

A background is explicit state: its digest stands in every score that used it. It is saved as
plain arrays with a JSON head, never pickled.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp_reports.data import models
from nlp_reports.errors import ModelError, UsageError
from nlp_reports.report import Item, Score
from nlp_reports.scores.catalogue import unit_of
from nlp_reports.scores.mask import mask
from nlp_reports.scores.shares import shares, statutory
from nlp_reports.scores.shingles import Hashes, Numbers, isin, shingles_of
from nlp_reports.scores.users import Users

K = 13
"""Characters in a shingle; chosen among 5, 8 and 13 on the training corpus (docs/scores.md)."""
FEW_ISSUERS = 30
FORMAT = 1
NO_YEAR = 9999
ROW = np.dtype([("hash", "<u8"), ("issuers", "<u4"), ("owner", "<u8"), ("year", "<u2")])
"""A shingle, how many issuers use it, the first of them, and the earliest year it is seen."""
Rows = npt.NDArray[np.void]
_SPILL = 1_500_000
_PARTS = 16


@dataclass(frozen=True, slots=True)
class Passage:
    """An item's text, and who wrote it when; ``None`` where that is not known.

    ``masked`` says that the text has been masked by :func:`masked_text` already.
    """

    report_id: str
    item_id: str
    issuer: str | None
    region: str | None
    year: int | None
    text: str
    issuer_id: str | None = None
    masked: bool = False

    @property
    def owner(self) -> str:
        """The issuer under whatever name; a report whose issuer is not known stands for itself."""
        return self.issuer_id or self.issuer or f"report {self.report_id}"


def name_hash(name: str) -> int:
    """Hash a name to 64 bits, the same on every machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def by_owner(passages: Iterable[Passage]) -> Iterator[tuple[str, list[Passage]]]:
    """Group passages by issuer.

    Raises:
        UsageError: an issuer comes back after another one: the passages are not sorted.
    """
    seen: set[int] = set()
    for owner, group in groupby(passages, key=lambda passage: passage.owner):
        if name_hash(owner) in seen:
            raise UsageError(f"passages of {owner} do not stand together; sort them by issuer")
        seen.add(name_hash(owner))
        yield owner, list(group)


class Counter:
    """Counts shingles over issuers in bounded memory: sorted runs, on disk once they are many."""

    def __init__(self, k: int = K, folder: Path | None = None) -> None:
        self.k = k
        self.owners: list[int] = []
        self.reports = self.passages = 0
        self._fresh: list[Rows] = []
        self._size = 0
        self._folder = tempfile.TemporaryDirectory(prefix="nlp-reports-", dir=folder)
        self._runs: list[Path] = []

    def note(self, owner: int, passages: int, reports: int) -> None:
        """Count an issuer, by its hashed name, whose shingles come through :meth:`merge`."""
        self.owners.append(owner)
        self.passages += passages
        self.reports += reports

    def merge(self, rows: Rows) -> None:
        """Add the counts of some issuers, of all their texts each; any order gives the same."""
        self._fresh.append(rows)
        self._size += len(rows)
        if self._size >= _SPILL:
            self._spill()

    def _spill(self) -> None:
        path = Path(self._folder.name) / f"{len(self._runs)}.npy"
        np.save(path, summed(np.concatenate(self._fresh)))
        self._runs.append(path)
        self._fresh, self._size = [], 0

    def finish(self, least: int = 1) -> Background:
        """Make the background of shingles used by at least ``least`` issuers."""
        runs = [np.load(path, mmap_mode="r") for path in self._runs]
        fresh = [summed(np.concatenate(self._fresh))] if self._fresh else []
        rows = _merged_runs([*runs, *fresh], least)
        self._folder.cleanup()
        return Background(
            rows,
            np.array(sorted(self.owners), dtype=np.uint64),
            {"k": self.k, "least_issuers": least, "masking": 1},
            {"issuers": len(self.owners), "reports": self.reports, "passages": self.passages},
        )


def counts_of(owner: int, texts: Sequence[str], years: Numbers, k: int) -> Rows:
    """Count the shingles of all masked texts of one issuer, each text with its year."""
    found = shingles_of(texts, k)
    order = np.argsort(found.hashes, kind="stable")
    hashes, first = np.unique(found.hashes[order], return_index=True)
    rows = np.zeros(len(hashes), dtype=ROW)
    rows["hash"], rows["owner"], rows["issuers"] = hashes, owner, 1
    if len(first):
        rows["year"] = np.minimum.reduceat(years[found.texts][order], first)
    return rows


def summed(rows: Rows) -> Rows:
    """One row per shingle, sorted: issuers added up, the lowest owner, the earliest year."""
    rows = rows[np.argsort(rows["hash"], kind="stable")]
    if not len(rows):
        return rows
    first = np.flatnonzero(np.diff(rows["hash"], prepend=rows["hash"][:1] ^ np.uint64(1)))
    out = rows[first]
    out["issuers"] = np.add.reduceat(rows["issuers"], first)
    out["owner"] = np.minimum.reduceat(rows["owner"], first)
    out["year"] = np.minimum.reduceat(rows["year"], first)
    return out


def _merged_runs(runs: list[Rows], least: int) -> Rows:
    """Merge sorted runs one range of hashes at a time."""
    parts = [np.empty(0, dtype=ROW)]
    edges = np.array([part * (2**64 // _PARTS) for part in range(1, _PARTS)], dtype=np.uint64)
    cuts = [np.concatenate([[0], np.searchsorted(r["hash"], edges), [len(r)]]) for r in runs]
    for part in range(_PARTS):
        slices = [run[cut[part] : cut[part + 1]] for run, cut in zip(runs, cuts, strict=True)]
        whole = summed(np.concatenate(slices)) if slices else parts[0]
        parts.append(whole[whole["issuers"] >= least])
    return np.concatenate(parts)


@dataclass(frozen=True, eq=False)
class Background:
    """Fitted state for the shares of reuse.

    Attributes:
        rows: a row per shingle, sorted by hash.
        owners: hashed names of the issuers, sorted.
        settings: length of a shingle, version of the masking.
        counts: issuers, reports and passages that it was fitted on.
        name: what it is called.
    """

    rows: Rows
    owners: npt.NDArray[np.uint64]
    settings: dict[str, int]
    counts: dict[str, int]
    name: str = "corpus"
    warnings: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        few = self.counts["issuers"] < FEW_ISSUERS
        note = (
            f"only {self.counts['issuers']} issuers: shares of reuse between issuers say little "
            f"under {FEW_ISSUERS}"
        )
        object.__setattr__(self, "warnings", (note,) if few else ())

    @classmethod
    def fit(cls, passages: Iterable[Passage], *, k: int = K, name: str = "corpus") -> Background:
        """Fit on passages that stand sorted by issuer."""
        counter = Counter(k)
        for owner, group in by_owner(passages):
            texts = [mask(p.text, (p.issuer, p.region)).text for p in group]
            years = np.array([p.year or NO_YEAR for p in group])
            counter.note(name_hash(owner), len(group), len({p.report_id for p in group}))
            counter.merge(counts_of(name_hash(owner), texts, years, k))
        return replace(counter.finish(), name=name)

    @property
    def k(self) -> int:
        """Characters in a shingle."""
        return self.settings["k"]

    @cached_property
    def hashes(self) -> Hashes:
        """The shingles alone: numpy copies a column of packed rows at every search."""
        return np.ascontiguousarray(self.rows["hash"])

    @cached_property
    def digest(self) -> str:
        """12 hexadecimal digits that change when anything in it does."""
        head = json.dumps([self.settings, self.counts], sort_keys=True).encode()
        body = hashlib.sha256(head)
        body.update(np.ascontiguousarray(self.rows).tobytes())
        body.update(self.owners.tobytes())
        return body.hexdigest()[:12]

    @property
    def id(self) -> str:
        """Name and digest, as scores carry it."""
        return f"{self.name}@{self.digest}"

    def merge(self, other: Background) -> Background:
        """Add another background, of other issuers.

        Raises:
            UsageError: they share an issuer, or their settings differ.
        """
        if self.settings != other.settings:
            raise UsageError(f"settings differ: {self.settings} and {other.settings}; fit anew")
        if len(np.intersect1d(self.owners, other.owners)):
            raise UsageError("both hold reports of the same issuer; fit one on all its reports")
        counts = {key: self.counts[key] + other.counts[key] for key in self.counts}
        rows = summed(np.concatenate([self.rows, other.rows]))
        owners = np.union1d(self.owners, other.owners)
        return Background(rows, owners, self.settings, counts, self.name)

    def save(self, folder: str | Path) -> None:
        """Write arrays and a JSON head into a folder."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "rows.npy", self.rows, allow_pickle=False)
        np.save(folder / "owners.npy", self.owners, allow_pickle=False)
        head = {
            "format": FORMAT,
            "name": self.name,
            "digest": self.digest,
            "settings": self.settings,
            "counts": self.counts,
        }
        (folder / "background.json").write_text(json.dumps(head, indent=2), "utf-8")

    @classmethod
    def load(cls, folder: str | Path) -> Background:
        """Read what :meth:`save` wrote.

        Raises:
            ModelError: it is missing, altered, or of a newer format.
        """
        folder = Path(folder)
        try:
            head: dict[str, Any] = json.loads((folder / "background.json").read_text("utf-8"))
            rows = np.load(folder / "rows.npy", allow_pickle=False)
            owners = np.load(folder / "owners.npy", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder}: no background ({error}); save one there first") from error
        if head["format"] > FORMAT:
            raise ModelError(f"{folder}: format {head['format']} is newer; update nlp-reports")
        found = cls(rows, owners, head["settings"], head["counts"], head["name"])
        if found.digest != head["digest"]:
            raise ModelError(f"{folder}: the digest does not match; the files were altered")
        return found

    @classmethod
    def named(cls, name: str | Path) -> Background:
        """Return the one that ships for ``shipped``, else what lies in a folder.

        Raises:
            ModelError: it is missing, altered, or of a newer format.
        """
        return cls.shipped() if str(name) == "shipped" else cls.load(name)

    @classmethod
    def shipped(cls) -> Background:
        """Return the background that ships: fitted on our authored, fictional reports.

        It knows stock phrases of the genre, not real issuers; fit one on your own corpus.

        Raises:
            ModelError: it is missing or altered.
        """
        return cls.load(models() / "background")

    @cached_property
    def users(self) -> Users:
        """Who uses each shingle."""
        columns = (np.ascontiguousarray(self.rows[name]) for name in ("issuers", "owner"))
        return Users(self.hashes, *columns)

    def used_by_others(self, hashes: Hashes, issuer: str | None) -> npt.NDArray[np.bool_]:
        """Tell which shingles stand in reports of another issuer than ``issuer``."""
        return self.users.others(hashes, () if issuer is None else (name_hash(issuer),))

    @property
    def head(self) -> dict[str, Any]:
        """What the manifest of a run says of it."""
        return {
            "id": self.id,
            "name": self.name,
            "digest": self.digest,
            "settings": self.settings,
            "counts": self.counts,
            "warnings": list(self.warnings),
        }

    def item_scores(self, item: Item, issuer: str | None = None) -> tuple[Score, ...]:
        """Give an item's shares of reuse; ``own_past`` needs a corpus and stays ``None``."""
        text = shingles_of([mask(item.text, (issuer,)).text], self.k)
        none = np.zeros(len(text.hashes), dtype=bool)
        cross = self.used_by_others(text.hashes, issuer)
        law = isin(text.hashes, statutory(self.k))
        parts = next(shares(text, law, none, np.zeros(1, dtype=bool), cross).rows())
        values = zip(("mandated", "own_past", "cross_issuer", "novel"), parts, strict=True)
        why = "needs the issuer's earlier reports: analyse them together as a corpus"
        return tuple(
            Score(
                name, 1, item.id, value, unit_of(name), (), self.id, why if value is None else None
            )
            for name, value in values
        )

    def __repr__(self) -> str:
        return f"Background({self.id}: {self.counts['issuers']} issuers, {len(self.rows)} shingles)"
