"""Make large corpora for scale tests: gold texts recombined with controlled reuse, by seed.

Every issuer follows one gold report; each year it keeps, borrows or writes anew the sentences in
which its problems, measures and supervision stand. ``python -m tests.bench.synthesise N FOLDER``
writes N text reports; the same seed gives the same bytes, and fewer reports are the first ones.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
YEARS = range(2019, 2024)
BORROWED, KEPT = 0.3, 0.4
"""Shares of sentences that stand in other issuers' reports, and in the issuer's last one."""
_BODY = re.compile(r"(?<=\n)(五、.*?)(?=\n六、|\Z)", re.S)
_SENTENCE = re.compile(r"[^。；\n]{8,}[。；]")
_FIRST = "白青石南北东西安平永长新宁兴清广和德明海"
_SECOND = "溪田门山河川原阳城泉林湖岭源台江丰昌港水"
_THIRD = "上下中前后左右大小新旧高低内外金银铜铁玉"
LETTERS = _FIRST + _SECOND + _THIRD
_BODIES = ("教育局", "财政局", "水利局", "人民政府", "民政局", "农业农村局", "司法局", "审计局")


@dataclass(frozen=True)
class Gold:
    """A gold report: its text with its issuer's name and year."""

    text: str
    issuer: str
    year: int


@cache
def gold() -> tuple[Gold, ...]:
    """The gold reports that have a fifth section."""
    with (GOLD / "documents.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    found = [
        Gold(
            (GOLD / "reports" / f"{r['report']}.txt").read_text("utf-8"),
            r["issuer"],
            int(r["year"]),
        )
        for r in rows
    ]
    return tuple(one for one in found if _BODY.search(one.text))


@cache
def sentences() -> tuple[str, ...]:
    """All sentences of fifth sections, the pool from which issuers borrow."""
    bodies = (_BODY.search(one.text) for one in gold())
    return tuple(s for body in bodies if body for s in _SENTENCE.findall(body[1]))


def issuer_name(number: int) -> str:
    """A made-up agency's name, another for every number up to 64,000."""
    place = number // len(_BODIES)
    letters = _FIRST[place % 20] + _THIRD[place // 400 % 20] + _SECOND[place // 20 % 20]
    return f"{letters}县{_BODIES[number % len(_BODIES)]}"


def reports_of(number: int, seed: int = 20210930) -> list[tuple[str, str]]:
    """The reports of one issuer: file name and text, a report a year."""
    chance = random.Random(f"{seed} {number}")
    base, name = chance.choice(gold()), issuer_name(number)
    short = base.issuer[-len(name) :]
    past: list[str] = []
    found = []
    for year in YEARS:
        text = base.text.replace(base.issuer, name).replace(short, name)
        text = text.replace(str(base.year), str(year))
        past = [_said(chance, old, past) for old in _SENTENCE.findall(text)]
        fresh = iter(past)
        text = _SENTENCE.sub(lambda _, fresh=fresh: next(fresh), text)
        found.append((f"{name}{year}.txt", text))
    return found


def _said(chance: random.Random, old: str, past: list[str]) -> str:
    """What stands in place of a sentence: itself, borrowed, from last year, or new."""
    draw = chance.random()
    if re.search(r"^\s*(?:[一二三四五六七八]、|（)", old):
        return old
    if draw < BORROWED:
        return chance.choice(sentences())
    if draw < BORROWED + KEPT and past:
        return chance.choice(past)
    marks = list(old)
    for at in range(3, len(marks) - 1, 7):
        marks[at] = chance.choice(LETTERS)
    return "".join(marks)


def write(count: int, folder: Path) -> None:
    """Write ``count`` reports, a thousand in each folder."""
    for at in range(count):
        number, year = divmod(at, len(YEARS))
        if year == 0:
            mine = reports_of(number)
        place = folder / f"{at // 1000:04d}"
        place.mkdir(parents=True, exist_ok=True)
        name, text = mine[year]
        (place / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
