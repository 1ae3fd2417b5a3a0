"""Sums, shares and rates that the prose works out itself, recomputed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp_reports.figures.said import Stretches
from nlp_reports.figures.shares import (
    FEWEST,
    LEFT_OVER,
    UNIT,
    named_wholes,
    rates,
    shares,
    value_of,
)
from nlp_reports.report import Check, Figures, Report
from nlp_reports.text import Span

_WHOLE = re.compile(
    rf"(?P<n>\d[\d,]*)(?P<unit>{UNIT})[，,。；：:]?(?P<mark>[（(，,：:]?(?:其中|包括|分别为|涉及)[：:，,]?)"
)
_PART = re.compile(
    rf"(?P<name>[^\d。；，、,;（(]{{1,30}}?)(?P<n>\d[\d,]*)(?P<more>余|多)?(?P<unit>{UNIT})"
)
_COUNTED = re.compile(rf"\D{{2,24}}\d+({UNIT})")
_NUMBERLESS = re.compile(
    r"(?!无|没有|均|全部|未)[一-鿿“”]{3,20}"
    r"(?<![一二三四五六七八九十百千两几多数逐每各头枝链信词法律结稿案邮])(?:条|件|起|份|篇)"
)
_ENTRY_END = re.compile(r"[条件起份篇](?:[、，。；\n]|\Z)")
_PARTED = ("其中", "包括", "分别为", "涉及")  # the words without which no breakdown is told
_NUMBERS = re.compile(r"\d\D+\d")


def check_arithmetic(figures: Figures, stretches: Stretches, report: Report) -> Iterator[Check]:
    """Every share, rate and breakdown of the prose; shares of requests against the table too."""
    for key, span in stretches:
        named = named_wholes(figures) if key == "overview.requests" else ()
        for start, end in _paragraphs(span.of(report.text)):
            here = Span(span.start + start, span.start + end)
            text = here.of(report.text)
            if "%" in text or "％" in text:
                yield from shares(text, here.start, named)
                yield from rates(text, here.start)
            if any(word in text for word in _PARTED):
                yield from _sums(text, here.start)
            if any(not text[m.start() - 1].isdigit() for m in _ENTRY_END.finditer(text)):
                yield from _gaps(text, here.start)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Those with two numbers or more: fewer cannot contradict each other."""
    for match in re.finditer(r"[^\n]+", text):
        if _NUMBERS.search(match[0]):
            yield match.start(), match.end()


def _sums(text: str, offset: int) -> Iterator[Check]:
    """Breakdowns: a count, 其中, and its parts in one unit."""
    for match in _WHOLE.finditer(text):
        listed, end = _listed(text, match)
        parts = [m for m in _PART.finditer(listed) if m["unit"] == match["unit"]]
        if len(parts) < 2 or any(part["more"] for part in parts):
            continue
        whole, sum_ = value_of(match["n"]), sum(value_of(part["n"]) for part in parts)
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
    complete = any(word in parts[-1]["name"] for word in LEFT_OVER)
    delta = round(whole - sum_, 6)
    note = f"{len(parts)} parts sum to {sum_:g} of {whole:g}"
    if delta == 0:
        return Check("breakdown", "passed", whole, sum_, 0.0, (), None, note, span)
    flat = len(parts) >= FEWEST and not re.search(r"其中|分别|包括|含", listed)
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
        if len(counted) < FEWEST or len(units) != 1:
            continue
        unit = units.pop()
        for entry in entries:
            if entry.endswith(unit) and _NUMBERLESS.fullmatch(entry):
                at = offset + clause.start() + clause[0].find(entry)
                span = Span(at, at + len(entry))
                note = f"“{entry}”: no number, its neighbours have one"
                yield Check("number_lost", "failed", likely="source", note=note, span=span)
