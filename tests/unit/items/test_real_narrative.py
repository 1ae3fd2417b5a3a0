"""Items and roles of the real reports against their coding (prints the figures)."""

import json
from pathlib import Path

import pytest

from nlp_reports.items import split_items
from nlp_reports.items.train import overlap
from nlp_reports.readers import read
from nlp_reports.sections import outline
from nlp_reports.text import Span

REAL = Path(__file__).parents[3].parent / "shared" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real reports are not here")


def squeezed(text: str) -> tuple[str, list[int]]:
    kept = [at for at, c in enumerate(text) if not c.isspace()]
    return "".join(text[at] for at in kept), kept


def coded(text: str, rows: list[dict]) -> list[Span]:
    flat, kept = squeezed(text)
    spans = []
    for row in rows:
        words = squeezed(row["text"])[0]
        at = flat.find(words)
        spans.append(Span(kept[at], kept[at + len(words) - 1] + 1) if at >= 0 else Span(0, 0))
    return spans


def test_items_and_roles():
    rows: dict[str, list[dict]] = {}
    for row in json.loads((REAL / "gold.json").read_text("utf-8")):
        rows.setdefault(row["report"], []).append(row)
    total = found = hits = right = 0
    for name, gold in rows.items():
        report = read(next(REAL.glob(f"{name}.*")))
        items = split_items(report, outline(report))
        total, found = total + len(gold), found + len(items)
        free = list(items)
        for row, span in zip(gold, coded(report.text, gold), strict=True):
            match = next((i for i in free if overlap(i.span, span) >= 0.8), None)
            if match:
                free.remove(match)
                hits, right = hits + 1, right + (match.role == row["role"])
    boundary, role = 2 * hits / (total + found), right / hits
    print(f"\nreal reports: boundary F1 {boundary:.3f}, role accuracy {role:.3f} of {hits}")
    assert boundary >= 0.93
    assert role >= 0.95
