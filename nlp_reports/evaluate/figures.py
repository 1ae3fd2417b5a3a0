"""Statutory cells held against the stored truth."""

from __future__ import annotations

from collections.abc import Sequence

from nlp_reports.evaluate.agreement import Interval
from nlp_reports.evaluate.findings import Entry, Findings
from nlp_reports.evaluate.match import Reading
from nlp_reports.evaluate.metrics import accuracy, of_counts
from nlp_reports.report import Figure, State

TABLES = ("proactive", "requests", "reviews")
_MARKS: dict[str, State] = {
    "": "blank", "/": "slash", "／": "slash", "-": "dash", "—": "dash", "不涉及": "not_applicable",
}  # fmt: skip


def expected(printed: str) -> tuple[State, float | None]:
    """The state and value of a cell as printed.

    >>> expected("12"), expected("/"), expected("减2")
    (('number', 12.0), ('slash', None), ('number', -2.0))
    """
    mark = _MARKS.get(printed.strip())
    if mark is not None:
        return mark, None
    sign = -1 if printed.startswith("减") else 1
    return "number", sign * float(printed.lstrip("增减").replace(",", "").replace("，", ""))


def verdict(cell: Figure | None, printed: str) -> str:
    """``right``, ``missing`` (not read), ``state`` (another one) or ``wrong`` (another number)."""
    if cell is None or cell.state == "missing":
        return "missing"
    if (cell.state, cell.value) == expected(printed):
        return "right"
    return "wrong" if cell.state == expected(printed)[0] else "state"


def _verdicts(reading: Reading) -> list[tuple[str, str]]:
    """Table and verdict of every cell of a report's truth."""
    found = reading.analysis.figures
    return [
        (place[0], verdict(found.get(*place), printed))
        for place, printed in reading.gold.figures.items()
    ]


def accuracy_of(readings: Sequence[Reading], table: str | None = None) -> Interval:
    """Cells right by cells in the truth, of all tables or one."""
    rows = [
        (float(said == "right"), 1.0, reading.gold.issuer)
        for reading in readings
        for name, said in _verdicts(reading)
        if table is None or name == table
    ]
    return of_counts([row[:2] for row in rows], [row[2] for row in rows], accuracy)


def evaluate(readings: dict[str, list[Reading]]) -> Findings:
    """Hold cells against the truth, by text, table and form.

    Real reports state only the totals of requests; their truth is those cells.
    """
    found = Findings()
    lines: list[Sequence[Entry]] = []
    for text, group in readings.items():
        own = accuracy_of(group)
        found.figures[f"figures.{text}.accuracy"] = own
        said = [verdict for reading in group for _, verdict in _verdicts(reading)]
        parts = [accuracy_of(group, table) for table in TABLES]
        bad = (said.count(kind) for kind in ("missing", "state", "wrong"))
        lines.append((text, len(said), own, *parts, *bad))
    heads = ("texts", "cells", "right", *TABLES, "not read", "wrong state", "wrong number")
    found.table("Figures: cells right", heads, lines)
    clean = readings.get("clean", [])
    forms = sorted({reading.gold.about["form"] for reading in clean if reading.gold.figures})
    by_form = [(f, [r for r in clean if r.gold.about["form"] == f]) for f in forms]
    rows = [(f, sum(len(r.gold.figures) for r in rs), accuracy_of(rs)) for f, rs in by_form]
    found.table("Figures by form (clean)", ("form", "cells", "right"), rows)
    found.table("Checks that fail", _ALARM_HEADS, [_alarms(t, g) for t, g in readings.items()])
    return found


_NUMBERING = ("list_numbering", "section_numbering")
_ALARM_HEADS = (
    *("texts", "reports with no planted contradiction", "failed checks", "slips in numbering"),
    *("others", "others per 20 reports", "planted reports", "with a failed check"),
)


def _alarms(text: str, group: Sequence[Reading]) -> Sequence[Entry]:
    """Failed checks where nothing was planted: slips that the writers made, or false alarms."""
    clean = [r for r in group if not r.gold.about.get("planted")]
    planted = [r for r in group if r.gold.about.get("planted")]
    names = [name for reading in clean for name in _failed(reading)]
    others = [name for name in names if name not in _NUMBERING]
    rate = 20 * len(others) / len(clean) if clean else None
    hits = sum(bool(_failed(reading)) for reading in planted)
    return (
        *(text, len(clean), len(names), len(names) - len(others), len(others), rate),
        *(len(planted), hits),
    )


def _failed(reading: Reading) -> list[str]:
    return [c.name for c in reading.analysis.checks if c.result == "failed"]
