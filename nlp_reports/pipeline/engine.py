"""Where tasks run: on this machine, or wherever a Dask scheduler sends them.

Either way a task ends up with a :class:`~nlp_reports.pipeline.crew.Crew`, whose worker processes
do the reading; joblib hands out the tasks and streams what comes back.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.finish import Told
from nlp_reports.errors import UsageError
from nlp_reports.pipeline.crew import File, Job, Part, crew

if TYPE_CHECKING:
    from nlp_reports.scores.reuse import Task, Work
    from nlp_reports.scores.spool import Bounds

SECONDS = 5.0
"""What a task should take: a kill loses no more than this, per worker."""
_DONE: dict[Task, str] = {
    "count": "statements counted",
    "sketch": "statements indexed",
    "score": "statements compared",
}
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
        UsageError: the engine is not known, Dask is not installed, or no scheduler answers.
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
    try:
        connected = make(scheduler)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{scheduler}: no Dask scheduler answers there ({error}); start one with dask "
            "scheduler and name the address that it prints, such as tcp://node1:8786"
        ) from error
    with connected as client, parallel_config(backend="dask"):
        workers = sum(client.nthreads().values()) or 1
        yield {"n_jobs": -1, "pre_dispatch": 2 * workers}, workers


def work(files: Sequence[File], job: Job) -> tuple[list[Part], float]:
    """Analyse files through this process's crew; say how many seconds it took."""
    start = time.perf_counter()
    return crew().work(files, job), time.perf_counter() - start


def stage_two(n_jobs: int, told: Told = lambda *_: None) -> Work:
    """Give the work of :func:`nlp_reports.scores.reuse.compared` to ``n_jobs`` processes.

    They map what lies in the folder, so that it is in memory once.
    """

    def over(task: Task, folder: str, k: int, some: Iterable[list[Bounds]]) -> Iterator[Any]:
        from joblib import Parallel, delayed

        ends: deque[int] = deque()
        work = delayed(crew().stage_two)
        crew().start()
        run = Parallel(n_jobs, "threading", return_as="generator", pre_dispatch=2 * n_jobs)
        try:
            for found in run(work(task, folder, k, bounds) for bounds in _noted(some, ends)):
                yield found
                told(ends.popleft(), _DONE[task])
        finally:
            crew().stop()

    return over


def _noted(some: Iterable[list[Bounds]], ends: deque[int]) -> Iterator[list[Bounds]]:
    """Pass tasks on, noting how many passages lie before the end of each."""
    for bounds in some:
        ends.append(bounds[-1][1])
        yield bounds
