"""Simple scores of an item that substance must beat; each larger where more seems to be said."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from nlp_reports.evaluate.metrics import Array

_CLICHES = (
    "进一步", "高度重视", "切实", "不断", "加强", "完善", "提高", "有待", "不够", "不足", "深入",
    "全面", "认真", "积极", "健全", "强化", "落实", "推进", "提升", "水平", "力度", "意识",
)  # fmt: skip
_NAMED = re.compile(
    r"《[^》]+》|“[^”]+”|\d+月|\d+日|[\u4e00-\u9fff]{2,6}(?:局|办公室|公司|中心|科)"
)


def _grams(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]


def length(text: str) -> float:
    """Characters."""
    return float(len(text))


def digits(text: str) -> float:
    """Digits by characters."""
    return sum(c.isdigit() for c in text) / max(1, len(text))


def named(text: str) -> float:
    """Names, titles and dates by characters."""
    return len(_NAMED.findall(text)) / max(1, len(text))


def cliches(text: str) -> float:
    """Stock words by characters, negative."""
    return -sum(text.count(word) for word in _CLICHES) / max(1, len(text))


def compression(text: str) -> float:
    """Compressed by plain size, negative: short texts compress badly."""
    raw = text.encode()
    return -len(zlib.compress(raw, 9)) / max(1, len(raw))


class Fitted:
    """Scores that know a training corpus: tetragrams, TF-IDF to the centroid, surprisal."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        self.tetragrams = Counter(gram for text in texts for gram in set(_grams(text, 4)))
        self.documents = Counter(pair for text in texts for pair in set(_grams(text, 2)))
        self.pairs = Counter(pair for text in texts for pair in _grams(text, 2))
        self.threes = Counter(gram for text in texts for gram in _grams(text, 3))
        self.centroid: Counter[str] = Counter()
        for text in texts:
            self.centroid.update(self._weights(text))
        self.norm = math.sqrt(sum(value * value for value in self.centroid.values())) or 1.0

    def _weights(self, text: str) -> dict[str, float]:
        counts = Counter(_grams(text, 2))
        raw = {
            pair: n * math.log((1 + self.size) / (1 + self.documents[pair]))
            for pair, n in counts.items()
        }
        norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {pair: value / norm for pair, value in raw.items()}

    def tetragram(self, text: str) -> float:
        """Share of characters outside tetragrams that 1 % of training items use."""
        common = [n for n, gram in enumerate(_grams(text, 4)) if self._is_common(gram)]
        inside = {at + step for at in common for step in range(4)}
        return 1 - len(inside) / max(1, len(text))

    def _is_common(self, gram: str) -> bool:
        return self.tetragrams[gram] >= max(3, self.size / 100)

    def far_from_centroid(self, text: str) -> float:
        """1 - cosine of TF-IDF with the mean of the training items."""
        return 1 - sum(v * self.centroid[k] for k, v in self._weights(text).items()) / self.norm

    def surprisal(self, text: str) -> float:
        """Mean bits of a character after the two before it, add-one over 4,000 characters."""
        bits = [
            -math.log2((self.threes[gram] + 1) / (self.pairs[gram[:2]] + 4000))
            for gram in _grams(text, 3)
        ]
        return float(np.mean(bits)) if bits else 0.0


def simple_scores(texts: Sequence[str], train: Sequence[str]) -> dict[str, Array]:
    """Every simple score of every text; ``train`` is what fitted ones know."""
    fitted = Fitted(train)
    measures: dict[str, Callable[[str], float]] = {
        "length": length,
        "digit density": digits,
        "named entity density": named,
        "cliche dictionary": cliches,
        "tetragram boilerplate": fitted.tetragram,
        "TF-IDF to centroid": fitted.far_from_centroid,
        "compression ratio": compression,
        "surprisal": fitted.surprisal,
    }
    return {name: np.array([one(text) for text in texts]) for name, one in measures.items()}
