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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.compared import Row
from nlp_reports.corpus.finish import Compare, Copy, Finish, Progress, Told
from nlp_reports.corpus.inputs import bring, digest, find, is_address, publish, workplace
from nlp_reports.corpus.issuers import FILE as ISSUERS
from nlp_reports.corpus.results import Results
from nlp_reports.corpus.store import Store
from nlp_reports.corpus.tables import schema_version, schemas
from nlp_reports.pipeline.crew import File, Job, Part, crew
from nlp_reports.pipeline.engine import parts_of, stage_two
from nlp_reports.pipeline.stages import provenance
from nlp_reports.settings import Settings

if TYPE_CHECKING:
    from nlp_reports.scores import Background

SHARDS = 2
"""Version of what shards hold; it rises when later stages need more of them."""


class Corpus:
    """Many reports.

    Args:
        paths: files, folders, globs, archives or addresses; one or several.

    Raises:
        UsageError: there is nothing to read.
    """

    def __init__(self, paths: str | Path | Iterable[str | Path]) -> None:
        self.files = find([paths] if isinstance(paths, str | Path) else paths)

    def __len__(self) -> int:
        return len(self.files)

    def __iter__(self) -> Iterator[str]:
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
        background: Background | str | Path | None = None,
        restart: bool = False,
        progress: Progress = lambda *_: None,
    ) -> Results:
        """Analyse all files into tables under ``out``; a killed run goes on where it stopped.

        Args:
            out: result folder, or an address such as ``s3://bucket/results``: the run then works
                in a folder of this user's cache and copies the finished tables there.
            n_jobs: worker processes.
            engine: ``local`` or ``dask``.
            scheduler: address of a Dask scheduler.
            settings: what to choose otherwise than the default.
            background: a saved one for ``cross_issuer``, its folder, or ``shipped``; without it,
                one is fitted on the corpus itself.
            restart: forget what an earlier run left in ``out``.
            progress: called with (done, failed, all, what is done) after each batch: reports
                first, then statements and tables.

        Raises:
            StoreError: ``out`` is in use or cannot be written.
            ModelError: the background is missing or altered.
        """
        place = workplace(str(out)) if is_address(out) else Path(out)
        if is_address(out):
            bring(str(out), ISSUERS, place)  # it may have been edited there
        run = Run(self.files, place, settings or Settings(), _background(background))
        results = run(
            n_jobs=n_jobs, engine=engine, scheduler=scheduler, restart=restart, progress=progress
        )
        if is_address(out):
            publish(place, str(out))
        return results


class Run:
    """One run over ``files`` into ``out``."""

    def __init__(
        self,
        files: Sequence[str],
        out: Path,
        settings: Settings,
        background: Background | None = None,
    ) -> None:
        self.files = files
        self.settings = settings
        self.background = background
        self.store = Store(out, config_digest(settings))

    def __call__(
        self,
        *,
        n_jobs: int = 1,
        engine: str = "local",
        scheduler: str | None = None,
        restart: bool = False,
        progress: Progress = lambda *_: None,
    ) -> Results:
        """Run all stages, see :meth:`Corpus.analyze`."""
        with self.store.lock():
            if engine == "local":
                crew().start(min(n_jobs, len(self.files)))
            if restart:
                self.store.restart()
            self.store.sweep()
            start = time.perf_counter()
            plan = Plan.of(self.files, self.store)
            parts = parts_of(plan.todo, self._job, n_jobs, engine, scheduler)
            self._stage_one(plan, parts, progress)
            self._finish(plan, n_jobs, time.perf_counter() - start, progress)
        return Results(self.store.out)

    @property
    def _job(self) -> Job:
        return Job(self.settings, str(Path.cwd()))

    def _stage_one(self, plan: Plan, parts: Iterable[Part], progress: Progress) -> None:
        """Keep what the workers send."""
        whole = len(self.files) - len(plan.copies)
        done, failed = whole - len(plan.todo), plan.failed
        progress(done, failed, whole, "reports")
        for part in parts:
            self._keep(part)
            done += len(part.files)
            failed += part.failed
            progress(done, failed, whole, "reports")

    def _keep(self, part: Part) -> None:
        """Write a shard, with what took workers down among its failures."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        from nlp_reports.pipeline.worker import parquet

        tables = dict(part.tables)
        if part.lost:
            failures = [schemas()["failures"].table(part.lost)]
            if "failures" in tables:
                failures.append(pq.read_table(pa.BufferReader(tables["failures"])))
            tables["failures"] = parquet(pa.concat_tables(failures))
        self.store.write(dict(part.files), tables, part.failed)

    def _finish(self, plan: Plan, n_jobs: int, seconds: float, progress: Progress) -> None:
        """Compare all items, write the tables, the manifest and the methods paragraph."""
        from nlp_reports.scores.document import SEED

        made_by = provenance(self.settings)
        manifest = {
            "version": made_by.version,
            "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "provenance": dataclasses.asdict(made_by),
            "settings": self.settings.model_dump(),
            "seeds": {"bootstrap": SEED},
            "inputs": len(self.files),
            "seconds": {"reports": seconds},
        }
        comparison = _comparison(n_jobs, self.background)
        Finish(self.store, comparison, _ranks, plan.copies, n_jobs, progress).write(manifest)


@dataclasses.dataclass(frozen=True)
class Plan:
    """What is left to do, which files only repeat another's bytes, how many failed before."""

    todo: list[File]
    copies: list[Copy]
    failed: int = 0

    @classmethod
    def of(cls, files: Iterable[str], store: Store) -> Plan:
        """Hold the files against what the shards have; drop shards of changed or vanished files."""
        first: dict[str, str] = {}
        now: dict[str, str | None] = {}
        copies = []
        for path in files:
            sha = digest(path)
            kept = first.setdefault(sha, path) if sha else path
            if kept == path:
                now[path] = sha
            else:
                copies.append(Copy(path, kept, str(sha)))
        fresh: set[str] = set()
        failed = 0
        for shard, covered in store.done().items():
            as_now = all(sha and now.get(path) == sha for path, sha in covered.items())
            if as_now and fresh.isdisjoint(covered):
                fresh.update(covered)
                failed += store.failed(shard)
            else:
                store.drop([shard])
        return cls([file for file in now.items() if file[0] not in fresh], copies, failed)


def config_digest(settings: Settings) -> str:
    """Return what separates shards that must not mix: settings, models, codebooks, version.

    The background is not among it: shards know of none, all that needs it is made anew each time.
    """
    from nlp_reports.themes import codebook

    books = [repr(codebook(name)) for name in settings.codebooks]
    text = f"{provenance(settings)} {schema_version()} {SHARDS} {books}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _ranks(columns: Mapping[str, list[Any]], background: str | None) -> Iterator[dict[str, Any]]:
    """Give reports their scores among those of the run, as rows of the table ``scores``."""
    from nlp_reports.corpus.rows import score_row
    from nlp_reports.scores.panel import standings

    return (score_row(report, score) for report, score in standings(columns, background))


def _background(named: Background | str | Path | None) -> Background | None:
    from nlp_reports.scores import Background

    return Background.named(named) if isinstance(named, str | Path) else named


def _comparison(n_jobs: int, saved: Background | None) -> Compare:
    """Stage two: score every item against a background, a saved one or that of the corpus."""
    from nlp_reports.scores import Passage
    from nlp_reports.scores.reuse import compared

    def over(
        rows: Iterable[Row], folder: Path, notes: dict[str, Any], told: Told
    ) -> Iterable[Mapping[str, bytes]]:
        passages = (Passage(*row) for row in rows)

        def tell(background: Background) -> None:
            notes["background"] = {**background.head, "saved": saved is not None}

        return compared(passages, stage_two(n_jobs, told), tell, saved, folder)

    return over
