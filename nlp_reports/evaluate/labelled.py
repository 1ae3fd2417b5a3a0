"""A codebook or a model of one's own held against labels that it has not seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from nlp_reports.errors import DataError
from nlp_reports.evaluate.findings import Entry, Findings
from nlp_reports.evaluate.metrics import f1, of_counts, precision, recall, triples
from nlp_reports.evaluate.themes import HEADS, Row, figures, tagged
from nlp_reports.report import Codebook, Item
from nlp_reports.text import Span
from nlp_reports.themes import codebook as find_codebook
from nlp_reports.themes import tag
from nlp_reports.themes.labels import Labelled, digest, for_codebook, read_labels
from nlp_reports.themes.loading import TrainedCodebook
from nlp_reports.themes.tagging import by_rules

NOTE = (
    "Text and role given; intervals: 95 % bootstrap over issuers. Held out only where the labels "
    "are of issuers that the model was not trained on."
)


def evaluate(path: Path, codebook: str) -> Findings:
    """Hold the themes of a codebook, or of a trained model's folder, against labels.

    Args:
        path: labels as ``label import`` writes them, of issuers kept apart from training.
        codebook: name, TOML file or model folder.

    Raises:
        DataError: no label is for the codebook, a label is unknown to it, or the model was
            trained on these very labels.
    """
    book = find_codebook(codebook)
    rows = for_codebook(read_labels(path), book)
    _check(rows, book, path)
    roles = {str(role): role for role in book.roles}
    items = [
        Item(str(n), "labels", roles[row.role], Span(0, len(row.text)), row.text)
        for n, row in enumerate(rows)
    ]
    model = tagged(tag(items, book))
    rules = tagged([mention for item in items for mention in by_rules(item, book)])
    keys = [theme.key for theme in book.themes]
    ours, plain = (
        [Row(row.group, row.keys, found.get(str(n), ())) for n, row in enumerate(rows)]
        for found in (model, rules)
    )
    found = Findings()
    found.figures |= {f"themes.labels.{key}": value for key, value in figures(ours, keys).items()}
    lines: list[Sequence[Entry]] = [
        (name, len(rows), *figures(own, keys).values())
        for name, own in ((book.id, ours), ("rules alone", plain))
    ]
    found.table(f"{book.id} on {path.name}", ("tool", "items", *HEADS), lines, NOTE)
    heads = ("theme", "items", "precision", "recall", "F1")
    found.table("Themes, one by one", heads, _per_key(ours, keys))
    return found


def _check(rows: Sequence[Labelled], book: Codebook, path: Path) -> None:
    if not rows:
        raise DataError(f"{path}: no labelled item is for {book.id}; give the labels made with it")
    known = {theme.key for theme in book.themes}
    if odd := sorted({key for row in rows for key in row.keys} - known):
        raise DataError(f"{path}: {book.id} has no theme {', '.join(odd)}; give its own labels")
    if isinstance(book, TrainedCodebook):
        manifest = json.loads((Path(book.folder) / "manifest.json").read_text("utf-8"))
        if manifest.get("training") == digest(rows):
            raise DataError(
                f"{path}: the model was trained on these labels; give those of other issuers, or "
                "read the quality out of fold that train printed"
            )


def _per_key(rows: Sequence[Row], keys: Sequence[str]) -> list[Sequence[Entry]]:
    issuers = [row.issuer for row in rows]
    lines: list[Sequence[Entry]] = []
    for key in keys:
        counts = triples([row.coded for row in rows], [row.predicted for row in rows], [key])
        own = (of_counts(counts, issuers, measure) for measure in (precision, recall, f1))
        lines.append((key, sum(key in row.coded for row in rows), *own))
    return lines
