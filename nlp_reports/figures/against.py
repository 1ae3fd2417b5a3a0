"""The prose held against the table: numbers, denials, fees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp_reports.figures.flowing import AS_TOLD
from nlp_reports.figures.identities import key_of, total
from nlp_reports.figures.prose import is_prose
from nlp_reports.figures.said import Claim, Stretches, claims
from nlp_reports.figures.scope import is_issuer, table_scope
from nlp_reports.report import Check, Figure, Figures, Report
from nlp_reports.text import Span

_FEE = re.compile(
    r"(?:信息处理费|信息公开费用?|查询费|复制费)[^。；，\d零无未没]{0,14}?(?:共计|共|合计|为)?"
    r"(?P<n>\d[\d,]*(?:\.\d+)?|零)(?P<unit>万元|元)?"
)
_NO_FEE = re.compile(
    r"(?:未|没有|无|均未)[^。；，]{0,16}?(?:收取|产生|收到|征收|计收|收费)[^。；，]{0,14}?"
    r"(?:信息处理费|费用|费)|(?:信息处理费|费用)[^。；，]{0,8}(?:未收取|为零|为0元?)"
)


def check_prose(figures: Figures, stretches: Stretches, report: Report) -> Iterator[Check]:
    """Every claim of the prose about a cell that a table has."""
    said = claims(report, stretches)
    wanted = {key for c in said for key in (*c.pattern.cells, *c.pattern.plus, *c.pattern.less)}
    rows = {key.split(".")[1] for key in wanted}
    there = {
        key: c
        for c in figures.cells
        if c.row in rows and c.state != "missing"
        if (key := key_of(c)) in wanted and not is_prose(c)
    }
    found = [c for c in said if all(key in there for key in c.pattern.cells)]
    right = {c.pattern.cells for c in found if _holds(c, _cells(c.pattern.cells, there))}
    settled = {w.partition(":")[0] for w in figures.warnings if w.endswith(AS_TOLD)}
    for claim in found:
        yield _check(claim, there, right, settled, report)


def _cells(keys: Sequence[str], there: dict[str, Figure]) -> list[Figure]:
    return [there[key] for key in keys if key in there]


def _holds(claim: Claim, cells: Sequence[Figure]) -> bool:
    return claim.low - 1e-9 <= total(cells) <= claim.high + 1e-9


def _check(
    claim: Claim,
    there: dict[str, Figure],
    right: set[tuple[str, ...]],
    settled: set[str],
    report: Report,
) -> Check:
    keys, plus = claim.pattern.cells, claim.pattern.plus
    cells = _cells(keys, there)
    name = "denial_against_table" if claim.pattern.zero else "prose_against_table"
    said, known = claim.value, total(cells)
    delta = round(said - known, 6)
    note = f"“{claim.text}”"
    if all(cell.state != "number" for cell in cells):
        note += "; the table has no number there"
        return Check(name, "not_assessable", said, None, None, keys, None, note, claim.span)
    if any(key.rpartition(".")[0] in settled for key in keys):
        why: str | None = "it decided how the cell’s digits are cut"
    elif _holds(claim, cells):
        return Check(name, "passed", said, known, delta, keys, None, note, claim.span)
    else:
        less = total(_cells(claim.pattern.less, there))
        why = _excuse(claim, known, less, keys in right, report)
    if why:
        note += f"; {why}"
        return Check(name, "not_assessable", said, known, delta, keys, None, note, claim.span)
    if plus and claim.low <= total(_cells((*keys, *plus), there)) <= claim.high:
        note += "; equals new and carried over together"
    return Check(name, "failed", said, known, delta, keys, "source", note, claim.span)


def _excuse(
    claim: Claim, known: float, less: float, said_right: bool, report: Report
) -> str | None:
    """Why a differing number is no contradiction: a part, another scope."""
    if less and claim.low - 1e-9 <= known - less <= claim.high + 1e-9:
        return "equals the cell without what was carried over"
    if said_right and claim.value < known:
        return "a part; the whole is stated rightly elsewhere"
    rest = _rest_told(claim, known, report)
    if rest:
        return f"a part; with the {rest:g} told beside it it is the whole"
    if claim.part and not is_issuer(claim.part, report):
        return f"the clause speaks of {claim.part} alone"
    scope = table_scope(report)
    if claim.scope != "unsaid" and scope is not None and claim.scope != scope:
        return f"the sentence speaks of {_SCOPES[claim.scope]}, the table of {_SCOPES[scope]}"
    return None


def _rest_told(claim: Claim, known: float, report: Report) -> float | None:
    """The number beside a claim on a part of the bodies that makes it the whole: 直属单位40件."""
    at, text = claim.span.start, report.text
    start = max(text.rfind(mark, 0, at) for mark in "。；\n") + 1
    sentence = _SENTENCE_END.split(text[start : start + _LONG], maxsplit=1)[0]
    rest = known - claim.value
    if rest > 0 and _PARTS.search(sentence):
        told = (float(number) for number in re.findall(r"(\d+)件", sentence))
        return next((number for number in told if number == rest), None)
    return None


_SENTENCE_END = re.compile(r"[。；\n]")
_PARTS = re.compile(r"本级|机关|直属|下属|乡镇|街道|各?部门|二级单位")
_LONG = 200  # characters of a sentence that are looked at
_SCOPES = {"wide": "the whole territory", "own": "the issuer itself", "unsaid": "it does not say"}


def check_fees(figures: Figures, report: Report) -> Iterator[Check]:
    """Fees told in section six against 无 elsewhere and against the fees of section two."""
    amounts = list(_amounts(report))
    none = _NO_FEE.search(report.text) if amounts else None
    table = figures.get("proactive", "fees", "fee_amount")
    for value, span in amounts:
        note = f"“{span.of(report.text)}”"
        if value > 0 and none:
            words = f"{note} against “{none[0]}”"
            yield Check(
                "fees_against_denial", "failed", value, 0.0, value, (), "source", words, span
            )
        if value > 0 and table is not None and table.state == "number" and table.value is not None:
            low = table.value * 10_000 + 0.5 < value
            yield Check(
                "fees_against_table",
                "failed" if low else "passed",
                value,
                table.value * 10_000,
                round(value - table.value * 10_000, 2),
                ("proactive.fees.fee_amount",),
                "source" if low else None,
                f"{note}: fees for information cannot exceed all fees of section two (yuan)",
                span,
            )


def _amounts(report: Report) -> Iterator[tuple[float, Span]]:
    """Fees for information that the text states, in yuan."""
    for match in _FEE.finditer(report.text):
        if match["n"] == "零":
            continue
        value = float(match["n"].replace(",", ""))
        if match["unit"] is None and value:
            continue
        yield value * (10_000 if match["unit"] == "万元" else 1), Span(match.start(), match.end())
