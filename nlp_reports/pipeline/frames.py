"""Messages between a run and its workers: length, kind, body; never a pickle."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_HEAD = struct.Struct(">cQ")

TASK = b"t"
"""To the worker, JSON: settings, working folder, files and what to leave out, to read them; or the
folder of a comparison, the length of shingles and bounds of issuers, to compare them."""
READING = b"r"
"""From the worker: the file, or member of an archive, that it begins to work on now."""
TABLE = b"p"
"""From the worker: the name of a table, a line feed, its Parquet or Arrow bytes."""
DONE = b"d"
"""From the worker, JSON: the task is finished; how many files or members failed."""


def send(pipe: IO[bytes], kind: bytes, body: bytes) -> None:
    """Write one message.

    Raises:
        OSError: the other end is gone.
    """
    pipe.write(_HEAD.pack(kind, len(body)) + body)
    pipe.flush()


def send_json(pipe: IO[bytes], kind: bytes, body: Any) -> None:
    """Write one message that is JSON."""
    send(pipe, kind, json.dumps(body).encode())


def receive(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one message; ``None`` where the other end is gone."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, size = _HEAD.unpack(head)
    body = pipe.read(size)
    return (kind, body) if len(body) == size else None
