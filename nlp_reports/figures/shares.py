"""Shares and rates that the prose works out itself, recomputed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nlp_reports.chinese.numerals import parse_number
from nlp_reports.report import Check, CheckResult, Figures
from nlp_reports.text import Span

Likely = Literal["source", "extraction"] | None

UNIT = r"(?:人次|件次|条|件|起|宗|篇|次|项|个|份|期|人|场|家)"
"""What is counted in reports."""
_COUNT = re.compile(rf"(?P<n>\d[\d,]*)(?:余|多)?(?P<unit>{UNIT})")
_SHARE = re.compile(
    rf"(?P<n>\d[\d,]*)(?P<unit>{UNIT})[，,]?(?:约)?(?:占|占比)(?P<of>[^。；，,\d%％]{{0,14}}?)(?:的|为|达)?"
    r"(?P<p>\d+(?:\.\d+)?)[%％]"
    rf"|(?P<n2>\d[\d,]*)(?P<unit2>{UNIT})[，,]?(?P<p2>\d+(?:\.\d+)?)[%％]占"
)
_RATE = re.compile(
    rf"(?:受理|收到|收件|接收|新收)(?:[^。；，,\d]{{0,16}}?)(?P<a>\d[\d,]*)(?P<unit>{UNIT})[，,、]"
    rf"(?:[^。；，,\d]{{0,10}})(?:办结|答复|回复|办理)(?:[^。；，,\d]{{0,6}}?)(?P<b>\d[\d,]*)(?P=unit)[，,]"
    r"(?:按时|按期)?(?:办结|答复|回复|办理)率(?:为|达|达到)?(?P<p>\d+(?:\.\d+)?)[%％]"
)
_HANDLED = re.compile(r"办结|答复|办理|处理")
_RECEIVED = re.compile(r"申请总|申请量|收件|受理|新收|收到|全部申请")
_REST = re.compile(rf"[；，,、]?(?:其他|其它|其余)[^。；，,\d]{{0,8}}(?P<n>\d[\d,]*){UNIT}")
_TOGETHER = 60  # characters between shares of one whole
_BEFORE = 200  # characters before the first share in which its whole is told
FEWEST = 3
"""Parts from which a list counts as a breakdown."""
LEFT_OVER = ("其他", "其它", "其余")
"""Words for the part that makes a list complete."""


@dataclass(frozen=True, slots=True)
class _Share:
    """``part`` is said to be ``percent`` (to ``places`` decimals) of what ``whole`` names."""

    part: float
    unit: str
    percent: float
    places: int
    whole: str
    span: Span
    text: str

    def of(self, whole: float) -> bool:
        """Whether it is that share of ``whole``, correctly rounded."""
        exact: float = 100 * self.part / whole if whole else 0.0
        return abs(exact - self.percent) <= 0.5 * 0.1**self.places + 1e-6

    def near(self, whole: float) -> bool:
        """Whether only the rounding is wrong."""
        exact: float = 100 * self.part / whole if whole else 0.0
        return abs(exact - self.percent) <= 1.01 * 0.1**self.places


Named = Sequence[tuple[re.Pattern[str], float]]
"""Words for a whole (办结总数), and its value in the table."""


def named_wholes(figures: Figures) -> Named:
    """The totals of section three that shares of requests may be of."""
    found = (
        (words, figures.get("requests", row, "total"))
        for words, row in ((_HANDLED, "total"), (_RECEIVED, "new_received"))
    )
    return [(words, cell.value) for words, cell in found if cell and cell.value is not None]


def shares(text: str, offset: int, named: Named) -> Iterator[Check]:
    """Shares against the totals told before them; a total that fits others settles the odd one.

    Args:
        text: a paragraph.
        offset: where it begins in the report's text.
        named: the table's totals; where a share names one, that alone is its whole.
    """
    for group in _near([_share(match, offset) for match in _SHARE.finditer(text)]):
        yield from _group_of_shares(text, offset, group, named)


def _near(shares: Sequence[_Share]) -> Iterator[list[_Share]]:
    """Shares that stand together, of one unit."""
    group: list[_Share] = []
    for share in shares:
        if group and (
            share.span.start - group[-1].span.end > _TOGETHER or share.unit != group[0].unit
        ):
            yield group
            group = []
        group.append(share)
    if group:
        yield group


def _group_of_shares(
    text: str, offset: int, shares: Sequence[_Share], named: Named
) -> Iterator[Check]:
    wholes = _wholes(text, offset, shares)
    votes = {whole: sum(share.of(whole) for share in shares) for whole in wholes}
    top = max(votes, key=lambda whole: votes[whole], default=None)
    for share in shares:
        own = [value for words, value in named if share.unit == "件" and words.search(share.whole)]
        fits = [whole for whole in (*own, *wholes) if share.of(whole)]
        if fits:
            yield _verdict("passed", share, fits[0])
        elif own:
            yield _verdict("failed", share, own[0])
        elif top is not None and (votes[top] >= 2 or (len(wholes) == 1 and share.near(top))):
            yield _verdict("failed", share, top)
        else:
            yield _verdict("not_assessable", share, None)
    if top is not None and votes[top] >= 2 and len(shares) >= FEWEST:
        yield from _rest_of_shares(text, offset, shares, top)


def _rest_of_shares(
    text: str, offset: int, shares: Sequence[_Share], whole: float
) -> Iterator[Check]:
    """Shares that end with 其他 name all parts: they must sum to the whole."""
    end = shares[-1].span.end
    rest = _REST.match(text, end - offset)
    if rest is None and not shares[-1].text.startswith(LEFT_OVER):
        return
    sum_ = sum(share.part for share in shares) + (value_of(rest["n"]) if rest else 0.0)
    span = Span(shares[0].span.start, offset + rest.end() if rest else end)
    delta = round(whole - sum_, 6)
    note = f"{len(shares) + bool(rest)} parts sum to {sum_:g} of {whole:g}"
    if delta:
        yield Check("breakdown", "failed", whole, sum_, delta, (), "source", note, span)
    else:
        yield Check("breakdown", "passed", whole, sum_, 0.0, (), None, note, span)


def _share(match: re.Match[str], offset: int) -> _Share:
    part = match["n"] or match["n2"]
    percent = match["p"] or match["p2"]
    places = len(percent.partition(".")[2])
    span = Span(offset + match.start(), offset + match.end())
    unit = match["unit"] or match["unit2"]
    return _Share(value_of(part), unit, float(percent), places, match["of"] or "", span, match[0])


def _wholes(text: str, offset: int, shares: Sequence[_Share]) -> list[float]:
    """Counts of the shares' unit told before the last share that could be the whole."""
    unit, last = shares[0].unit, shares[-1].span.start - offset
    parts = {share.part for share in shares}
    first = max(0, shares[0].span.start - offset - _BEFORE)
    found = [value_of(m["n"]) for m in _COUNT.finditer(text, first, last) if m["unit"] == unit]
    most = max(parts)
    return list(dict.fromkeys(n for n in found if n > most or (n == most and len(parts) == 1)))


def _exact(share: _Share, whole: float) -> float:
    return round(100 * share.part / whole, share.places + 2) if whole else 0.0


def _verdict(result: CheckResult, share: _Share, whole: float | None) -> Check:
    """What holding a share against a whole says; ``None`` where no whole is told."""
    exact = None if whole is None else _exact(share, whole)
    delta = None if exact is None else round(share.percent - exact, 6)
    note = f"“{share.text}”"
    if exact is None:
        note += ": the whole is not told"
    elif result == "failed":
        cut = " (cut off, not rounded)" if whole is not None and share.near(whole) else ""
        note += f": {share.part:g} of {whole:g} is {exact:g} %{cut}"
    likely: Likely = "source" if result == "failed" else None
    return Check("percentage", result, share.percent, exact, delta, (), likely, note, share.span)


def rates(text: str, offset: int) -> Iterator[Check]:
    """Rates (收到…件，办结…件，办结率…%) of a paragraph that begins at ``offset``, in per cent."""
    for match in _RATE.finditer(text):
        received, done = value_of(match["a"]), value_of(match["b"])
        percent = float(match["p"])
        places = len(match["p"].partition(".")[2])
        exact = 100 * done / received if received else 0.0
        good = abs(exact - percent) <= 0.5 * 10**-places + 1e-6
        yield Check(
            "rate",
            "passed" if good else "failed",
            percent,
            round(exact, 2),
            round(percent - exact, 2),
            (),
            None if good else "source",
            f"“{match[0]}”: {done:g} of {received:g} is {exact:.1f} %",
            Span(offset + match.start(), offset + match.end()),
        )


def value_of(text: str) -> float:
    """The number that a text prints; 0 where it prints none."""
    return parse_number(text.replace("，", ",")) or 0.0
