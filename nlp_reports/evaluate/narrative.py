"""Sections, items, roles, status and links held against the coding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nlp_reports.evaluate import baselines
from nlp_reports.evaluate.agreement import Interval
from nlp_reports.evaluate.findings import Entry, Findings
from nlp_reports.evaluate.gold import CODED, FIVE, SUPERVISION, GoldItem, GoldReport
from nlp_reports.evaluate.match import Reading, pairs
from nlp_reports.evaluate.metrics import (
    accuracy,
    calibration_error,
    f1,
    macro_f1,
    of_counts,
    of_values,
    triples,
)
from nlp_reports.items import split_items
from nlp_reports.report import Item

ROLES = ("problem", "measure", "supervision", "activity", "context")
STATUSES = ("done", "ongoing", "planned", "unclear")
Pair = tuple[GoldItem, Item]


@dataclass(frozen=True, slots=True)
class Marks:
    """The counts of one reading, ready to be added up."""

    issuer: str
    sections: dict[str, tuple[float, float, float]]
    items: tuple[float, float, float]
    pairs: Sequence[Pair]
    links: tuple[float, float, float]


def marks(reading: Reading) -> Marks:
    """Count what one reading got right and wrong."""
    met = len(reading.matched)
    coded, found = len(reading.gold.items), len(reading.analysis.items)
    return Marks(
        reading.gold.issuer,
        {key: _characters(reading, key) for key in CODED},
        (met, found - met, coded - met),
        reading.matched,
        _links(reading),
    )


def _characters(reading: Reading, key: str) -> tuple[float, float, float]:
    coded, found = reading.section_masks(key)
    return _counts(int((coded & found).sum()), int(found.sum()), int(coded.sum()))


def _counts(hit: int, found: int, coded: int) -> tuple[float, float, float]:
    return float(hit), float(found - hit), float(coded - hit)


def _links(reading: Reading) -> tuple[float, float, float]:
    index = {item.id: gold.index for gold, item in reading.matched}
    coded = {
        (item.index, problem)
        for item in reading.gold.items
        for problem in item.coding.links
        if isinstance(problem, int)
    }
    unmet = -1
    found = set()
    for link in reading.analysis.links:
        unmet -= 1  # an end that meets no coded item can be right in no way
        found.add((index.get(link.measure, unmet), index.get(link.problem, unmet)))
    return _counts(len(coded & found), len(found), len(coded))


def figures(all_marks: Sequence[Marks]) -> dict[str, Interval]:
    """Every figure of some readings together."""
    issuers = [m.issuer for m in all_marks]
    met = [(m.issuer, gold, item) for m in all_marks for gold, item in m.pairs]
    owners = [issuer for issuer, *_ in met]
    roles = triples([[g.role] for _, g, _ in met], [[i.role] for *_, i in met], ROLES)
    right = np.array([float(g.role == i.role) for _, g, i in met])
    sure = np.array([i.confidence for *_, i in met])
    both = [row for row in met if row[1].role == row[2].role == "measure"]
    status = [(float(g.coding.status == i.status), 1.0) for _, g, i in both]
    found = {
        f"sections.{key}.f1": of_counts([m.sections[key] for m in all_marks], issuers, f1)
        for key in (SUPERVISION, FIVE)
    }
    return found | {
        "items.boundary_f1": of_counts([m.items for m in all_marks], issuers, f1),
        "roles.macro_f1": of_counts(roles, owners, macro_f1),
        "roles.accuracy": of_counts(np.stack([right, np.ones_like(right)], 1), owners, accuracy),
        "roles.ece": of_values((sure, right), owners, calibration_error),
        "status.accuracy": of_counts(status, [issuer for issuer, *_ in both], accuracy),
        "links.f1": of_counts([m.links for m in all_marks], issuers, f1),
    }


COLUMNS = ("sections.overview.supervision.f1", "sections.problems_improvements.f1",
           "items.boundary_f1", "roles.macro_f1", "roles.accuracy", "roles.ece",
           "status.accuracy", "links.f1")  # fmt: skip
HEADS = ("supervision section F1", "section five F1", "item boundary F1", "role macro-F1",
         "role accuracy", "role ECE", "status accuracy", "link F1")  # fmt: skip


def evaluate(readings: dict[str, list[Reading]], train: Sequence[GoldReport]) -> Findings:
    """Hold readings against their coding.

    Args:
        readings: by what they are: ``clean``, the names of noise layers, ``real``.
        train: the training split, for what the baselines know.
    """
    found = Findings()
    counted = {name: [marks(r) for r in rows] for name, rows in readings.items()}
    by_text = {name: figures(rows) for name, rows in counted.items()}
    for name, own in by_text.items():
        found.figures |= {f"narrative.{name}.{key}": value for key, value in own.items()}
    rows: list[Sequence[Entry]] = [
        (name, len(readings[name]), *(own[c] for c in COLUMNS)) for name, own in by_text.items()
    ]
    found.table("Narrative", ("texts", "reports", *HEADS), rows, _NOTE)
    clean = readings.get("clean", [])
    for about in ("form", "level"):
        _grouped(found, clean, f"Narrative by {about}", about)
    _grouped(found, clean, "Narrative by kind of issuer", "kind", least=3)
    _per_role(found, counted.get("clean", []))
    _baselines(found, clean, by_text.get("clean", {}), train)
    _stages(found, readings)
    return found


_NOTE = (
    "Characters of a section's body; items match where they share 0.8 of the characters that both "
    "cover; roles over matched items; status over items that both call a measure; a link counts "
    "only between matched items. Brackets: 95 % bootstrap over issuers."
)


def _grouped(
    found: Findings, readings: Sequence[Reading], title: str, about: str, least: int = 1
) -> None:
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(reading.gold.about[about], []).append(reading)
    rows: list[Sequence[Entry]] = []
    for name in sorted(groups):
        if len(groups[name]) >= least:
            own = figures([marks(r) for r in groups[name]])
            rows.append((name, len(groups[name]), *(own[c] for c in COLUMNS)))
    found.table(title, (about, "reports", *HEADS), rows)


def _per_role(found: Findings, counted: Sequence[Marks]) -> None:
    met = [(m.issuer, gold.role, item.role) for m in counted for gold, item in m.pairs]
    table = triples([[g] for _, g, _ in met], [[p] for *_, p in met], ROLES)
    rows: list[Sequence[Entry]] = []
    for at, role in enumerate(ROLES):
        own = of_counts(table[:, 3 * at : 3 * at + 3], [issuer for issuer, *_ in met], f1)
        sent = [sum(1 for _, g, p in met if (g, p) == (role, other)) for other in ROLES]
        rows.append((role, sum(sent), own, *sent))
    heads = ("coded", "items", "F1", *(f"read as {role}" for role in ROLES))
    found.table("Roles: F1 and confusion (clean)", heads, rows)


def _baselines(
    found: Findings,
    readings: Sequence[Reading],
    ours: dict[str, Interval],
    train: Sequence[GoldReport],
) -> None:
    if not readings:
        return
    golds = [reading.gold for reading in readings]
    issuers = [gold.issuer for gold in golds]
    items = [(gold.issuer, item) for gold in golds for item in gold.items]
    owners = [issuer for issuer, _ in items]
    common = _most_common(item.role for gold in train for item in gold.items)
    rows: list[Sequence[Entry]] = []
    for key in CODED:
        own = of_counts([_section_counts(gold, key) for gold in golds], issuers, f1)
        rows.append((f"{key}: headings by expression", own, ours[f"sections.{key}.f1"]))
    split = of_counts([_sentence_counts(gold) for gold in golds], issuers, f1)
    rows.append(("items: sentences in sections so found", split, ours["items.boundary_f1"]))
    rows += _rules_alone(readings, ours)
    coded = [[item.role] for _, item in items]
    guesses: dict[str, Callable[[GoldItem], str]] = {
        "roles: keywords, boundaries given": baselines.role,
        f"roles: always {common}": lambda item: common,
    }
    for name, guess in guesses.items():
        table = triples(coded, [[guess(item)] for _, item in items], ROLES)
        rows.append((name, of_counts(table, owners, macro_f1), ours["roles.macro_f1"]))
    found.table("Narrative: baselines (clean)", ("baseline", "its figure", "ours"), rows)


def _rules_alone(
    readings: Sequence[Reading], ours: dict[str, Interval]
) -> Iterator[tuple[str, Interval, Interval]]:
    """What the rules decide without the classifier, on the same items."""
    met: list[tuple[str, GoldItem, Item]] = []
    for reading in readings:
        found = reading.analysis
        if not reading.matched:
            continue  # perhaps the very stage failed
        ruled = split_items(found.report, found.outline, rules_alone=True)
        of_item = {one.id: rule for one, rule in zip(found.items, ruled, strict=True)}
        met += [(reading.gold.issuer, gold, of_item[item.id]) for gold, item in reading.matched]
    owners = [issuer for issuer, *_ in met]
    table = triples([[g.role] for _, g, _ in met], [[i.role] for *_, i in met], ROLES)
    yield "roles: rules alone, macro-F1", of_counts(table, owners, macro_f1), ours["roles.macro_f1"]
    right = [(float(g.role == i.role), 1.0) for _, g, i in met]
    yield "roles: rules alone, accuracy", of_counts(right, owners, accuracy), ours["roles.accuracy"]
    both = [row for row in met if row[1].role == row[2].role == "measure"]
    status = [(float(g.coding.status == i.status), 1.0) for _, g, i in both]
    alone = of_counts(status, [issuer for issuer, *_ in both], accuracy)
    yield "status: rules alone, accuracy", alone, ours["status.accuracy"]


def _most_common(values: Iterable[str]) -> str:
    seen = list(values)
    return max(sorted(set(seen)), key=seen.count, default="problem")


def _section_counts(gold: GoldReport, key: str) -> tuple[float, float, float]:
    found = baselines.sections(gold.text).get(key, [])
    content = np.array([c.isalnum() for c in gold.text])
    one, other = np.zeros_like(content), np.zeros_like(content)
    for mask, spans in ((one, gold.bodies(key)), (other, found)):
        for span in spans:
            mask[span.start : span.end] = True
    one, other = one & content, other & content
    return _counts(int((one & other).sum()), int(other.sum()), int(one.sum()))


def _sentence_counts(gold: GoldReport) -> tuple[float, float, float]:
    bodies = [body for found in baselines.sections(gold.text).values() for body in found]
    cut = [span for body in bodies for span in baselines.sentences(gold.text, body)]
    met = len(pairs([item.span for item in gold.items], cut))
    return _counts(met, len(cut), len(gold.items))


def _stages(found: Findings, readings: dict[str, list[Reading]]) -> None:
    """Stages that failed: a figure without them would flatter."""
    rows = [
        (name, reading.gold.id, failure.stage, f"{failure.error}: {failure.message}")
        for name, group in readings.items()
        for reading in group
        for failure in reading.analysis.failures
    ]
    found.table("Stages that failed", ("texts", "report", "stage", "error"), rows)
