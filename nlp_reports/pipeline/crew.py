"""The run's side of the worker processes: tasks out, tables back, deaths survived.

A worker that dies or overruns its time costs the report it was reading, and a death only if it
happens again alone in a process of its own; the other files of the task are done once more. Idle
workers are kept for the next run of the same process: loading dictionaries and models takes
seconds.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.inputs import shown
from nlp_reports.corpus.rows import failure_row
from nlp_reports.errors import NlpReportsError
from nlp_reports.pipeline import frames
from nlp_reports.report import Failure
from nlp_reports.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nlp_reports.scores.reuse import Task
    from nlp_reports.scores.spool import Bounds

CHANCES = 2
"""How often a report may take down a worker that does nothing else."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

File = tuple[str, str | None]
"""A path with its content digest."""


class WorkerDied(NlpReportsError):  # noqa: N818 - stands under this name in the failures table
    """A worker is gone.

    Args:
        path: what it was reading, ``None`` where it read nothing.
        why: how it ended.
        slow: whether it was ended for overrunning its time.
    """

    def __init__(self, path: str | None, why: str, slow: bool = False) -> None:
        super().__init__(f"{path}: {why}" if path else why)
        self.path, self.slow = path, slow

    @property
    def row(self) -> dict[str, Any]:
        """The row of ``failures`` that stands for the report."""
        stage, error, advice = "worker", "WorkerDied", "convert the file or leave it out"
        if self.slow:
            stage, error = "time limit", "LimitError"
            advice = "raise time_limit in the settings if the file is genuine"
        return failure_row(Failure(shown(str(self.path)), stage, error, shown(f"{self}; {advice}")))


@dataclass(frozen=True, slots=True)
class Job:
    """What holds for every task of a run: its settings and the folder that paths start from."""

    settings: Settings
    folder: str


@dataclass(frozen=True, slots=True)
class Part:
    """What came of some files: Parquet bytes by table, and how many files or members failed.

    A file with the digest ``None`` is done again by the next run. ``lost`` are rows of failures
    for what took its worker down.
    """

    files: tuple[File, ...]
    tables: dict[str, bytes]
    failed: int = 0
    lost: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class _Answer:
    """What a worker has said so far about a task."""

    reading: str | None = None
    since: float = 0.0
    tables: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, int] | None = None

    def take(self, kind: bytes, body: bytes) -> None:
        if kind == frames.READING:
            self.since = time.monotonic()  # first: who reads both never takes a new file for late
            self.reading = body.decode("utf-8", "surrogateescape") or None
        elif kind == frames.TABLE:
            name, _, data = body.partition(b"\n")
            self.tables[name.decode()] = data
        else:
            self.counts = json.loads(body)


class Worker:
    """A worker process."""

    def __init__(self) -> None:
        env = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1")}
        env["PYTHONPATH"] = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        command = [sys.executable, "-P", "-m", "nlp_reports.pipeline.worker"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            start_new_session=True,  # Ctrl-C is for the run, which then ends us
        )
        self._overdue: str | None = None

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, task: dict[str, Any], limit: float) -> _Answer:
        """Give it a task and wait for the answer.

        Args:
            task: see :data:`nlp_reports.pipeline.frames.TASK`.
            limit: seconds for one report; 0 for none.

        Raises:
            WorkerDied: it did not live to answer.
        """
        tasks, answers = self._process.stdin, self._process.stdout
        assert tasks and answers
        answer = _Answer()
        with suppress(OSError), self._watched(answer, limit):
            frames.send_json(tasks, frames.TASK, task)
            while message := frames.receive(answers):
                answer.take(*message)
                if answer.counts is not None:
                    return answer
        self.kill()
        if self._overdue:
            raise WorkerDied(self._overdue, f"took longer than {limit:g} s", slow=True)
        raise WorkerDied(answer.reading, _how(self._process.returncode))

    @contextmanager
    def _watched(self, answer: _Answer, limit: float) -> Iterator[None]:
        """End the process if one report takes longer than ``limit`` seconds, where it is not 0."""
        answered = threading.Event()

        def watch() -> None:
            left = limit
            while not answered.wait(left):
                reading = answer.reading
                left = limit - (time.monotonic() - answer.since) if reading else limit
                if left <= 0:
                    self._overdue = reading
                    return self.end()

        if limit:  # one thread a task: one a report costs more than all else that the run does
            threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            answered.set()

    def end(self) -> None:
        """End the process; whoever waits for its answer is told."""
        self._process.kill()

    def kill(self) -> None:
        """End the process and close the pipes."""
        self.end()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()


def _how(code: int) -> str:
    """Say how a process ended.

    >>> _how(-11), _how(3)
    ('the worker died of SIGSEGV', 'the worker ended with code 3')
    """
    if code >= 0:
        return f"the worker ended with code {code}"
    with suppress(ValueError):
        return f"the worker died of {signal.Signals(-code).name}"
    return f"the worker died of signal {-code}"


class Crew:
    """The workers of this process: idle ones wait for a task, all can be ended at once."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def start(self, workers: int = 0) -> None:
        """Take tasks (again); have some workers start while there is other work to do."""
        with self._lock:
            self._stopped = False
            while len(self._idle) + len(self._busy) < workers:
                self._idle.append(Worker())

    def stop(self) -> None:
        """End all workers that have a task; no task is begun any more."""
        with self._lock:
            self._stopped = True
            for worker in self._busy:
                worker.end()

    def close(self) -> None:
        """End all workers."""
        self.stop()
        while self._idle:
            self._idle.pop().kill()

    @contextmanager
    def worker(self, fresh: bool = False) -> Iterator[Worker]:
        """Lend a worker; one that died is not lent again."""
        with self._lock:
            if self._stopped:
                raise WorkerDied(None, "the run was stopped")
            idle = [] if fresh else self._idle
            while idle and not idle[-1].alive:
                idle.pop().kill()
            worker = idle.pop() if idle else Worker()
            self._busy.add(worker)
        try:
            yield worker
        finally:
            with self._lock:
                self._busy.discard(worker)
                if worker.alive and not self._stopped:
                    self._idle.append(worker)
                else:
                    worker.kill()

    def work(self, files: Sequence[File], job: Job) -> list[Part]:
        """Analyse files; return one part, or several where a worker died on the way.

        Raises:
            WorkerDied: the run was stopped, or workers die whatever they read.
        """
        if not files:
            return []
        try:
            return [self._ask(files, job)]
        except WorkerDied as found:
            if self._stopped:
                raise
            death = found
        at = _place(death.path, files)
        if at is None:
            raise death
        return [
            *self.work(files[:at], job),
            self._alone(files[at], job, death if death.slow else None),
            *self.work(files[at + 1 :], job),
        ]

    def _ask(
        self, files: Sequence[File], job: Job, skip: Sequence[str] = (), fresh: bool = False
    ) -> Part:
        task = {
            "folder": job.folder,
            "settings": job.settings.model_dump(mode="json"),
            "files": [path for path, _ in files],
            "skip": list(skip),
        }
        answer = self._answer(task, job.settings.time_limit, fresh)
        return Part(tuple(files), answer.tables, (answer.counts or {})["failed"])

    def _answer(self, task: dict[str, Any], limit: float, fresh: bool = False) -> _Answer:
        """Have a task done, by another worker where one dies that was reading nothing."""
        for chance in range(CHANCES, -1, -1):
            try:
                with self.worker(fresh) as worker:
                    return worker.ask(task, limit)
            except WorkerDied as death:  # one that died before or after reading blames no file
                if self._stopped or death.path or not chance:
                    raise
        raise AssertionError

    def stage_two(
        self, task: Task, folder: str, k: int, bounds: Sequence[Bounds]
    ) -> dict[str, bytes] | npt.NDArray[np.void]:
        """Do a task of :class:`nlp_reports.scores.reuse.Work` for the passages of some issuers.

        Returns:
            Rows; for ``score`` see :func:`nlp_reports.corpus.compared.packed`.

        Raises:
            WorkerDied: the run was stopped, or one worker after the other died.
        """
        import numpy as np

        from nlp_reports.scores.passes import ROWS

        asked = {"do": task, "folder": folder, "k": k, "bounds": bounds}
        found = self._answer(asked, limit=0).tables
        return found if task == "score" else np.frombuffer(found[task], dtype=ROWS[task])

    def _alone(self, file: File, job: Job, death: WorkerDied | None = None) -> Part:
        """Analyse a file in a process of its own, leaving out what takes it down."""
        path = file[0]
        lost: dict[str, WorkerDied] = {}
        chances: Counter[str] = Counter()
        while True:
            if death:
                reading = death.path or path
                chances[reading] += CHANCES if death.slow else 1
                if chances[reading] >= CHANCES:
                    lost[reading] = death if death.path else WorkerDied(path, str(death))
            rows = tuple(one.row for one in lost.values())
            if path in lost:
                return Part(((path, None),), {}, len(rows), rows)
            try:
                part = self._ask([file], job, tuple(lost), fresh=True)
            except WorkerDied as found:
                if self._stopped:
                    raise
                death = found
                continue
            kept = (path, None if lost else file[1])
            return Part((kept,), part.tables, part.failed + len(rows), rows)


def _place(path: str | None, files: Sequence[File]) -> int | None:
    """Find the file that a worker was reading, or whose member it was."""
    for at, (file, _) in enumerate(files):
        if path is not None and (path == file or path.startswith(f"{file}!")):
            return at
    return None


@cache
def crew() -> Crew:
    """Return the crew of this process, ended with it."""
    found = Crew()
    atexit.register(found.close)
    return found
