"""A result folder: shards written aside and renamed, so that a kill loses what is in flight only.

::

    out/
      manifest.json methods.md reports.parquet items.parquet …   the finished tables
      .work/lock                                                 one run at a time
      .work/<config digest>/<shard>/index.json *.parquet         finished shards of stage one

A shard is a folder that appears by one rename. Its index lists the files it covers with their
content digests; a resumed run skips those whose digest is still the same. Another configuration
has another folder, so versions never mix.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nlp_reports.corpus.tables import schemas
from nlp_reports.errors import StoreError

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table name."""


class Store:
    """The folder of one run.

    Args:
        out: the result folder; made if missing.
        config: digest of everything that decides stage one's results.
    """

    def __init__(self, out: Path, config: str) -> None:
        self.out = out
        self.work = out / ".work"
        self.shards_at = self.work / config
        try:
            self.shards_at.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{out}: cannot write here ({error}); choose another --out") from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one run; the lock goes with the process, even a killed one.

        Raises:
            StoreError: another run works here.
        """
        import fcntl

        with (self.work / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise StoreError(
                    f"{self.out}: another run works in this folder; wait for it or choose another"
                ) from None
            yield

    def restart(self) -> None:
        """Forget all that earlier runs left here, finished tables included."""
        for path in (*self.shards_at.parent.iterdir(), *self.out.glob("*.parquet")):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()
        self.shards_at.mkdir(parents=True, exist_ok=True)

    def done(self) -> dict[str, tuple[str | None, Path]]:
        """Return what finished shards cover: path -> (content digest, shard)."""
        found: dict[str, tuple[str | None, Path]] = {}
        for shard in self.shards():
            for path, digest in json.loads((shard / "index.json").read_text("utf-8")).items():
                found[path] = (digest, shard)
        return found

    def shards(self) -> list[Path]:
        """Return the finished shards, in the order of their names."""
        return sorted(p for p in self.shards_at.iterdir() if (p / "index.json").is_file())

    def write(self, files: Mapping[str, str | None], rows: Rows) -> Path:
        """Write one shard: the files it covers with their digests, and their rows."""
        import pyarrow.parquet as pq

        name = uuid.uuid4().hex
        aside = self.work / f"tmp-{name}"
        aside.mkdir()
        for table, schema in schemas().items():
            if rows.get(table):
                pq.write_table(schema.table(rows[table]), aside / f"{table}.parquet")
        (aside / "index.json").write_text(json.dumps(dict(files), ensure_ascii=False), "utf-8")
        return aside.rename(self.shards_at / name)

    def sweep(self) -> None:
        """Remove what a killed run left half written."""
        for path in self.work.glob("tmp-*"):
            shutil.rmtree(path, ignore_errors=True)

    def drop(self, shards: Iterable[Path]) -> None:
        """Remove shards whose files have changed or gone."""
        for shard in shards:
            aside = shard.rename(self.work / f"tmp-{shard.name}")
            shutil.rmtree(aside, ignore_errors=True)


def write_aside(path: Path, data: bytes) -> None:
    """Write a file completely or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()
