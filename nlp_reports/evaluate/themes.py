"""Themes and practices held against the coding: on coded items, and end to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp_reports.evaluate import baselines
from nlp_reports.evaluate.agreement import Interval, alpha
from nlp_reports.evaluate.findings import Entry, Findings
from nlp_reports.evaluate.gold import Coding, GoldItem, GoldReport
from nlp_reports.evaluate.match import Reading
from nlp_reports.evaluate.metrics import (
    Array,
    accuracy,
    f1,
    macro_f1,
    micro_f1,
    of_counts,
    precision,
    recall,
    triples,
)
from nlp_reports.evaluate.readings import given
from nlp_reports.report import Codebook, Item, Mention
from nlp_reports.themes import codebook, tag

BOOKS = {"themes": "disclosure-themes", "practices": "supervision-practices"}
Keys = tuple[str, ...]
Tagger = Callable[[Sequence[Item], Codebook], Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Row:
    """One item: whose it is, its coded keys and those predicted, main one first."""

    issuer: str
    coded: Keys
    predicted: Keys


def tagged(mentions: Sequence[Mention]) -> dict[str, Keys]:
    """The keys of each item that has any, the main one first."""
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.item, []).append(mention)
    return {
        item: tuple(m.theme for m in sorted(own, key=lambda m: m.rank))
        for item, own in found.items()
    }


def on_coded(reports: Sequence[GoldReport], book: Codebook, tagger: Tagger = tag) -> list[Row]:
    """Tag the coded items, their text and role given."""
    rows = []
    for report in reports:
        items = [item for item in given(report) if item.role in book.roles]
        found = tagged(tagger(items, book))
        coded = {f"i{item.index:03d}": item.coding.keys for item in report.items}
        rows += [Row(report.issuer, coded[i.id], found.get(i.id, ())) for i in items]
    return rows


def end_to_end(readings: Sequence[Reading], book: Codebook) -> list[Row]:
    """Tags on items that were found by ourselves: what was not found is missed, all else false."""
    rows = []
    for reading in readings:
        keys = tagged([m for m in reading.analysis.mentions if m.codebook == book.id])
        met = {item.id: gold for gold, item in reading.matched}
        found = {gold.index: item.id for gold, item in reading.matched}
        wanted = [item for item in reading.gold.items if item.role in book.roles]
        for item in wanted:
            predicted = keys.get(found.get(item.index, ""), ())
            rows.append(Row(reading.gold.issuer, item.coding.keys, predicted))
        for name, predicted in keys.items():
            if name not in met or met[name].role not in book.roles:
                rows.append(Row(reading.gold.issuer, (), predicted))
    return rows


def figures(rows: Sequence[Row], classes: Sequence[str]) -> dict[str, Interval]:
    """Micro-F1, macro-F1 over coded classes, and accuracy of the main key."""
    issuers = [row.issuer for row in rows]
    table = triples([row.coded for row in rows], [row.predicted for row in rows], classes)
    coded = [row for row in rows if row.coded]
    main = [(float(row.predicted[:1] == row.coded[:1]), 1.0) for row in coded]
    return {
        "micro_f1": of_counts(table, issuers, micro_f1),
        "macro_f1": of_counts(table, issuers, macro_f1),
        "main_accuracy": of_counts(main, [row.issuer for row in coded], accuracy),
    }


HEADS = ("micro-F1", "macro-F1", "main right")


def evaluate(
    readings: dict[str, list[Reading]],
    train: Sequence[GoldReport],
    everything: Sequence[GoldReport],
) -> Findings:
    """Hold tags against the coding.

    Args:
        readings: by what they are: ``clean``, ``combined`` noise, ``real`` …
        train: the training split, for counts and the majority.
        everything: all reports, for the coders' agreement.
    """
    found = Findings()
    for kind, name in BOOKS.items():
        book = codebook(name)
        classes = [theme.key for theme in book.themes]
        table: list[Sequence[Entry]] = []
        for text, rows in _rows(readings, book).items():
            own = figures(rows, classes)
            found.figures |= {f"{kind}.{text}.{key}": value for key, value in own.items()}
            table.append((text.replace(".", ", "), len(rows), *own.values()))
        found.table(f"{kind.capitalize()}", ("texts, items", "items", *HEADS), table, _NOTE)
        if readings.get("clean"):
            test = [reading.gold for reading in readings["clean"]]
            _per_key(found, kind, book, test, train, everything)
            _baselines(found, kind, book, test, train)
    return found


_NOTE = (
    "given: text and role as coded. end to end: items, roles and keys by ourselves; what meets no "
    "coded item counts as false."
)


def _rows(readings: dict[str, list[Reading]], book: Codebook) -> dict[str, list[Row]]:
    found = {}
    for text, group in readings.items():
        if text in ("clean", "real"):
            found[f"{text}.given"] = on_coded([r.gold for r in group], book)
        found[f"{text}.end_to_end"] = end_to_end(group, book)
    return found


def _per_key(
    found: Findings,
    kind: str,
    book: Codebook,
    test: Sequence[GoldReport],
    train: Sequence[GoldReport],
    everything: Sequence[GoldReport],
) -> None:
    rows = on_coded(test, book)
    issuers = [row.issuer for row in rows]
    classes = [theme.key for theme in book.themes]
    table = triples([row.coded for row in rows], [row.predicted for row in rows], classes)
    coders = coded_twice(everything, book)
    lines: list[Sequence[Entry]] = []
    for at, key in enumerate(classes):
        own = table[:, 3 * at : 3 * at + 3]
        counts = [sum(key in i.coding.keys for i in _of(r, book)) for r in (train, test)]
        both = [(key in a, key in b) for _, a, b in coders]
        coder_f1 = of_counts(
            triples([a for _, a, _ in coders], [b for *_, b in coders], [key]),
            [issuer for issuer, *_ in coders],
            f1,
        )
        lines.append((
            key, *counts, *(of_counts(own, issuers, m) for m in (precision, recall, f1)),
            coder_f1, alpha(both) if both else None, _flag(own, coder_f1),
        ))  # fmt: skip
    heads = (
        kind,
        "in train",
        "in test",
        "precision",
        "recall",
        "F1",
        "coders' F1",
        "coders' α",
        "",
    )
    found.table(f"{kind.capitalize()}, one by one (test, items given)", heads, lines, _CODERS)


_CODERS = (
    "Coders are language models: their F1 (second coding against the first, all splits) is no "
    "human agreement. Where ours stands above theirs, the last column says so: such a figure "
    "shows that the first coder's habit was learnt, not that the theme is read better."
)


def _flag(counts: Array, coders: Interval) -> str:
    own = f1(counts.sum(axis=0))
    above = own is not None and coders.value is not None and own > coders.value
    return "above the coders" if above else ""


def _of(reports: Sequence[GoldReport], book: Codebook) -> list[GoldItem]:
    return [item for report in reports for item in report.items if item.role in book.roles]


def coded_twice(reports: Sequence[GoldReport], book: Codebook) -> list[tuple[str, Keys, Keys]]:
    """Keys by both coders where both saw a role that the codebook is for."""

    def fits(coding: Coding | None) -> bool:
        return coding is not None and coding.role in book.roles

    return [
        (report.issuer, item.first.keys, item.second.keys)
        for report in reports
        for item in report.items
        if item.first and item.second and fits(item.first) and fits(item.second)
    ]


def _baselines(
    found: Findings,
    kind: str,
    book: Codebook,
    test: Sequence[GoldReport],
    train: Sequence[GoldReport],
) -> None:
    classes = [theme.key for theme in book.themes]
    common = {role: baselines.majority(train, role) for role in book.roles}
    guesses: dict[str, Callable[[GoldItem], Sequence[str]]] = {
        "keyword dictionary": lambda item: baselines.by_keywords(item.text, book),
        "likeness to definitions": lambda item: baselines.by_definition(item.text, book),
        "majority": lambda item: [common[item.role]],
    }
    lines: list[Sequence[Entry]] = [("ours", *figures(on_coded(test, book), classes).values())]
    lines.append(("rules alone", *figures(on_coded(test, book, _rules), classes).values()))
    for name, guess in guesses.items():
        rows = [
            Row(report.issuer, item.coding.keys, tuple(guess(item)))
            for report in test
            for item in report.items
            if item.role in book.roles
        ]
        lines.append((name, *figures(rows, classes).values()))
    found.table(f"{kind.capitalize()}: baselines (test, items given)", ("tool", *HEADS), lines)


def _rules(items: Sequence[Item], book: Codebook) -> list[Mention]:
    """Tag by the codebook's patterns alone."""
    from nlp_reports.themes.tagging import by_rules

    return [mention for item in items for mention in by_rules(item, book)]
