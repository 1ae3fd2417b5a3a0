"""F1 against the number of labelled items, out of fold by issuer: how much does one have to code?

python tests/bench/learning_curve.py          writes the table of docs/themes.md anew
"""

from pathlib import Path

import numpy as np

from nlp_reports.themes import codebook
from nlp_reports.themes.labels import for_codebook, read_gold
from nlp_reports.themes.train import TRAINING, quality_by_issuer

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpora" / "gold"
PAGE = ROOT / "docs" / "themes.md"
BEGIN, END = "<!-- learning curve: begin -->\n", "<!-- learning curve: end -->"
BOOKS = ("disclosure-themes", "supervision-practices")
HEAD = """| labelled items | themes: micro-F1 | macro-F1 | practices: micro-F1 | macro-F1 |
|---|---|---|---|---|
"""
SIZES = (60, 120, 250, 500, 1000)


def curve(name: str) -> dict[int, tuple[float, float]]:
    """Micro and macro F1 by number of items; the mean of three draws, one for all items."""
    rows = [row for row in for_codebook(read_gold(GOLD), codebook(name)) if row.split in TRAINING]
    random = np.random.default_rng(20210930)
    found = {}
    for size in (*(size for size in SIZES if size < len(rows)), len(rows)):
        runs = [
            quality_by_issuer([rows[at] for at in random.permutation(len(rows))[:size]], name)
            for _ in range(3 if size < len(rows) else 1)
        ]
        found[size] = tuple(np.mean(runs, axis=0))
        print(name, size, found[size], flush=True)
    return found


def table(themes: dict[int, tuple[float, float]], practices: dict[int, tuple[float, float]]) -> str:
    """Both curves side by side, a line for all items last."""
    most = (max(themes), max(practices))
    lines = [
        (str(size), *themes.get(size, (None, None)), *practices.get(size, (None, None)))
        for size in SIZES
    ]
    lines.append((f"all ({most[0]}, {most[1]})", *themes[most[0]], *practices[most[1]]))
    return HEAD + "".join(
        f"| {name} | " + " | ".join("" if f is None else f"{f:.2f}" for f in values) + " |\n"
        for name, *values in lines
    )


def main() -> None:
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    fresh = table(*(curve(name) for name in BOOKS))
    PAGE.write_text(before + BEGIN + fresh + END + rest.split(END)[1], "utf-8")


if __name__ == "__main__":
    main()
