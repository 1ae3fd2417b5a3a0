"""The trained classifier at work: numpy alone, the same in every process and any company."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports import linear
from nlp_reports.errors import ModelError
from nlp_reports.recall import Recall
from nlp_reports.report import Codebook
from nlp_reports.text import Span
from nlp_reports.themes.features import VERSION, Embedder, Features
from nlp_reports.themes.loading import OTHER, read_codebook
from nlp_reports.themes.match import Hit, Rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOUDEST = 0.2
"""What the clause that speaks most for a theme counts beside the whole: chosen by folds."""
OPENING = 0.3
"""What the first clause counts beside the whole for which theme is the main one."""
BATCH = 64
"""Items judged at once: bounds memory, changes nothing."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of one item: a probability per theme, and which counts as main.

    ``voices`` has a row for each of the ``clauses``, of which an item of one clause has none: how
    much it speaks for each theme.
    """

    probabilities: NDArray[np.float64]
    main: NDArray[np.float64]
    hits: tuple[Hit, ...]
    clauses: tuple[Span, ...]
    voices: NDArray[np.float32]

    def loudest(self, column: int) -> Span | None:
        """The clause that speaks most for a theme, or ``None`` where there is but one."""
        if not self.clauses:
            return None
        return self.clauses[int(self.voices[:, column].argmax())]


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

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """Score items, each by itself: its company changes nothing."""
        return self._recall(texts, self._judged)

    @cached_property
    def _recall(self) -> Recall[str, Judgement]:
        return Recall()

    def _judged(self, texts: Sequence[str]) -> Iterator[Judgement]:
        for start in range(0, len(texts), BATCH):
            yield from self._judge(texts[start : start + BATCH])

    def _judge(self, texts: Sequence[str]) -> Iterator[Judgement]:
        import numpy as np

        rows = self.features.rows(texts)
        scores = rows.scores(self.weights) + self.bias
        raw = joined(scores[: rows.texts], scores[rows.texts :], rows.owner[rows.texts :])
        size = len(self.keys)
        logits = raw[:, :size].astype(np.float64) * self.slope + self.shift
        chances = 1 / (1 + np.exp(-logits))
        edges = np.searchsorted(rows.owner[rows.texts :], np.arange(rows.texts + 1)) + rows.texts
        for at in range(rows.texts):
            own = slice(int(edges[at]), int(edges[at + 1]))
            yield Judgement(
                chances[at], raw[at, size:], rows.hits[at], rows.spans[own], scores[own, :size]
            )

    def choose(self, judgement: Judgement) -> list[int]:
        """The columns of the themes named, main one first; empty where the model abstains."""
        return choose(
            judgement.probabilities, judgement.main, self.keys, self.threshold, self.abstain
        )


def joined(
    wholes: NDArray[Any], clauses: NDArray[Any], owner: NDArray[np.integer[Any]]
) -> NDArray[Any]:
    """Scores of items from those of the whole and of each clause.

    Args:
        wholes: a row per item, two columns per theme: whether it is spoken of, whether it is main.
        clauses: the same for each clause.
        owner: the item of each clause.

    Returns:
        As ``wholes``: the loudest clause raises whether a theme is spoken of, the first clause
        has a say in which is the main one.
    """
    import numpy as np

    size = wholes.shape[1] // 2
    found, loud = wholes.copy(), wholes[:, :size].copy()
    np.maximum.at(loud, owner, clauses[:, :size])
    found[:, :size] += LOUDEST * (loud - wholes[:, :size])
    parted, first = np.unique(owner, return_index=True)
    found[parted, size:] += OPENING * (clauses[first, size:] - wholes[parted, size:])
    return found


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
