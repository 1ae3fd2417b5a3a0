"""A linear model as arrays and a JSON manifest, applied with numpy alone.

A folder holds ``manifest.json`` (classes, settings, digests, metrics) and ``<head>.npy``, one row
of weights per class with the bias last. Nothing is unpickled; a changed file is refused.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nlp_reports.data import models
from nlp_reports.errors import ModelError
from nlp_reports.items.features import SIZE, VERSION, Seen


@dataclass(frozen=True, slots=True)
class Head:
    """One question: its classes, their columns in the model's weights, who decides.

    ``decides`` is ``both`` where the classifier, which sees the rules' votes, beat the rules out of
    fold, else ``rules``; ``temperature`` makes its probabilities fit.
    """

    classes: tuple[str, ...]
    columns: slice
    temperature: float
    decides: Literal["rules", "both"]

    def probabilities(self, told: NDArray[np.float32]) -> NDArray[np.float64]:
        """One row per piece: a calibrated probability per class; they sum to one.

        Args:
            told: what :meth:`RolesModel.told` says of the pieces.
        """
        scaled = told[:, self.columns].astype(np.float64) / self.temperature
        grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float64)

    def best(self, told: NDArray[np.float32]) -> list[tuple[str, float]]:
        """The likeliest class of each piece and its probability."""
        chances = self.probabilities(told)
        tops = chances.argmax(axis=1)
        sure = chances[np.arange(len(tops)), tops].tolist()
        return [
            (self.classes[at], round(chance, 4))
            for at, chance in zip(tops.tolist(), sure, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class RolesModel:
    """The heads for role and status over one array of weights, and the name results cite."""

    name: str
    weights: NDArray[np.float32]
    roles: Head
    statuses: Head

    def told(self, seen: Seen) -> NDArray[np.float32]:
        """What the weights say of each piece, a column per class of both heads."""
        told = self.weights.take(seen.places, axis=0)
        told *= seen.values[:, None]
        return np.asarray(
            np.add.reduceat(told, seen.starts, axis=0) + self.weights[-1], dtype=np.float32
        )


def digest(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _weights(folder: Path, row: dict[str, Any]) -> NDArray[np.float32]:
    path = folder / row["file"]
    if not path.is_file() or digest(path) != row["sha256"]:
        raise ModelError(f"{path}: missing or altered; install the model again or train it")
    weights = np.load(path, allow_pickle=False)
    if weights.shape != (len(row["classes"]), SIZE + 1):
        raise ModelError(f"{path}: shape {weights.shape} does not fit its manifest; train it again")
    return np.asarray(weights.astype(np.float32).T)


def _head(row: dict[str, Any], first: int) -> Head:
    columns = slice(first, first + len(row["classes"]))
    return Head(tuple(row["classes"]), columns, float(row["temperature"]), row["decides"])


def load(folder: Path) -> RolesModel:
    """A model from its folder.

    Raises:
        ModelError: a file is missing or altered, or made for other features.
    """
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text("utf-8"))
        if manifest["features"] != VERSION:
            raise ModelError(f"{path}: made for features {manifest['features']}; train it again")
        heads = [manifest["heads"][name] for name in ("role", "status")]
        weights = [_weights(folder, row) for row in heads]
        return RolesModel(
            name=manifest["name"],
            weights=np.ascontiguousarray(np.hstack(weights)),
            roles=_head(heads[0], 0),
            statuses=_head(heads[1], weights[0].shape[1]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: {error!r}; install the model again or train it") from error


@cache
def shipped() -> RolesModel | None:
    """The model that ships with the package, or ``None`` where there is none.

    Raises:
        ModelError: it is there, but altered.
    """
    try:
        folder = models() / "roles"
    except ModelError:
        return None
    return load(folder) if (folder / "manifest.json").is_file() else None
