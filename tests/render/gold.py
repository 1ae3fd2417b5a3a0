"""Compile the gold corpus: ``python -m tests.render.gold``.

Reads the authored sources (first coding), the second coding and the settlement, and writes
``reports/``, ``documents.csv``, ``sections.jsonl``, ``labels.jsonl``, ``reuse.jsonl`` and
``figures.jsonl``. The same input gives the same bytes; a test compiles anew and compares.

``coding_b.tsv`` holds ``report index role keys level status links`` a line, ``settled.tsv``
``report index field value reason``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp_reports.agencies.issuer import level_of
from nlp_reports.evaluate.authored import Authored, Label, load
from tests.render.tables import sheet, truth
from tests.render.text import table_lines

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
ROLES = {"p": "problem", "m": "measure", "s": "supervision", "a": "activity", "c": "context"}
FIELDS = ("role", "themes", "practices", "substance", "status", "links")
SUPERVISION, FIVE = "overview.supervision", "problems_improvements"
COLUMNS = ("report", "issuer", "parent", "level", "kind", "region", "year", "form", "split",
           "title", "whole", "items", "batch", "style", "planted")  # fmt: skip


@dataclass(frozen=True)
class Shifted:
    """An authored report's final text, and where offsets of the authored text went."""

    text: str
    steps: tuple[tuple[int, int], ...]

    def __call__(self, at: int) -> int:
        """The final offset of an authored offset."""
        return at + sum(size for place, size in self.steps if place <= at)


def laid_out(report: Authored) -> Shifted:
    """Put the title on top where the source lacks it, and the tables where they stand."""
    steps: list[tuple[int, int]] = []
    pieces: list[str] = []
    at = 0
    if report.meta["title"] not in report.text[:200]:
        pieces.append(report.meta["title"] + "\n")
        steps.append((0, len(pieces[0])))
    for name, place in sorted(report.tables, key=lambda table: table[1]):
        pieces.append(report.text[at:place])
        at = place
        if name in report.figures:
            table = "\n".join(table_lines(sheet(report, name))) + "\n"
            pieces.append(table)
            steps.append((place, len(table)))
    pieces.append(report.text[at:])
    return Shifted("".join(pieces), tuple(steps))


def coding(label: Label, numbers: dict[int, int]) -> dict[str, Any]:
    """The first coding of an item, as the author marked it."""
    return {
        "role": label.role,
        "themes": list(label.themes),
        "practices": list(label.practices),
        "substance": label.substance,
        "status": label.status,
        "links": [link if link == "prior" else numbers[int(link)] for link in label.links],
    }


def second_codings(path: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """The second coding by report and index; empty where the file is not there."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        report, index, role, keys, level, status, links = line.split()
        names = [] if keys == "-" else keys.split(",")
        found[report, int(index)] = {
            "role": ROLES[role],
            "themes": names if role in "pm" else [],
            "practices": names if role == "s" else [],
            "substance": None if level == "-" else int(level),
            "status": None if status == "-" else status,
            "links": [
                link if link == "prior" else int(link)
                for link in ([] if links == "-" else links.split(","))
            ],
        }
    return found


def settlements(path: Path) -> dict[tuple[str, int], dict[str, tuple[Any, str]]]:
    """The third reading: (report, index) -> field -> (value, reason)."""
    found: dict[tuple[str, int], dict[str, tuple[Any, str]]] = {}
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        report, index, field, value, reason = line.split("\t")
        if field not in FIELDS:
            raise ValueError(f"{path}: {report} {index}: unknown field {field!r}; use {FIELDS}")
        found.setdefault((report, int(index)), {})[field] = (json.loads(value), reason)
    return found


def compiled(reports: list[Authored], folder: Path) -> dict[str, str]:
    """Every file of the corpus by its name under ``folder``."""
    second = second_codings(folder / "coding_b.tsv")
    settled = settlements(folder / "settled.tsv")
    files: dict[str, str] = {}
    sections: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    reuse: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    for report in reports:
        layout = laid_out(report)
        files[f"reports/{report.id}.txt"] = layout.text
        headless(report)
        sections += _sections(report, layout)
        labels += _labels(report, layout, second, settled)
        reuse += [
            {"report": report.id, "source": source, "start": layout(start), "end": layout(end)}
            for source, start, end in report.reuse
        ]
        figures += [
            {"report": report.id, "table": table, "row": row, "column": column, "text": text}
            for (table, row, column), text in truth(report).items()
        ]
    files["documents.csv"] = _documents(reports)
    tables = {"sections": sections, "labels": labels, "reuse": reuse, "figures": figures}
    for name, rows in tables.items():
        files[f"{name}.jsonl"] = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    return files


def same(field: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two codings agree in a field: of several keys only the first one's place counts."""
    if field in ("themes", "practices"):
        return one[field][:1] == other[field][:1] and set(one[field]) == set(other[field])
    if field == "links":
        return set(one[field]) == set(other[field])
    return bool(one[field] == other[field])


def headless(report: Authored) -> None:
    """Give items that stand under no heading the section that their roles belong to."""
    key = ""
    for item in sorted(report.items, key=lambda label: label.start, reverse=True):
        if item.section == "preamble":
            if item.role != "context":
                key = SUPERVISION if item.role in ("supervision", "activity") else FIVE
            item.section = key or item.section


def _sections(report: Authored, layout: Shifted) -> Iterator[dict[str, Any]]:
    """Every section with its heading, body and end; those without a heading by their items."""
    found = [
        (key, start, end, _end(report, at)) for at, (key, start, end) in enumerate(report.headings)
    ]
    headed = {key for key, *_ in found}
    for key in (SUPERVISION, FIVE):
        own = [item for item in report.items if item.section == key]
        if own and key not in headed:
            start = min(item.start for item in own)
            found.append((key, start, start, max(item.end for item in own)))
    for key, start, body, end in sorted(found, key=lambda row: row[1]):
        yield {
            "report": report.id,
            "section": key,
            "heading": report.text[start:body],
            "start": layout(start),
            "body": layout(body),
            "end": layout(end) if body > start else layout(end - 1) + 1,
        }


def _end(report: Authored, at: int) -> int:
    """Where a section ends: at the next heading that is not of a part of it."""
    key = report.headings[at][0]
    later = (start for k, start, _ in report.headings[at + 1 :] if not k.startswith(f"{key}."))
    return next(later, len(report.text))


def level(report: Authored) -> str:
    """The issuer's level; some authors wrote that of the government that a department serves."""
    own = report.meta["level"]
    is_department = level_of(report.meta["issuer"]) == "department"
    return "department" if is_department and own != "institution" else own


def _labels(
    report: Authored,
    layout: Shifted,
    second: dict[tuple[str, int], dict[str, Any]],
    settled: dict[tuple[str, int], dict[str, tuple[Any, str]]],
) -> Iterator[dict[str, Any]]:
    items = sorted(report.items, key=lambda label: label.start)
    numbers = {item.number: index for index, item in enumerate(items) if item.number is not None}
    for index, item in enumerate(items):
        key = (report.id, index)
        first, other, third = coding(item, numbers), second.get(key), settled.get(key, {})
        start, end = layout(item.start), layout(item.end - 1) + 1
        final = {field: third[field][0] if field in third else first[field] for field in FIELDS}
        yield {
            "report": report.id,
            "index": index,
            "section": item.section,
            "start": start,
            "end": end,
            "text": layout.text[start:end],
            **final,
            "differed": sorted(f for f in FIELDS if other and not same(f, first, other)),
            "reason": "; ".join(f"{f}: {why}" for f, (_, why) in sorted(third.items())) or None,
            "coder_a": first,
            "coder_b": other,
        }


def _documents(reports: list[Authored]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for report in reports:
        meta = {name: report.meta.get(name, "") for name in COLUMNS}
        whole = len(report.tables) == 3 or (meta["form"] == "2007" and len(report.headings) > 3)
        own = {"report": report.id, "level": level(report), "whole": int(whole)}
        own |= {"items": len(report.items), "batch": report.path.parent.name}
        writer.writerow({**meta, **own})
    return out.getvalue()


def main(folder: Path = GOLD) -> None:
    """Compile ``folder`` from its ``authored/`` sources."""
    files = compiled(load(folder / "authored"), folder)
    (folder / "reports").mkdir(exist_ok=True)
    for old in (folder / "reports").glob("*.txt"):
        if f"reports/{old.name}" not in files:
            old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
