"""A run over many files: stage one in parallel, stages two and three over the corpus.

Stage one takes each report by itself. Stage two looks at all items together: how often a passage
stands in other issuers' reports, what an issuer wrote before. Stage three gives every item its
shares of reuse and writes the finished tables.

Results do not depend on the order of files, the number of workers or how often the run was
killed and resumed: the finished tables are sorted by their keys.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp_reports._version import __version__
from nlp_reports.corpus.finish import Finish
from nlp_reports.corpus.inputs import digest, find
from nlp_reports.corpus.results import Results
from nlp_reports.corpus.store import Store
from nlp_reports.corpus.tables import schema_version
from nlp_reports.errors import UsageError
from nlp_reports.pipeline.stages import provenance, rows_of_file
from nlp_reports.settings import Settings

BATCH = 16
"""Files in one shard: what a kill can lose at most, per worker."""

Progress = Callable[[int, int, int], None]
Batch = list[tuple[str, str | None]]
"""Paths with their content digests."""
Rows = dict[str, list[dict[str, Any]]]


class Corpus:
    """Many reports.

    Args:
        paths: files, folders, globs or archives; one or several.

    Raises:
        UsageError: there is nothing to read.
    """

    def __init__(self, paths: str | Path | Iterable[str | Path]) -> None:
        self.files = find([paths] if isinstance(paths, str | Path) else paths)

    def __len__(self) -> int:
        return len(self.files)

    def __iter__(self) -> Iterator[Path]:
        return iter(self.files)

    def __repr__(self) -> str:
        return f"Corpus({len(self.files)} files)"

    def analyze(
        self,
        out: str | Path,
        *,
        n_jobs: int = 1,
        engine: str = "local",
        scheduler: str | None = None,
        settings: Settings | None = None,
        restart: bool = False,
        progress: Progress | None = None,
    ) -> Results:
        """Analyse all files into tables under ``out``; a killed run goes on where it stopped.

        Args:
            out: result folder.
            n_jobs: worker processes.
            engine: ``local`` or ``dask``.
            scheduler: address of a Dask scheduler.
            settings: what to choose otherwise than the default.
            restart: forget what an earlier run left in ``out``.
            progress: called with (done, failed, all) after each batch.

        Raises:
            StoreError: ``out`` is in use or cannot be written.
        """
        run = Run(self.files, Path(out), settings or Settings())
        return run(
            n_jobs=n_jobs, engine=engine, scheduler=scheduler, restart=restart, progress=progress
        )


class Run:
    """One run over ``files`` into ``out``."""

    def __init__(self, files: Sequence[Path], out: Path, settings: Settings) -> None:
        self.files = files
        self.settings = settings
        self.store = Store(out, config_digest(settings))

    def __call__(
        self,
        *,
        n_jobs: int = 1,
        engine: str = "local",
        scheduler: str | None = None,
        restart: bool = False,
        progress: Progress | None = None,
    ) -> Results:
        """Run all stages; see :meth:`Corpus.analyze`."""
        with self.store.lock():
            if restart:
                self.store.restart()
            self.store.sweep()
            start = time.perf_counter()
            self._stage_one(n_jobs, engine, scheduler, progress)
            self._finish(time.perf_counter() - start)
        return Results(self.store.out)

    def _stage_one(
        self, n_jobs: int, engine: str, scheduler: str | None, progress: Progress | None
    ) -> None:
        todo, kept = self._plan()
        done, failed = kept, 0
        if progress:
            progress(done, failed, len(self.files))
        for batch, rows in _results(todo, self.settings, n_jobs, engine, scheduler):
            self.store.write(dict(batch), rows)
            done += len(batch)
            failed += len({row["path"] for row in rows.get("failures", [])})
            if progress:
                progress(done, failed, len(self.files))

    def _finish(self, seconds: float) -> None:
        """Compare all items, write the tables, the manifest and the methods paragraph."""
        made_by = provenance(self.settings)
        manifest = {
            "version": made_by.version,
            "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "provenance": dataclasses.asdict(made_by),
            "settings": self.settings.model_dump(),
            "inputs": len(self.files),
            "seconds": {"reports": seconds},
        }
        Finish(self.store, _compare).write(manifest)

    def _plan(self) -> tuple[list[Batch], int]:
        """Decide what is left to do; shards with changed or vanished files are done again."""
        now = {str(path): digest(path) for path in self.files}
        known = self.store.done()
        stale = {
            shard
            for path, (known_digest, shard) in known.items()
            if path not in now or now[path] != known_digest or known_digest is None
        }
        self.store.drop(stale)
        kept = {path for path, (_, shard) in known.items() if shard not in stale}
        left = [(path, sha) for path, sha in now.items() if path not in kept]
        return [left[at : at + BATCH] for at in range(0, len(left), BATCH)], len(kept)


def config_digest(settings: Settings) -> str:
    """Return what separates shards that must not mix: settings, version, schema."""
    text = f"{settings.digest()} {__version__} {schema_version()}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _results(
    batches: list[Batch], settings: Settings, n_jobs: int, engine: str, scheduler: str | None
) -> Iterator[tuple[Batch, Rows]]:
    """Yield each batch with its rows, in the order in which they are finished."""
    if engine not in ("local", "dask"):
        raise UsageError(f"no engine {engine!r}; use local or dask")
    if engine == "local" and n_jobs == 1:
        yield from (_work(batch, settings) for batch in batches)
        return
    from joblib import Parallel, delayed, parallel_config

    if engine == "dask":
        from distributed import Client

        with Client(scheduler), parallel_config(backend="dask"):
            jobs = Parallel(return_as="generator_unordered", n_jobs=-1)
            yield from jobs(delayed(_work)(batch, settings) for batch in batches)
        return
    with parallel_config(backend="loky", inner_max_num_threads=1):
        jobs = Parallel(return_as="generator_unordered", n_jobs=n_jobs)
        yield from jobs(delayed(_work)(batch, settings) for batch in batches)


def _work(batch: Batch, settings: Settings) -> tuple[Batch, Rows]:
    """Analyse a batch of files in this process."""
    rows: Rows = defaultdict(list)
    for path, _ in batch:
        for table, found in rows_of_file(Path(path), settings).items():
            rows[table] += found
    return batch, dict(rows)


def _compare(
    read: Callable[[], Iterable[dict[str, Any]]],
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Stage two: fit the background on the corpus, then score every item against it."""
    from nlp_reports.scores import Passage, compare

    def passages() -> Iterator[Passage]:
        for row in read():
            yield Passage(
                row["report_id"],
                row["item_id"],
                row["issuer"],
                row["region"],
                row["year"],
                row["text"],
            )

    for shares, pairs in compare(passages):
        yield dataclasses.asdict(shares), [dataclasses.asdict(pair) for pair in pairs]
