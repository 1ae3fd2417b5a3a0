"""Measures of one text by itself."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources

from nlp_reports.chinese.sentences import clauses, sentences
from nlp_reports.scores.measures.base import UNBOUNDED, measure, ngrams, words
from nlp_reports.scores.slots import find_slots

_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENTITIES = frozenset(("date", "document", "product", "actor", "organ", "quantity"))
_HARD = frozenset(("date", "quantity"))


@measure("text", "characters that are not blank", "—", "ours", unit="characters", high=UNBOUNDED)
def length(text: str) -> float | None:
    """Count characters that are not blank.

    >>> length("公开 12 条")
    5.0
    """
    return float(sum(not c.isspace() for c in text))


@measure("text", "digits / characters", "—", "ours")
def digit_density(text: str) -> float | None:
    """Share of characters that are digits; a naive baseline for specificity.

    >>> digit_density("公开12条")
    0.4
    """
    size = length(text)
    return sum(c.isdigit() for c in text if not c.isspace()) / size if size else None


@measure(
    "text",
    "occurrences of 10-grams of words that occur more than once / all 10-grams",
    "Cazier & Pfeiffer 2016, after Dyer, Lang & Stice-Lawrence 2017",
    "secondary",
)
def redundancy(text: str, n: int = 10) -> float | None:
    """Share of n-grams that the text repeats; ``None`` under n words.

    >>> redundancy("公开信息。公开信息。", n=2)  # 公开+信息 twice, 信息+公开 once
    0.6666666666666666
    """
    grams = ngrams(words(text), n)
    count = Counter(grams)
    return sum(c for c in count.values() if c > 1) / len(grams) if grams else None


@measure(
    "text",
    "named entities / (words + named entities)",
    "Hope, Hu & Lu 2016: entities / words; here over both, so that it ends at 1",
    "recalled",
)
def specificity(text: str) -> float | None:
    """Named entities by our slots (dates, counts, documents, units, products).

    >>> specificity("2月公开信息")  # 2月; 月, 公开, 信息
    0.25
    """
    entities = sum(place.slot.key in _ENTITIES for place in find_slots(text))
    size = len(words(text)) + entities
    return entities / size if size else None


@measure(
    "text",
    "numbers with unit and dates / (words + those numbers)",
    "Blankespoor 2019 (hard information mix): informative numbers / words",
    "recalled",
)
def hard_information(text: str) -> float | None:
    """Informative numbers; years, articles and document numbers are none.

    >>> hard_information("2021年公开信息12条")  # 12条; 年, 公开, 信息, 条
    0.2
    """
    numbers = sum(place.slot.key in _HARD for place in find_slots(text))
    size = len(words(text)) + numbers
    return numbers / size if size else None


@measure(
    "text",
    "bytes after raw DEFLATE / bytes of UTF-8",
    "after Shaib et al. 2024 (compression ratio of generated text), inverted",
    "paper",
    high=3.0,
    unit="0-3, lower is more repetitive; above 1 for a few characters",
)
def compression(text: str) -> float | None:
    """How far the text can be compressed.

    >>> compression("公开" * 50) < 0.1 < compression("公开信息")
    True
    """
    raw = text.encode("utf-8", "surrogatepass")
    if not raw:
        return None
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return len(squeeze.compress(raw) + squeeze.flush()) / len(raw)


@measure(
    "text",
    "mean of (characters per clause) and (adverbs and conjunctions per 100 words, by sentence)",
    "徐巍 et al. 2021",
    "secondary",
    high=UNBOUNDED,
    unit="higher is harder",
)
def readability(text: str) -> float | None:
    """Chinese readability; adverbs and conjunctions by a closed list. A covariate, not quality.

    >>> readability("公开信息，回应关切。")  # 4 characters per clause, no function word
    2.0
    """
    parts = [len(_HAN.findall(span.of(text))) for span in clauses(text)]
    parts = [size for size in parts if size]
    cuts = [found for span in sentences(text) if (found := words(span.of(text)))]
    if not parts or not cuts:
        return None
    shares = [sum(word in function_words() for word in found) / len(found) for found in cuts]
    return (sum(parts) / len(parts) + 100 * sum(shares) / len(shares)) / 2


@measure("text", "characters in stock phrases / characters of content", "—", "ours")
def cliche(text: str) -> float | None:
    """Share of characters that stand in a closed list of stock phrases; a naive baseline.

    >>> cliche("高度重视，公开信息")  # 高度重视 of eight
    0.5
    """
    plain = "".join(c for c in text if c.isalnum())
    if not plain:
        return None
    return sum(len(found[0]) for found in _stock().finditer(plain)) / len(plain)


@measure(
    "levels",
    "commitments below level 2 / all commitments",
    "Bingler et al. 2024 (cheap-talk index): non-specific / all commitments",
    "recalled",
)
def cheap_talk(levels: Sequence[int]) -> float | None:
    """Share of an issuer's measures that name nothing particular.

    >>> cheap_talk([1, 1, 3, 2])
    0.5
    """
    return sum(level < 2 for level in levels) / len(levels) if levels else None


@cache
def _list(name: str) -> frozenset[str]:
    text = (resources.files("nlp_reports.scores") / "measures" / name).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def function_words() -> frozenset[str]:
    """Return the adverbs and conjunctions that readability counts."""
    return _list("function_words.txt")


@cache
def _stock() -> re.Pattern[str]:
    longest_first = sorted(_list("cliches.txt"), key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(re.escape, longest_first)))
