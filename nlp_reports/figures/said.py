"""Claims of the prose about statutory cells: numbers, denials and their scope.

The patterns are data (``claims.toml``), each with examples and counterexamples.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from nlp_reports.chinese.numerals import parse_number
from nlp_reports.errors import DataError
from nlp_reports.figures.form import FORMS, form
from nlp_reports.figures.scope import Scope, clause_of, part_of, scope_of
from nlp_reports.report import Outline, Report
from nlp_reports.text import Span

NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)万?"
UNIT = r"(?:件|宗|起|份|例|项|次|条)"
_MARKS = {
    "{n}": rf"(?P<about>近|约|大约|超过|超)?(?P<n>{NUMBER})(?P<more>余|多)?",
    "{number}": NUMBER,
    "{unit}": UNIT,
    "{gap}": r"[^。；！？，,\n\d]{0,12}?",
}
_HAN = re.compile(r"[一-鿿]")
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；\n]?")
_COUNTS_OR_DENIES = re.compile(r"[\d零〇一二两三四五六七八九十百千未没无均]|全部")
_FIGURE_SECTIONS = ("proactive_figures", "request_figures", "review_figures")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """What to look for: a claim with a number, or a denial (``zero``)."""

    key: str
    cells: tuple[str, ...]
    plus: tuple[str, ...]
    less: tuple[str, ...]
    where: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[str, ...]
    zero: bool
    hints: tuple[str, ...]
    needs: re.Pattern[str] | None = None
    others: re.Pattern[str] | None = None
    own: re.Pattern[str] | None = None
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of the prose: ``low`` to ``high`` is what its number may stand for.

    ``part`` names the body or the part of the year of which alone it speaks.
    """

    pattern: Pattern
    value: float
    low: float
    high: float
    span: Span
    text: str
    scope: Scope
    section: str = field(default="")
    part: str = field(default="")


@cache
def patterns() -> tuple[Pattern, ...]:
    """All claims and denials.

    Raises:
        DataError: an entry of ``claims.toml`` is wrong.
    """
    source = resources.files("nlp_reports.figures") / "claims.toml"
    data = tomllib.loads(source.read_text("utf-8"))
    found = []
    for kind in ("claims", "denials"):
        for entry in data[kind]:
            try:
                compiled = tuple(re.compile(_filled(p)) for p in entry["patterns"])
            except re.error as error:
                raise DataError(f"claims.toml, {entry['key']}: {error}") from error
            found.append(
                Pattern(
                    key=entry["key"],
                    cells=tuple(entry["cells"]),
                    plus=tuple(entry.get("plus", ())),
                    less=tuple(entry.get("less", ())),
                    where=tuple(entry["where"]),
                    patterns=compiled,
                    unless=tuple(entry.get("unless", ())),
                    zero=kind == "denials",
                    hints=tuple(entry["hints"]),
                    needs=re.compile(entry["needs"]) if "needs" in entry else None,
                    others=re.compile("|".join(data["other_matters"])),
                    own=re.compile("|".join(data["own_matters"])),
                    examples=tuple(entry["examples"]),
                    counterexamples=tuple(entry["counterexamples"]),
                )
            )
    return tuple(found)


def _filled(pattern: str) -> str:
    for mark, regex in _MARKS.items():
        pattern = pattern.replace(mark, regex)
    return pattern


Stretches = Sequence[tuple[str, Span]]


def prose(report: Report, outline: Outline) -> list[tuple[str, Span]]:
    """The stretches of prose with the key of their section: flattened tables are left out."""
    text = report.text
    tops = sorted((*outline.sections, *outline.unmapped), key=lambda s: (s.span.start, -s.span.end))
    parts: list[tuple[str, Span]] = []
    at = 0
    for index, section in enumerate(tops):
        start = section.span.start
        if start > at:
            parts.append(("preamble" if not parts else parts[-1][0], Span(at, start)))
        end = tops[index + 1].span.start if index + 1 < len(tops) else section.span.end
        end = max(start, min(section.span.end, end))
        parts.append((section.key, _without_table(text, section.key, Span(start, end))))
        at = max(at, end)
    if at < len(text):
        parts.append((parts[-1][0] if parts else "", Span(at, len(text))))
    return [(key, span) for key, span in parts if len(span)]


def _without_table(text: str, key: str, span: Span) -> Span:
    if key not in _FIGURE_SECTIONS:
        return span
    places = [run.start() for run in _HAN.finditer(text, span.start, span.end)]
    skeleton = "".join(map(text.__getitem__, places))
    first = min((at for words in _openings() if (at := skeleton.find(words)) >= 0), default=None)
    return span if first is None else Span(span.start, places[first])


@cache
def _openings() -> frozenset[str]:
    """The words with which a statutory table begins, whatever stands between characters."""
    return frozenset(w for name in FORMS for table in form(name).tables for w in table.opens)


def claims(report: Report, stretches: Stretches) -> list[Claim]:
    """Everything that stretches of prose say about statutory cells, in text order."""
    found: list[Claim] = []
    for section, span in stretches:
        stretch = span.of(report.text)
        known = [(hint, own) for hint, own in _patterns_of(section) if hint in stretch]
        if not known:
            continue
        for sentence in _SENTENCE.finditer(report.text, span.start, span.end):
            said = sentence[0]
            near = [p for hint, own in known if hint in said for p in own]
            if near and _COUNTS_OR_DENIES.search(said):
                found += _claims_of(said, sentence.start(), section, dict.fromkeys(near))
    return found


@cache
def _patterns_of(section: str) -> tuple[tuple[str, tuple[Pattern, ...]], ...]:
    """What is looked for in a section, by the words without which it is not there."""
    name = {"request_figures": "requests", "review_figures": "reviews"}.get(section, section)
    own = [p for p in patterns() if not p.where or name in p.where]
    hints = dict.fromkeys(hint for pattern in own for hint in pattern.hints)
    return tuple((hint, tuple(p for p in own if hint in p.hints)) for hint in hints)


def _claims_of(
    sentence: str, offset: int, section: str, known: Iterable[Pattern]
) -> Iterator[Claim]:
    for pattern in known:
        for match in _matches(pattern, sentence):
            value, low, high = (0.0, 0.0, 0.0) if pattern.zero else amount(match)
            span = Span(offset + match.start(), offset + match.end())
            part = part_of(sentence, match)
            yield Claim(
                pattern, value, low, high, span, match[0], scope_of(sentence), section, part
            )


def matches(pattern: Pattern, sentence: str) -> Iterator[re.Match[str]]:
    """The places of a sentence that a pattern finds and its exceptions let stand."""
    if any(hint in sentence for hint in pattern.hints):
        yield from _matches(pattern, sentence)


def _matches(pattern: Pattern, sentence: str) -> Iterator[re.Match[str]]:
    for regex in pattern.patterns:
        for match in regex.finditer(sentence):
            clause = clause_of(sentence, match)
            spoiled = any(word in clause for word in pattern.unless)
            needed = pattern.needs is None or pattern.needs.search(sentence)
            spoiled = spoiled or _elsewhere(pattern, sentence[: match.end()])
            if not spoiled and needed and (pattern.zero or parse_number(match["n"]) is not None):
                yield match


def _elsewhere(pattern: Pattern, said: str) -> bool:
    """Whether the matter last named is another one than requests for information."""
    if not pattern.cells[0].startswith("requests.") or pattern.others is None:
        return False
    other = max((m.start() for m in pattern.others.finditer(said)), default=-1)
    return other >= 0 and not (pattern.own and pattern.own.search(said, other))


def amount(match: re.Match[str]) -> tuple[float, float, float]:
    """The number of a match, and the least and most it may stand for."""
    value = parse_number(match["n"]) or 0.0
    money = match.groupdict().get("money")
    if money:
        value *= {"亿元": 10_000.0, "万元": 1.0, "元": 0.0001}[money]
    if match["more"] or match["about"] in ("超过", "超"):
        return value, value, value * 1.25
    if match["about"] == "近":
        return value, value * 0.85, value
    if match["about"]:
        return value, value * 0.9, value * 1.1
    rounded = 0.005 * value if "万" in match["n"] else 0.0
    return value, value - rounded, value + rounded


def exact(found: Sequence[Claim], table: str, scope: Scope | None) -> dict[tuple[str, str], float]:
    """What the prose says of single cells of a table, by row and column, without contradiction.

    Rounded numbers and sentences that speak of another scope than the table are left out.
    """
    said: dict[tuple[str, str], set[float]] = {}
    for claim in about(found, table):
        other = claim.part or (scope is not None and claim.scope not in ("unsaid", scope))
        if len(claim.pattern.cells) == 1 and claim.low == claim.high and not other:
            _, row, column = claim.pattern.cells[0].split(".")
            said.setdefault((row, column), set()).add(claim.value)
    return {place: values.pop() for place, values in said.items() if len(values) == 1}


def about(found: Sequence[Claim], table: str) -> list[Claim]:
    """The claims about one table."""
    return [claim for claim in found if claim.pattern.cells[0].startswith(f"{table}.")]
