"""From items to mentions: which themes an item speaks of, the main one first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from nlp_reports.chinese.sentences import trimmed
from nlp_reports.errors import ModelError
from nlp_reports.report import Codebook, Item, Mention
from nlp_reports.text import Span
from nlp_reports.themes.loading import OTHER, TrainedCodebook
from nlp_reports.themes.match import Hit, rules

if TYPE_CHECKING:
    from nlp_reports.themes.model import Judgement, ThemeModel

ENOUGH = 0.6
"""Weight from which rules alone name a theme."""
MODELS = {"disclosure-themes@1": "themes", "supervision-practices@1": "practices"}
"""The shipped codebooks that have a trained model, and its folder."""


def tag(
    items: Iterable[Item], codebook: Codebook, *, model: ThemeModel | None = None
) -> tuple[Mention, ...]:
    """Tag items with the themes of a codebook.

    Only items whose role the codebook is for are tagged, each with at least one theme: ``other``,
    alone, where nothing else is found and the codebook has it. Evidence counts in the report's
    text. A codebook without a trained model is applied by its rules.

    Args:
        items: of one report or of many.
        codebook: from :func:`nlp_reports.codebook`.
        model: a trained classifier; by default the one that belongs to the codebook.

    Raises:
        ModelError: the codebook's model is there, but altered.
    """
    model = model or model_of(codebook)
    own = [item for item in items if item.role in codebook.roles]
    if model is None:
        return tuple(mention for item in own for mention in by_rules(item, codebook))
    judged = zip(own, model.judge([item.text for item in own]), strict=True)
    return tuple(mention for item, said in judged for mention in by_model(item, said, model))


@lru_cache(maxsize=32)
def model_of(codebook: Codebook) -> ThemeModel | None:
    """The trained classifier that belongs to a codebook, or ``None``.

    A codebook that shares its name with a shipped one but not its content has none.
    """
    from nlp_reports.data import models
    from nlp_reports.themes.model import loaded

    if isinstance(codebook, TrainedCodebook):
        return loaded(Path(codebook.folder))
    if codebook.id not in MODELS:
        return None
    try:
        folder = models() / MODELS[codebook.id]
    except ModelError:
        return None
    if not (folder / "manifest.json").is_file():
        return None
    model = loaded(folder)
    return model if model.codebook == codebook else None


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A theme to report: its key, weight, evidence in the item, and who decided."""

    key: str
    weight: float
    evidence: tuple[Span, ...]
    decided_by: str


def by_model(item: Item, judgement: Judgement, model: ThemeModel) -> list[Mention]:
    """The mentions of one item by a trained classifier, main theme first."""
    columns = model.choose(judgement)
    decided = f"model:{model.name}"
    if not columns:
        best = float(judgement.probabilities[[key != OTHER for key in model.keys]].max())
        return _nothing(item, model.codebook, 1 - best, decided)
    chosen = []
    for column in columns:
        key = model.keys[column]
        loudest = judgement.loudest(column) or Span(0, len(item.text))
        spans = evidence(judgement.hits, key) or (trimmed(item.text, loudest),)
        chosen.append(_Chosen(key, float(judgement.probabilities[column]), spans, decided))
    return _mentions(item, model.codebook, chosen)


def by_rules(item: Item, codebook: Codebook) -> list[Mention]:
    """The mentions of one item by rules alone, the theme that comes first as the main one."""
    hits = rules(codebook).hits(item.text)
    weights = by_theme(hits)
    chosen = [
        _Chosen(key, weight, evidence(hits, key), _deciding(hits, key))
        for key, weight in weights.items()
        if weight >= ENOUGH and key != OTHER
    ]
    chosen.sort(key=lambda one: (one.evidence[0].start, -one.weight, one.key))
    if not chosen:
        return _nothing(item, codebook, 1.0, "rule:none")
    return _mentions(item, codebook, chosen)


def _mentions(item: Item, codebook: Codebook, chosen: Sequence[_Chosen]) -> list[Mention]:
    return [
        Mention(
            item.id,
            codebook.id,
            one.key,
            one.weight,
            rank,
            tuple(span.shift(item.span.start) for span in one.evidence),
            one.decided_by,
        )
        for rank, one in enumerate(chosen)
    ]


def _nothing(item: Item, codebook: Codebook, weight: float, decided: str) -> list[Mention]:
    if not any(theme.key == OTHER for theme in codebook.themes):
        return []
    return [Mention(item.id, codebook.id, OTHER, weight, 0, (), decided)]


def by_theme(hits: Sequence[Hit]) -> dict[str, float]:
    """The weight of each theme that was hit: patterns count as independent witnesses."""
    patterns = {(hit.theme, hit.pattern): hit.weight for hit in hits}
    keys = dict.fromkeys(theme for theme, _ in patterns)
    return {
        key: 1.0 - prod(1.0 - weight for (theme, _), weight in patterns.items() if theme == key)
        for key in keys
    }


def evidence(hits: Sequence[Hit], key: str) -> tuple[Span, ...]:
    """The places of a theme's hits in the item, in order; one inside another is left out."""
    found: list[Span] = []
    spans = {hit.span for hit in hits if hit.theme == key}
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not found or span.end > found[-1].end:
            found.append(span)
    return tuple(found)


def _deciding(hits: Sequence[Hit], key: str) -> str:
    best = max((hit for hit in hits if hit.theme == key), key=lambda hit: hit.weight)
    return f"rule:{best.pattern}"
