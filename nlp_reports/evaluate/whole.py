"""All evaluations together: which texts each one runs over, and the page that shows the figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp_reports._version import __version__
from nlp_reports.evaluate import coders, figures, narrative, scores, targets, themes, variety
from nlp_reports.evaluate.agreement import Interval
from nlp_reports.evaluate.findings import Findings, to_markdown
from nlp_reports.evaluate.gold import Gold, load, load_real
from nlp_reports.evaluate.match import Reading
from nlp_reports.evaluate.noise import LAYERS
from nlp_reports.evaluate.readings import read
from nlp_reports.themes import codebook

NAMES = ("corpus", "agreement", "narrative", "themes", "scores", "figures")
Readings = dict[str, list[Reading]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is evaluated on: a gold folder, one of its splits, perhaps real reports."""

    folder: Path
    gold: Gold
    split: str = "test"
    real: Gold | None = None

    @classmethod
    def at(cls, folder: Path, split: str = "test", real: Path | None = None) -> Scope:
        """Load the folders.

        Raises:
            UsageError: one of them is not what it should be.
        """
        return cls(folder, load(folder), split, None if real is None else load_real(real))

    def readings(self, layers: Sequence[str] = ()) -> Readings:
        """The package's results over the split: clean, under noise, and over real reports."""
        reports = self.gold.split(self.split)
        found = {"clean": read(reports)} | {layer: read(reports, layer) for layer in layers}
        return found | ({"real": read(self.real.reports)} if self.real else {})


def evaluate(scope: Scope, names: Sequence[str] = NAMES) -> dict[str, Findings]:
    """Run the evaluations with these names; noise in full for the narrative, combined elsewhere."""
    layers = (*LAYERS, "combined") if "narrative" in names else ("combined",)
    needed = {"narrative", "themes", "scores", "figures"} & set(names)
    readings = scope.readings(layers) if needed else {}
    few = {name: own for name, own in readings.items() if name in ("clean", "combined", "real")}
    train = scope.gold.split("train")
    everything = scope.gold.reports
    runs: dict[str, Callable[[], Findings]] = {
        "corpus": lambda: variety.evaluate(scope.gold, scope.real),
        "agreement": lambda: coders.evaluate(scope.gold, scope.folder / "split_b"),
        "narrative": lambda: narrative.evaluate(readings, train),
        "themes": lambda: themes.evaluate(few, train, everything),
        "scores": lambda: scores.evaluate(few, train, everything),
        "figures": lambda: figures.evaluate(few),
    }
    return {name: runs[name]() for name in names}


def gated(scope: Scope) -> dict[str, Interval]:
    """The figures that the quality gate looks at: the test split, clean and under noise."""
    readings = scope.readings(("combined",))
    found: dict[str, Interval] = {}
    for text, group in readings.items():
        own = narrative.figures([narrative.marks(reading) for reading in group])
        found |= {f"narrative.{text}.{key}": value for key, value in own.items()}
        found[f"figures.{text}.accuracy"] = figures.accuracy_of(group)
    test = scope.gold.split(scope.split)
    for kind, name in themes.BOOKS.items():
        book = codebook(name)
        tags = themes.figures(themes.on_coded(test, book), [theme.key for theme in book.themes])
        found |= {f"{kind}.clean.given.{key}": value for key, value in tags.items()}
    substance = scores.figures(scores.on_coded(test))
    found |= {f"substance.clean.given.{key}": value for key, value in substance.items()}
    copied = [row for row in scores.reuse(scope.gold.reports) if row.report in {r.id for r in test}]
    return found | scores.reuse_figures(scores.copying(copied, scope.gold.reports))


TITLES = {
    "corpus": "The gold corpus",
    "agreement": "Agreement between codings",
    "narrative": "Sections, items, roles and links",
    "themes": "Themes and practices",
    "scores": "Substance and reuse",
    "figures": "Statutory figures",
}


def page(scope: Scope, found: dict[str, Findings]) -> str:
    """The findings as one Markdown page."""
    real = f" Real reports: `{scope.real.digest}`." if scope.real else ""
    pieces = [
        "# Quality\n",
        "Written by `nlp-reports evaluate all --markdown docs/quality.md`; do not edit. "
        f"nlp-reports {__version__}, corpus `{scope.gold.name}` `{scope.gold.digest}`, "
        f"split `{scope.split}`.{real}\n",
        "The gold reports were written and coded by language models. They show whether the "
        "software does what the codebook says on text of this genre; how it does on reports that "
        "people wrote, only the few real ones show. Brackets are 95 % bootstrap intervals over "
        "issuers.\n",
    ]
    everything = Findings()
    for own in found.values():
        everything.add(own)
    pieces += ["## Targets\n", to_markdown(targets.held(everything.figures))]
    for name, own in found.items():
        pieces += [f"## {TITLES[name]}\n", to_markdown(own)]
    return "\n".join(pieces)
