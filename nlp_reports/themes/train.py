"""Training a classifier for a codebook, and the folder that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nlp_reports.errors import UsageError
from nlp_reports.themes.calibrate import abstention, indicator
from nlp_reports.themes.classify import ThemeClassifier, targets
from nlp_reports.themes.features import Embedder
from nlp_reports.themes.labels import Labelled, digest, examples_of, for_codebook
from nlp_reports.themes.loading import codebook as find_codebook
from nlp_reports.themes.loading import toml_of
from nlp_reports.themes.model import ThemeModel, choose, save

TRAINING = ("train", "dev")


def fit(rows: Sequence[Labelled], codebook: str | Path, **settings: Any) -> ThemeClassifier:
    """Fit a classifier on labelled rows and the codebook's own examples.

    Args:
        rows: of any role; those that the codebook is not for are left out.
        codebook: name, TOML file or model folder.
        settings: of :class:`ThemeClassifier`.

    Raises:
        UsageError: no row is for the codebook, or a label is unknown to it.
    """
    book = find_codebook(codebook)
    own = [*for_codebook(rows, book), *examples_of(book)]
    classifier = ThemeClassifier(codebook, **settings)
    return classifier.fit(
        [row.text for row in own], [row.keys for row in own], [row.group for row in own]
    )


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model and its quality on items whose group it had not seen (out of fold).

    ``by_theme`` holds key, F1 and number of labelled items.
    """

    model: ThemeModel
    items: int
    micro: float
    macro: float
    by_theme: tuple[tuple[str, float, int], ...]


def train(
    rows: Sequence[Labelled],
    out: str | Path,
    codebook: str | Path = "disclosure-themes",
    *,
    name: str | None = None,
    embedder: Embedder | None = None,
    card: str | None = None,
) -> Trained:
    """Train on the splits train and dev, write the model folder.

    Below which chance the model abstains is set on dev, judged by a model that has seen train
    alone; labels without a split have it set out of fold. The folder holds the codebook too: give
    it to ``--codebook``, or share it.

    Args:
        rows: labelled items; those of the split ``test`` are never touched.
        out: the model folder.
        codebook: name or TOML file.
        name: how results cite the model; by default the codebook's name and version.
        embedder: see :class:`ThemeClassifier`; loading the model takes the same one.
        card: text of a ``CARD.md`` to lay beside.

    Raises:
        UsageError: nothing to train on.
    """
    book = find_codebook(codebook)
    used = [row for row in for_codebook(rows, book) if row.split in TRAINING]
    if not used:
        raise UsageError(f"no labelled item is for {book.id}; it is for {', '.join(book.roles)}")
    classifier = fit(used, codebook, embedder=embedder)
    model = replace(
        classifier.model_, name=name or book.id, abstain=_abstain(used, codebook, classifier)
    )
    trained = _quality(classifier, used, model)
    settings = {
        key: value
        for key, value in classifier.get_params().items()
        if key not in ("codebook", "embedder")
    } | {"members": list(classifier.members_)}
    manifest = {
        "items": len(used),
        "training": digest(used),
        "settings": settings,
        "out_of_fold": {
            "micro_f1": round(trained.micro, 4),
            "macro_f1": round(trained.macro, 4),
            "f1": {key: round(value, 4) for key, value, _ in trained.by_theme},
        },
    }
    save(trained.model, Path(out), manifest, toml_of(codebook))
    if card is not None:
        (Path(out) / "CARD.md").write_text(card, "utf-8")
    return trained


def _abstain(used: Sequence[Labelled], codebook: str | Path, classifier: ThemeClassifier) -> float:
    """From which chance the model names a theme at all: set on dev, where there is one."""
    model = classifier.model_
    dev = [row for row in used if row.split == "dev"]
    seen = [row for row in used if row.split != "dev"]
    if not dev or len(seen) < classifier.folds:
        return model.abstain
    settings = classifier.get_params()
    settings.pop("codebook")
    judged = fit(seen, codebook, **settings).model_.judge([row.text for row in dev])
    return abstention(
        np.array([one.probabilities for one in judged]),
        np.array([one.main for one in judged]),
        targets([row.keys for row in dev], model.keys)[0],
        model.keys,
        model.threshold,
    )


def _quality(classifier: ThemeClassifier, used: Sequence[Labelled], model: ThemeModel) -> Trained:
    """Quality out of fold on coded items; the codebook's examples are not counted."""
    from sklearn.metrics import f1_score

    wanted, _ = targets([row.keys for row in used], model.keys)
    chosen = [
        choose(chances, main, model.keys, model.threshold, model.abstain)
        for chances, main in zip(
            classifier.held_out_[: len(used)], classifier.held_out_main_[: len(used)], strict=True
        )
    ]
    given = indicator(chosen, model.keys)
    each = f1_score(wanted, given, average=None, zero_division=0.0)
    counts = wanted.sum(axis=0)
    return Trained(
        model,
        len(used),
        float(f1_score(wanted, given, average="micro", zero_division=0.0)),
        float(each.mean()),
        tuple(
            (key, float(value), int(count))
            for key, value, count in zip(model.keys, each, counts, strict=True)
        ),
    )


def quality_by_issuer(rows: Sequence[Labelled], codebook: str | Path) -> tuple[float, float]:
    """Micro and macro F1 out of fold, without keeping the model."""
    classifier = fit(rows, codebook)
    trained = _quality(classifier, rows, classifier.model_)
    return trained.micro, trained.macro
