"""A worker process: reads tasks on its standard input, answers with tables in Parquet.

A report that takes its reader down takes this process with it and nothing else. The process says
what it begins to read, so that the run knows whom to blame.
"""

from __future__ import annotations

import gc
import importlib.abc
import io
import json
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from nlp_reports.corpus.compared import packed
from nlp_reports.corpus.inputs import fetched, shown
from nlp_reports.corpus.rows import failure_row
from nlp_reports.corpus.tables import schemas
from nlp_reports.pipeline import frames
from nlp_reports.pipeline.stages import Rows, analyze_passage, rows_of_file
from nlp_reports.report import Failure
from nlp_reports.settings import Settings

IDLE = 300.0
"""Seconds after which a worker without a task goes away."""
_PATHS = {"reports": ["path"], "failures": ["path", "message"], "duplicates": ["path", "kept"]}
GARBAGE = 20_000
"""New objects after which the collector looks for rings: a report makes many and hardly a ring."""
CLOSING = ""
"""What a worker says it reads when it has read all files and packs the tables."""


def main() -> None:
    """Serve tasks until the other end goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where there are no sessions
    threading.Thread(target=_follow, args=[os.getppid()], daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a native library prints must not stand between the messages
    _without_pandas()
    with suppress(Exception):  # load all before a report's time runs; reports say what is amiss
        analyze_passage("一是公开不及时。下一步，加强培训。")
    gc.freeze()  # dictionaries and models stay: the collector need not walk them again and again
    gc.set_threshold(GARBAGE, 20, 20)
    while message := _next(sys.stdin.buffer):
        try:
            task = json.loads(message[1])
            (stage_two if "bounds" in task else serve)(task, answers)
        except BrokenPipeError:
            os._exit(0)  # the run is gone


def _follow(run: int) -> None:
    """End this process soon after the run's, even one that is killed while a report takes long."""
    while os.getppid() == run:
        time.sleep(1)
    os._exit(0)


def _without_pandas() -> None:
    """Let pyarrow, which looks for pandas once, not find it: rows are plain and loading it is slow.

    Who imports pandas later, a reader of the user's own for one, gets it.
    """
    import pyarrow as pa

    class Refusing(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, *_: object) -> None:
            if name == "pandas":
                raise ModuleNotFoundError(name)

    refusing = Refusing()
    sys.meta_path.insert(0, refusing)
    pa.array([""])
    sys.meta_path.remove(refusing)


def _next(tasks: BinaryIO) -> tuple[bytes, bytes] | None:
    alarm = threading.Timer(IDLE, os._exit, [0])
    alarm.daemon = True
    alarm.start()
    try:
        return frames.receive(tasks)
    finally:
        alarm.cancel()


def serve(task: dict[str, Any], answers: BinaryIO) -> None:
    """Analyse the files of one task and send the tables."""
    with suppress(OSError):  # another machine may lack it; absolute paths do not need it
        os.chdir(task["folder"])
    settings, skip = Settings.model_validate(task["settings"]), frozenset(task["skip"])

    def wanted(path: str) -> bool:
        frames.send(answers, frames.READING, path.encode("utf-8", "surrogateescape"))
        return path not in skip

    met: dict[str, str] = {}
    found = [(file, _first(rows_of(file, settings, wanted), met)) for file in task["files"]]
    wanted(CLOSING)
    whole = _packed(found)
    for name, table in whole.items():
        frames.send(answers, frames.TABLE, name.encode() + b"\n" + parquet(table))
    failed = whole["failures"]["path"].unique() if "failures" in whole else ()
    frames.send_json(answers, frames.DONE, {"failed": len(failed)})


@contextmanager
def _bounded(memory: int) -> Iterator[None]:
    """Let no file take more than these bytes beyond what is held: a hostile one ends its worker."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    held = Path("/proc/self/statm").read_text("ascii").split()[5]  # pages of data and stack
    most = int(held) * resource.getpagesize() + memory
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def stage_two(task: dict[str, Any], answers: BinaryIO) -> None:
    """Do a task for the passages of some issuers and send what is found."""
    from nlp_reports.scores.passes import partial
    from nlp_reports.scores.reuse import scored

    do, *args = (task[name] for name in ("do", "folder", "k", "bounds"))
    found = packed(scored(*args)) if do == "score" else {do: partial(do, *args).tobytes()}
    for name, data in found.items():
        frames.send(answers, frames.TABLE, name.encode() + b"\n" + data)
    frames.send_json(answers, frames.DONE, {"failed": 0})


def rows_of(file: str, settings: Settings, wanted: Callable[[str], bool]) -> Rows:
    """Analyse one file; what was fetched from elsewhere is called by the name it has there."""
    wanted(file)
    try:
        with fetched(file) as place, _bounded(settings.memory_limit):

            def called(text: str) -> str:
                return text if str(place) == file else text.replace(str(place), file)

            rows = rows_of_file(place, settings, lambda path: wanted(called(path)))
    except OSError as error:
        lost = Failure(file, "read", type(error).__name__, f"{file}: {error}; check the address")
        return {"failures": [failure_row(lost)]}
    for table, names in _PATHS.items():
        for row in rows.get(table, ()):
            row.update({name: shown(called(row[name])) for name in names})
    return rows


def _first(rows: Rows, met: dict[str, str]) -> Rows:
    """Leave out reports whose identifier was met before; ``met`` says where.

    They have the same bytes and name, as when two archives hold the same file. Those of other
    tasks, or with another name, are found when the tables are finished.
    """
    repeated = {row["report_id"] for row in rows.get("reports", ()) if row["report_id"] in met}
    left = {
        table: [row for row in some if row.get("report_id") not in repeated]
        for table, some in rows.items()
    }
    met.update((row["report_id"], row["path"]) for row in left.get("reports", ()))
    left["duplicates"] = left.get("duplicates", []) + [
        {
            "path": row["path"],
            "rule": "same bytes",
            "kept": met[row["report_id"]],
            "sha256": row["sha256"],
        }
        for row in rows.get("reports", ())
        if row["report_id"] in repeated
    ]
    return left


def _packed(found: list[tuple[str, Rows]]) -> dict[str, Any]:
    """Make Arrow tables; where a row does not fit its schema, its file becomes a failure."""
    try:
        return _arrow(rows for _, rows in found)
    except Exception:
        return _arrow(_fitting(file, rows) for file, rows in found)


def _fitting(file: str, rows: Rows) -> Rows:
    try:
        _arrow([rows])
    except Exception as error:
        lost = Failure(shown(file), "tables", type(error).__name__, str(error))
        return {"failures": [failure_row(lost)]}
    return rows


def _arrow(found: Iterable[Rows]) -> dict[str, Any]:
    whole: Rows = defaultdict(list)
    for rows in found:
        for table, new in rows.items():
            whole[table] += new
    return {name: schemas()[name].shard.table(rows) for name, rows in whole.items() if rows}


def parquet(table: Any) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


if __name__ == "__main__":
    main()
