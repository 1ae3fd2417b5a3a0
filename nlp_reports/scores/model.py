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
from functools import cache
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

    def wording_of(self, grams: Sequence[str]) -> Vector:
        """Give the wording score of some grams at each step; the bias where none is known."""
        places = [self.grams[gram] for gram in grams if gram in self.grams]
        if not places:
            return self.bias
        total = self.wording[places].sum(axis=0, dtype=np.float64)
        return np.asarray(total / np.sqrt(len(places)) + self.bias)

    def wordings(self, seen: Seen) -> Vector:
        """Give the wording score of the most particular clause at each step."""
        scores = [self.wording_of(grams) for _, grams in seen.clauses]
        return np.asarray(np.max(scores, axis=0), dtype=np.float64)

    def most_particular(self, seen: Seen) -> tuple[Span, float]:
        """Give the clause whose wording argues most for level 2, with its score."""
        scored = [(float(self.wording_of(grams)[1]), span) for span, grams in seen.clauses]
        score, span = max(scored, key=lambda pair: (pair[0], -pair[1].start))
        return span, score

    def logits(self, seen: Seen) -> Vector:
        """Give the logit of each step."""
        fixed = self.weights[:, :-1] @ seen.values
        return np.asarray(fixed + self.weights[:, -1] * self.wordings(seen))

    def probabilities(self, seen: Seen) -> tuple[float, float, float, float]:
        """Give P(level = 0..3); they sum to one."""
        return from_logits(self.logits(seen))


def from_logits(logits: Vector) -> tuple[float, float, float, float]:
    """Turn the three continuation-ratio logits into P(level = 0..3)."""
    steps = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    reach = np.concatenate([[1.0], np.cumprod(steps), [0.0]])
    level = reach[:-1] - reach[1:]
    return float(level[0]), float(level[1]), float(level[2]), float(level[3])


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
