"""A result folder: shards written aside and renamed, so that a kill loses what is in flight only.

::

    out/
      manifest.json methods.md reports.parquet items.parquet …   the finished tables
      .work/lock                                                 one run at a time
      .work/<config digest>/<shard>/index.json *.parquet         finished shards of stage one

A shard is a folder that appears by one rename. Its index lists the files it covers with their
content digests, and the sizes of its tables; a resumed run skips files whose digest is still the
same, and drops shards that a power cut left damaged. Another configuration has another folder, so
versions never mix.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from nlp_reports.corpus.tables import schemas
from nlp_reports.errors import StoreError


class Store:
    """The folder of one run.

    Args:
        out: the result folder; made if missing.
        config: digest of everything that decides stage one's results.

    Raises:
        StoreError: the folder cannot be written.
    """

    def __init__(self, out: Path, config: str) -> None:
        self.out = out
        self.work = out / ".work"
        self.shards_at = self.work / config
        with writing(out):
            self.shards_at.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one run; the lock goes with the process, even a killed one.

        Raises:
            StoreError: another run works here, or this one may not write.
        """
        with writing(self.out):
            file = (self.work / "lock").open("a")
        with file:
            try:
                _lock(file)
            except OSError:
                raise StoreError(
                    f"{self.out}: another run works in this folder; wait for it or choose another"
                ) from None
            yield

    def restart(self) -> None:
        """Forget all that earlier runs left here, finished tables included."""
        with writing(self.out):
            for path in self.work.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
            for name in ("manifest.json", *(f"{table}.parquet" for table in schemas())):
                (self.out / name).unlink(missing_ok=True)
            self.shards_at.mkdir(parents=True, exist_ok=True)

    def done(self) -> dict[Path, dict[str, str | None]]:
        """Return what each finished shard covers: content digests by path; drop damaged shards."""
        found: dict[Path, dict[str, str | None]] = {}
        for shard in self.shards():
            files = _files(shard)
            if files is None:
                self.drop([shard])
            else:
                found[shard] = files
        return found

    def failed(self, shard: Path) -> int:
        """Return how many files or members failed in a finished shard."""
        return int(json.loads((shard / "index.json").read_text("utf-8")).get("failed", 0))

    def shards(self) -> list[Path]:
        """Return the finished shards, in the order of their names."""
        return sorted(path for path in self.shards_at.iterdir() if path.is_dir())

    def write(
        self, files: Mapping[str, str | None], tables: Mapping[str, bytes], failed: int = 0
    ) -> Path:
        """Write one shard.

        Args:
            files: the files it covers with their content digests; one without is done again by
                the next run.
            tables: Parquet bytes by table.
            failed: how many of the files, or of their members, failed.

        Raises:
            StoreError: the disk is full or gone.
        """
        name = uuid.uuid4().hex
        aside = self.work / f"tmp-{name}"
        sizes = {key: len(data) for key, data in tables.items()}
        index = {"files": dict(files), "sizes": sizes, "failed": failed}
        with writing(self.out):
            aside.mkdir()
            for table, data in tables.items():
                (aside / f"{table}.parquet").write_bytes(data)
            (aside / "index.json").write_text(json.dumps(index), "utf-8")
            return aside.rename(self.shards_at / name)

    def sweep(self) -> None:
        """Remove what a killed run left half written."""
        for path in self.work.glob("tmp-*"):
            shutil.rmtree(path, ignore_errors=True)
        with writing(self.out):
            for path in self.out.glob(".*.tmp"):
                path.unlink(missing_ok=True)

    def drop(self, shards: Iterable[Path]) -> None:
        """Remove shards whose files have changed or gone."""
        for shard in shards:
            with writing(self.out):
                aside = shard.rename(self.work / f"tmp-{shard.name}")
            shutil.rmtree(aside, ignore_errors=True)


def _files(shard: Path) -> dict[str, str | None] | None:
    """Read what a shard covers; ``None`` where it is damaged."""
    try:
        index: dict[str, Any] = json.loads((shard / "index.json").read_text("utf-8"))
        sizes = {key: (shard / f"{key}.parquet").stat().st_size for key in index["sizes"]}
    except (OSError, ValueError, KeyError):
        return None
    files: dict[str, str | None] = index["files"]
    return files if sizes == index["sizes"] else None


def _lock(file: IO[str]) -> None:
    """Lock a file for this process, or raise ``OSError``."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Turn a disk that is full or gone, a folder that is none or not ours, into a message.

    Raises:
        StoreError: something could not be written.
    """
    try:
        yield
    except OSError as error:
        advice = "make room or choose another --out"
        if isinstance(error, PermissionError):
            advice = "get the right to write there or choose another --out"
        elif isinstance(error, FileExistsError | NotADirectoryError):
            advice = "a file is in the way: choose a folder for --out"
        elif isinstance(error, IsADirectoryError):
            advice = "a folder is in the way: move it"
        place = f": {error.filename}" if error.filename not in (None, str(out)) else ""
        raise StoreError(
            f"{out}: cannot write here ({error.strerror or error}{place}); {advice}, then run the "
            "same command again: what is done is kept"
        ) from error


def write_aside(path: Path, data: bytes) -> None:
    """Write a file completely or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()
