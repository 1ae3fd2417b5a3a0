"""Sums, shares and rates that the prose works out itself, recomputed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nlp_reports.chinese.numerals import parse_number
from nlp_reports.figures.said import Stretches
from nlp_reports.report import Check, CheckResult, Figures, Report
from nlp_reports.text import Span

Likely = Literal["source", "extraction"] | None

_UNIT = r"(?:人次|件次|条|件|起|宗|篇|次|项|个|份|期|人|场|家)"
_COUNT = re.compile(rf"(?P<n>\d[\d,]*)(?P<fuzzy>余|多)?(?P<unit>{_UNIT})")
_SHARE = re.compile(
    rf"(?P<n>\d[\d,]*)(?P<unit>{_UNIT})[，,]?(?:约)?(?:占|占比)(?P<of>[^。；，,\d%％]{{0,14}}?)(?:的|为|达)?"
    r"(?P<p>\d+(?:\.\d+)?)[%％]"
    rf"|(?P<n2>\d[\d,]*)(?P<unit2>{_UNIT})[，,]?(?P<p2>\d+(?:\.\d+)?)[%％]占"
)
_RATE = re.compile(
    rf"(?:受理|收到|收件|接收|新收)(?:[^。；，,\d]{{0,16}}?)(?P<a>\d[\d,]*)(?P<unit>{_UNIT})[，,、]"
    rf"(?:[^。；，,\d]{{0,10}})(?:办结|答复|回复|办理)(?:[^。；，,\d]{{0,6}}?)(?P<b>\d[\d,]*)(?P=unit)[，,]"
    r"(?:按时|按期)?(?:办结|答复|回复|办理)率(?:为|达|达到)?(?P<p>\d+(?:\.\d+)?)[%％]"
)
_WHOLE = re.compile(
    rf"(?P<n>\d[\d,]*)(?P<unit>{_UNIT})[，,。；：:]?(?P<mark>[（(，,：:]?(?:其中|包括|分别为|涉及)[：:，,]?)"
)
_PART = re.compile(
    rf"(?P<name>[^\d。；，、,;（(]{{1,30}}?)(?P<n>\d[\d,]*)(?P<more>余|多)?(?P<unit>{_UNIT})"
)
_COUNTED = re.compile(rf"\D{{2,24}}\d+({_UNIT})")
_NUMBERLESS = re.compile(
    r"(?!无|没有|均|全部|未)[一-鿿“”]{3,20}"
    r"(?<![一二三四五六七八九十百千两几多数逐每各头枝链信词法律结稿案邮])(?:条|件|起|份|篇)"
)
_PARTED = ("其中", "包括", "分别为", "涉及")  # the words without which no breakdown is told
_NUMBERS = re.compile(r"\d\D+\d")
_LEFT_OVER = ("其他", "其它", "其余")
_HANDLED = re.compile(r"办结|答复|办理|处理")
_RECEIVED = re.compile(r"申请总|申请量|收件|受理|新收|收到|全部申请")
_REST = re.compile(rf"[；，,、]?(?:其他|其它|其余)[^。；，,\d]{{0,8}}(?P<n>\d[\d,]*){_UNIT}")
_TOGETHER = 60  # characters between shares of one whole
_BEFORE = 200  # characters before the first share in which its whole is told
_FEWEST = 3  # parts from which a list counts as a breakdown


def check_arithmetic(figures: Figures, stretches: Stretches, report: Report) -> Iterator[Check]:
    """Every share, rate and breakdown of the prose; shares of requests against the table too."""
    for key, span in stretches:
        named = _named_wholes(figures) if key == "overview.requests" else ()
        for start, end in _paragraphs(span.of(report.text)):
            here = Span(span.start + start, span.start + end)
            text = here.of(report.text)
            if "%" in text or "％" in text:
                yield from _shares(text, here.start, named)
                yield from _rates(text, here.start)
            if any(word in text for word in _PARTED):
                yield from _sums(text, here.start)
            yield from _gaps(text, here.start)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Those with two numbers or more: fewer cannot contradict each other."""
    for match in re.finditer(r"[^\n]+", text):
        if _NUMBERS.search(match[0]):
            yield match.start(), match.end()


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


def _named_wholes(figures: Figures) -> Named:
    found = (
        (words, figures.get("requests", row, "total"))
        for words, row in ((_HANDLED, "total"), (_RECEIVED, "new_received"))
    )
    return [(words, cell.value) for words, cell in found if cell and cell.value is not None]


def _shares(text: str, offset: int, named: Named) -> Iterator[Check]:
    """Shares against the totals told before them; a total that fits others settles the odd one."""
    shares = [_share(match, offset) for match in _SHARE.finditer(text)]
    for group in _near(shares):
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
            yield _verdict("percentage", "passed", share.percent, _exact(share, fits[0]), share)
        elif own:
            yield _verdict(
                "percentage", "failed", share.percent, _exact(share, own[0]), share, own[0]
            )
        elif top is not None and (votes[top] >= 2 or (len(wholes) == 1 and share.near(top))):
            yield _verdict("percentage", "failed", share.percent, _exact(share, top), share, top)
        else:
            yield _verdict("percentage", "not_assessable", share.percent, None, share)
    if top is not None and votes[top] >= 2 and len(shares) >= _FEWEST:
        yield from _rest_of_shares(text, offset, shares, top)


def _rest_of_shares(
    text: str, offset: int, shares: Sequence[_Share], whole: float
) -> Iterator[Check]:
    """Shares that end with 其他 name all parts: they must sum to the whole."""
    end = shares[-1].span.end
    rest = _REST.match(text, end - offset)
    if rest is None and not shares[-1].text.startswith(_LEFT_OVER):
        return
    sum_ = sum(share.part for share in shares) + (_value(rest["n"]) if rest else 0.0)
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
    return _Share(_value(part), unit, float(percent), places, match["of"] or "", span, match[0])


def _wholes(text: str, offset: int, shares: Sequence[_Share]) -> list[float]:
    """Counts of the shares' unit told before the last share that could be the whole."""
    unit, last = shares[0].unit, shares[-1].span.start - offset
    parts = {share.part for share in shares}
    first = max(0, shares[0].span.start - offset - _BEFORE)
    found = [_value(m["n"]) for m in _COUNT.finditer(text, first, last) if m["unit"] == unit]
    most = max(parts)
    return list(dict.fromkeys(n for n in found if n > most or (n == most and len(parts) == 1)))


def _exact(share: _Share, whole: float) -> float:
    return round(100 * share.part / whole, share.places + 2) if whole else 0.0


def _verdict(
    name: str,
    result: CheckResult,
    left: float,
    right: float | None,
    share: _Share,
    whole: float | None = None,
) -> Check:
    delta = None if right is None else round(left - right, 6)
    note = f"“{share.text}”"
    if whole is not None:
        cut = " (cut off, not rounded)" if share.near(whole) else ""
        note += f": {share.part:g} of {whole:g} is {right:g} %{cut}"
    elif result == "not_assessable":
        note += ": the whole is not told"
    likely: Likely = "source" if result == "failed" else None
    return Check(name, result, left, right, delta, (), likely, note, share.span)


def _rates(text: str, offset: int) -> Iterator[Check]:
    for match in _RATE.finditer(text):
        received, done = _value(match["a"]), _value(match["b"])
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


def _value(text: str) -> float:
    return parse_number(text.replace("，", ",")) or 0.0


def _sums(text: str, offset: int) -> Iterator[Check]:
    """Breakdowns: a count, 其中, and its parts in one unit."""
    for match in _WHOLE.finditer(text):
        listed, end = _listed(text, match)
        parts = [m for m in _PART.finditer(listed) if m["unit"] == match["unit"]]
        if len(parts) < 2 or any(part["more"] for part in parts):
            continue
        whole, sum_ = _value(match["n"]), sum(_value(part["n"]) for part in parts)
        span = Span(offset + match.start(), offset + end)
        yield _breakdown(whole, sum_, parts, listed, span)


def _listed(text: str, match: re.Match[str]) -> tuple[str, int]:
    """What is listed behind 其中, up to the bracket's or the sentence's end; inner brackets out."""
    stops = "）)" if "（" in match["mark"] or "(" in match["mark"] else "。；\n"
    depth, out = 0, list[str]()
    for at in range(match.end(), len(text)):
        char = text[at]
        if depth == 0 and char in stops:
            return "".join(out), at
        depth += (char in "（(") - (char in "）)" and depth > 0)
        if depth == 0 and char not in "）)":
            out.append(char)
    return "".join(out), len(text)


def _breakdown(
    whole: float, sum_: float, parts: Sequence[re.Match[str]], listed: str, span: Span
) -> Check:
    complete = any(word in parts[-1]["name"] for word in _LEFT_OVER)
    delta = round(whole - sum_, 6)
    note = f"{len(parts)} parts sum to {sum_:g} of {whole:g}"
    if delta == 0:
        return Check("breakdown", "passed", whole, sum_, 0.0, (), None, note, span)
    flat = len(parts) >= _FEWEST and not re.search(r"其中|分别|包括|含", listed)
    if complete and flat:
        return Check("breakdown", "failed", whole, sum_, delta, (), "source", note, span)
    note += "; the list need not be complete"
    return Check("breakdown", "not_assessable", whole, sum_, delta, (), None, note, span)


def _gaps(text: str, offset: int) -> Iterator[Check]:
    """Find counted lists in which one entry lost its number: 许可证76条、核准企业资质条."""
    for clause in re.finditer(r"[^。；\n]+", text):
        entries = re.split("[、，]", clause[0])
        counted = [m for e in entries if (m := _COUNTED.fullmatch(e))]
        units = {match[1] for match in counted}
        if len(counted) < _FEWEST or len(units) != 1:
            continue
        unit = units.pop()
        for entry in entries:
            if entry.endswith(unit) and _NUMBERLESS.fullmatch(entry):
                at = offset + clause.start() + clause[0].find(entry)
                span = Span(at, at + len(entry))
                note = f"“{entry}”: no number, its neighbours have one"
                yield Check("number_lost", "failed", likely="source", note=note, span=span)
