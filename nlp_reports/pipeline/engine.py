"""Where tasks run: on this machine, or wherever a Dask scheduler sends them.

Either way a task ends up with a :class:`~nlp_reports.pipeline.crew.Crew`, whose worker processes
do the reading; joblib hands out the tasks and streams what comes back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

from nlp_reports.errors import UsageError
from nlp_reports.pipeline.crew import File, Job, Part, crew

T = TypeVar("T")
R = TypeVar("R")
SECONDS = 5.0
"""What a task should take: a kill loses no more than this, per worker."""
WORTH = 1000
"""Issuers to compare from which on starting more processes pays."""
FIRST, MOST = 4, 256
"""Files in the first tasks, before the pace is known, and in the largest."""


class Pace:
    """Sizes tasks by how fast the last ones were."""

    def __init__(self, files: int, workers: int) -> None:
        self.size = FIRST
        self._most = min(MOST, max(FIRST, files // (4 * workers)))

    def note(self, files: int, seconds: float) -> None:
        """Learn from a finished task; sizes at most double, as the first tasks start slowly."""
        fitting = int(files / max(seconds, 1e-9) * SECONDS)
        self.size = max(1, min(self._most, 2 * self.size, fitting))

    def tasks(self, files: Sequence[File]) -> Iterator[Sequence[File]]:
        """Cut files into tasks, each of the size that is right when it is handed out."""
        at = 0
        while at < len(files):
            task = files[at : at + self.size]
            at += len(task)
            yield task


def parts_of(
    files: Sequence[File], job: Job, n_jobs: int, engine: str, scheduler: str | None
) -> Iterator[Part]:
    """Yield what comes of the files, in the order in which it is finished.

    Raises:
        UsageError: the engine is not known, or Dask is not installed.
    """
    if engine not in ("local", "dask"):
        raise UsageError(f"no engine {engine!r}; use local or dask")
    if not files:
        return
    from joblib import Parallel, delayed

    with _backend(engine, scheduler, n_jobs) as (options, workers):
        pace = Pace(len(files), workers)
        tasks = Parallel(return_as="generator_unordered", **options)
        for parts, seconds in tasks(delayed(work)(task, job) for task in pace.tasks(files)):
            pace.note(sum(len(part.files) for part in parts), seconds)
            yield from parts


@contextmanager
def _backend(
    engine: str, scheduler: str | None, n_jobs: int
) -> Iterator[tuple[dict[str, Any], int]]:
    """Give joblib's options, and the number of workers."""
    if engine == "local":
        crew().start()
        try:
            yield {"n_jobs": n_jobs, "backend": "threading", "pre_dispatch": "n_jobs"}, n_jobs
        finally:
            crew().stop()
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("no dask here; pip install 'nlp-reports[dask]'") from error
    from joblib import parallel_config

    make: Any = Client
    with make(scheduler) as client, parallel_config(backend="dask"):
        workers = sum(client.nthreads().values()) or 1
        yield {"n_jobs": -1, "pre_dispatch": 2 * workers}, workers


def work(files: Sequence[File], job: Job) -> tuple[list[Part], float]:
    """Analyse files through this process's crew; say how many seconds it took."""
    start = time.perf_counter()
    return crew().work(files, job), time.perf_counter() - start


def spread(n_jobs: int) -> Callable[[Callable[[T], R], Iterator[T]], Iterable[R]]:
    """Give a ``map`` over ``n_jobs`` processes that keeps the order.

    Large arrays go to the processes as memory maps: joblib writes them once.
    """

    def over(function: Callable[[T], R], things: Iterator[T]) -> Iterator[R]:
        few = list(islice(things, WORTH))
        if n_jobs == 1 or len(few) < WORTH:
            yield from map(function, chain(few, things))
            return
        from joblib import Parallel, delayed

        run = Parallel(n_jobs, return_as="generator", batch_size=16, pre_dispatch=64 * n_jobs)
        yield from run(delayed(function)(thing) for thing in chain(few, things))

    return over
