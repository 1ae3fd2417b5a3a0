"""Headings that no rule knows, named by a trained scorer where their part is still missing.

Multinomial logistic regression over the characters of the heading and of the first words below it,
trained by ``nlp-reports train sections`` and applied with numpy alone. It speaks only where a
heading stayed ``unmapped``, and only for a key that nothing else has.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp_reports import linear
from nlp_reports.data import models
from nlp_reports.errors import ModelError
from nlp_reports.report import Section

VERSION = 1
TITLE = 1 << 12
"""Places for one to three characters of the heading (CRC-32 of them, the same everywhere)."""
BODY = 1 << 12
"""Places for pairs of characters of what stands below it."""
SIZE = TITLE + BODY
LONGEST_TITLE = 40
LONGEST_BODY = 160
BODY_WEIGHT = 0.2
"""What a pair of the body counts, where one of the heading counts 1."""
UNKNOWN = "unmapped"
_ORDINAL = re.compile(r"^\s*(?:第?[（(]?[一二三四五六七八九十\d]{1,3}[）)]?(?:部分)?[、.．\s]*)?")
_INNER = "overview."


def _unspaced(words: str) -> str:
    return "".join(words.split())


def title_of(heading: str) -> str:
    """The words of a heading, without ordinal, blanks and closing mark."""
    return _unspaced(_ORDINAL.sub("", heading)).rstrip("。：:")[:LONGEST_TITLE]


def _grams(words: str, sizes: Sequence[int]) -> Iterator[str]:
    for size in sizes:
        for at in range(len(words) - size + 1):
            yield words[at : at + size]


def features(heading: str, body: str) -> dict[int, float]:
    """What the scorer sees of a part: places with their values (1, or :data:`BODY_WEIGHT`)."""
    title = f"^{title_of(heading)}$"
    below = _unspaced(body[: 2 * LONGEST_BODY])[:LONGEST_BODY]
    found = {zlib.crc32(gram.encode()) % TITLE: 1.0 for gram in _grams(title, (1, 2, 3))}
    for gram in _grams(below, (2,)):
        found[TITLE + zlib.crc32(gram.encode()) % BODY] = BODY_WEIGHT
    return found


@dataclass(frozen=True, slots=True)
class Scorer:
    """The weights, a row per key and the bias last; ``taken``: the probability that names a part.

    ``heat`` divides the scores, so that probabilities fit.
    """

    name: str
    keys: tuple[str, ...]
    weights: NDArray[np.float32]
    taken: float
    heat: float

    def best(self, heading: str, body: str, taken: Container[str] = ()) -> tuple[str, float]:
        """The likeliest key that is not ``taken``, and its probability among those (0..1)."""
        seen = features(heading, body)
        told = self.weights[:, list(seen)] @ np.fromiter(seen.values(), np.float32)
        scores = (told + self.weights[:, -1]) / self.heat
        scores[[key in taken for key in self.keys]] = -np.inf
        chances = np.exp(scores - scores.max())
        top = int(chances.argmax())
        return self.keys[top], float(chances[top] / chances.sum())


@cache
def shipped() -> Scorer | None:
    """The scorer that ships with the package, or ``None`` where there is none.

    Raises:
        ModelError: it is there, but altered or made for other features.
    """
    folder = models() / "sections"
    if not (folder / linear.MANIFEST).is_file():
        return None
    manifest, arrays, _ = linear.load(folder)
    if manifest["features"] != VERSION:
        raise ModelError(f"{folder}: made for features {manifest['features']}; train it again")
    return Scorer(
        manifest["name"],
        tuple(manifest["keys"]),
        arrays["weights"],
        manifest["taken"],
        manifest["heat"],
    )


def scored(text: str, sections: Sequence[Section]) -> list[Section]:
    """The sections, those of no known name under the key that the scorer is sure of.

    A part of section one may stand at any level (the old forms make chapters of them), the others
    at the first; a key that something has already is given to nothing else.
    """
    keys = {section.key for section in sections} - {UNKNOWN}
    found: list[Section] = []
    for section in sections:
        unknown = section.key == UNKNOWN and section.rule.startswith("ordinal")
        found.append(_named(text, section, keys) if unknown else section)
        keys |= {found[-1].key} - {UNKNOWN}
    return found


def _named(text: str, section: Section, taken: Container[str]) -> Section:
    scorer = shipped()
    if scorer is None:
        return section
    key, chance = scorer.best(section.heading, section.body.of(text), taken)
    fits = key.startswith(_INNER) or section.level == 1
    if key == UNKNOWN or chance < scorer.taken or not fits:
        return section
    return replace(section, key=key, rule=scorer.name, confidence=round(chance, 3))
