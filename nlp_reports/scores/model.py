"""A monotone ordinal model, applied with numpy alone.

Three continuation-ratio logits: P(level >= 1), P(level >= 2 | >= 1), P(level >= 3 | >= 2). Each
adds up weights of slots, of the role, and of the wording of the most particular clause. Weights
of slots are never negative but for ``denial``, which is never positive: finding a fact can only
raise a level.

A folder holds ``model.json`` (weights, settings), ``grams.json`` and ``wording.npy`` (a row of
three weights per gram) and ``manifest.toml`` with their digests. Nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp_reports.data import models
from nlp_reports.errors import ModelError
from nlp_reports.scores.features import VERSION, Seen, names
from nlp_reports.text import Span

STEPS = 3
FILES = ("model.json", "grams.json", "wording.npy")
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model says of one item.

    Attributes:
        probabilities: P(level = 0..3); they sum to one.
        clause: the clause whose wording argues most for level 2, the first of equals.
        wording: its score in logits.
    """

    probabilities: tuple[float, float, float, float]
    clause: Span
    wording: float


@dataclass(frozen=True, eq=False)
class Model:
    """Weights of the three steps.

    Attributes:
        name: name, version and digest as scores cite it.
        grams: place of each gram in ``wording``.
        wording: a row of three weights per gram.
        bias: of the three wording scores.
        weights: a row per step, a column per feature, the last for the wording score.
    """

    name: str
    grams: dict[str, int]
    wording: npt.NDArray[np.float32]
    bias: Vector
    weights: Vector

    def wording_of(self, clauses: Sequence[Sequence[str]]) -> Vector:
        """Give the wording score of the grams of each clause at each step.

        Returns:
            A row of three per clause; the bias where no gram is known.
        """
        rows, table = self._rows
        places = [[0, *filter(None, map(rows.get, grams))] for grams in clauses]
        sizes = np.array([max(1, len(own) - 1) for own in places], dtype=float)
        flat = np.fromiter(chain.from_iterable(places), dtype=np.intp)
        starts = np.cumsum([0, *map(len, places[:-1])])
        total = np.add.reduceat(table[flat], starts, axis=0)
        return np.asarray(total / np.sqrt(sizes)[:, None] + self.bias)

    @cached_property
    def _rows(self) -> tuple[dict[str, int], Vector]:
        """The row of each gram, and the wording in double precision.

        Row 0 is of zeros, so that no clause is empty.
        """
        table = np.vstack([np.zeros(STEPS), self.wording.astype(np.float64)])
        return {gram: at + 1 for gram, at in self.grams.items()}, table

    def read(self, seen: Sequence[Seen]) -> list[Reading]:
        """Give the probabilities of every item, each as if it were alone."""
        if not seen:
            return []
        scores = self.wording_of([grams for one in seen for _, grams in one.clauses])
        starts = np.cumsum([0, *(len(one.clauses) for one in seen)])
        most = np.maximum.reduceat(scores, starts[:-1], axis=0)
        values = np.array([one.values for one in seen])
        logits = (values[:, None, :] * self.weights[:, :-1]).sum(axis=2)
        levels = from_logits(logits + self.weights[:, -1] * most)
        found = []
        for at, one in enumerate(seen):
            telling = starts[at] + int(np.argmax(scores[starts[at] : starts[at + 1], 1]))
            span, _ = one.clauses[telling - starts[at]]
            a, b, c, d = map(float, levels[at])
            found.append(Reading((a, b, c, d), span, float(scores[telling, 1])))
        return found

    def wordings(self, seen: Seen) -> Vector:
        """Give the wording score of the most particular clause at each step."""
        return np.asarray(self.wording_of([grams for _, grams in seen.clauses]).max(axis=0))


def from_logits(logits: Vector) -> Vector:
    """Turn continuation-ratio logits (three in the last axis) into P(level = 0..3)."""
    steps = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    edge = np.ones((*logits.shape[:-1], 1))
    reach = np.concatenate([edge, np.cumprod(steps, axis=-1), 0 * edge], axis=-1)
    return np.asarray(reach[..., :-1] - reach[..., 1:])


def digest(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(folder: Path) -> Model:
    """Read a model from its folder.

    Raises:
        ModelError: a file is missing or altered, or made for other features.
    """
    try:
        manifest = tomllib.loads((folder / "manifest.toml").read_text("utf-8"))
        for name in FILES:
            if digest(folder / name) != manifest["sha256"][name]:
                raise ModelError(f"{folder / name}: altered; install the model again or train it")
        head = json.loads((folder / "model.json").read_text("utf-8"))
        known = json.loads((folder / "grams.json").read_text("utf-8"))
        wording = np.load(folder / "wording.npy", allow_pickle=False)
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{folder}: {error!r}; install the model again or train it") from error
    if head["features"] != VERSION or tuple(head["names"]) != names():
        raise ModelError(f"{folder}: made for other slots; train it again")
    name = f"{manifest['name']}#{manifest['sha256']['model.json'][:8]}"
    return Model(
        name,
        {gram: at for at, gram in enumerate(known)},
        wording.astype(np.float32),
        np.array(head["bias"]),
        np.array(head["weights"]),
    )


@cache
def shipped() -> Model:
    """Return the model that ships with the package.

    Raises:
        ModelError: it is missing or altered.
    """
    return load(models() / "substance")
