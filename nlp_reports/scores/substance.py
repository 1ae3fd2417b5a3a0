"""Substance of one item: how likely each level 0-3 is, which places say so, and why in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp_reports.recall import Recall
from nlp_reports.report import Evidence, Item, Role, Score
from nlp_reports.scores.catalogue import unit_of
from nlp_reports.scores.features import names, see_all
from nlp_reports.scores.model import Model, shipped
from nlp_reports.scores.slots import Found, slots
from nlp_reports.text import Span

LEVELS = (0, 1, 2, 3)
_TELLING = 0.0
"""A wording score above this speaks for level 2 more than against it."""
_WANTED = {
    2: ("fault", "cause", "procedure", "deliverable"),
    3: ("quantity", "date", "actor", "document"),
}
"""What an explanation names as lacking for a level, the commonest first."""


@dataclass(frozen=True, slots=True)
class Substance:
    """Probabilities of the four levels, and what speaks for them.

    Attributes:
        probabilities: P(level = 0..3).
        found: slots with their places in the item's text.
        clause: the clause of the most particular wording, in the item's text.
        wording: its score in logits; above 0 it speaks for level 2.
        model: name, version and digest of the model.
    """

    probabilities: tuple[float, float, float, float]
    found: tuple[Found, ...]
    clause: Span
    wording: float
    model: str

    @property
    def expected(self) -> float:
        """Expected level, 0-3."""
        return sum(level * p for level, p in zip(LEVELS, self.probabilities, strict=True))

    @property
    def level(self) -> int:
        """Most probable level; the lower one of equals."""
        return max(LEVELS, key=lambda level: (self.probabilities[level], -level))

    @property
    def p_substantive(self) -> float:
        """P(level >= 2), 0-1."""
        return min(1.0, self.probabilities[2] + self.probabilities[3])


def substance(text: str, role: Role, model: Model | None = None) -> Substance:
    """Read substance from an item's text alone (CODEBOOK 5).

    Raises:
        ModelError: the shipped model is missing or altered.
    """
    return read([(text, role)], model)[0]


def read(items: Sequence[tuple[str, Role]], model: Model | None = None) -> list[Substance]:
    """Read the substance of many items at once; each as if it were alone.

    Raises:
        ModelError: the shipped model is missing or altered.
    """
    model = model or shipped()

    def work(fresh: Sequence[tuple[str, Role]]) -> Iterator[Substance]:
        seen = see_all(fresh)
        for one, own in zip(seen, model.read(seen), strict=True):
            yield Substance(own.probabilities, one.found, own.clause, own.wording, model.name)

    return _recall(model)(items, work)


@lru_cache(maxsize=2)
def _recall(model: Model) -> Recall[tuple[str, Role], Substance]:
    """What was read with a model; models are told apart by identity."""
    return Recall()


def items_scores(items: Sequence[Item], model: Model | None = None) -> list[Score]:
    """Give the three substance scores of every item, the first with its evidence."""
    model = model or shipped()
    results = read([(item.text, item.role) for item in items], model)
    return [
        score
        for item, result in zip(items, results, strict=True)
        for score in _scores(item, result, model)
    ]


def _scores(item: Item, result: Substance, model: Model) -> tuple[Score, ...]:
    name, unit = model.name, unit_of("substance")
    evidence = _evidence(item, result, model)
    level = float(result.level)
    return (
        Score("substance", 1, item.id, result.expected, unit, evidence, name),
        Score("level", 1, item.id, level, unit_of("level"), (), name),
        Score(
            "p_substantive", 1, item.id, result.p_substantive, unit_of("p_substantive"), (), name
        ),
    )


def _evidence(item: Item, result: Substance, model: Model) -> tuple[Evidence, ...]:
    """Places that moved the level, weighed in logits of the step that they argue for."""
    at = _columns()
    step = {0: 0, 1: 1, 2: 1, 3: 2}
    found = [
        Evidence(
            place.span.shift(item.span.start),
            float(model.weights[step[place.slot.grade], at[place.slot.key]]),
            f"{place.slot.zh} {place.slot.en}: {place.span.of(item.text)}",
        )
        for place in result.found
    ]
    if result.level >= 2 and result.wording > _TELLING:
        weight = float(result.wording * model.weights[1, -1])
        note = f"措辞具体 particular wording: {result.clause.of(item.text)}"
        found.append(Evidence(result.clause.shift(item.span.start), weight, note))
    return tuple(found)


@cache
def _columns() -> dict[str, int]:
    """The column of the model's weights that each feature has."""
    return {name: place for place, name in enumerate(names())}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an item has its level, in Chinese and in English."""

    zh: str
    en: str


def explain(text: str, role: Role, model: Model | None = None) -> Explanation:
    """Say why an item has its most probable level, and what it lacks for the next one."""
    result = substance(text, role, model)
    level = result.level
    zh, en = _because(text, result)
    if level in (1, 2):
        lacks_zh, lacks_en = _lacks(result, level + 1)
        zh, en = f"{zh}；不到{level + 1}级：{lacks_zh}", f"{en}; not {level + 1}: {lacks_en}"
    return Explanation(f"{level}级：{zh}。", f"{level} because {en}.")


def _because(text: str, result: Substance) -> tuple[str, str]:
    level = result.level
    if level == 0:
        return (
            "没有说出情况，或否认有问题、有事项",
            "it says nothing, or denies that there is anything",
        )
    own = [place for place in result.found if place.slot.grade == level] if level > 1 else []
    if own:
        zh = "、".join(f"有{zh}（{quote}）" for zh, _, quote in _first_of_each(text, own))
        en = " and ".join(f"it has {en} ({quote})" for _, en, quote in _first_of_each(text, own))
        return zh, en
    if level > 1:
        clause = result.clause.of(text).strip("，。；：、 ")
        return f"措辞具体（{clause}）", f"its wording is particular ({clause})"
    return "通用的对象配通用的动词，放在任何单位都成立", "it could stand unchanged in any report"


def _first_of_each(text: str, found: Sequence[Found]) -> list[tuple[str, str, str]]:
    """Chinese name, English name and first place of each slot."""
    first: dict[str, tuple[str, str, str]] = {}
    for place in found:
        quote = place.span.of(text).strip("，。；：、 ")
        first.setdefault(place.slot.key, (place.slot.zh, place.slot.en, quote))
    return list(first.values())


def _lacks(result: Substance, level: int) -> tuple[str, str]:
    """What an item of the level below does not have."""
    weak = [place.slot for place in result.found if place.slot.grade >= level]
    if weak:
        slot = weak[0]
        return f"仅凭{slot.zh}还不足", f"{slot.en} alone is not enough"
    by_key = {slot.key: slot for slot in slots()}
    wanted = [by_key[key] for key in _WANTED[level]]
    zh = "、".join(slot.zh for slot in wanted)
    en = ", ".join(slot.en.removeprefix("a ").removeprefix("the ") for slot in wanted)
    return f"没有{zh}等", f"no {en} or the like"
