"""Where tasks run: on this machine, or wherever a Dask scheduler sends them.

Either way a task ends up with a :class:`~nlp_reports.pipeline.crew.Crew`, whose worker processes
do the reading; joblib hands out the tasks and streams what comes back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from nlp_reports.errors import UsageError
from nlp_reports.pipeline.crew import File, Job, Part, crew

Bounds = tuple[int, int]
Tables = dict[str, bytes]
SECONDS = 5.0
"""What a task should take: a kill loses no more than this, per worker."""
PASSAGES = 3000
"""How many passages a task of stage two holds against the others."""
FIRST, MOST = 4, 256
"""Files in the first tasks, before the pace is known, and in the largest."""


class Pace:
    """Sizes tasks by how fast the last ones were; the last ones are small, for all to end at once.

    Args:
        workers: among how many processes files are shared out.
    """

    def __init__(self, workers: int) -> None:
        self.size = FIRST
        self._workers = workers

    def note(self, files: int, seconds: float) -> None:
        """Learn from a finished task; sizes at most double, as the first tasks start slowly."""
        fitting = int(files / max(seconds, 1e-9) * SECONDS)
        self.size = max(1, min(MOST, 2 * self.size, fitting))

    def tasks(self, files: Sequence[File]) -> Iterator[Sequence[File]]:
        """Cut files into tasks, each of the size that is right when it is handed out."""
        at = 0
        while at < len(files):
            share = max(FIRST, (len(files) - at) // (2 * self._workers))
            task = files[at : at + min(self.size, share)]
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
        pace = Pace(workers)
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


def compare(n_jobs: int) -> Callable[[str, int, Iterable[Bounds]], Iterator[Tables]]:
    """Give the work of :func:`nlp_reports.scores.reuse.compared` to ``n_jobs`` processes.

    They map what lies in the folder, so that it is in memory once.
    """

    def over(folder: str, k: int, bounds: Iterable[Bounds]) -> Iterator[Tables]:
        from joblib import Parallel, delayed

        crew().start()
        run = Parallel(n_jobs, "threading", return_as="generator", pre_dispatch=2 * n_jobs)
        try:
            yield from run(delayed(crew().compare)(folder, k, some) for some in batches(bounds))
        finally:
            crew().stop()

    return over


def batches(bounds: Iterable[Bounds]) -> Iterator[list[Bounds]]:
    """Cut issuers into tasks of some thousand passages.

    >>> list(batches([(0, 2000), (2000, 3900), (3900, 4000)]))
    [[(0, 2000), (2000, 3900)], [(3900, 4000)]]
    """
    batch: list[Bounds] = []
    for first, last in bounds:
        batch.append((first, last))
        if last - batch[0][0] > PASSAGES:
            yield batch
            batch = []
    if batch:
        yield batch
