"""Reuse over a corpus: what each item shares with law and form, its issuer's past, other issuers.

First the shingles are counted over issuers, then every item is held against the counts. Masked
texts wait on disk between the passes, and counts of a single issuer are dropped, so memory grows
with what is shared, not with the corpus. A saved background may stand in for the counts: then
``cross_issuer`` says what its issuers wrote, and can be compared between runs that took the same.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from nlp_reports.scores.background import (
    NO_YEAR,
    Background,
    Counter,
    K,
    Passage,
    by_owner,
    name_hash,
)
from nlp_reports.scores.copies import (
    Copies,
    Numbered,
    Postings,
    Sources,
    candidates,
    measured,
)
from nlp_reports.scores.mask import mask
from nlp_reports.scores.passes import index, looked_up, partial, share
from nlp_reports.scores.shares import LEAST_CHARS, shares, statutory
from nlp_reports.scores.shingles import Flags, Numbers, found, isin, ranges, shingles_of
from nlp_reports.scores.spool import Bounds, Spool, Writer
from nlp_reports.scores.users import Users

_BLOCK = 1000
"""Passages of an issuer whose pairs are looked for at once."""


@dataclass(frozen=True, slots=True)
class Shares:
    """An item's four shares; ``own_past`` is ``None`` without an earlier report of the issuer."""

    report_id: str
    item_id: str
    mandated: float
    own_past: float | None
    cross_issuer: float
    novel: float


@dataclass(frozen=True, slots=True)
class Pair:
    """An item that shares text with another one, see the table ``reuse``."""

    report_id: str
    item_id: str
    other_report_id: str
    other_item_id: str
    kind: str
    shared_chars: int
    share: float
    first_year: int | None
    alignment: str


ShareRow = tuple[str, str, float, float | None, float, float]
"""The fields of :class:`Shares`; plain, because it travels between processes."""
PairRow = tuple[str, str, str, str, str, int, float, int | None, str]
"""The fields of :class:`Pair`."""
Scored = tuple[list[ShareRow], list[PairRow]]
Task = Literal["count", "sketch", "score"]
PASSAGES = 3000
"""How many passages a task looks at."""


def compare(
    read: Callable[[], Iterable[Passage]],
    warnings: list[str] | None = None,
    background: Background | None = None,
) -> Iterator[tuple[Shares, tuple[Pair, ...]]]:
    """Hold every passage against all others.

    Args:
        read: gives the passages of a corpus, sorted by issuer, then year.
        warnings: what weakens the result is added here, e.g. a corpus of few issuers.
        background: see :func:`compared`.

    Raises:
        UsageError: the passages are not sorted by issuer.
    """
    noted = [] if warnings is None else warnings
    found = compared(read(), _here, lambda b: noted.extend(b.warnings), background)
    for shares_, pairs in found:
        by_item: dict[tuple[str, str], list[Pair]] = defaultdict(list)
        for pair in pairs:
            by_item[pair[:2]].append(Pair(*pair))
        for row in shares_:
            yield Shares(*row), tuple(by_item[row[:2]])


class Work(Protocol):
    """Has processes do a task for some issuers after the other, and yields what comes, in order.

    It gets a folder, the length of shingles, and the bounds of issuers. What comes is rows of
    :func:`~nlp_reports.scores.passes.partial` for ``count`` and ``sketch``; for ``score``, what
    comes of :func:`scored`, in whatever form.
    """

    def __call__(
        self, task: Task, folder: str, k: int, some: Iterable[list[Bounds]]
    ) -> Iterable[Any]:
        """Yield what comes of each task."""


def _here(task: Task, folder: str, k: int, some: Iterable[list[Bounds]]) -> Iterator[Any]:
    for bounds in some:
        if task == "score":
            yield from scored(folder, k, bounds)
        else:
            yield partial(task, folder, k, bounds)


def compared(
    passages: Iterable[Passage],
    work: Work,
    tell: Callable[[Background], object] = lambda _: None,
    background: Background | None = None,
    folder: Path | None = None,
) -> Iterator[Any]:
    """Hold every passage against all others.

    Args:
        passages: sorted by issuer, then year.
        work: where the work is done; what it yields for ``score`` is yielded here.
        tell: gets the background that the shares depend on.
        background: a saved one that ``cross_issuer`` is held against; without it, one is fitted
            on the passages. The pairs are of the passages either way.
        folder: where passages wait between the passes; a temporary folder without it.

    Raises:
        UsageError: the passages are not sorted by issuer.
    """
    with tempfile.TemporaryDirectory(
        prefix="nlp-reports-", dir=folder, ignore_cleanup_errors=True
    ) as place:
        counter = _spooled(passages, Path(place), background)
        for rows in work("count", place, counter.k, batches(place)):
            counter.merge(rows)
        fitted = counter.finish(least=2)
        tell(background or fitted)
        share(fitted, Path(place))
        index(work("sketch", place, fitted.k, batches(place)), Path(place))
        yield from work("score", place, fitted.k, batches(place))


def _spooled(passages: Iterable[Passage], folder: Path, saved: Background | None) -> Counter:
    """Have the masked texts of all passages wait in the folder; note whose they are."""
    counter, writer = Counter(saved.k if saved else K, folder), Writer(folder)
    if saved:
        saved.users.save(folder)
    for owner, group in by_owner(passages):
        texts = [p.text if p.masked else masked_text(p.text, p.issuer, p.region) for p in group]
        years = [p.year or NO_YEAR for p in group]
        ids = [(p.report_id, p.item_id) for p in group]
        own = {name: _known((name, owner), saved) for name in {p.issuer for p in group}}
        names = [own[p.issuer] for p in group]
        writer.add(name_hash(owner), zip(ids, years, names, texts, strict=True))
        counter.note(name_hash(owner), len(group), len({report for report, _ in ids}))
    writer.close()
    return counter


def masked_text(text: str, issuer: str | None, region: str | None) -> str:
    """Mask an item's text as passages are compared: without the issuer's own names too."""
    return mask(text, (issuer, region)).text


def _known(names: tuple[str | None, ...], saved: Background | None) -> int:
    """The hashed name under which a saved background has an issuer; 0 for none."""
    if saved is None:
        return 0
    hashes = [name_hash(name) for name in names if name]
    known = isin(np.array(hashes, dtype=np.uint64), saved.owners).tolist()
    return next((own for own, is_known in zip(hashes, known, strict=True) if is_known), 0)


class _State:
    """What a process needs to score a group, on disk and mapped."""

    def __init__(self, folder: Path) -> None:
        self.spool = Spool(folder)
        self.shared, self.seen, self.sketch, self.sketched = looked_up(folder)
        self.users = Users.mapped(folder)


def batches(folder: str) -> Iterator[list[Bounds]]:
    """Cut the issuers whose passages wait in a folder into tasks of some thousand passages."""
    spool, batch = Spool(Path(folder)), list[Bounds]()
    for first, last in spool.groups():
        batch.append((first, last))
        if last - batch[0][0] > PASSAGES:
            yield batch
            batch = []
    if batch:
        yield batch
    spool.close()


def scored(folder: str, k: int, bounds: Iterable[Bounds]) -> Iterator[Scored]:
    """Yield the rows of each issuer; what :func:`compared` prepared lies in the folder."""
    state = _State(Path(folder))
    for one in bounds:
        group = _Group(state, k, one)
        yield group.shares(), group.pairs()
    state.spool.close()


class _Group:
    """All passages of one issuer."""

    def __init__(self, state: _State, k: int, bounds: Bounds) -> None:
        self.state, (self.first, self.last) = state, bounds
        self.ids, self.texts = state.spool.passages(*bounds)
        self.years = state.spool.years[slice(*bounds)].astype(np.int64)
        self.held = shingles_of(self.texts, k)
        self.distinct = Numbered(self.held.hashes)
        self.first_year = self.distinct.least(self.years[self.held.texts])
        earlier = self.years > self.years.min(initial=NO_YEAR)
        self.past: Flags = earlier & (self.years != NO_YEAR)
        own = self.first_year[self.distinct.ids] < self.years[self.held.texts]
        self.own: Flags = own & self.past[self.held.texts]
        self.at, shared = found(self.distinct.known, state.shared)
        self.cross: Flags = shared[self.distinct.ids]

    def shares(self) -> list[ShareRow]:
        """Give the shares of each passage, in order."""
        law = isin(self.distinct.known, statutory(self.held.k))[self.distinct.ids]
        parts = shares(self.held, law, self.own, self.past, self._others())
        return [(*one, *row) for one, row in zip(self.ids, parts.rows(), strict=True)]

    def _others(self) -> Flags:
        """Which shingles other issuers use: those of the saved background, or of this corpus."""
        if self.state.users is None:
            return self.cross
        own = np.unique(self.state.spool.names[self.first : self.last]).tolist()
        return self.state.users.others(self.distinct.known, own)[self.distinct.ids]

    def pairs(self) -> list[PairRow]:
        """Give the strongest pairs of each passage: those of its own past, then the others."""
        rows: list[tuple[int, PairRow]] = []
        for at in range(0, len(self.texts), _BLOCK):
            block = slice(*self.held.cuts[[at, min(at + _BLOCK, len(self.texts))]])
            rows += [*self._own_pairs(block), *self._cross_pairs(block)]
        rows.sort(key=lambda pair: pair[0])
        return [row for _, row in rows]

    def _met(self, flags: Flags, block: slice) -> tuple[Numbers, Numbers]:
        """Which passages of a block hold which of the flagged shingles."""
        some = flags[block]
        return self.distinct.held(self.held.texts[block][some], self.distinct.ids[block][some])

    def _own_pairs(self, block: slice) -> Iterator[tuple[int, PairRow]]:
        distinct, texts = self.distinct, self.held.texts
        met = self._met(self.own, block)
        if not len(met[0]):
            return
        right = np.append(distinct.first[1:], len(distinct.order))
        where = Postings(distinct.first, right, texts[distinct.order])
        pairs = candidates(*met, where, lambda a, b: self.years[b] < self.years[a])
        records, keys = np.unique(pairs[1], return_inverse=True)
        counts = np.diff(self.held.cuts)[records]
        some = ranges(self.held.cuts[records], counts)
        rows = np.repeat(np.arange(len(records)), counts)
        sources = Sources(keys, rows, distinct.ids[some])
        copies = measured(self.held, distinct, pairs, sources)
        copies = replace(copies, records=copies.records + self.first)
        yield from self._rows("own_past", copies, self.first_year)

    def _cross_pairs(self, block: slice) -> Iterator[tuple[int, PairRow]]:
        distinct, state = self.distinct, self.state
        long = self.held.lengths[self.held.texts] >= LEAST_CHARS
        met = self._met(self.cross & long, block)
        if not len(met[0]):
            return
        left = np.searchsorted(state.sketch, distinct.known, "left")
        right = np.searchsorted(state.sketch, distinct.known, "right")
        where = Postings(left, right, state.sketched)
        pairs = candidates(*met, where, lambda _, b: (b < self.first) | (b >= self.last))
        records, keys = np.unique(pairs[1], return_inverse=True)
        others = shingles_of(state.spool.texts(records), self.held.k)
        at, same = found(others.hashes, distinct.known)
        sources = Sources(keys, others.texts[same], at[same])
        seen = state.seen[self.at].astype(np.int64)
        copies = measured(self.held, distinct, pairs, sources)
        yield from self._rows("cross_issuer", copies, seen)

    def _rows(self, kind: str, copies: Copies, seen: Numbers) -> Iterator[tuple[int, PairRow]]:
        """Yield passages of the group with the row of each pair.

        Args:
            kind: own_past or cross_issuer.
            copies: the pairs.
            seen: the first year of each distinct shingle.
        """
        if not len(copies.texts):
            return
        ids = self.state.spool.ids(np.unique(copies.records))
        base = self.held.cuts[copies.texts]
        edges = np.stack([base + copies.starts, base + copies.ends], axis=1).ravel()
        years = np.append(seen[self.distinct.ids], 0)
        last = np.maximum.reduceat(years, edges)[::2]
        columns = (copies.texts, copies.records, copies.chars, copies.starts, copies.ends, last)
        for text, record, chars, start, end, year in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            whole = self.texts[text]
            yield (
                text,
                (
                    *self.ids[text],
                    *ids[record],
                    kind,
                    chars,
                    chars / len(whole),
                    None if year == NO_YEAR else year,
                    whole[start : end + self.held.k - 1],
                ),
            )
