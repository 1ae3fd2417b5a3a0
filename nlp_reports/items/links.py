"""Which measure answers which problem (CODEBOOK 2): theme or named object, never order alone.

A small logistic model weighs what theme, shared terms and explicit reference say; the order of two
lists only tips the balance between problems that have one of these in common with the measure.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp_reports.data import models
from nlp_reports.errors import ModelError
from nlp_reports.items.link_features import NAMES, VERSION, Side, features, pairs_told, side
from nlp_reports.report import Item, Link, Mention

EVIDENCE = slice(0, 6)
"""Columns one of which must speak: themes, terms, explicit reference."""


@dataclass(frozen=True, slots=True)
class LinkModel:
    """A weight per feature, the bias, and the probability from which a pair is a link."""

    name: str
    weights: NDArray[np.float64]
    bias: float
    taken: float

    def probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability (0..1) that each pair belongs together; 0 without evidence."""
        chance = 1 / (1 + np.exp(-(rows @ self.weights + self.bias)))
        return np.where(rows[:, EVIDENCE].any(axis=1), chance, 0.0)


@cache
def shipped() -> LinkModel:
    """The model that ships with the package.

    Raises:
        ModelError: it is missing, or made for other features.
    """
    path = models() / "links" / "manifest.json"
    try:
        row = json.loads(path.read_text("utf-8"))
        if row["features"] != VERSION:
            raise ModelError(f"{path}: made for features {row['features']}; train it again")
        weights = np.asarray([row["weights"][name] for name in NAMES])
        return LinkModel(row["name"], weights, row["bias"], row["taken"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: {error!r}; install the model again or train it") from error


def _why(problem: Side, measure: Side, row: NDArray[np.float64]) -> str:
    seen = dict(zip(NAMES, row, strict=True))
    why = []
    if seen["same main theme"]:
        why.append(f"theme {problem.main}")
    elif common := sorted(problem.themes.keys() & measure.themes.keys()):
        why.append("themes " + " ".join(common))
    if seen["problem named"] > 0:
        why.append(f"named: {measure.named}")
    if terms := sorted(problem.terms & measure.terms)[:4]:
        why.append("terms " + " ".join(terms))
    why += [name for name in ("same number", "told as a pair") if seen[name]]
    return "; ".join(why)


def sides(
    items: Sequence[Item], mentions: Sequence[Mention]
) -> tuple[list[Side], list[Side], set[tuple[str, str]]]:
    """Problems, measures, and which of them are told in pairs."""
    told = [item for item in items if item.role in ("problem", "measure")]
    own: dict[str, list[Mention]] = {item.id: [] for item in told}
    for mention in mentions:
        if mention.item in own:
            own[mention.item].append(mention)
    found = [side(item, own[item.id]) for item in told]
    problems = [one for one in found if one.item.role == "problem"]
    measures = [one for one in found if one.item.role == "measure"]
    return problems, measures, pairs_told(told)


def link(items: Sequence[Item], mentions: Sequence[Mention] = ()) -> tuple[Link, ...]:
    """Measures that answer problems, many to many, each with its probability and reason.

    Args:
        items: of one report; only problems and measures are looked at.
        mentions: their themes; without them only shared terms and 针对…问题 speak.
    """
    problems, measures, told = sides(items, mentions)
    if not problems or not measures:
        return ()
    model = shipped()
    found = []
    for measure in measures:
        rows = features(problems, measure, told)
        for problem, row, chance in zip(problems, rows, model.probabilities(rows), strict=True):
            if chance >= model.taken:
                why = _why(problem, measure, row)
                weight = round(float(chance), 3)
                found.append(Link(problem.item.id, measure.item.id, weight, why))
    return tuple(found)
