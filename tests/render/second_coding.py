"""The blind second coding: ``python -m tests.render.second_coding packet|merge|disputes``.

``packet FOLDER`` writes a file per report that has items without a second coding: both coded
parts with every item numbered, and no label. ``merge FILE...`` takes the coders' lines (as in
``coding_b.tsv``) into the corpus, refusing what does not fit. ``disputes`` prints the fields in
which both codings differ and no third reading stands, for ``settled.tsv``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nlp_reports.evaluate.authored import PRACTICES, ROLES, STATUSES, THEMES, Authored, Label, load
from tests.render.gold import (
    FIELDS,
    FIVE,
    GOLD,
    SUPERVISION,
    coding,
    headless,
    same,
    second_codings,
    settlements,
)

HOW = """# {id}: code items {wanted}
# A line an item: report, index, role (p m s a c), keys (themes of p and m, practices of s, the main
# one first; - for a and c), level 0-3 (- for a and c), status of m (done ongoing planned unclear;
# else -), links of m (indices of the problems answered, prior, or -), divided by tabs.
"""
Key = tuple[str, int]


def items_of(report: Authored) -> list[Label]:
    """The items in the order of their indices."""
    return sorted(report.items, key=lambda item: item.start)


def packet(report: Authored, wanted: Sequence[int]) -> str:
    """The coded parts of a report: ``⟦n|text⟧`` an item, headings and enumerators as printed."""
    items = list(enumerate(items_of(report)))
    lines = [HOW.format(id=report.id, wanted=",".join(map(str, wanted)))]
    for start, end in _parts(report):
        at = start
        for number, item in items:
            if start <= item.start < end:
                text = report.text[item.start : item.end]
                lines.append(f"{report.text[at : item.start]}⟦{number}|{text}⟧")
                at = item.end
        lines.append(report.text[at:end].rstrip("\n") + "\n\n")
    return "".join(lines)


def _parts(report: Authored) -> Iterator[tuple[int, int]]:
    """Where the coded parts stand, heading included; the whole text where none is headed."""
    heads = [(key, start) for key, start, _ in report.headings]
    ends = [start for _, start in heads[1:]] + [len(report.text)]
    found = [(s, e) for (key, s), e in zip(heads, ends, strict=True) if key in (SUPERVISION, FIVE)]
    covered = all(any(s <= item.start < e for s, e in found) for item in report.items)
    yield from found if covered else [(0, len(report.text))]


def lacking(reports: Iterable[Authored], known: Iterable[Key]) -> dict[str, list[int]]:
    """The indices without a second coding, by report."""
    coded = set(known)
    found = {
        report.id: [n for n in range(len(report.items)) if (report.id, n) not in coded]
        for report in reports
    }
    return {name: indices for name, indices in found.items() if indices}


def fault(line: str, reports: dict[str, Authored]) -> str | None:
    """What is wrong with a coder's line, if anything."""
    parts = line.split()
    if len(parts) != 7:
        return f"{len(parts)} columns, not 7"
    name, index, role, keys, level, status, links = parts
    if name not in reports or not index.isdigit() or int(index) >= len(reports[name].items):
        return "no such item"
    if role not in ROLES:
        return f"no role {role}"
    named = [] if keys == "-" else keys.split(",")
    allowed = {"p": THEMES, "m": THEMES, "s": PRACTICES}.get(role, [])
    if bad := [key for key in named if key not in allowed]:
        return f"keys {bad} do not fit the role"
    if ("other" in named and len(named) > 1) or bool(named) != bool(allowed):
        return "keys are missing, or 'other' stands beside another"
    if level not in ({"0", "1", "2", "3"} if allowed else {"-"}):
        return f"level {level} does not fit the role"
    if (status in STATUSES) != (role == "m") or (links != "-" and role != "m"):
        return "status and links are for measures, and a measure has a status"
    size = len(reports[name].items)
    targets = [] if links == "-" else links.split(",")
    if [t for t in targets if t != "prior" and not (t.isdigit() and int(t) < size)]:
        return f"links {links} are no items"
    return None


def merge(files: Sequence[Path], folder: Path = GOLD) -> int:
    """Take coders' lines into ``coding_b.tsv``; return how many. An item keeps its first line.

    Raises:
        SystemExit: a line does not fit; all faults are named and nothing is written.
    """
    reports = {report.id: report for report in load(folder / "authored")}
    path = folder / "coding_b.tsv"
    rows = {_key(line): line for line in path.read_text("utf-8").splitlines()}
    before = len(rows)
    faults = []
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            if why := fault(line, reports):
                faults.append(f"{file}:{number}: {why}: {line}")
            else:
                rows.setdefault(_key(line), "\t".join(line.split()))
    if faults:
        raise SystemExit("\n".join(faults))
    order = {name: at for at, name in enumerate(reports)}
    ordered = sorted(rows, key=lambda key: (order[key[0]], key[1]))
    path.write_text("".join(f"{rows[key]}\n" for key in ordered), "utf-8", newline="\n")
    return len(rows) - before


def _key(line: str) -> Key:
    name, index, *_ = line.split()
    return name, int(index)


def disputes(folder: Path = GOLD) -> Iterator[str]:
    """Report, index, field, first value, second value and text of every unsettled difference."""
    second = second_codings(folder / "coding_b.tsv")
    settled = settlements(folder / "settled.tsv")
    for report in load(folder / "authored"):
        headless(report)
        items = items_of(report)
        numbers = {item.number: at for at, item in enumerate(items) if item.number is not None}
        for at, item in enumerate(items):
            one, other = coding(item, numbers), second.get((report.id, at))
            text = report.text[item.start : item.end].replace("\n", " ")
            for field in FIELDS if other else ():
                known = field in settled.get((report.id, at), {})
                if other and not known and not same(field, one, other):
                    yield "\t".join(
                        map(str, (report.id, at, field, one[field], other[field], text))
                    )


def main(arguments: Sequence[str]) -> None:
    """Run one of the three commands."""
    match list(arguments):
        case ["packet", name]:
            folder = Path(name)
            folder.mkdir(parents=True, exist_ok=True)
            reports = load(GOLD / "authored")
            wanted = lacking(reports, second_codings(GOLD / "coding_b.tsv"))
            for report in reports:
                if report.id in wanted:
                    text = packet(report, wanted[report.id])
                    (folder / f"{report.id}.txt").write_text(text, "utf-8", newline="\n")
            print(f"{len(wanted)} reports, {sum(map(len, wanted.values()))} items")
        case ["merge", *names] if names:
            print(f"{merge([Path(name) for name in names])} items; now python -m tests.render.gold")
        case ["disputes"]:
            print("\n".join(disputes()))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
