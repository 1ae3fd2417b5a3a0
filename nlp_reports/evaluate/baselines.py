"""What a simple tool would do: the figures that ours must beat.

Fixed headings by regular expression, sentences as items, roles by keywords, the most frequent
class, themes by a keyword dictionary, themes by likeness to their definitions.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np

from nlp_reports.evaluate.gold import CODED, FIVE, SUPERVISION, GoldItem, GoldReport
from nlp_reports.report import Codebook
from nlp_reports.text import Span

_HEADINGS = {
    SUPERVISION: re.compile(r"(?m)^（[一二三四五六]）.{0,12}监督保障.{0,6}?$"),
    FIVE: re.compile(r"(?m)^[一二三四五六七八]、.{0,20}(?:问题|不足).{0,15}$"),
}
_NEXT = re.compile(r"(?m)^(?:[一二三四五六七八九十]、|（[一二三四五六七]）).{2,30}$")
_NEXT_CHAPTER = re.compile(r"(?m)^[一二三四五六七八九十]、.{2,30}$")
_FAULT = re.compile(
    r"不足|不够|有待|欠缺|滞后|单一|薄弱|不强|不高|不到位|不及时|仍需|存在.{0,10}问题"
)
_REMEDY = re.compile(r"下一步|将|进一步|加强|完善|提高|强化|推进|已")


def sections(text: str) -> dict[str, list[Span]]:
    """The two coded sections by the headings that the official form prints."""
    found: dict[str, list[Span]] = {}
    for key in CODED:
        match = _HEADINGS[key].search(text)
        if match:
            following = _NEXT if key == SUPERVISION else _NEXT_CHAPTER
            end = following.search(text, match.end())
            found[key] = [Span(match.end(), end.start() if end else len(text))]
    return found


def sentences(text: str, body: Span) -> list[Span]:
    """Sentences as items: cut at 。；！？ and line ends."""
    found = re.finditer(r"[^。；！？\n]*[^。；！？\n\s]", body.of(text))
    return [Span(body.start + m.start(), body.start + m.end()) for m in found]


def role(item: GoldItem) -> str:
    """A role by keywords."""
    if item.section == SUPERVISION:
        return "supervision"
    if _FAULT.search(item.text):
        return "problem"
    return "measure" if _REMEDY.search(item.text) else "context"


@cache
def _keywords() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("nlp_reports.evaluate") / "keywords.toml").read_text("utf-8")
    return tomllib.loads(text)


def by_keywords(text: str, codebook: Codebook) -> list[str]:
    """Themes whose keywords stand in the text, first come first."""
    places = {
        key: min((text.find(word) for word in words if word in text), default=-1)
        for key, words in _keywords()[codebook.name].items()
    }
    return sorted((key for key, at in places.items() if at >= 0), key=places.__getitem__) or [
        "other"
    ]


def _pairs(text: str) -> Counter[str]:
    han = re.sub(r"[^\u4e00-\u9fff]", "", text)
    return Counter(han[at : at + 2] for at in range(len(han) - 1))


@cache
def _definitions(codebook: Codebook) -> dict[str, Counter[str]]:
    return {
        theme.key: _pairs(theme.zh + theme.definition_zh + "".join(theme.includes))
        for theme in codebook.themes
        if theme.key != "other"
    }


def by_definition(text: str, codebook: Codebook) -> list[str]:
    """The theme whose definition shares most character pairs, without any training."""
    own = _pairs(text)
    near = {key: _cosine(own, pairs) for key, pairs in _definitions(codebook).items()}
    best = max(near, key=near.__getitem__)
    return [best] if near[best] > 0 else ["other"]


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = sum(count * other[pair] for pair, count in one.items())
    sizes = [np.sqrt(sum(n * n for n in c.values())) for c in (one, other)]
    return float(shared / (sizes[0] * sizes[1])) if all(sizes) else 0.0


def majority(reports: Sequence[GoldReport], role: str) -> str:
    """The most frequent key of a role in the training split."""
    keys = Counter(
        key for report in reports for item in report.items if item.role == role
        for key in item.coding.keys
    )  # fmt: skip
    return keys.most_common(1)[0][0] if keys else "other"
