"""What the project set out to reach, beside what was found: misses are shown, not left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp_reports.evaluate.agreement import Interval
from nlp_reports.evaluate.findings import Entry, Findings

MOST = (".ece", ".mae")
TARGETS: tuple[tuple[str, float], ...] = (
    ("agreement.role", 0.85),
    ("agreement.level", 0.70),
    ("agreement.themes", 0.70),
    ("agreement.practices", 0.70),
    ("agreement.boundaries", 0.95),
    *(
        (f"narrative.{text}.sections.{key}.f1", least)
        for text, least in (("clean", 0.99), ("combined", 0.97), ("real", 0.98))
        for key in ("overview.supervision", "problems_improvements")
    ),
    ("narrative.clean.items.boundary_f1", 0.96),
    ("narrative.combined.items.boundary_f1", 0.93),
    ("narrative.real.items.boundary_f1", 0.93),
    ("narrative.clean.roles.macro_f1", 0.93),
    ("narrative.real.roles.accuracy", 0.95),
    ("narrative.clean.roles.ece", 0.05),
    ("narrative.clean.status.accuracy", 0.90),
    ("narrative.clean.links.f1", 0.80),
    ("themes.clean.given.micro_f1", 0.85),
    ("themes.clean.given.macro_f1", 0.80),
    ("themes.clean.given.main_accuracy", 0.82),
    ("themes.real.given.micro_f1", 0.80),
    ("practices.clean.given.micro_f1", 0.85),
    ("practices.real.given.micro_f1", 0.80),
    ("substance.clean.given.spearman", 0.75),
    ("substance.clean.given.auc", 0.90),
    ("substance.clean.given.ece", 0.06),
    ("substance.real.given.spearman", 0.65),
    ("substance.real.given.auc", 0.85),
    ("substance.real.given.ece", 0.06),
    ("reuse.copied.pearson", 0.97),
    ("reuse.copied.mae", 0.04),
)
FALL = 0.08
"""How far a figure may fall from our test split to real reports."""
PAIRS = (
    ("narrative.{}.roles.accuracy", "role accuracy"),
    ("themes.{}.given.micro_f1", "themes, micro-F1"),
)


def held(figures: Mapping[str, Interval]) -> Findings:
    """Targets beside the figures found; those that were not measured are left out."""
    found = Findings()
    rows: list[Sequence[Entry]] = []
    for name, bound in TARGETS:
        value = figures.get(name)
        if value is not None and value.value is not None:
            most = name.endswith(MOST)
            met = value.value <= bound if most else value.value >= bound
            wanted = f"{'at most' if most else 'at least'} {bound:.2f}"
            rows.append((name, wanted, value, "met" if met else "**missed**"))
    found.table("Aimed at and found", ("figure", "wanted", "found", ""), rows)
    found.table("From our reports to real ones", _HEADS, _falls(figures))
    return found


_HEADS = ("figure", "test", "real", "fall", f"wanted: at most {FALL:.2f}")


def _falls(figures: Mapping[str, Interval]) -> list[Sequence[Entry]]:
    rows: list[Sequence[Entry]] = []
    for pattern, title in PAIRS:
        ours, real = (figures.get(pattern.format(text)) for text in ("clean", "real"))
        if ours and real and ours.value is not None and real.value is not None:
            fall = ours.value - real.value
            rows.append((title, ours, real, fall, "met" if fall <= FALL else "**missed**"))
    return rows
