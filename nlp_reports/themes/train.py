"""Training a classifier for a codebook, and the folder that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nlp_reports.errors import UsageError
from nlp_reports.themes.classify import ThemeClassifier
from nlp_reports.themes.labels import (
    Labelled,
    digest,
    examples_of,
    for_codebook,
    read_gold,
    read_statements,
)
from nlp_reports.themes.loading import codebook as find_codebook
from nlp_reports.themes.loading import toml_of
from nlp_reports.themes.model import ThemeModel, save

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


def train(
    rows: Sequence[Labelled],
    out: str | Path,
    codebook: str | Path = "disclosure-themes",
    *,
    name: str | None = None,
    metrics: dict[str, Any] | None = None,
) -> ThemeModel:
    """Train on the splits train and dev, write the model folder, return the model.

    The folder holds the codebook too: give it to ``--codebook``, or share it.

    Args:
        rows: labelled items; those of the split ``test`` are never touched.
        out: the model folder.
        codebook: name or TOML file.
        name: how results cite the model; by default the codebook's name and version.
        metrics: what is known about the quality, for the manifest.

    Raises:
        UsageError: nothing to train on.
    """
    book = find_codebook(codebook)
    used = [row for row in for_codebook(rows, book) if row.split in TRAINING]
    if not used:
        raise UsageError(f"no labelled item is for {book.id}; it is for {', '.join(book.roles)}")
    classifier = fit(used, codebook)
    model = replace(classifier.model_, name=name or book.id)
    manifest = {
        "items": len(used),
        "training": digest(used),
        "metrics": metrics or {},
        "settings": {
            key: value for key, value in classifier.get_params().items() if key != "codebook"
        },
    }
    save(model, Path(out), manifest, toml_of(codebook))
    return model


def shipped_rows(corpora: Path) -> list[Labelled]:
    """What the shipped models are trained on: the gold reports and the written statements."""
    statements = corpora / "statements" / "statements.txt"
    return [*read_gold(corpora / "gold"), *read_statements(statements)]
