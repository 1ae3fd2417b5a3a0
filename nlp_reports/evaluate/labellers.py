"""Agreement between a researcher's own coders, from their label files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from nlp_reports.errors import DataError
from nlp_reports.evaluate.agreement import (
    Distance,
    Interval,
    Value,
    alpha,
    clustered,
    masi,
    nominal,
)
from nlp_reports.evaluate.coders import verdict
from nlp_reports.evaluate.findings import Entry, Findings
from nlp_reports.themes.labels import Labelled, read_labels

NOTE = (
    "Krippendorff's α over items that two coders or more have labelled; intervals: 95 % bootstrap "
    "over issuers. α >= 0.80 reliable, 0.667 to 0.80 tentative."
)
Keys = tuple[str, ...]
Read = Callable[[Keys], Value]


def evaluate(paths: Sequence[Path]) -> Findings:
    """Agreement of coders, a file of labels each, as ``label import`` writes them.

    Args:
        paths: two files or more.

    Raises:
        DataError: fewer than two files, a file that labels an item twice, an item whose text
            differs between files, or no item that two of them share.
    """
    if len(paths) < 2:
        raise DataError("agreement needs the label files of two coders or more")
    coders = [_by_item(path) for path in paths]
    shared = sorted(item for item in set().union(*coders) if sum(item in c for c in coders) > 1)
    if not shared:
        raise DataError(f"{', '.join(map(str, paths))}: no item stands in two of the files")
    units = [[coder[item].keys if item in coder else None for coder in coders] for item in shared]
    groups = [_of_one_text(item, coders) for item in shared]
    return _findings(units, groups)


def _by_item(path: Path) -> dict[str, Labelled]:
    found: dict[str, Labelled] = {}
    for row in read_labels(path):
        if row.item in found:
            raise DataError(f"{path}: item {row.item!r} is labelled twice; keep one")
        found[row.item] = row
    return found


def _of_one_text(item: str, coders: Sequence[dict[str, Labelled]]) -> str:
    """The issuer of an item, whose text must be the same in every file."""
    rows = [coder[item] for coder in coders if item in coder]
    if len({row.text for row in rows}) > 1:
        raise DataError(f"item {item!r} has another text in another file; export the items again")
    return rows[0].group


def _findings(units: Sequence[Sequence[Keys | None]], groups: Sequence[str]) -> Findings:
    def figure(read: Read, distance: Distance) -> Interval:
        rows = [[None if keys is None else read(keys) for keys in unit] for unit in units]
        return clustered(rows, groups, lambda sample: alpha(sample, distance), resamples=200)

    found = Findings()
    fields: list[tuple[str, str, Read, Distance]] = [
        ("all themes", "MASI", frozenset, masi),
        ("main theme", "nominal", lambda keys: keys[0], nominal),
    ]
    known = sorted({key for unit in units for keys in unit for key in keys or ()})
    fields += [(key, "nominal", _has(key), nominal) for key in known]
    lines: list[Sequence[Entry]] = []
    for name, kind, read, distance in fields:
        value = figure(read, distance)
        found.figures[f"agreement.{name.replace(' ', '_')}"] = value
        used = sum(name in keys for unit in units for keys in unit if keys)
        lines.append((name, kind, used if name in known else len(units), value, verdict(value)))
    heads = ("field", "measure", "items or labels", "α", "")
    found.table(f"Agreement of {len(units[0])} coders on {len(units)} items", heads, lines, NOTE)
    return found


def _has(key: str) -> Read:
    return lambda keys: key in keys
