"""The trained classifier at work: numpy alone, one item at a time, the same in every process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports import linear
from nlp_reports.errors import ModelError
from nlp_reports.report import Codebook
from nlp_reports.themes.features import VERSION, Embedder, Features
from nlp_reports.themes.loading import read_codebook
from nlp_reports.themes.match import Hit, Rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of one item: a probability per theme, and which counts as main."""

    probabilities: NDArray[np.float64]
    main: NDArray[np.float64]
    places: NDArray[np.intp]
    values: NDArray[np.float32]
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class ThemeModel:
    """A linear classifier with one row of weights per feature.

    ``weights`` has two columns per theme: whether an item speaks of it, and whether it is the main
    one. ``slope`` and ``shift`` turn the first into calibrated probabilities. A theme is named from
    ``threshold``; where none reaches ``abstain``, the model says ``other``.
    """

    name: str
    codebook: Codebook
    features: Features
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    slope: NDArray[np.float32]
    shift: NDArray[np.float32]
    threshold: float
    abstain: float

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The themes, in the order of the columns."""
        return tuple(theme.key for theme in self.codebook.themes)

    def judge(self, text: str) -> Judgement:
        """Score one item."""
        import numpy as np

        places, values, hits = self.features.of(text)
        raw = (values @ self.weights[places] + self.bias).astype(np.float64)
        size = len(self.keys)
        logits = raw[:size] * self.slope + self.shift
        return Judgement(1 / (1 + np.exp(-logits)), raw[size:], places, values, hits)

    def choose(self, judgement: Judgement) -> list[int]:
        """The columns of the themes named, main one first; empty where the model abstains."""
        return choose(
            judgement.probabilities, judgement.main, self.keys, self.threshold, self.abstain
        )


def choose(
    probabilities: NDArray[np.float64],
    main: NDArray[np.float64],
    keys: tuple[str, ...],
    threshold: float,
    abstain: float,
) -> list[int]:
    """Which themes to name, main one first; none means ``other``."""
    real = [at for at, key in enumerate(keys) if key != OTHER]
    best = max(real, key=lambda at: (probabilities[at], -at))
    other = keys.index(OTHER) if OTHER in keys else None
    if probabilities[best] < abstain:
        return []
    if other is not None and probabilities[other] > probabilities[best]:
        return []
    named = [at for at in real if probabilities[at] >= threshold or at == best]
    return sorted(named, key=lambda at: (-main[at], at))


def load(folder: Path, embedder: Embedder | None = None) -> ThemeModel:
    """A model from its folder.

    Args:
        folder: of the model.
        embedder: the one that it was trained with, if it was.

    Raises:
        ModelError: a file is missing or altered, the model is for another version, or its
            embedder is wanting or another.
    """
    manifest, arrays, texts = linear.load(folder)
    if manifest.get("features") != VERSION:
        raise ModelError(f"{folder}: made for features {manifest.get('features')}; train it again")
    codebook = read_codebook(texts["codebook.toml"], str(folder / "codebook.toml"))
    given = embedder.name if embedder else None
    if given != manifest.get("embedder"):
        wanted = manifest.get("embedder")
        raise ModelError(
            f"{folder}: trained with embedder {wanted!r}; load it with that, not {given!r}"
        )
    features = Features(
        tuple(json.loads(texts["features.json"])),
        tuple(float(number) for number in arrays["idf"]),
        Rules(codebook),
        embedder,
    )
    if arrays["weights"].shape != (len(features.names), 2 * len(codebook.themes)):
        raise ModelError(f"{folder}: the weights do not fit the features; train it again")
    return ThemeModel(
        name=manifest["name"],
        codebook=codebook,
        features=features,
        weights=arrays["weights"],
        bias=arrays["bias"],
        slope=arrays["slope"],
        shift=arrays["shift"],
        threshold=manifest["threshold"],
        abstain=manifest["abstain"],
    )


def save(model: ThemeModel, folder: Path, manifest: Mapping[str, Any], codebook_toml: str) -> None:
    """Write a model folder with the codebook that it was trained for."""
    import numpy as np

    embedder = model.features.embedder
    linear.save(
        folder,
        {
            "name": model.name,
            "codebook": model.codebook.id,
            "features": VERSION,
            "threshold": model.threshold,
            "abstain": model.abstain,
            **({"embedder": embedder.name} if embedder else {}),
            **manifest,
        },
        {
            "weights": model.weights.astype(np.float16),
            "bias": model.bias,
            "slope": model.slope,
            "shift": model.shift,
            "idf": np.asarray(model.features.idf, dtype=np.float32),
        },
        {
            "codebook.toml": codebook_toml,
            "features.json": json.dumps(model.features.names, ensure_ascii=False, indent=0),
        },
    )


@cache
def loaded(folder: Path) -> ThemeModel:
    """The model of a folder, read once in a process."""
    return load(folder)
