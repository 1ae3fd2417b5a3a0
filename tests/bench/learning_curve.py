"""F1 against the number of labelled items, out of fold by issuer: how much does one have to code?

python tests/bench/learning_curve.py [disclosure-themes|supervision-practices]
"""

import sys
from pathlib import Path

import numpy as np

from nlp_reports.themes import codebook
from nlp_reports.themes.labels import for_codebook, read_gold
from nlp_reports.themes.train import TRAINING, quality_by_issuer

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
SIZES = (60, 120, 250, 500, 1000)


def main(name: str) -> None:
    rows = [row for row in for_codebook(read_gold(GOLD), codebook(name)) if row.split in TRAINING]
    random = np.random.default_rng(20210930)
    print(f"{name}\n\n| items | micro-F1 | macro-F1 |\n|---|---|---|")
    for size in (*(size for size in SIZES if size < len(rows)), len(rows)):
        runs = [
            quality_by_issuer([rows[at] for at in random.permutation(len(rows))[:size]], name)
            for _ in range(3 if size < len(rows) else 1)
        ]
        micro, macro = np.mean(runs, axis=0)
        print(f"| {size} | {micro:.2f} | {macro:.2f} |", flush=True)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["disclosure-themes"]))
