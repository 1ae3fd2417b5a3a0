"""Labelled items: the one form that training reads and that every labelling tool gives back.

A folder of gold (``documents.csv`` and ``labels.jsonl``), a file of written statements, or rows
that came back from a labelling tool become :class:`Labelled` rows.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from nlp_reports.errors import DataError
from nlp_reports.report import Codebook

Mark = tuple[int, int, str]
"""Start and end in the text, and a theme's key."""
_ROLES = {"p": "problem", "m": "measure", "s": "supervision"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its themes, the main one first.

    ``group`` is whose text it is: folds and splits keep a group together. ``weight`` is one over
    the probability with which the item was sampled. ``spans`` are the places in the text that the
    ``coder`` marked as evidence.
    """

    text: str
    role: str
    keys: tuple[str, ...]
    group: str
    split: str = "train"
    item: str = ""
    weight: float = 1.0
    spans: tuple[Mark, ...] = ()
    coder: str = ""


def for_codebook(rows: Iterable[Labelled], codebook: Codebook) -> list[Labelled]:
    """The rows whose role the codebook is for."""
    return [row for row in rows if row.role in codebook.roles]


def digest(rows: Iterable[Labelled]) -> str:
    """SHA-256 over the rows, for the manifest of what is trained on them."""
    parts = [json.dumps([row.text, row.keys, row.group], ensure_ascii=False) for row in rows]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_gold(folder: Path) -> list[Labelled]:
    """The coded items of a gold folder; the group is the issuer's superior, or the issuer.

    Raises:
        DataError: a file is missing or a row is not whole.
    """
    try:
        with (folder / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
            documents = {row["report"]: row for row in csv.DictReader(file)}
        lines = (folder / "labels.jsonl").read_text("utf-8").splitlines()
    except OSError as error:
        what = f"{folder}: no gold folder ({error}); it needs documents.csv and labels.jsonl"
        raise DataError(what) from error
    return list(_coded(lines, documents, folder))


def _coded(lines: list[str], documents: dict[str, dict[str, str]], at: Path) -> Iterator[Labelled]:
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            about = documents[row["report"]]
            keys = tuple(row["themes"] or row["practices"])
            if keys:
                group = about.get("parent") or about["issuer"]
                item = f"{row['report']}/{row['index']}"
                yield Labelled(row["text"], row["role"], keys, group, about["split"], item)
        except (ValueError, KeyError) as error:
            place = f"{at / 'labels.jsonl'}, line {number}"
            raise DataError(
                f"{place}: not a coded item ({error!r}); compile the gold again"
            ) from error


def read_statements(path: Path) -> list[Labelled]:
    """Single statements written for training: ``p themes | text`` a line, # for remarks.

    Raises:
        DataError: a line is in another form; it is named.
    """
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        head, _, text = line.partition(" | ")
        role, _, keys = head.strip().partition(" ")
        if role not in _ROLES or not keys or not text.strip():
            raise DataError(f"{path}, line {number}: write it as 'p|m|s themes | text'")
        group = f"statements/{number % 40}"
        found.append(Labelled(text.strip(), _ROLES[role], tuple(keys.split(",")), group))
    return found


def write_labels(rows: Iterable[Labelled], path: Path) -> None:
    """Write labelled rows as JSON lines, the form that training takes."""
    lines = [json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), "utf-8")


def read_labels(path: Path) -> list[Labelled]:
    """Read labelled rows: JSON lines as :func:`write_labels` wrote them, or a gold folder.

    Raises:
        DataError: the file is missing or a line is not a labelled row; it is named.
    """
    if path.is_dir():
        return read_gold(path)
    found = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: no labels ({error}); make them with label import") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            marks = tuple((int(at), int(end), str(key)) for at, end, key in row.get("spans", ()))
            found.append(Labelled(**{**row, "keys": tuple(row["keys"]), "spans": marks}))
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}, line {number}: not a labelled row ({error!r})") from error
    return found


def examples_of(codebook: Codebook) -> list[Labelled]:
    """The codebook's own examples, as labelled texts."""
    return [
        Labelled(text, codebook.roles[0], (theme.key,), f"examples/{theme.key}")
        for theme in codebook.themes
        for text in theme.examples
    ]
