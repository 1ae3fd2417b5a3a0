"""Train the shipped substance model: ``python tests/bench/train_substance.py``.

Reads the authored gold corpus, trains on split train, writes ``models/substance`` with metrics on
dev and test (issuers that training did not see) and, where it is at hand, on the real reports.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from nlp_reports.evaluate.authored import Authored, MarkupError, parse
from nlp_reports.scores.training import Example, save, train

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpora" / "gold" / "authored"
REAL = ROOT.parent / "shared" / "real" / "gold.json"
SCORED = ("problem", "measure", "supervision")


def reports(split: str) -> Iterator[Authored]:
    """Yield the authored reports of a split; files with broken markup are named and passed over."""
    for path in sorted(GOLD.glob("**/*.txt")):
        try:
            report = parse(path.read_text("utf-8"), path)
        except MarkupError as error:
            print(f"passed over: {error}", file=sys.stderr)
            continue
        if report.meta.get("split") == split:
            yield report


def examples(split: str) -> list[Example]:
    """The coded items of a split; a batch of reports has one writer, so it is the group."""
    return [
        Example(r.text[i.start : i.end], i.role, i.substance, r.path.parent.name)  # type: ignore[arg-type]
        for r in reports(split)
        for i in r.items
        if i.role in SCORED and i.substance is not None
    ]


def real() -> list[Example]:
    """The coded items of the real reports, or none where the folder is absent."""
    if not REAL.is_file():
        return []
    rows = json.loads(REAL.read_text("utf-8"))
    return [
        Example(r["text"], r["role"], r["substance"], r["report"])
        for r in rows
        if r["role"] in SCORED
    ]


def main() -> None:
    """Train, measure, write."""
    from tests.bench.measure_substance import measure

    found = examples("train")
    model = train(found)
    text = json.dumps([[e.text, e.role, e.level] for e in found], ensure_ascii=False)
    data = hashlib.sha256(text.encode()).hexdigest()
    metrics = {"train_items": len(found)}
    for name, rows in (("dev", examples("dev")), ("test", examples("test")), ("real", real())):
        if rows:
            metrics |= {f"{name}_{key}": value for key, value in measure(model, rows).items()}
    save(model, ROOT / "models" / "substance", data=data, metrics=metrics)
    print(json.dumps(metrics, indent=1))


if __name__ == "__main__":
    main()
